//! What the recogniser's tests share: the library, packs, and pictures.

// Each test file uses a part of it.
#![allow(dead_code)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use bellwatch_recogniser::packs::{
    Colours, DetectorKind, DetectorPart, Manifest, ModelFile, Pack, RecogniserPart, Template,
};
use bellwatch_recogniser::runtime::{Places, Runtime};
use sha2::{Digest, Sha256};

/// ONNX Runtime, or nothing after the test was named as skipped.
pub fn runtime(test: &str) -> Option<Runtime> {
    if std::env::var_os("ORT_DYLIB_PATH").is_none() {
        skipped(test, "there is no ONNX Runtime here (ORT_DYLIB_PATH)");
        return None;
    }
    Some(Runtime::open(&Places::of_this_process(None)).unwrap())
}

/// The folders with real weights and labelled faces, or nothing after the test was named as skipped.
pub fn real(test: &str) -> Option<(Runtime, PathBuf, PathBuf)> {
    let folder = |name: &str| std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
    let both = folder("BELLWATCH_TEST_MODELS").zip(folder("BELLWATCH_TEST_FACES"));
    let Some((models, faces)) = both else {
        skipped(test, "it needs real weights and faces (BELLWATCH_TEST_MODELS, BELLWATCH_TEST_FACES)");
        return None;
    };
    Some((runtime(test)?, models, faces))
}

fn skipped(test: &str, why: &str) {
    // Written past the harness, which keeps what a passing test prints.
    let told = writeln!(std::io::stderr(), "skipped: {test}: {why}");
    assert!(told.is_ok(), "a skipped test that nobody hears of counts as passed");
}

/// A model file as it is.
pub fn file_of(name: &str, bytes: &[u8]) -> ModelFile {
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    ModelFile {
        name: name.to_owned(),
        sha256,
        bytes: bytes.len() as u64,
        licence: "for tests".to_owned(),
        address: None,
    }
}

/// The manifest of the tiny models.
pub fn tiny() -> Manifest {
    Manifest {
        id: "tiny".to_owned(),
        name: "Tiny".to_owned(),
        own_licence: false,
        page: None,
        detector: DetectorPart {
            kind: DetectorKind::Yunet,
            colours: Colours::Bgr,
            mean: [0.0; 3],
            std: [1.0; 3],
            file: file_of("tiny-detector.onnx", &tiny_models::detector()),
        },
        recogniser: RecogniserPart {
            side_px: 112,
            colours: Colours::Rgb,
            mean: [0.0; 3],
            std: [1.0; 3],
            output_length: 48,
            template: Template::ARCFACE,
            threshold: 0.7,
            file: file_of("tiny-embedder.onnx", &tiny_models::embedder()),
        },
        liveness: Vec::new(),
    }
}

/// Writes the tiny models and their manifest into a folder.
pub fn write_tiny(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("tiny-detector.onnx"), tiny_models::detector()).unwrap();
    fs::write(folder.join("tiny-embedder.onnx"), tiny_models::embedder()).unwrap();
    fs::write(folder.join("pack.toml"), tiny().text().unwrap()).unwrap();
}

/// A pack of real weights: YuNet and one of the two recognisers, as a school would describe its own.
pub fn real_pack(models: &Path, folder: &Path, recogniser: RecogniserPart) -> Pack {
    let detector = DetectorPart { file: described(models, "yunet_s_dynamic.onnx"), ..tiny().detector };
    let manifest = Manifest { id: "own".to_owned(), detector, recogniser, ..tiny() };
    for file in manifest.files() {
        fs::copy(models.join(&file.name), folder.join(&file.name)).unwrap();
    }
    fs::write(folder.join("pack.toml"), manifest.text().unwrap()).unwrap();
    Pack::open(folder).unwrap()
}

/// face-reidentification-retail-0095, with landmarks of its own.
pub fn retail_0095(models: &Path) -> RecogniserPart {
    RecogniserPart {
        side_px: 128,
        colours: Colours::Bgr,
        mean: [0.0; 3],
        std: [1.0; 3],
        output_length: 256,
        template: Template::Fractions([
            [0.315569, 0.461574],
            [0.682623, 0.461574],
            [0.500263, 0.640505],
            [0.349472, 0.824692],
            [0.653436, 0.823251],
        ]),
        threshold: 0.365,
        file: described(models, "face_reid_retail_0095_fp32.onnx"),
    }
}

/// A MobileFaceNet that wants ImageNet's mean and deviation.
pub fn mobilefacenet(models: &Path) -> RecogniserPart {
    RecogniserPart {
        side_px: 112,
        colours: Colours::Rgb,
        mean: [123.675, 116.28, 103.53],
        std: [58.395, 57.12, 57.375],
        output_length: 128,
        template: Template::ARCFACE,
        threshold: 0.36,
        file: described(models, "mobilefacenet_128_rgb.onnx"),
    }
}

fn described(models: &Path, name: &str) -> ModelFile {
    file_of(name, &fs::read(models.join(name)).unwrap())
}
