use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};

use proptest::prelude::*;
use tokio::io::ReadBuf;

use super::*;

/// A pipe that gives its bytes in pieces of the given sizes, and between two of them nothing at first.
struct Pieces {
    bytes: VecDeque<u8>,
    sizes: VecDeque<usize>,
    just_waited: bool,
}

impl Pieces {
    fn new(bytes: &[u8], sizes: &[usize]) -> Self {
        Pieces {
            bytes: bytes.iter().copied().collect(),
            sizes: sizes.iter().copied().collect(),
            just_waited: false,
        }
    }
}

impl AsyncRead for Pieces {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if !std::mem::replace(&mut self.just_waited, true) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.just_waited = false;
        let size = self.sizes.pop_front().unwrap_or(usize::MAX).min(into.remaining()).min(self.bytes.len());
        for byte in self.bytes.drain(..size).collect::<Vec<_>>() {
            into.put_slice(&[byte]);
        }
        Poll::Ready(Ok(()))
    }
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(future)
}

fn y4m<R: AsyncRead + Unpin>(pipe: R) -> Y4m<R> {
    Y4m::new(pipe, Clock::system())
}

fn stream(width: u32, height: u32, frames: u8) -> Vec<u8> {
    let shape = Shape { width_px: width, height_px: height, range: ColourRange::Limited };
    let mut bytes =
        format!("YUV4MPEG2 W{width} H{height} F4:1 Ip A1:1 C420jpeg XYSCSS=420JPEG\n").into_bytes();
    for number in 1..=frames {
        bytes.extend(if number % 2 == 0 { &b"FRAME Ip\n"[..] } else { b"FRAME\n" });
        bytes.extend(std::iter::repeat_n(number, shape.bytes()));
    }
    bytes
}

/// Polls `next` once more after each cancelled wait, so that every wait is a cancelled one.
async fn all_frames(y4m: &mut Y4m<Pieces>) -> Result<Vec<Arc<Frame>>, Error> {
    let mut frames = Vec::new();
    loop {
        let next = tokio::select! {
            biased;
            next = y4m.next() => next,
            () = std::future::ready(()) => continue,
        };
        match next? {
            Some(Arrival::Frame(frame)) => frames.push(frame),
            Some(Arrival::NoRoom) => {}
            None => return Ok(frames),
        }
    }
}

proptest! {
    #[test]
    fn frames_are_the_same_however_the_pipe_cuts_them(
        width in 1u32..40, height in 1u32..40, count in 0u8..4, sizes in prop::collection::vec(1usize..500, 0..60),
    ) {
        let mut y4m = y4m(Pieces::new(&stream(width, height, count), &sizes));
        let frames = run(all_frames(&mut y4m)).unwrap();
        prop_assert_eq!(frames.len(), usize::from(count));
        for (index, frame) in frames.iter().enumerate() {
            prop_assert_eq!(frame.number, index as u64 + 1);
            prop_assert_eq!((frame.shape.width_px, frame.shape.height_px), (width, height));
            let all = [frame.y(), frame.u(), frame.v()].concat();
            prop_assert_eq!(all.len(), frame.shape.bytes());
            prop_assert!(all.iter().all(|byte| usize::from(*byte) == index + 1));
        }
    }

    #[test]
    fn nonsense_is_an_error_or_an_end_and_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = run(all_frames(&mut y4m(Pieces::new(&bytes, &[]))));
    }

    #[test]
    fn a_spoilt_stream_never_gives_a_frame_of_another_size(at in 0usize..900, byte: u8) {
        let mut bytes = stream(16, 16, 2);
        let at = at % bytes.len();
        bytes[at] = byte;
        if let Ok(frames) = run(all_frames(&mut y4m(Pieces::new(&bytes, &[])))) {
            for frame in frames {
                prop_assert_eq!(frame.y().len() + frame.u().len() + frame.v().len(), frame.shape.bytes());
            }
        }
    }
}

#[test]
fn a_stream_that_ends_within_a_frame_ends_without_it() {
    let bytes = stream(16, 16, 2);
    let frames = run(all_frames(&mut y4m(Pieces::new(&bytes[..bytes.len() - 1], &[])))).unwrap();
    assert_eq!(frames.len(), 1);
}

#[test]
fn a_lost_marker_is_noticed_at_once() {
    let mut bytes = stream(16, 16, 1);
    bytes.extend(b"FRAMX\n");
    assert!(matches!(run(all_frames(&mut y4m(Pieces::new(&bytes, &[])))), Err(Error::LostMarker(2))));
}

#[test]
fn a_header_is_taken_or_refused_by_what_it_says() {
    let check = |line: &str| parse_header(line.as_bytes());
    let full = check("YUV4MPEG2 W640 H360 F25:1 Ip A0:0 C420jpeg XYSCSS=420JPEG XCOLORRANGE=FULL").unwrap();
    assert_eq!(full, Shape { width_px: 640, height_px: 360, range: ColourRange::Full });
    assert_eq!(check("YUV4MPEG2 W3 H3").unwrap().bytes(), 9 + 4 + 4);
    assert!(matches!(check("YUV4MPEG2 W8193 H1"), Err(Error::TooLarge { width_px: 8193, .. })));
    assert!(matches!(check("YUV4MPEG2 W99999999999 H1"), Err(Error::TooLarge { .. })));
    assert!(matches!(check("YUV4MPEG2 W640 H360 C444"), Err(Error::PixelFormat(_))));
    assert!(matches!(check("YUV4MPEG2 W640 H360 C420p10"), Err(Error::PixelFormat(_))));
    assert!(matches!(check("YUV4MPEG2 W640"), Err(Error::NotY4m(_))));
    assert!(matches!(check("RIFF W640 H360"), Err(Error::NotY4m(_))));
}

#[test]
fn two_buffers_are_enough_while_only_the_newest_is_held_and_held_ones_are_never_overwritten() {
    run(async {
        let mut y4m = y4m(Pieces::new(&stream(16, 16, 10), &[]));
        let mut newest = None;
        for _ in 0..4 {
            let Some(Arrival::Frame(frame)) = y4m.next().await.unwrap() else { panic!("a frame") };
            newest = Some(frame);
        }
        assert_eq!(y4m.allocated, 2);
        let mut held: Vec<_> = newest.into_iter().collect();
        for _ in 0..3 {
            let Some(Arrival::Frame(frame)) = y4m.next().await.unwrap() else { panic!("a frame") };
            held.push(frame);
        }
        assert!(matches!(y4m.next().await.unwrap(), Some(Arrival::NoRoom)));
        assert_eq!(
            held.iter().map(|frame| (frame.number, frame.y()[0])).collect::<Vec<_>>(),
            [(4, 4), (5, 5), (6, 6), (7, 7)]
        );
        held.clear();
        assert!(matches!(y4m.next().await.unwrap(), Some(Arrival::Frame(frame)) if frame.number == 9));
    });
}
