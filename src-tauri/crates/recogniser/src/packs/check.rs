//! Whether a pack is whole and its models work.

use std::fs;
use std::time::{Duration, Instant};

use super::{Error, Pack};
use crate::faces::Faces;
use crate::runtime::{Computing, Runtime};
use bellwatch_domain::recognition::{Picture, Pixels, Recogniser};

/// What a check found when all is well.
#[derive(Debug, Clone, Copy)]
pub struct Checked {
    /// Files whose checksums are right.
    pub files: usize,
    /// One picture of 640 × 384 through the detector, on one thread.
    pub detector: Duration,
    /// One face through the embedder, on one thread.
    pub embedder: Duration,
}

/// Checks every file's checksum, the models' shapes, and runs both.
///
/// # Errors
///
/// [`Error`], one sentence that names the file.
pub fn check(runtime: &Runtime, pack: &Pack) -> Result<Checked, Error> {
    for file in pack.manifest().files() {
        let path = pack.folder().join(&file.name);
        let bytes = fs::read(&path).map_err(|source| Error::Read { path: path.clone(), source })?;
        file.matches(&path, &bytes)?;
    }
    let opened =
        Faces::open(runtime, pack, &Computing::on_cpu(1)).map_err(|error| Error::Model(error.to_string()))?;
    let failed = |error: bellwatch_domain::recognition::RecognitionError| Error::Model(format!("{error}."));
    let grey = vec![128; 3 * 640 * 384];
    let mut took = [Duration::ZERO; 2];
    if let Some(picture) = Picture::new(640, 384, Pixels::Rgb(&grey)) {
        let face = bellwatch_domain::recognition::Face {
            bounds: bellwatch_domain::recognition::FaceBox { x: 0.0, y: 0.0, width: 112.0, height: 112.0 },
            landmarks: crate::alignment::ARCFACE,
            score: 1.0,
        };
        // Twice: the first run of a shape takes memory, the second is what every other costs.
        for _ in 0..2 {
            let began = Instant::now();
            opened.faces.detect(&picture, 640).map_err(failed)?;
            took[0] = began.elapsed();
            let began = Instant::now();
            let noisy: Vec<u8> = (0..3 * 112 * 112).map(|at| (at * 31 % 253) as u8).collect();
            if let Some(crop) = Picture::new(112, 112, Pixels::Rgb(&noisy)) {
                opened.faces.embed(&[(&crop, &face)]).map_err(failed)?;
            }
            took[1] = began.elapsed();
        }
    }
    Ok(Checked { files: pack.manifest().files().count(), detector: took[0], embedder: took[1] })
}
