//! The packs that Bellwatch knows by itself.
//!
//! A licence of files does not settle what a model was trained on; schools are told so (docs/operating.md).

use super::manifest::{Colours, DetectorKind, DetectorPart, Manifest, ModelFile, RecogniserPart, Template};

/// Every pack that is known, the default first.
pub fn catalogue() -> Vec<Manifest> {
    vec![yunet_sface(), buffalo_s(), buffalo_l()]
}

/// OpenCV Zoo's pair, free to use.
fn yunet_sface() -> Manifest {
    let zoo = |folder: &str, name: &str| {
        Some(format!("https://huggingface.co/opencv/{folder}/resolve/main/{name}"))
    };
    let detector = "face_detection_yunet_2023mar.onnx";
    let recogniser = "face_recognition_sface_2021dec.onnx";
    Manifest {
        id: "yunet-sface".to_owned(),
        name: "YuNet + SFace".to_owned(),
        own_licence: false,
        page: Some("https://github.com/opencv/opencv_zoo".to_owned()),
        detector: DetectorPart {
            kind: DetectorKind::Yunet,
            colours: Colours::Bgr,
            mean: [0.0; 3],
            std: [1.0; 3],
            file: ModelFile {
                name: detector.to_owned(),
                sha256: "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4".to_owned(),
                bytes: 232_589,
                licence: "MIT".to_owned(),
                address: zoo("face_detection_yunet", detector),
            },
        },
        recogniser: RecogniserPart {
            side_px: 112,
            // Its first layers take away 127.5 and scale by themselves.
            colours: Colours::Rgb,
            mean: [0.0; 3],
            std: [1.0; 3],
            output_length: 128,
            template: Template::ARCFACE,
            threshold: 0.363,
            file: ModelFile {
                name: recogniser.to_owned(),
                sha256: "0ba9fbfa01b5270c96627c4ef784da859931e02f04419c829e83484087c34e79".to_owned(),
                bytes: 38_696_353,
                licence: "Apache-2.0".to_owned(),
                address: zoo("face_recognition_sface", recogniser),
            },
        },
        liveness: Vec::new(),
    }
}

/// InsightFace's small pair.
fn buffalo_s() -> Manifest {
    insightface(
        ("buffalo-s", "InsightFace buffalo_s (SCRFD-0.5G + MobileFaceNet)"),
        ("det_500m.onnx", "5e4447f50245bbd7966bd6c0fa52938c61474a04ec7def48753668a9d8b4ea3a", 2_524_817),
        ("w600k_mbf.onnx", "9cc6e4a75f0e2bf0b1aed94578f144d15175f357bdc05e815e5c4a02b319eb4f", 13_616_099),
    )
}

/// InsightFace's large pair.
fn buffalo_l() -> Manifest {
    insightface(
        ("buffalo-l", "InsightFace buffalo_l (SCRFD-10G + ResNet-50)"),
        ("det_10g.onnx", "5838f7fe053675b1c7a08b633df49e7af5495cee0493c7dcf6697200b85b5b91", 16_923_827),
        ("w600k_r50.onnx", "4c06341c33c2ca1f86781dab0e829f88ad5b64be9fba56e56bc9ebdefc619e43", 174_383_860),
    )
}

type Named<'a> = (&'a str, &'a str, u64);

pub(crate) const RESEARCH_ONLY: &str = "research only; others need a licence of InsightFace";

fn insightface((id, name): (&str, &str), detector: Named<'_>, recogniser: Named<'_>) -> Manifest {
    let file = |(name, sha256, bytes): Named<'_>| ModelFile {
        name: name.to_owned(),
        sha256: sha256.to_owned(),
        bytes,
        licence: RESEARCH_ONLY.to_owned(),
        address: None,
    };
    Manifest {
        id: id.to_owned(),
        name: name.to_owned(),
        own_licence: true,
        page: Some("https://github.com/deepinsight/insightface/tree/master/model_zoo".to_owned()),
        detector: DetectorPart {
            kind: DetectorKind::Scrfd,
            colours: Colours::Rgb,
            mean: [127.5; 3],
            std: [128.0; 3],
            file: file(detector),
        },
        recogniser: RecogniserPart {
            side_px: 112,
            colours: Colours::Rgb,
            mean: [127.5; 3],
            std: [127.5; 3],
            output_length: 512,
            template: Template::ARCFACE,
            // Its makers name none; this is where its own tools begin to say "the same person".
            threshold: 0.4,
            file: file(recogniser),
        },
        liveness: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_a_manifest_that_would_be_taken() {
        let all = catalogue();
        all.iter().for_each(|manifest| manifest.examine().unwrap());
        assert!(
            all[0].files().all(|file| file.address.as_ref().is_some_and(|at| at.starts_with("https://")))
        );
        let ids: std::collections::HashSet<_> = all.iter().map(|manifest| &manifest.id).collect();
        assert_eq!(ids.len(), all.len());
    }
}
