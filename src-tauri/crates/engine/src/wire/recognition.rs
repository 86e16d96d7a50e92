//! Recognition, as the window shows and sets it. Scores and thresholds are cosines, −1 to 1.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::unknown::UnknownView;

/// How recognition stands.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct RecognitionView {
    pub state: RecognitionState,
    /// The pack that is chosen, by its id and its name.
    pub pack: Option<String>,
    pub pack_name: Option<String>,
    /// What it computes on, for example "CPU".
    pub provider: Option<String>,
    /// What was tried in vain before, one sentence each.
    pub tried: Vec<String>,
    /// People who can be matched, and their templates.
    pub people: u32,
    pub templates: u32,
    /// Photos that the pack has still to look at, after another recogniser was chosen.
    pub photos_to_learn: u32,
    /// The cosine that a match needs, and where it comes from, in one sentence.
    pub threshold: Option<f32>,
    pub threshold_words: String,
    /// An installation that is going on.
    pub installing: Option<PackProgressView>,
    /// Goes up with each change of people, consents, photos or templates: ask for them anew.
    #[ts(type = "number")]
    pub people_revision: i64,
    /// Goes up with each sighting, verdict and correction: ask for attendance anew.
    #[ts(type = "number")]
    pub attendance_revision: u64,
    /// Goes up when clips came or went.
    #[ts(type = "number")]
    pub clips_revision: i64,
    /// Unknown faces, and whether they are being kept.
    pub unknown: UnknownView,
}

impl RecognitionView {
    /// Nothing is recognised, and nobody is known.
    pub fn off() -> Self {
        RecognitionView {
            state: RecognitionState::Off,
            pack: None,
            pack_name: None,
            provider: None,
            tried: Vec::new(),
            people: 0,
            templates: 0,
            photos_to_learn: 0,
            threshold: None,
            threshold_words: String::new(),
            installing: None,
            people_revision: 0,
            attendance_revision: 0,
            clips_revision: 0,
            unknown: UnknownView::default(),
        }
    }
}

/// Whether faces are recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum RecognitionState {
    /// No pack is chosen; everything else works.
    Off,
    /// The pack is being loaded.
    Loading,
    /// It is at work.
    Working,
    /// It cannot be used.
    Broken { sentence: String, cure: String },
}

/// How far an installation is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PackProgressView {
    pub pack: String,
    pub file: String,
    #[ts(type = "number")]
    pub done: u64,
    #[ts(type = "number")]
    pub of: u64,
}

/// A model pack.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct PackView {
    pub id: String,
    pub name: String,
    pub installed: bool,
    /// What is wrong with it, one sentence.
    pub broken: Option<String>,
    /// Whether the school needs a licence of its own and fetches the files itself.
    pub own_licence: bool,
    #[ts(type = "number")]
    pub bytes: u64,
    pub licences: Vec<String>,
    pub embedding_length: u32,
    pub threshold: f32,
}

/// Where a pack is installed from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum PackSourceDraft {
    /// Its makers' address.
    Official,
    /// Files or folders on this machine.
    Files { paths: Vec<String> },
}

/// What the thresholds cost, of the school's own gallery.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct CurveView {
    /// By threshold, lowest first.
    pub points: Vec<CurvePoint>,
    /// The one in use, and where it comes from.
    pub threshold: f32,
    pub words: String,
    /// False accepts expected per day with it, where that can be said.
    pub expected_per_day: Option<f64>,
    /// People and pairs of people that it follows from.
    pub people: u32,
    #[ts(type = "number")]
    pub pairs: u64,
}

/// What one threshold costs.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct CurvePoint {
    pub threshold: f32,
    pub false_accepts_per_day: f64,
    /// Share of looks at enrolled people that would not be matched, 0 to 1; `null` with too few photos.
    pub missed: Option<f64>,
}

/// How fast recognition is on this machine.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct SpeedView {
    /// Side of the square that the detector sees, pixels.
    pub det_set_px: u32,
    pub detect_ms: f64,
    /// Per face.
    pub embed_ms: f64,
    /// Searching the gallery, per face.
    pub search_ms: f64,
    /// For example "About 40 looks a second: enough for 10 cameras at 4 a second."
    pub sentence: String,
}
