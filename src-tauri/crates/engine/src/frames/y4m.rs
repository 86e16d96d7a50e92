//! Reads ffmpeg's YUV4MPEG2 from a pipe, into buffers that are used again and again.
//!
//! Cost of reading 4 cameras of 1080p at 4 fps for 15 s (`examples/reading_cost.rs`, 2 shared cores, November 2026):
//! 0.27 CPU seconds, most of it the kernel's copying (0.45 with pipes of 64 kB instead of 256 kB, and no less with
//! 1 MB), with two frames in memory per camera.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::Instant;

use bellwatch_imaging::LARGEST_SIDE_PX;

use super::{ColourRange, Frame, Shape};
use crate::clock::Clock;

/// Pictures in memory per stream: one being filled, one that is the newest, one that somebody still looks at, and one
/// that recognition does.
const BUFFERS: usize = 4;
const LONGEST_LINE: usize = 256;
const MAGIC: &[u8] = b"YUV4MPEG2";
const MARKER: &[u8] = b"FRAME";

/// Why a stream cannot be read any further.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The pipe broke.
    #[error("the pipe from ffmpeg cannot be read")]
    Pipe(#[from] io::Error),
    /// It does not start as YUV4MPEG2 does, or says too little of itself.
    #[error("what ffmpeg writes is not a YUV4MPEG2 stream: {0}")]
    NotY4m(String),
    /// A picture larger than we take.
    #[error("the picture is {width_px}×{height_px}, and at most {LARGEST_SIDE_PX} each way is taken")]
    TooLarge {
        /// As the header says.
        width_px: u64,
        /// As the header says.
        height_px: u64,
    },
    /// Pixels in another form than 4:2:0 with 8 bits.
    #[error("the pixel format is {0}, and only 4:2:0 with 8 bits is read")]
    PixelFormat(String),
    /// Where a frame should begin, something else stood.
    #[error("frame {0} does not begin where it should")]
    LostMarker(u64),
}

/// One frame that has arrived.
#[derive(Debug)]
pub enum Arrival {
    /// Here it is.
    Frame(Arc<Frame>),
    /// It was read and thrown away, because every buffer is still looked at by somebody.
    NoRoom,
}

/// A stream of frames. [`Y4m::next`] may be cancelled at any time and goes on where it was.
pub struct Y4m<R> {
    pipe: R,
    clock: Clock,
    stage: Stage,
    shape: Option<Shape>,
    count: u64,
    /// Frames that were handed out; those that nobody else holds are filled again.
    handed_out: Vec<Arc<Frame>>,
    allocated: usize,
    began: Instant,
    took: Duration,
}

enum Stage {
    Line(Vec<u8>),
    Planes { into: Buffer, filled: usize },
}

enum Buffer {
    Kept(Vec<u8>),
    /// A small buffer that is overwritten until the frame has passed.
    ThrownAway(Box<[u8; 65536]>),
}

impl<R: AsyncRead + Unpin> Y4m<R> {
    /// Reads from `pipe`.
    pub fn new(pipe: R, clock: Clock) -> Self {
        Y4m {
            pipe,
            clock,
            stage: Stage::Line(Vec::with_capacity(LONGEST_LINE)),
            shape: None,
            count: 0,
            handed_out: Vec::new(),
            allocated: 0,
            began: Instant::now(),
            took: Duration::ZERO,
        }
    }

    /// Size and range, once the header was read.
    pub fn shape(&self) -> Option<Shape> {
        self.shape
    }

    /// How long the newest frame took from its first bytes to its last.
    pub fn took(&self) -> Duration {
        self.took
    }

    /// The next frame; `None` at the end of the stream, also when it ends within a frame. Cancel-safe.
    ///
    /// # Errors
    ///
    /// [`Error`]; the stream cannot be read any further then.
    pub async fn next(&mut self) -> Result<Option<Arrival>, Error> {
        loop {
            match &mut self.stage {
                Stage::Line(line) => {
                    // Frame headers are six bytes and rare beside the planes. To read past one into a buffer of our
                    // own would cost a copy of every plane's first bytes and win one system call per frame.
                    let missing = if self.shape.is_some() {
                        (MARKER.len() + 1).saturating_sub(line.len()).max(1)
                    } else {
                        1
                    };
                    let mut bytes = [0; MARKER.len() + 1];
                    let read = self.pipe.read(&mut bytes[..missing]).await?;
                    if read == 0 {
                        return Ok(None);
                    }
                    line.extend_from_slice(&bytes[..read]);
                    self.line_grew()?;
                }
                Stage::Planes { into, filled } => {
                    let missing = self.shape.map_or(0, |shape| shape.bytes()) - *filled;
                    let room = match into {
                        Buffer::Kept(planes) => &mut planes[*filled..],
                        Buffer::ThrownAway(scratch) => &mut scratch[..missing.min(65536)],
                    };
                    let read = self.pipe.read(room).await?;
                    if read == 0 {
                        return Ok(None);
                    }
                    *filled += read;
                    if read == missing {
                        return Ok(Some(self.frame_arrived()));
                    }
                }
            }
        }
    }

    fn line_grew(&mut self) -> Result<(), Error> {
        let Stage::Line(line) = &self.stage else { return Ok(()) };
        let Some(shape) = self.shape else {
            if let Some(line) = line.strip_suffix(b"\n") {
                self.shape = Some(parse_header(line)?);
                self.stage = Stage::Line(Vec::with_capacity(LONGEST_LINE));
            } else if line.len() > LONGEST_LINE {
                return Err(Error::NotY4m(readable(line)));
            }
            return Ok(());
        };
        if !MARKER.iter().zip(line).all(|(a, b)| a == b) || line.len() > LONGEST_LINE {
            return Err(Error::LostMarker(self.count + 1));
        }
        match line.get(MARKER.len()) {
            Some(b'\n') => {}
            // Parameters may follow ("FRAME Ip"); they are read byte by byte.
            Some(b' ') if line.ends_with(b"\n") => {}
            Some(b' ') | None => return Ok(()),
            Some(_) => return Err(Error::LostMarker(self.count + 1)),
        }
        self.began = Instant::now();
        self.stage = Stage::Planes { into: self.buffer(shape), filled: 0 };
        Ok(())
    }

    fn buffer(&mut self, shape: Shape) -> Buffer {
        let free = self.handed_out.iter().position(|frame| Arc::strong_count(frame) == 1);
        if let Some(frame) = free.and_then(|at| Arc::into_inner(self.handed_out.swap_remove(at))) {
            return Buffer::Kept(frame.into_planes());
        }
        if self.allocated < BUFFERS {
            self.allocated += 1;
            return Buffer::Kept(vec![0; shape.bytes()]);
        }
        Buffer::ThrownAway(Box::new([0; 65536]))
    }

    fn frame_arrived(&mut self) -> Arrival {
        self.count += 1;
        self.took = self.began.elapsed();
        let stage = std::mem::replace(&mut self.stage, Stage::Line(Vec::with_capacity(MARKER.len() + 1)));
        let frame = match (stage, self.shape) {
            (Stage::Planes { into: Buffer::Kept(planes), .. }, Some(shape)) => {
                Frame::new(self.count, self.clock.now(), shape, planes)
            }
            _ => None,
        };
        let Some(frame) = frame.map(Arc::new) else { return Arrival::NoRoom };
        self.handed_out.push(frame.clone());
        Arrival::Frame(frame)
    }
}

fn parse_header(line: &[u8]) -> Result<Shape, Error> {
    let wrong = || Error::NotY4m(readable(line));
    let text = std::str::from_utf8(line).map_err(|_| wrong())?;
    let mut words = text.split(' ');
    if words.next().map(str::as_bytes) != Some(MAGIC) {
        return Err(wrong());
    }
    let (mut width_px, mut height_px, mut range) = (0u64, 0u64, ColourRange::Limited);
    for word in words {
        match word.split_at_checked(1) {
            Some(("W", number)) => width_px = number.parse().map_err(|_| wrong())?,
            Some(("H", number)) => height_px = number.parse().map_err(|_| wrong())?,
            Some(("C", "420" | "420jpeg" | "420mpeg2" | "420paldv")) => {}
            Some(("C", other)) => return Err(Error::PixelFormat(other.to_owned())),
            Some(("X", "COLORRANGE=FULL")) => range = ColourRange::Full,
            _ => {}
        }
    }
    if width_px == 0 || height_px == 0 {
        return Err(wrong());
    }
    let side = |side: u64| u32::try_from(side).ok().filter(|side| *side <= LARGEST_SIDE_PX);
    match (side(width_px), side(height_px)) {
        (Some(width_px), Some(height_px)) => Ok(Shape { width_px, height_px, range }),
        _ => Err(Error::TooLarge { width_px, height_px }),
    }
}

fn readable(line: &[u8]) -> String {
    String::from_utf8_lossy(&line[..line.len().min(60)]).escape_debug().to_string()
}

#[cfg(test)]
mod tests;
