//! Writes what the journey of the people enrols with: the tests' own models, and a photo of a face that they know.
//!
//! `tiny-pack FOLDER` writes `see.onnx`, `know.onnx` and `photo.ppm`. `stage.mjs` compiles it.

#[path = "../tiny-models/src/lib.rs"]
#[allow(dead_code)] // The models of other tests.
mod tiny_models;

use std::error::Error;
use std::path::PathBuf;

/// As large as a small photo of a telephone's; the face is large enough to be good.
const WIDTH: usize = 1280;
const HEIGHT: usize = 960;
const FACE: usize = 168;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("Say which folder.")?);
    std::fs::write(folder.join("see.onnx"), tiny_models::detector())?;
    std::fs::write(folder.join("know.onnx"), tiny_models::embedder())?;
    let mut rgb = tiny_models::canvas(WIDTH, HEIGHT);
    tiny_models::paint(&mut rgb, WIDTH, ((WIDTH - FACE) / 2, (HEIGHT - FACE) / 2), FACE, 1);
    let mut photo = format!("P6 {WIDTH} {HEIGHT} 255\n").into_bytes();
    photo.extend(rgb);
    Ok(std::fs::write(folder.join("photo.ppm"), photo)?)
}
