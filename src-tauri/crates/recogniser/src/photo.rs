//! Opens a photo for enrolment: any usual file, turned upright, as RGB.
//!
//! What comes out takes the same way as a camera's frame.

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use bellwatch_domain::models::OpenPhoto;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};

/// Larger files are not read.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// Larger pictures are not decoded, pixels.
const MOST_PIXELS: u64 = 50_000_000;

/// Why a photo cannot be used; each a sentence.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It cannot be read.
    #[error("{} cannot be read: {source}.", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is too large.
    #[error("{} is larger than 64 MB; save it smaller.", .0.display())]
    Heavy(PathBuf),
    /// The picture is too large.
    #[error("{} has {} megapixels, and at most 50 are taken; save it smaller.", path.display(), pixels / 1_000_000)]
    Large {
        /// The file.
        path: PathBuf,
        /// Of the picture.
        pixels: u64,
    },
    /// Apple's format.
    #[error("{} is a HEIC photo, which cannot be opened here; save it as JPEG.", .0.display())]
    Heic(PathBuf),
    /// Nothing that is known.
    #[error("{} is not a photo that can be opened here; save it as JPEG or PNG.", .0.display())]
    Unknown(PathBuf),
    /// It begins well and cannot be decoded.
    #[error("{} is damaged: {}.", path.display(), in_one_line(source))]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the decoder says.
        source: ImageError,
    },
}

/// Opens a file: JPEG, PNG, WebP, BMP or GIF (its first picture).
///
/// # Errors
///
/// [`Error`], a sentence that names the file.
pub fn open(path: &Path) -> Result<OpenPhoto, Error> {
    let cannot = |source| Error::Read { path: path.to_owned(), source };
    let file = fs::File::open(path).map_err(cannot)?;
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    decode(path, &bytes)
}

/// The same of bytes that are here already; `path` is for the sentences.
///
/// # Errors
///
/// [`Error`], a sentence that names the file.
pub fn decode(path: &Path, bytes: &[u8]) -> Result<OpenPhoto, Error> {
    let path = || path.to_owned();
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Error::Heavy(path()));
    }
    if is_heic(bytes) {
        return Err(Error::Heic(path()));
    }
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|source| Error::Read { path: path(), source })?;
    if reader.format().is_none() {
        return Err(Error::Unknown(path()));
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(16 * MOST_PIXELS);
    reader.limits(limits);
    let bad = |source| match source {
        ImageError::Unsupported(_) => Error::Unknown(path()),
        source => Error::Damaged { path: path(), source },
    };
    let mut decoder = reader.into_decoder().map_err(bad)?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS {
        return Err(Error::Large { path: path(), pixels });
    }
    // A picture whose EXIF cannot be read is taken as it lies.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(bad)?;
    picture.apply_orientation(orientation);
    let rgb = flat(picture);
    let (width_px, height_px) = rgb.dimensions();
    OpenPhoto::new(width_px, height_px, rgb.into_raw()).ok_or_else(|| Error::Unknown(path()))
}

/// Decoders end some of their sentences with an empty line.
fn in_one_line(error: &ImageError) -> String {
    let text = error.to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}

/// RGB; what can be seen through lies on white, as it does on paper.
fn flat(picture: DynamicImage) -> image::RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    let mut rgb = image::RgbImage::new(rgba.width(), rgba.height());
    for (from, into) in rgba.pixels().zip(rgb.pixels_mut()) {
        let alpha = u32::from(from.0[3]);
        into.0 = std::array::from_fn(|nth| {
            ((u32::from(from.0[nth]) * alpha + 255 * (255 - alpha) + 127) / 255) as u8
        });
    }
    rgb
}

/// A box "ftyp" with one of the brands of HEIF.
fn is_heic(bytes: &[u8]) -> bool {
    const BRANDS: [&[u8]; 8] = [b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"];
    bytes.get(4..8) == Some(b"ftyp".as_slice())
        && bytes.get(8..12).is_some_and(|brand| BRANDS.contains(&brand))
}
