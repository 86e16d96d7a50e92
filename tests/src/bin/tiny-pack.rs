//! Writes what a journey of the real window enrols with: a pack of the tests' own models, and a photo of a face that
//! they know.
//!
//! `tiny-pack FOLDER` makes the folder, with `pack.toml`, its models and `photo.ppm`.

use std::path::PathBuf;

use journeys::house::Failed;
use journeys::packs;

/// As large as a small photo of a telephone's; the face is large enough to be good.
const WIDTH: usize = 1280;
const HEIGHT: usize = 960;
const FACE: usize = 168;

fn main() -> Result<(), Failed> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("Say which folder.")?);
    packs::write_tiny(&folder)?;
    let mut rgb = tiny_models::canvas(WIDTH, HEIGHT);
    tiny_models::paint(&mut rgb, WIDTH, ((WIDTH - FACE) / 2, (HEIGHT - FACE) / 2), FACE, 1);
    let mut photo = format!("P6 {WIDTH} {HEIGHT} 255\n").into_bytes();
    photo.extend(rgb);
    Ok(std::fs::write(folder.join("photo.ppm"), photo)?)
}
