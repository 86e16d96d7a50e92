//! Pixels: raw frames as ffmpeg gives them, and JPEGs of them.
//!
//! Pure: no IO, no clock. A crate of its own because it is compiled for speed in every profile: code that walks
//! pixels costs ten times as much unoptimised, and the engine built so would take ten times as long to compile.

pub mod jpeg;
pub mod looks;

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
