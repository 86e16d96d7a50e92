//! From planes to a JPEG, smaller where a smaller one is wanted. Pure.
//!
//! JPEG itself is Y, U, V with halved chroma, so the planes go in as they are: no detour over RGB. What is called
//! YUV by cameras uses the numbers 16–235, which are stretched to JPEG's 0–255 on the way. The two colour matrices
//! (BT.601, which JPEG means, and BT.709, which many HD cameras mean without our being told) are not told apart;
//! greens are a little off on such cameras.
//!
//! CPU milliseconds for a 1080p frame (the engine's `examples/reading_cost.rs`, AVX2, November 2026): 11.0 at its own
//! size, 6.4 at 1280 wide, 1.8 at 640, 1.0 at 320.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use jpeg_encoder::{Encoder, ImageBuffer, JpegColorType, SamplingFactor};

use crate::{ColourRange, Frame, LARGEST_SIDE_PX};

/// Quality of every JPEG, 0–100.
const QUALITY: u8 = 80;

/// Why there is no JPEG.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The planes could not be scaled.
    #[error("the picture cannot be scaled")]
    Scale(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The encoder refused.
    #[error("the picture cannot be written as a JPEG")]
    Jpeg(#[from] jpeg_encoder::EncodingError),
    /// What is on disk is not a JPEG.
    #[error("the file is not a JPEG")]
    Decode(#[from] image::ImageError),
}

/// A JPEG and its size.
pub struct Encoded {
    /// The file.
    pub bytes: Vec<u8>,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

/// Planes of any size, chroma halved.
struct Planes<'a> {
    width: u32,
    height: u32,
    y: &'a [u8],
    u: &'a [u8],
    v: &'a [u8],
    luma: [u8; 256],
    chroma: [u8; 256],
}

/// A frame as a JPEG `width` pixels wide, at most as wide as it is.
///
/// # Errors
///
/// [`Error`], which no frame that [`Frame::new`] takes should bring about.
pub fn frame(frame: &Frame, width: u32) -> Result<Encoded, Error> {
    let shape = frame.shape;
    let (luma, chroma) = stretch(shape.range);
    let full = |(y, u, v), width, height| Planes { width, height, y, u, v, luma, chroma };
    if width >= shape.width_px {
        return jpeg(full((frame.y(), frame.u(), frame.v()), shape.width_px, shape.height_px));
    }
    let width = width.max(1);
    let height = scaled_height(shape.width_px, shape.height_px, width);
    let (from_chroma, to_chroma) = (shape.chroma_px(), (width.div_ceil(2), height.div_ceil(2)));
    let y = scale(frame.y(), (shape.width_px, shape.height_px), (width, height))?;
    let u = scale(frame.u(), from_chroma, to_chroma)?;
    let v = scale(frame.v(), from_chroma, to_chroma)?;
    jpeg(full((&y, &u, &v), width, height))
}

/// A JPEG made smaller, `width` pixels wide.
///
/// # Errors
///
/// [`Error::Decode`] when `bytes` are not a JPEG, or one larger than 8192 pixels either way.
pub fn smaller(bytes: &[u8], width: u32) -> Result<Encoded, Error> {
    let mut reader = image::ImageReader::with_format(std::io::Cursor::new(bytes), image::ImageFormat::Jpeg);
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(LARGEST_SIDE_PX);
    limits.max_image_height = Some(LARGEST_SIDE_PX);
    reader.limits(limits);
    let picture = reader.decode()?;
    let height = scaled_height(picture.width(), picture.height(), width);
    let picture = picture.thumbnail_exact(width.min(picture.width()).max(1), height).into_rgb8();
    let (width, height) = picture.dimensions();
    let mut bytes = Vec::new();
    let side = |side: u32| u16::try_from(side).unwrap_or(u16::MAX);
    Encoder::new(&mut bytes, QUALITY).encode(
        picture.as_raw(),
        side(width),
        side(height),
        jpeg_encoder::ColorType::Rgb,
    )?;
    Ok(Encoded { bytes, width, height })
}

/// The height that keeps the proportions, at least 1.
fn scaled_height(width: u32, height: u32, to_width: u32) -> u32 {
    let scaled = u64::from(height) * u64::from(to_width.min(width)) / u64::from(width.max(1));
    u32::try_from(scaled).unwrap_or(u32::MAX).max(1)
}

fn scale(plane: &[u8], from: (u32, u32), to: (u32, u32)) -> Result<Vec<u8>, Error> {
    let source =
        ImageRef::new(from.0, from.1, plane, PixelType::U8).map_err(|error| Error::Scale(error.into()))?;
    let mut scaled = Image::new(to.0, to.1, PixelType::U8);
    // A box is what halving is; anything softer costs more and a tile does not show it.
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Box));
    Resizer::new().resize(&source, &mut scaled, &options).map_err(|error| Error::Scale(error.into()))?;
    Ok(scaled.into_vec())
}

fn jpeg(planes: Planes<'_>) -> Result<Encoded, Error> {
    let (width, height) = (planes.width, planes.height);
    // 1080p of a street is 300–400 kB at this quality; a guess that is a little low costs one copy.
    let mut bytes = Vec::with_capacity(width as usize * height as usize / 6);
    let mut encoder = Encoder::new(&mut bytes, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.encode_image(planes)?;
    bytes.shrink_to_fit();
    Ok(Encoded { bytes, width, height })
}

/// What each number of luma and of chroma becomes in a JPEG.
fn stretch(range: ColourRange) -> ([u8; 256], [u8; 256]) {
    let same = std::array::from_fn(|number| number as u8);
    match range {
        ColourRange::Full => (same, same),
        ColourRange::Limited => {
            let stretched = |from: f32, scale: f32, to: f32| {
                std::array::from_fn(|number| {
                    ((number as f32 - from) * scale + to).round().clamp(0.0, 255.0) as u8
                })
            };
            (stretched(16.0, 255.0 / 219.0, 0.0), stretched(128.0, 255.0 / 224.0, 128.0))
        }
    }
}

impl ImageBuffer for Planes<'_> {
    fn get_jpeg_color_type(&self) -> JpegColorType {
        JpegColorType::Ycbcr
    }

    fn width(&self) -> u16 {
        // At most 8192, see [`LARGEST_SIDE_PX`].
        u16::try_from(self.width).unwrap_or(u16::MAX)
    }

    fn height(&self) -> u16 {
        u16::try_from(self.height).unwrap_or(u16::MAX)
    }

    fn fill_buffers(&self, row: u16, buffers: &mut [Vec<u8>; 4]) {
        let (row, width) = (usize::from(row), self.width as usize);
        let chroma_width = width.div_ceil(2);
        buffers[0].extend(self.y[row * width..][..width].iter().map(|y| self.luma[usize::from(*y)]));
        // The encoder takes every second number of every second row again, so doubling loses nothing.
        for (plane, buffer) in [(self.u, 1), (self.v, 2)] {
            let buffer = &mut buffers[buffer];
            let whole = buffer.len() + width;
            let numbers = &plane[row / 2 * chroma_width..][..chroma_width];
            buffer.extend(numbers.iter().flat_map(|number| [self.chroma[usize::from(*number)]; 2]));
            buffer.truncate(whole);
        }
    }
}
