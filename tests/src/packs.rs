//! Packs to install from in journeys: models of the tests' own making, and real ones where they are.

use std::path::Path;

use bellwatch_recogniser::packs::{
    Colours, DetectorKind, DetectorPart, Manifest, ModelFile, RecogniserPart, Template,
};
use sha2::{Digest, Sha256};

use crate::house::Failed;

/// The id of the real pack.
pub const REAL: &str = "own";

/// The tiny models as a school would describe models of its own.
///
/// # Errors
///
/// When a file cannot be read or written.
pub fn write_tiny(folder: &Path) -> Result<(), Failed> {
    std::fs::create_dir_all(folder)?;
    let manifest = Manifest {
        id: "tiny".to_owned(),
        name: "Tiny".to_owned(),
        own_licence: false,
        page: None,
        detector: DetectorPart {
            kind: DetectorKind::Yunet,
            colours: Colours::Bgr,
            mean: [0.0; 3],
            std: [1.0; 3],
            file: written(folder, "tiny-detector.onnx", &tiny_models::detector())?,
        },
        recogniser: RecogniserPart {
            side_px: 112,
            colours: Colours::Rgb,
            mean: [0.0; 3],
            std: [1.0; 3],
            output_length: 48,
            template: Template::ARCFACE,
            threshold: 0.7,
            file: written(folder, "tiny-embedder.onnx", &tiny_models::embedder())?,
        },
        liveness: Vec::new(),
    };
    Ok(std::fs::write(folder.join("pack.toml"), manifest.text()?)?)
}

/// YuNet and a MobileFaceNet of `models`, likewise.
///
/// # Errors
///
/// When a file cannot be read or written.
pub fn write_real(folder: &Path, models: &Path) -> Result<(), Failed> {
    std::fs::create_dir_all(folder)?;
    let copied = |name: &str| written(folder, name, &std::fs::read(models.join(name))?);
    let manifest = Manifest {
        id: REAL.to_owned(),
        name: "Our own".to_owned(),
        own_licence: false,
        page: None,
        detector: DetectorPart {
            kind: DetectorKind::Yunet,
            colours: Colours::Bgr,
            mean: [0.0; 3],
            std: [1.0; 3],
            file: copied("yunet_s_dynamic.onnx")?,
        },
        recogniser: RecogniserPart {
            side_px: 112,
            colours: Colours::Rgb,
            mean: [123.675, 116.28, 103.53],
            std: [58.395, 57.12, 57.375],
            output_length: 128,
            template: Template::ARCFACE,
            threshold: 0.36,
            file: copied("mobilefacenet_128_rgb.onnx")?,
        },
        liveness: Vec::new(),
    };
    Ok(std::fs::write(folder.join("pack.toml"), manifest.text()?)?)
}

fn written(folder: &Path, name: &str, bytes: &[u8]) -> Result<ModelFile, Failed> {
    std::fs::write(folder.join(name), bytes)?;
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let (name, licence) = (name.to_owned(), "for tests".to_owned());
    Ok(ModelFile { name, sha256, bytes: bytes.len() as u64, licence, address: None })
}
