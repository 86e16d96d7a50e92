//! People, as the window shows and enrols them. Local dates are "2026-11-21". A photo's picture is at
//! `snapshot://localhost/photo/<id>`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A Person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PersonView {
    #[ts(type = "number")]
    pub id: i64,
    pub code: String,
    pub name: String,
    /// Empty: none.
    pub group: String,
    pub active: bool,
    pub consent: Option<ConsentView>,
    pub photos: u32,
    /// What keeps them from being recognised, or from being recognised well, one sentence; `null`: nothing.
    pub note: Option<String>,
    /// Whether they can be matched now.
    pub is_enrolled: bool,
}

/// A Consent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ConsentView {
    /// The local date on which it was given.
    pub given: String,
    pub by: String,
    pub document: String,
}

/// A person as typed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
pub struct PersonDraft {
    /// `null` for a new one.
    #[ts(type = "number | null")]
    pub id: Option<i64>,
    pub code: String,
    pub name: String,
    pub group: String,
    pub active: bool,
}

/// Everything about one person.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct PersonDetail {
    pub person: PersonView,
    pub photos: Vec<PhotoView>,
    /// How well the photos fit together, one sentence.
    pub consistency: Option<String>,
    /// People whose photos are much alike.
    pub alike: Vec<AlikeView>,
}

/// A photo of a person.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct PhotoView {
    #[ts(type = "number")]
    pub id: i64,
    #[ts(type = "number")]
    pub added_ms: i64,
    /// "file", "webcam", "camera", "tray".
    pub origin: String,
    /// Distance of the eyes, pixels.
    pub eyes_px: f32,
    pub sharpness: f32,
    pub brightness: f32,
    /// What could be better, one sentence each.
    pub flaws: Vec<String>,
}

/// Two people whose photos are much alike.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct AlikeView {
    #[ts(type = "number")]
    pub a: i64,
    pub a_name: String,
    #[ts(type = "number")]
    pub b: i64,
    pub b_name: String,
    pub score: f32,
    /// Whether a human said that they are taken for each other.
    pub is_vetoed: bool,
}

/// What an import of people did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ImportReport {
    /// Whether it was carried out.
    pub is_done: bool,
    /// How the file was read, for example "Windows-1256, columns separated by semicolons".
    pub read_as: String,
    pub added: u32,
    pub changed: u32,
    pub unchanged: u32,
    /// Rows that something is to be said about, at most 500.
    pub rows: Vec<ImportRow>,
    /// Rows that cannot be taken; the others are taken all the same.
    pub refused: u32,
    /// What else is to be said.
    pub notes: Vec<String>,
}

/// One row of an imported file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ImportRow {
    pub line: u32,
    pub code: String,
    pub name: String,
    pub outcome: ImportOutcome,
    /// What changes, or why it cannot be taken.
    pub sentence: String,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ImportOutcome {
    Added,
    Changed,
    Unchanged,
    Refused,
}

/// What became of one photo that was to be enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct PhotoReport {
    /// The file's name.
    pub file: String,
    #[ts(type = "number | null")]
    pub person: Option<i64>,
    pub person_name: Option<String>,
    pub outcome: PhotoOutcome,
    /// One sentence each, with what to do.
    pub sentences: Vec<String>,
}

/// What became of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum PhotoOutcome {
    /// It is enrolled.
    Enrolled,
    /// It is enrolled; a better one would be better.
    Doubtful,
    /// It is not.
    Refused,
}

/// What went with a person, or with their consent; it is shown once and not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct CertificateView {
    /// The number that they had.
    #[ts(type = "number")]
    pub person: i64,
    #[ts(type = "number")]
    pub at_ms: i64,
    pub by: String,
    /// One sentence each: what went, and how much.
    pub lines: Vec<String>,
    /// What could not be done and has to be tried again.
    pub warning: Option<String>,
}
