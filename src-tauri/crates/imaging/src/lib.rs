//! Pixels: raw frames as ffmpeg gives them, and JPEGs of them.
//!
//! Pure: no IO, no clock. A crate of its own because it is compiled for speed in every profile: code that walks
//! pixels costs ten times as much unoptimised, and the engine built so would take ten times as long to compile.

pub mod edges;
pub mod grid;
pub mod jpeg;
pub mod looks;
pub mod seconds;

use chrono::{DateTime, Utc};

/// No picture is larger than this, either way: a broken header must not make us ask for all memory.
pub const LARGEST_SIDE_PX: u32 = 8192;

/// How the numbers of a picture are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColourRange {
    /// Luma 16–235, chroma 16–240: nearly every H.264 and H.265 camera.
    Limited,
    /// 0–255: MJPEG, and some cameras.
    Full,
}

/// What a stream of frames says of itself once, before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Width, pixels, 1–8192.
    pub width_px: u32,
    /// Height, pixels, 1–8192.
    pub height_px: u32,
    /// How its numbers are to be read.
    pub range: ColourRange,
}

/// One picture: planar Y, U, V, 8 bits, chroma halved both ways (4:2:0), no padding between rows.
pub struct Frame {
    /// Counted from 1 since the run began.
    pub number: u64,
    /// When its last byte arrived.
    pub at: DateTime<Utc>,
    /// Size and range.
    pub shape: Shape,
    planes: Vec<u8>,
}

impl Shape {
    /// Width and height of each chroma plane: half, rounded up.
    pub fn chroma_px(&self) -> (u32, u32) {
        (self.width_px.div_ceil(2), self.height_px.div_ceil(2))
    }

    fn luma_bytes(&self) -> usize {
        self.width_px as usize * self.height_px as usize
    }

    fn chroma_bytes(&self) -> usize {
        let (width_px, height_px) = self.chroma_px();
        width_px as usize * height_px as usize
    }

    /// Bytes of a whole picture.
    pub fn bytes(&self) -> usize {
        self.luma_bytes() + 2 * self.chroma_bytes()
    }
}

impl Frame {
    /// A frame of `planes`: Y, U, V after one another; `None` when their length does not fit `shape`.
    pub fn new(number: u64, at: DateTime<Utc>, shape: Shape, planes: Vec<u8>) -> Option<Self> {
        (planes.len() == shape.bytes()).then_some(Frame { number, at, shape, planes })
    }

    /// The part of it that begins at (`left`, `top`) and is so wide and high, pixels: cut to what lies within the frame,
    /// and begun at an even pixel, so that chroma stays where it is. `None` when nothing lies within.
    pub fn part(&self, left: u32, top: u32, width_px: u32, height_px: u32) -> Option<Frame> {
        let (left, top) = (left & !1, top & !1);
        let width_px = width_px.min(self.shape.width_px.checked_sub(left)?);
        let height_px = height_px.min(self.shape.height_px.checked_sub(top)?);
        if width_px == 0 || height_px == 0 {
            return None;
        }
        let shape = Shape { width_px, height_px, range: self.shape.range };
        let mut planes = Vec::with_capacity(shape.bytes());
        let mut cut = |plane: &[u8], stride: u32, (left, top): (u32, u32), (width, height): (u32, u32)| {
            for row in plane.chunks_exact(stride as usize).skip(top as usize).take(height as usize) {
                planes.extend_from_slice(&row[left as usize..][..width as usize]);
            }
        };
        cut(self.y(), self.shape.width_px, (left, top), (width_px, height_px));
        let stride = self.shape.chroma_px().0;
        cut(self.u(), stride, (left / 2, top / 2), shape.chroma_px());
        cut(self.v(), stride, (left / 2, top / 2), shape.chroma_px());
        Frame::new(self.number, self.at, shape, planes)
    }

    /// The planes, to be filled again.
    pub fn into_planes(self) -> Vec<u8> {
        self.planes
    }

    /// Luma, `width_px * height_px` bytes.
    pub fn y(&self) -> &[u8] {
        &self.planes[..self.shape.luma_bytes()]
    }

    /// Blue difference, a quarter of that, rounded up each way.
    pub fn u(&self) -> &[u8] {
        &self.planes[self.shape.luma_bytes()..][..self.shape.chroma_bytes()]
    }

    /// Red difference, likewise.
    pub fn v(&self) -> &[u8] {
        &self.planes[self.shape.luma_bytes() + self.shape.chroma_bytes()..]
    }
}

impl std::fmt::Debug for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Frame")
            .field("number", &self.number)
            .field("at", &self.at)
            .field("shape", &self.shape)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_frame_is_cut_to_it_and_keeps_its_colours() {
        let shape = Shape { width_px: 9, height_px: 5, range: ColourRange::Full };
        let planes = (0..u8::try_from(shape.bytes()).unwrap()).collect();
        let frame = Frame::new(3, DateTime::UNIX_EPOCH, shape, planes).unwrap();
        let part = frame.part(3, 2, 4, 100).unwrap();
        assert_eq!((part.shape.width_px, part.shape.height_px), (4, 3));
        assert_eq!(part.y(), [20, 21, 22, 23, 29, 30, 31, 32, 38, 39, 40, 41]);
        assert_eq!((part.u(), part.v()), (&[51, 52, 56, 57][..], &[66, 67, 71, 72][..]));
        assert_eq!(frame.part(8, 4, 9, 9).unwrap().y(), [44]);
        assert!(frame.part(10, 0, 1, 1).is_none() && frame.part(0, 0, 0, 1).is_none());
    }
}
