//! `recognise`: which faces are in a picture, by the very path that frames take.

use std::path::{Path, PathBuf};

use bellwatch_domain::recognition::{Face, Picture, Recogniser};
use bellwatch_recogniser::packs::Pack;
use bellwatch_recogniser::photo;
use bellwatch_recogniser::runtime::{Computing, Runtime};
use bellwatch_recogniser::{Faces, Opened};
use serde_json::{Value, json};

use crate::args::RecogniseArgs;
use crate::cameras::print_json;
use crate::models::{chosen, packs, runtime};
use crate::{Exit, Failure};

/// `recognise IMAGE…`.
pub async fn recognise(home: Option<PathBuf>, args: RecogniseArgs) -> Result<Exit, Failure> {
    let pack = chosen(&packs(home)?, args.pack.as_deref())?;
    // Models run for seconds, which must not hold up what serves signals.
    tokio::task::spawn_blocking(move || look_at_all(&runtime()?, &pack, &args))
        .await
        .map_err(|error| Failure::new(Exit::Failed, error.to_string()))?
}

fn look_at_all(runtime: &Runtime, pack: &Pack, args: &RecogniseArgs) -> Result<Exit, Failure> {
    // As many threads as there are cores; nothing else runs in this process.
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let computing = Computing::on_the_best(threads, 1024 * 1024 * 1024);
    let Opened { faces, provider, tried } = Faces::open(runtime, pack, &computing)
        .map_err(|error| Failure::new(Exit::BadInput, error.to_string()))?;
    tried.iter().for_each(|tried| eprintln!("{} does not work here: {}", tried.provider, tried.why));
    let mut exit = Exit::Well;
    let mut rows = Vec::new();
    for path in &args.images {
        match look_at(&faces, path, args.det_set) {
            Ok(row) => rows.push(row),
            Err(sentence) => {
                eprintln!("bellwatchctl: {sentence}");
                exit = Exit::BadInput;
            }
        }
    }
    if args.json {
        let model = faces.model().as_str();
        let pack = &pack.manifest().id;
        print_json(&json!({"pack": pack, "model": model, "provider": provider.to_string(), "images": rows}))?;
    } else {
        rows.iter().for_each(|row| print!("{}", words(row)));
    }
    Ok(exit)
}

fn look_at(recogniser: &Faces, path: &Path, det_set: u32) -> Result<Value, String> {
    let photo = photo::open(path).map_err(|error| error.to_string())?;
    let picture = photo.picture().ok_or_else(|| format!("{} has no pixels.", path.display()))?;
    let failed = |error| format!("{}: {error}.", path.display());
    let found = recogniser.detect(&picture, det_set).map_err(failed)?;
    let pairs: Vec<(&Picture<'_>, &Face)> = found.iter().map(|face| (&picture, face)).collect();
    let embeddings = recogniser.embed(&pairs).map_err(failed)?;
    let faces: Vec<Value> = found
        .iter()
        .zip(&embeddings)
        .map(|(face, embedding)| {
            let quality = recogniser.quality(&picture, face);
            let landmarks: Vec<[f32; 2]> = face.landmarks.iter().map(|(x, y)| [*x, *y]).collect();
            json!({
                "box": [face.bounds.x, face.bounds.y, face.bounds.width, face.bounds.height],
                "landmarks": landmarks,
                "score": face.score,
                "quality": {
                    "sharpness": quality.sharpness,
                    "brightness": quality.brightness,
                    "contrast": quality.contrast,
                    "yaw": quality.yaw,
                    "roll_degrees": quality.roll_degrees,
                    "eyes_px": quality.eyes_px,
                },
                "embedding_length": embedding.values().len(),
            })
        })
        .collect();
    Ok(json!({
        "file": path.display().to_string(),
        "width_px": picture.width_px(),
        "height_px": picture.height_px(),
        "faces": faces,
    }))
}

/// One line for a picture and one for each face.
fn words(row: &Value) -> String {
    let number = |value: &Value| value.as_f64().unwrap_or_default();
    let faces = row["faces"].as_array().map(Vec::as_slice).unwrap_or_default();
    let count = match faces.len() {
        0 => "no face".to_owned(),
        1 => "1 face".to_owned(),
        count => format!("{count} faces"),
    };
    let mut text = format!("{}: {count}\n", row["file"].as_str().unwrap_or_default());
    for face in faces {
        let (bounds, quality) = (&face["box"], &face["quality"]);
        text.push_str(&format!(
            "  at {:.0},{:.0}  {:.0} × {:.0}  score {:.2}  eyes {:.0} px  sharpness {:.0}  light {:.0}  turned {:+.2}  tilted {:+.0}°\n",
            number(&bounds[0]),
            number(&bounds[1]),
            number(&bounds[2]),
            number(&bounds[3]),
            number(&face["score"]),
            number(&quality["eyes_px"]),
            number(&quality["sharpness"]),
            number(&quality["brightness"]),
            number(&quality["yaw"]),
            number(&quality["roll_degrees"]),
        ));
    }
    text
}
