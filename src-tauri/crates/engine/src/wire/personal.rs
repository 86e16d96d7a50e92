//! Everything that is kept of one person, as it is handed to them: a file, so no type of the window's.

use std::collections::BTreeMap;

use serde::Serialize;

use super::attendance::{AttendanceStatus, CorrectionView, ReviewDecision};
use super::people::ConsentView;

/// What is kept of one person. Instants are in the site's local time, with their offset.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonalFile {
    /// What this file is, and what is not in it.
    pub about: Vec<String>,
    pub site: String,
    pub made: String,
    pub code: String,
    pub name: String,
    pub group: String,
    pub is_active: bool,
    pub consent: Option<ConsentView>,
    pub consent_recorded: Option<String>,
    pub consent_recorded_by: Option<String>,
    pub photos: Vec<PersonalPhoto>,
    /// How many numbers-of-a-face each model has made, by its name.
    pub templates: BTreeMap<String, u32>,
    pub sightings: Vec<PersonalSighting>,
    /// How much sightings of other people were like this person; whose they are is not said.
    pub likened: Vec<PersonalLikeness>,
    pub attendance: Vec<PersonalRecord>,
}

/// A photo.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonalPhoto {
    /// The file beside this one; `null` when the picture cannot be opened any more.
    pub file: Option<String>,
    pub added: String,
    /// "file", "webcam", "camera", "tray".
    pub origin: String,
}

/// A sighting.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonalSighting {
    pub at: String,
    pub camera: String,
    pub score: f32,
    pub votes: u32,
    /// The picture of the face beside this file, while it is kept.
    pub file: Option<String>,
    pub decision: Option<ReviewDecision>,
}

/// How much somebody else's face was like this person.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonalLikeness {
    pub at: String,
    pub camera: String,
    pub score: f32,
}

/// An attendance record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PersonalRecord {
    pub date: String,
    pub period: String,
    pub status: AttendanceStatus,
    /// What the machine says.
    pub machine: AttendanceStatus,
    pub reason: Option<String>,
    pub first: Option<String>,
    pub last: Option<String>,
    pub corrections: Vec<CorrectionView>,
}
