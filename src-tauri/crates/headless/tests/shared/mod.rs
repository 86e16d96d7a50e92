//! What tests of faces share: models of their own making, photos that they know, the command line.

#![allow(dead_code, clippy::unwrap_used, clippy::disallowed_methods)] // Each test file uses its part of this.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::{Command, Output};

use image::{DynamicImage, ImageFormat, RgbImage};
use sha2::{Digest, Sha256};

const CTL: &str = env!("CARGO_BIN_EXE_bellwatchctl");

/// Exit code, standard output and standard error of the command line at `home`.
pub fn ctl(home: &Path, words: &[&str]) -> (Option<i32>, String, String) {
    let mut command = Command::new(CTL);
    command.arg("--home").arg(home).args(words).env("BELLWATCH_KEYRING", "off");
    let Output { status, stdout, stderr } = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code(), text(stdout), text(stderr))
}

/// What it writes to standard output when it ends well.
pub fn well(home: &Path, words: &[&str]) -> String {
    let (code, out, err) = ctl(home, words);
    assert_eq!(code, Some(0), "{words:?}: {out}{err}");
    out
}

/// Whether there is ONNX Runtime; else the test is named as skipped.
pub fn has_runtime(test: &str) -> bool {
    let is_there = std::env::var_os("ORT_DYLIB_PATH").is_some();
    if !is_there {
        skipped(test, "there is no ONNX Runtime here (ORT_DYLIB_PATH)");
    }
    is_there
}

/// Written past the harness, which keeps what a passing test prints.
pub fn skipped(test: &str, why: &str) {
    let told = writeln!(std::io::stderr(), "skipped: {test}: {why}");
    assert!(told.is_ok(), "a skipped test that nobody hears of counts as passed");
}

/// A model file as a manifest describes it.
pub fn described(name: &str, bytes: &[u8]) -> String {
    let sha256: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("name = '{name}'\nsha256 = '{sha256}'\nbytes = {}\nlicence = 'ours'\n", bytes.len())
}

/// The tiny models with a manifest as a school would write it.
pub fn given(folder: &Path) {
    given_with(folder, &tiny_models::embedder());
}

/// The same with another recogniser's file.
pub fn given_with(folder: &Path, embedder: &[u8]) {
    fs::create_dir_all(folder).unwrap();
    let detector = tiny_models::detector();
    fs::write(folder.join("see.onnx"), &detector).unwrap();
    fs::write(folder.join("know.onnx"), embedder).unwrap();
    let manifest = format!(
        "id = 'our-own'\nname = 'Our own'\n[detector]\nkind = 'yunet'\ncolours = 'bgr'\n[detector.file]\n{}\
         [recogniser]\nside_px = 112\ncolours = 'rgb'\noutput_length = 48\ntemplate = 'arcface'\nthreshold = 0.7\n\
         [recogniser.file]\n{}",
        described("see.onnx", &detector),
        described("know.onnx", embedder)
    );
    fs::write(folder.join("pack.toml"), manifest).unwrap();
}

/// A data folder with the tiny models installed.
pub fn home_with_models(folder: &Path) -> std::path::PathBuf {
    let (home, from) = (folder.join("home"), folder.join("given"));
    given(&from);
    well(&home, &["models", "install", "--from", from.to_str().unwrap()]);
    home
}

/// A photo with tiny faces of these people beside one another. `shot` tells photos of one person apart: a part of the
/// face is covered.
pub fn photo(people: &[u64], shot: u64) -> DynamicImage {
    let (width, height, side) = (1280usize, 960usize, 168usize);
    let mut rgb = tiny_models::canvas(width, height);
    for (nth, person) in people.iter().enumerate() {
        let at = (100 + 400 * nth, 300 + 20 * shot as usize);
        tiny_models::paint(&mut rgb, width, at, side, *person);
        // One of the pattern's blocks, which are a sixteenth of the face's inner half.
        let block = (at.0 + side / 4 + side / 8 * shot as usize, at.1 + side / 4);
        for y in block.1..block.1 + if shot == 0 { 0 } else { side / 8 } {
            for x in block.0..block.0 + side / 8 {
                rgb[3 * (y * width + x)..][..3].copy_from_slice(&[120, 120, 120]);
            }
        }
    }
    DynamicImage::ImageRgb8(RgbImage::from_raw(width as u32, height as u32, rgb).unwrap())
}

/// A picture as a file's bytes.
pub fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG with an EXIF block that says "6": turn it clockwise by a quarter; and a comment of the camera's.
pub fn turned(jpeg: &[u8]) -> Vec<u8> {
    let exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0WhereAnaLives";
    let mut turned = jpeg[..2].to_vec();
    turned.extend_from_slice(&[0xff, 0xe1, 0, exif.len() as u8 + 2]);
    turned.extend_from_slice(exif);
    turned.extend_from_slice(&jpeg[2..]);
    turned
}

/// A zip of files.
pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options.compression_method(zip::CompressionMethod::Deflated)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}
