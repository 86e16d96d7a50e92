//! How fast recognition is on this machine, measured with the pack at work.

use std::time::{Duration, Instant};

use bellwatch_domain::recognition::{Face, FaceBox, Picture, RecognitionError};

use super::AtWork;

/// Each step is measured so many times, and the median counts.
const TIMES: usize = 5;
/// Faces that are embedded together at most.
const MOST_FACES: usize = 8;

/// What one look costs.
pub(crate) struct Speed {
    pub(crate) detect: Duration,
    /// One face.
    pub(crate) embed: Duration,
    /// One face.
    pub(crate) search: Duration,
}

/// Measures the steps of a look on `picture`. Where no face is in it, one is taken to be in its middle: embedding costs
/// the same whatever is in the crop.
pub(crate) fn speed(
    at_work: &AtWork,
    picture: &Picture<'_>,
    det_set_px: u32,
) -> Result<Speed, RecognitionError> {
    let recogniser = &at_work.recogniser;
    let mut faces = recogniser.detect(picture, det_set_px)?;
    faces.truncate(MOST_FACES);
    if faces.is_empty() {
        faces.push(in_the_middle(picture));
    }
    let pairs: Vec<(&Picture<'_>, &Face)> = faces.iter().map(|face| (picture, face)).collect();
    let detect = median(|| recogniser.detect(picture, det_set_px).map(drop))?;
    let embeddings = recogniser.embed(&pairs)?;
    let embed = median(|| recogniser.embed(&pairs).map(drop))? / u32::try_from(pairs.len()).unwrap_or(1);
    let search = median(|| {
        embeddings.iter().take(1).for_each(|probe| drop(at_work.known.search.search(probe, 5)));
        Ok(())
    })?;
    Ok(Speed { detect, embed, search })
}

fn in_the_middle(picture: &Picture<'_>) -> Face {
    let side = (picture.width_px().min(picture.height_px()) as f32 / 4.0).max(1.0);
    let (x, y) = ((picture.width_px() as f32 - side) / 2.0, (picture.height_px() as f32 - side) / 2.0);
    let points = [(0.35, 0.45), (0.65, 0.45), (0.5, 0.65), (0.37, 0.82), (0.63, 0.82)];
    let landmarks = points.map(|(across, down)| (x + across * side, y + down * side));
    Face { bounds: FaceBox { x, y, width: side, height: side }, landmarks, score: 1.0 }
}

fn median(mut step: impl FnMut() -> Result<(), RecognitionError>) -> Result<Duration, RecognitionError> {
    let mut times = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let began = Instant::now();
        step()?;
        times.push(began.elapsed());
    }
    times.sort_unstable();
    Ok(times[TIMES / 2])
}
