//! Photos as schools have them: turned, grey, for print, see-through, too large, of a telephone, damaged.

#![allow(clippy::unwrap_used)] // What the tests share unwraps as they do.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use bellwatch_domain::models::OpenPhoto;
use bellwatch_domain::recognition::Pixels;
use bellwatch_recogniser::photo::{self, Error};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// Left half red, right half blue.
fn halves(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(
        width,
        height,
        |x, _| if 2 * x < width { Rgb([220, 10, 10]) } else { Rgb([10, 10, 220]) },
    )
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn opened(bytes: &[u8]) -> Result<OpenPhoto, Error> {
    photo::decode(Path::new("ann.jpg"), bytes)
}

/// Size, and the colour at a place given in parts of the sides.
fn seen(photo: &OpenPhoto, across: f32, down: f32) -> ((u32, u32), [u8; 3]) {
    let picture = photo.picture().unwrap();
    let Pixels::Rgb(rgb) = picture.pixels() else { panic!("a photo is RGB") };
    let (x, y) = ((picture.width_px() as f32 * across) as u32, (picture.height_px() as f32 * down) as u32);
    let start = 3 * (y * picture.width_px() + x) as usize;
    ((picture.width_px(), picture.height_px()), [rgb[start], rgb[start + 1], rgb[start + 2]])
}

fn near(found: [u8; 3], expected: [u8; 3]) -> bool {
    found.iter().zip(expected).all(|(a, b)| a.abs_diff(b) < 24)
}

#[test]
fn every_usual_kind_of_file_keeps_its_colours() {
    let picture = DynamicImage::ImageRgb8(halves(64, 32));
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Bmp, ImageFormat::WebP, ImageFormat::Gif]
    {
        let photo = opened(&written(&picture, format)).unwrap();
        let (size, left) = seen(&photo, 0.2, 0.5);
        assert_eq!(size, (64, 32));
        assert!(
            near(left, [220, 10, 10]) && near(seen(&photo, 0.8, 0.5).1, [10, 10, 220]),
            "{format:?} {left:?}"
        );
    }
}

#[test]
fn a_photo_that_lies_on_its_side_is_turned_upright() {
    let jpeg = written(&DynamicImage::ImageRgb8(halves(64, 32)), ImageFormat::Jpeg);
    // An EXIF block that says "6": turn it clockwise by a quarter.
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let mut turned = jpeg[..2].to_vec();
    turned.extend_from_slice(&[0xff, 0xe1, 0, exif.len() as u8 + 2]);
    turned.extend_from_slice(exif);
    turned.extend_from_slice(&jpeg[2..]);
    let photo = opened(&turned).unwrap();
    let (size, top) = seen(&photo, 0.5, 0.2);
    assert_eq!(size, (32, 64));
    assert!(near(top, [220, 10, 10]) && near(seen(&photo, 0.5, 0.8).1, [10, 10, 220]), "{top:?}");
}

#[test]
fn grey_and_deep_and_see_through_pictures_become_rgb() {
    let grey = DynamicImage::ImageLuma8(image::GrayImage::from_pixel(20, 20, image::Luma([77])));
    assert!(near(seen(&opened(&written(&grey, ImageFormat::Jpeg)).unwrap(), 0.5, 0.9).1, [77; 3]));
    let deep = DynamicImage::ImageRgb16(DynamicImage::ImageRgb8(halves(20, 20)).into_rgb16());
    assert!(near(seen(&opened(&written(&deep, ImageFormat::Png)).unwrap(), 0.1, 0.5).1, [220, 10, 10]));
    let glass = DynamicImage::ImageRgba8(RgbaImage::from_fn(20, 20, |x, _| {
        Rgba([0, 0, 0, if x < 10 { 0 } else { 255 }])
    }));
    let photo = opened(&written(&glass, ImageFormat::Png)).unwrap();
    assert_eq!((seen(&photo, 0.1, 0.5).1, seen(&photo, 0.9, 0.5).1), ([255; 3], [0; 3]));
}

#[test]
fn a_photo_for_print_has_its_colours() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cmyk.jpg");
    let photo = photo::open(&path).unwrap();
    let (size, left) = seen(&photo, 0.2, 0.5);
    assert_eq!(size, (32, 16));
    assert!(left[0] > 150 && left[1] < 90 && left[2] < 90, "{left:?}");
    let right = seen(&photo, 0.8, 0.5).1;
    assert!(right[2] > 100 && right[0] < 90, "{right:?}");
}

#[test]
fn what_cannot_be_opened_is_one_sentence_that_names_the_file() {
    let check = |bytes: &[u8], expected: &str| {
        let Err(error) = opened(bytes) else { panic!("{expected}") };
        let sentence = error.to_string();
        assert!(sentence.starts_with("ann.jpg ") && sentence.contains(expected), "{sentence}");
        assert!(sentence.ends_with('.') && !sentence.contains('\n'), "{sentence}");
    };
    let jpeg = written(&DynamicImage::ImageRgb8(halves(64, 32)), ImageFormat::Jpeg);
    let png = written(&DynamicImage::ImageRgb8(halves(64, 32)), ImageFormat::Png);
    check(b"", "save it as JPEG or PNG");
    check(b"%PDF-1.7 an identity card", "save it as JPEG or PNG");
    check(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "save it as JPEG");
    check(&png[..png.len() / 2], "damaged");
    check(&jpeg[..40], "damaged");
    let mut broken = png.clone();
    broken[45] ^= 0xff;
    check(&broken, "damaged");
    check(&vec![0xff; 64 * 1024 * 1024 + 1], "larger than 64 MB");
}

#[test]
fn a_hundred_megapixels_are_refused_before_they_are_decoded() {
    // Only a header: whoever decodes it would miss the rest, and say "damaged".
    let png = written(&DynamicImage::ImageRgb8(halves(8, 8)), ImageFormat::Png);
    let mut large = png[..33].to_vec();
    large[16..24].copy_from_slice(&[0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10]);
    let checksum = crc(&large[12..29]).to_be_bytes();
    large[29..33].copy_from_slice(&checksum);
    large.extend_from_slice(&png[33..]);
    let Err(error) = opened(&large) else { panic!("it was taken") };
    assert!(matches!(error, Error::Large { pixels: 100_000_000, .. }), "{error}");
    assert!(error.to_string().contains("100 megapixels"), "{error}");
}

#[test]
fn a_file_that_is_not_there_is_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let path: PathBuf = folder.path().join("ben.jpg");
    assert!(matches!(photo::open(&path), Err(Error::Read { .. })));
    fs::create_dir(&path).unwrap();
    assert!(matches!(photo::open(&path), Err(Error::Read { .. })));
}

/// The checksum of a PNG's chunk.
fn crc(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
    !bytes.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step))
}
