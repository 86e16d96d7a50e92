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

/// Quality of every JPEG of a frame, 0–100.
const QUALITY: u8 = 80;
/// Quality of a photo that is kept to be learnt from. From 90 on the encoder does not halve the colours.
const PHOTO_QUALITY: u8 = 90;

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
    /// The bytes do not fit the size, or a side is longer than a JPEG's can be.
    #[error("the picture's bytes do not fit its size")]
    Size,
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

/// A photo as a JPEG whose longer side is `longest_px` at most: red, green, blue, 8 bits each,
/// `3 * width_px * height_px` bytes. Nothing but the picture is in it.
///
/// # Errors
///
/// [`Error::Size`] when the bytes do not fit the size.
pub fn photo(rgb: &[u8], width_px: u32, height_px: u32, longest_px: u32) -> Result<Encoded, Error> {
    let longest = width_px.max(height_px);
    if longest == 0 || rgb.len() as u64 != 3 * u64::from(width_px) * u64::from(height_px) {
        return Err(Error::Size);
    }
    if longest <= longest_px {
        return rgb_jpeg(rgb, width_px, height_px);
    }
    let side = |side: u32| {
        // At most `longest_px`, which is 32 bits.
        ((u64::from(side) * u64::from(longest_px) / u64::from(longest)) as u32).max(1)
    };
    let (width, height) = (side(width_px), side(height_px));
    let source = ImageRef::new(width_px, height_px, rgb, PixelType::U8x3)
        .map_err(|error| Error::Scale(error.into()))?;
    let mut scaled = Image::new(width, height, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Lanczos3));
    Resizer::new().resize(&source, &mut scaled, &options).map_err(|error| Error::Scale(error.into()))?;
    rgb_jpeg(scaled.buffer(), width, height)
}

fn rgb_jpeg(rgb: &[u8], width: u32, height: u32) -> Result<Encoded, Error> {
    let side = |side: u32| u16::try_from(side).map_err(|_| Error::Size);
    let mut bytes = Vec::new();
    Encoder::new(&mut bytes, PHOTO_QUALITY).encode(
        rgb,
        side(width)?,
        side(height)?,
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Left half red, right half blue.
    fn halves(width: u32, height: u32) -> Vec<u8> {
        let pixel = |x: u32| if 2 * x < width { [220, 10, 10] } else { [10, 10, 220] };
        (0..height).flat_map(|_| (0..width).flat_map(pixel)).collect()
    }

    #[test]
    fn a_photo_keeps_its_colours_and_proportions_and_is_never_enlarged() {
        for (size, expected) in [((64, 32), (64, 32)), ((2560, 1280), (1280, 640)), ((9, 4000), (2, 1280))] {
            let made = photo(&halves(size.0, size.1), size.0, size.1, 1280).unwrap();
            assert_eq!((made.width, made.height), expected);
            let back = image::load_from_memory_with_format(&made.bytes, image::ImageFormat::Jpeg).unwrap();
            let back = back.into_rgb8();
            assert_eq!(back.dimensions(), expected);
            if size.0 > 9 {
                let [red, _, blue] = back.get_pixel(expected.0 / 4, expected.1 / 2).0;
                assert!(red > 200 && blue < 40, "{red} {blue}");
            }
        }
        assert!(matches!(photo(&[0; 5], 1, 2, 1280), Err(Error::Size)));
        assert!(matches!(photo(&[], 0, 0, 1280), Err(Error::Size)));
    }
}
