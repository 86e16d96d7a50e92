//! What recognising costs, beside the bare runs of the same models, as their files are, on the same input in the same run.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bellwatch_domain::recognition::{Embedding, Face, ModelId, Picture, Pixels, Recogniser};
use bellwatch_recogniser::gallery::Gallery;
use bellwatch_recogniser::packs::Pack;
use bellwatch_recogniser::photo;
use bellwatch_recogniser::runtime::{Computing, Places, Runtime};
use bellwatch_recogniser::{Bare, Faces};
use journeys::house::Failed;
use serde_json::{Value, json};

/// Measured so often; the median counts.
const TIMES: usize = 40;
/// Faces that are embedded before memory counts as settled, and until it is looked at again.
const SETTLED: usize = 500;
const EMBEDDED: usize = 10_000;

const DETECTOR: &str = "[detector]\nkind = 'yunet'\ncolours = 'bgr'\n[detector.file]\nname = 'yunet_s_dynamic.onnx'\n\
    sha256 = 'daede24002cc8590f457998cc5e6c9e8b82f45f6bd969506a8913cd4ed10a2d3'\nbytes = 237823\nlicence = 'MIT'\n";
/// Names and recognisers' parts of the manifests.
const RECOGNISERS: [(&str, &str); 2] = [
    (
        "retail-0095",
        "[recogniser]\nside_px = 128\ncolours = 'bgr'\noutput_length = 256\nthreshold = 0.365\n\
         template = [[0.315569, 0.461574], [0.682623, 0.461574], [0.500263, 0.640505], [0.349472, 0.824692], [0.653436, 0.823251]]\n\
         [recogniser.file]\nname = 'face_reid_retail_0095_fp32.onnx'\nbytes = 4447164\nlicence = 'Apache-2.0'\n\
         sha256 = 'd876a0242c7ce235a73a77f2e2d04f4ab42cb3b52dae9b580ef8aa0d39d45cdf'\n",
    ),
    (
        "mobilefacenet",
        "[recogniser]\nside_px = 112\ncolours = 'rgb'\noutput_length = 128\nthreshold = 0.36\ntemplate = 'arcface'\n\
         mean = [123.675, 116.28, 103.53]\nstd = [58.395, 57.12, 57.375]\n\
         [recogniser.file]\nname = 'mobilefacenet_128_rgb.onnx'\nbytes = 3985710\nlicence = 'MIT'\n\
         sha256 = '8cba0c9041fefd5a8bcc74b5756856a4fdc7fd4a4b3b330a1adb436ca39c7c8e'\n",
    ),
];

/// Everything about faces; without real weights and faces only what needs none.
pub fn measure(say: &mut impl FnMut(Value)) -> Result<(), Failed> {
    gallery(say)?;
    let Some((models, faces)) = real() else {
        println!("skipped: detector and recogniser need BELLWATCH_TEST_MODELS and BELLWATCH_TEST_FACES");
        return Ok(());
    };
    let runtime = Runtime::open(&Places::of_this_process(None))?;
    let photo = photo::open(&faces.join("groups/t1.jpg"))?;
    let photo = photo.picture().ok_or("a photo without pixels")?;
    let frame = Frame::with(&photo);
    for threads in [1, 2] {
        for (name, part) in RECOGNISERS {
            let folder = tempfile::tempdir()?;
            let pack = pack(&models, folder.path(), name, part)?;
            let computing = Computing::on_cpu(threads);
            let faces = Faces::open(&runtime, &pack, &computing)?.faces;
            let bare = Bare::open(&runtime, &pack, &computing)?;
            if name == RECOGNISERS[0].0 {
                detector((&faces, &bare), &photo, &frame.picture()?, threads, say)?;
            }
            embedder((&faces, &bare), &photo, name, threads, say)?;
            whole_way((&faces, &bare), &frame.picture()?, name, threads, say)?;
            if threads == 2 {
                memory(&faces, &photo, name, say)?;
            }
        }
    }
    Ok(())
}

/// The folders of real weights and labelled faces.
pub fn real() -> Option<(PathBuf, PathBuf)> {
    let folder = |name: &str| std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
    folder("BELLWATCH_TEST_MODELS").zip(folder("BELLWATCH_TEST_FACES"))
}

fn pack(models: &Path, folder: &Path, name: &str, recogniser: &str) -> Result<Pack, Failed> {
    fs::write(folder.join("pack.toml"), format!("id = '{name}'\nname = '{name}'\n{DETECTOR}{recogniser}"))?;
    let pack = Pack::open(folder)?;
    for file in pack.manifest().files() {
        fs::copy(models.join(&file.name), folder.join(&file.name))?;
    }
    Ok(pack)
}

/// From a picture to faces: as photos come, and as a camera's 1080p comes. Beside the bare run on the canvas that the
/// picture is laid onto, and beside the one on a square of `det_set`, which is what the model is commonly given.
fn detector(
    (faces, bare): (&Faces, &Bare),
    photo: &Picture<'_>,
    frame: &Picture<'_>,
    threads: usize,
    say: &mut impl FnMut(Value),
) -> Result<(), Failed> {
    let grey = vec![128; 3 * 64 * 64];
    let square = Picture::new(64, 64, Pixels::Rgb(&grey)).ok_or("a square without pixels")?;
    for det_set in [320, 640, 1024] {
        for (what, picture) in [("photo", photo), ("1080p frame", frame)] {
            let [canvas, square] = [picture, &square].map(|one| faces.prepared_picture(one, det_set));
            let [bare_ms, square_ms, whole_ms] = medians([
                &mut || bare.detect(&canvas).map_err(Into::into),
                &mut || bare.detect(&square).map_err(Into::into),
                &mut || faces.detect(picture, det_set).map(drop).map_err(Into::into),
            ])?;
            say(json!({
                "what": format!("detector {det_set}, {what}, {threads} threads"),
                "bare_ms": bare_ms, "ms": whole_ms, "to_bare": whole_ms / bare_ms,
                "square_ms": square_ms, "to_square": whole_ms / square_ms,
            }));
        }
    }
    Ok(())
}

/// From one found face to its embedding.
fn embedder(
    (faces, bare): (&Faces, &Bare),
    photo: &Picture<'_>,
    name: &str,
    threads: usize,
    say: &mut impl FnMut(Value),
) -> Result<(), Failed> {
    let found = faces.detect(photo, 640)?;
    let face = found.first().ok_or("nobody in the picture")?;
    let input = faces.prepared_face(photo, face);
    let [bare_ms, whole_ms] = medians([&mut || bare.embed(&input).map_err(Into::into), &mut || {
        faces.embed(&[(photo, face)]).map(drop).map_err(Into::into)
    }])?;
    say(json!({
        "what": format!("{name}, one face, {threads} threads"),
        "bare_ms": bare_ms, "ms": whole_ms, "to_bare": whole_ms / bare_ms,
    }));
    Ok(())
}

/// From a camera's 1080p frame to who each of its faces is like, of 500 templates; beside one bare run of the detector and
/// one of the embedder for each face.
fn whole_way(
    (faces, bare): (&Faces, &Bare),
    frame: &Picture<'_>,
    name: &str,
    threads: usize,
    say: &mut impl FnMut(Value),
) -> Result<(), Failed> {
    const DET_SET_PX: u32 = 640;
    let found = faces.detect(frame, DET_SET_PX)?;
    let face = found.first().ok_or("nobody in the frame")?;
    let length = faces.embed(&[(frame, face)])?.first().ok_or("no embedding")?.values().len();
    let mut random = random(faces.model().clone(), length);
    let templates: Vec<Embedding> = (0..500).map_while(|_| random()).collect();
    let pairs = templates.iter().enumerate().map(|(nth, template)| (nth as i64 / 3, template));
    let gallery = Gallery::new(faces.model().clone(), length, pairs)?;
    let (canvas, crop) = (faces.prepared_picture(frame, DET_SET_PX), faces.prepared_face(frame, face));
    let [bare_ms, whole_ms] = medians([
        &mut || {
            bare.detect(&canvas)?;
            found.iter().try_for_each(|_| bare.embed(&crop)).map_err(Into::into)
        },
        &mut || {
            let found = faces.detect(frame, DET_SET_PX)?;
            let all: Vec<(&Picture<'_>, &Face)> = found.iter().map(|face| (frame, face)).collect();
            for embedding in faces.embed(&all)? {
                gallery.search(&embedding, 3)?;
            }
            Ok(())
        },
    ])?;
    say(json!({
        "what": format!("{name}, 1080p frame to matches, {} faces, {threads} threads", found.len()),
        "bare_ms": bare_ms, "ms": whole_ms, "to_bare": whole_ms / bare_ms,
    }));
    Ok(())
}

/// Memory after many faces in batches that grow and shrink.
fn memory(faces: &Faces, photo: &Picture<'_>, name: &str, say: &mut impl FnMut(Value)) -> Result<(), Failed> {
    let found = faces.detect(photo, 640)?;
    let mut done = 0;
    let mut until = |count: usize| -> Result<f64, Failed> {
        for nth in 0.. {
            // 1, 2 … 20, 19 … 1, and so on.
            let size = 20 - (nth % 38i32 - 19).unsigned_abs() as usize;
            let batch: Vec<(&Picture<'_>, &Face)> =
                (0..size).map(|nth| (photo, &found[nth % found.len()])).collect();
            faces.embed(&batch)?;
            done += size;
            if done >= count {
                break;
            }
        }
        Ok(super::megabytes(std::process::id()))
    };
    let (settled, after) = (until(SETTLED)?, until(EMBEDDED)?);
    say(
        json!({"what": format!("{name}: memory after {EMBEDDED} faces"), "settled_mb": settled, "mb": after}),
    );
    Ok(())
}

/// A probe against galleries of the sizes of a class, a school and a town.
fn gallery(say: &mut impl FnMut(Value)) -> Result<(), Failed> {
    let model = ModelId::new("bench");
    let mut random = random(model.clone(), 128);
    for count in [500usize, 5_000, 100_000] {
        let templates: Vec<Embedding> = (0..count).map_while(|_| random()).collect();
        let pairs = templates.iter().enumerate().map(|(nth, template)| (nth as i64 / 3, template));
        let gallery = Gallery::new(model.clone(), 128, pairs)?;
        let probe = random().ok_or("no direction")?;
        let [ms] = medians([&mut || gallery.search(&probe, 3).map(drop).map_err(Into::into)])?;
        say(json!({"what": format!("gallery of {count} × 128, one probe"), "ms": ms}));
    }
    Ok(())
}

/// Embeddings in any direction, the same ones each time.
fn random(model: ModelId, length: usize) -> impl FnMut() -> Option<Embedding> {
    let mut state = 1u64;
    move || {
        let value = |_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f32 / (1u64 << 23) as f32 - 1.0
        };
        Embedding::new(model.clone(), (0..length).map(value).collect())
    }
}

/// Medians of things done in turn, milliseconds: what disturbs one disturbs the others too.
fn medians<const COUNT: usize>(
    mut all: [&mut dyn FnMut() -> Result<(), Failed>; COUNT],
) -> Result<[f64; COUNT], Failed> {
    let mut took = [const { Vec::new() }; COUNT];
    for _ in 0..TIMES {
        for (one, took) in all.iter_mut().zip(&mut took) {
            let began = Instant::now();
            one()?;
            took.push(began.elapsed());
        }
    }
    Ok(took.map(|mut took: Vec<Duration>| {
        took.sort();
        took[TIMES / 2].as_secs_f64() * 1e3
    }))
}

/// A camera's frame of 1920 × 1080 with a photo in its corner.
struct Frame {
    planes: [Vec<u8>; 3],
}

impl Frame {
    const SIZE: (usize, usize) = (1920, 1080);

    fn with(photo: &Picture<'_>) -> Frame {
        let (width, height) = Self::SIZE;
        let at = |x: usize, y: usize| -> [f32; 3] {
            let size = (photo.width_px() as usize, photo.height_px() as usize);
            match photo.pixels() {
                Pixels::Rgb(rgb) if x < size.0 && y < size.1 => {
                    std::array::from_fn(|nth| f32::from(rgb[3 * (y * size.0 + x) + nth]))
                }
                _ => [90.0; 3],
            }
        };
        let luma = |[r, g, b]: [f32; 3]| 0.299 * r + 0.587 * g + 0.114 * b;
        let plane = |step: usize, of: &dyn Fn([f32; 3]) -> f32| -> Vec<u8> {
            let across = width / step;
            (0..across * (height / step))
                .map(|nth| of(at(step * (nth % across), step * (nth / across))) as u8)
                .collect()
        };
        Frame {
            planes: [
                plane(1, &luma),
                plane(2, &|colour| (colour[2] - luma(colour)) / 1.772 + 128.0),
                plane(2, &|colour| (colour[0] - luma(colour)) / 1.402 + 128.0),
            ],
        }
    }

    fn picture(&self) -> Result<Picture<'_>, Failed> {
        let [y, u, v] = &self.planes;
        let (width, height) = (Self::SIZE.0 as u32, Self::SIZE.1 as u32);
        let pixels = Pixels::Yuv420 { y, u, v, full_range: true };
        Picture::new(width, height, pixels).ok_or_else(|| "planes of another size".into())
    }
}
