//! The whole path on models of the tests' own making: what comes out can be worked out by hand.

#![allow(clippy::unwrap_used)] // What the tests share unwraps as they do.

mod shared;

use std::fs;
use std::path::Path;

use bellwatch_domain::recognition::{Embedding, Face, Picture, Pixels, Recogniser, RecognitionError};
use bellwatch_recogniser::Faces;
use bellwatch_recogniser::gallery::Gallery;
use bellwatch_recogniser::packs::{Pack, RecogniserPart};
use bellwatch_recogniser::runtime::{Computing, Provider, Runtime};

fn opened(runtime: &Runtime) -> Faces {
    let folder = tempfile::tempdir().unwrap();
    shared::write_tiny(folder.path());
    Faces::open(runtime, &Pack::open(folder.path()).unwrap(), &Computing::on_cpu(2)).unwrap().faces
}

/// A grey picture with faces at (x, y), with their sides and people.
fn painted(width: usize, height: usize, faces: &[((usize, usize), usize, u64)]) -> Vec<u8> {
    let mut rgb = tiny_models::canvas(width, height);
    faces.iter().for_each(|(at, side, person)| tiny_models::paint(&mut rgb, width, *at, *side, *person));
    rgb
}

fn picture(rgb: &[u8], width: usize) -> Picture<'_> {
    Picture::new(width as u32, (rgb.len() / 3 / width) as u32, Pixels::Rgb(rgb)).unwrap()
}

#[test]
fn each_face_is_found_where_it_was_painted() {
    let Some(runtime) = shared::runtime("tiny faces where they were painted") else { return };
    let recogniser = opened(&runtime);
    let rgb = painted(640, 360, &[((101, 53), 48, 1), ((400, 203), 64, 2)]);
    for det_set in [640, 480] {
        let mut found = recogniser.detect(&picture(&rgb, 640), det_set).unwrap();
        found.sort_by(|a, b| a.bounds.x.total_cmp(&b.bounds.x));
        assert_eq!(found.len(), 2, "{found:?}");
        for (face, (x, y, side)) in found.iter().zip([(101.0, 53.0, 48.0), (400.0, 203.0, 64.0f32)]) {
            let near = |a: f32, b: f32| (a - b).abs() < 1.0;
            assert!(
                near(face.bounds.x, x) && near(face.bounds.y, y) && near(face.bounds.width, side),
                "{face:?}"
            );
            for ((x_found, y_found), (across, down)) in face.landmarks.iter().zip(tiny_models::LANDMARKS) {
                assert!(near(*x_found, x + across * side) && near(*y_found, y + down * side), "{face:?}");
            }
        }
    }
    assert_eq!(recogniser.detect(&picture(&tiny_models::canvas(64, 64), 64), 320).unwrap(), []);
}

#[test]
fn people_are_known_again_at_another_size_and_place() {
    let Some(runtime) = shared::runtime("tiny people known again") else { return };
    let recogniser = opened(&runtime);
    let seen = |person: u64, at, side| -> Embedding {
        let rgb = painted(320, 240, &[(at, side, person)]);
        let picture = picture(&rgb, 320);
        let found = recogniser.detect(&picture, 320).unwrap();
        assert_eq!(found.len(), 1);
        recogniser.embed(&[(&picture, &found[0])]).unwrap().remove(0)
    };
    let enrolled: Vec<Embedding> = (0..20).map(|person| seen(person, (120, 80), 64)).collect();
    let templates = enrolled.iter().enumerate().map(|(person, template)| (person as u64, template));
    let gallery = Gallery::new(recogniser.model().clone(), 48, templates).unwrap();
    for person in 0..20 {
        let matches = gallery.search(&seen(person, (37, 101), 48), 3).unwrap();
        assert_eq!(matches.candidates[0].person, person, "{matches:?}");
        assert!(matches.candidates[0].score > 0.95 && matches.margin.unwrap() > 0.1, "{person}: {matches:?}");
    }
}

#[test]
fn a_batch_across_pictures_gives_what_each_gives_alone() {
    let Some(runtime) = shared::runtime("a batch across pictures") else { return };
    let recogniser = opened(&runtime);
    let (first, second) =
        (painted(320, 240, &[((40, 40), 50, 1)]), painted(640, 480, &[((300, 200), 60, 2)]));
    let pictures = [picture(&first, 320), picture(&second, 640)];
    let faces: Vec<Face> =
        pictures.iter().map(|picture| recogniser.detect(picture, 640).unwrap()[0]).collect();
    // More than one batch, and not a multiple of any.
    let pairs: Vec<(&Picture<'_>, &Face)> =
        (0..13).map(|nth| (&pictures[nth % 2], &faces[nth % 2])).collect();
    let together = recogniser.embed(&pairs).unwrap();
    assert_eq!(together.len(), 13);
    for (nth, embedding) in together.iter().enumerate() {
        let alone = recogniser.embed(&pairs[nth..=nth]).unwrap().remove(0);
        assert!(embedding.cosine(&alone).unwrap() > 0.99999);
    }
    assert!(recogniser.embed(&[]).unwrap().is_empty());
}

#[test]
fn red_taken_for_blue_is_another_person() {
    let Some(runtime) = shared::runtime("colour order on tiny faces") else { return };
    let recogniser = opened(&runtime);
    let rgb = painted(320, 240, &[((40, 40), 64, 5)]);
    let swapped: Vec<u8> = rgb.chunks_exact(3).flat_map(|pixel| [pixel[2], pixel[1], pixel[0]]).collect();
    let face = recogniser.detect(&picture(&rgb, 320), 320).unwrap()[0];
    let made = recogniser.embed(&[(&picture(&rgb, 320), &face), (&picture(&swapped, 320), &face)]).unwrap();
    let cosine = made[0].cosine(&made[1]).unwrap();
    assert!(cosine < 0.7, "{cosine}");
}

#[test]
fn a_crop_without_a_direction_is_an_error_and_not_a_template() {
    let Some(runtime) = shared::runtime("a crop without direction") else { return };
    let recogniser = opened(&runtime);
    let grey = vec![100; 3 * 200 * 200];
    let face = Face {
        bounds: bellwatch_domain::recognition::FaceBox { x: 50.0, y: 50.0, width: 80.0, height: 80.0 },
        landmarks: tiny_models::LANDMARKS.map(|(x, y)| (50.0 + 80.0 * x, 50.0 + 80.0 * y)),
        score: 1.0,
    };
    let made = recogniser.embed(&[(&picture(&grey, 200), &face)]);
    assert!(matches!(made, Err(RecognitionError::NoDirection)), "{made:?}");
    let quality = recogniser.quality(&picture(&grey, 200), &face);
    assert!(quality.sharpness < 1.0 && (quality.brightness - 100.0).abs() < 1.0, "{quality:?}");
}

#[test]
fn a_provider_that_is_not_there_falls_back_and_says_why() {
    let Some(runtime) = shared::runtime("a provider falls back") else { return };
    let folder = tempfile::tempdir().unwrap();
    shared::write_tiny(folder.path());
    let pack = Pack::open(folder.path()).unwrap();
    let computing =
        Computing { order: vec![Provider::DirectMl], threads: 1, gpu_memory_bytes: 512 * 1024 * 1024 };
    let opened = Faces::open(&runtime, &pack, &computing).unwrap();
    assert_eq!(opened.provider, Provider::Cpu);
    assert_eq!(opened.tried.len(), 1);
    assert_eq!(opened.tried[0].provider, Provider::DirectMl);
    assert!(opened.tried[0].why.len() > 20, "{:?}", opened.tried);
}

#[test]
fn a_recogniser_of_one_face_at_a_time_takes_a_batch_too() {
    let Some(runtime) = shared::runtime("a recogniser with a batch of one") else { return };
    let model = tiny_models::embedder_of(tiny_models::Side::Is(1), 112);
    let (_folder, pack) = changed(&model, |part| part);
    let recogniser = Faces::open(&runtime, &pack, &Computing::on_cpu(1)).unwrap().faces;
    let rgb = painted(320, 240, &[((40, 40), 64, 5)]);
    let picture = picture(&rgb, 320);
    let face = recogniser.detect(&picture, 320).unwrap()[0];
    assert_eq!(recogniser.embed(&[(&picture, &face); 5]).unwrap().len(), 5);
}

#[test]
fn a_model_of_the_wrong_shape_is_one_sentence_that_names_its_file() {
    let Some(runtime) = shared::runtime("models of the wrong shape") else { return };
    let check = |model: &[u8], change: fn(RecogniserPart) -> RecogniserPart, expected: &str| {
        let (_folder, pack) = changed(model, change);
        let Err(error) = Faces::open(&runtime, &pack, &Computing::on_cpu(1)) else { panic!("{expected}") };
        let sentence = error.to_string();
        assert!(sentence.starts_with("tiny-embedder.onnx cannot be used: "), "{sentence}");
        assert!(sentence.contains(expected) && !sentence.contains('\n'), "{sentence}");
    };
    let good = tiny_models::embedder();
    check(&good, |part| RecogniserPart { output_length: 128, ..part }, "manifest says 128");
    check(&good, |part| RecogniserPart { side_px: 128, ..part }, "manifest says 128 × 128");
    check(&tiny_models::detector(), |part| part, "numbers");
    check(b"this is no model", |part| part, "");
}

/// The tiny pack with another recogniser.
fn changed(model: &[u8], change: impl Fn(RecogniserPart) -> RecogniserPart) -> (tempfile::TempDir, Pack) {
    let folder = tempfile::tempdir().unwrap();
    shared::write_tiny(folder.path());
    let mut manifest = shared::tiny();
    manifest.recogniser = change(manifest.recogniser);
    manifest.recogniser.file = shared::file_of("tiny-embedder.onnx", model);
    write(folder.path(), "tiny-embedder.onnx", model);
    write(folder.path(), "pack.toml", manifest.text().unwrap().as_bytes());
    let pack = Pack::open(folder.path()).unwrap();
    (folder, pack)
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    fs::write(folder.join(name), bytes).unwrap();
}
