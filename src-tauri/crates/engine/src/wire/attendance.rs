//! Attendance, as the window shows and corrects it. Local dates are "2026-11-21". The crop of a sighting is at
//! `snapshot://localhost/crop/<id>`, its frame at `snapshot://localhost/evidence/<id>`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A period of a day and who came.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct AttendancePeriod {
    /// `null` until it begins.
    #[ts(type = "number | null")]
    pub occurrence: Option<i64>,
    pub schedule_name: String,
    pub name: String,
    pub date: String,
    #[ts(type = "number")]
    pub starts_ms: i64,
    #[ts(type = "number")]
    pub ends_ms: i64,
    /// When its attendance is worked out for good: its end and the late grace.
    #[ts(type = "number")]
    pub closes_ms: i64,
    pub is_on: bool,
    /// The groups that are expected; none: nobody's attendance is kept for it.
    pub expects: Vec<String>,
    pub counts: AttendanceCounts,
    /// How much of its window its cameras watched, 0 to 1; `null` while it is on.
    pub coverage: Option<f64>,
    /// What was not watched and why, one sentence each, for example "Gate 2 was down 08:03–08:11".
    pub gaps: Vec<String>,
}

/// How many people are in each status.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct AttendanceCounts {
    pub expected: u32,
    pub present: u32,
    pub late: u32,
    pub absent: u32,
    pub unknown: u32,
    pub excused: u32,
}

/// A day's attendance.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct AttendanceDay {
    pub date: String,
    pub periods: Vec<AttendancePeriod>,
    /// Who signed the day off, when it was.
    pub signed: Option<SignedView>,
    /// Why it cannot be signed off now, one sentence; `null`: it can.
    pub not_yet: Option<String>,
}

/// That a day was signed off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct SignedView {
    pub by: String,
    #[ts(type = "number")]
    pub at_ms: i64,
    /// SHA-256 in hexadecimal.
    pub hash: String,
    /// Whether the records still give that hash.
    pub holds: bool,
}

/// Which records are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
pub struct AttendanceQuery {
    /// The first and the last local date, both included; 366 days at most.
    pub from: String,
    pub to: String,
    #[ts(type = "number | null")]
    pub occurrence: Option<i64>,
    #[ts(type = "number | null")]
    pub person: Option<i64>,
    pub group: Option<String>,
}

/// One person and one occurrence.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct AttendanceEntryView {
    #[ts(type = "number")]
    pub person: i64,
    pub code: String,
    pub name: String,
    pub group: String,
    #[ts(type = "number")]
    pub occurrence: i64,
    pub period: String,
    pub date: String,
    /// What holds.
    pub status: AttendanceStatus,
    /// Why nobody can tell, or why a hand says otherwise.
    pub reason: Option<String>,
    /// What the machine says, where a hand says otherwise.
    pub machine: Option<AttendanceStatus>,
    #[ts(type = "number | null")]
    pub first_ms: Option<i64>,
    #[ts(type = "number | null")]
    pub last_ms: Option<i64>,
    /// The best sighting, while it is kept.
    #[ts(type = "number | null")]
    pub best: Option<i64>,
    pub votes: u32,
    /// What hands said, oldest first.
    pub corrections: Vec<CorrectionView>,
}

/// Whether somebody came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum AttendanceStatus {
    Expected,
    Present,
    Late,
    Absent,
    Unknown,
    Excused,
}

/// What a hand said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct CorrectionView {
    pub status: AttendanceStatus,
    pub by: String,
    #[ts(type = "number")]
    pub at_ms: i64,
    pub why: String,
}

/// A sighting, for looking through.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct SightingView {
    #[ts(type = "number")]
    pub id: i64,
    #[ts(type = "number")]
    pub person: i64,
    pub person_name: String,
    #[ts(type = "number")]
    pub camera: i64,
    pub camera_name: String,
    #[ts(type = "number")]
    pub at_ms: i64,
    pub score: f32,
    pub margin: f32,
    pub votes: u32,
    pub has_crop: bool,
    pub has_frame: bool,
    /// The person's best photo.
    #[ts(type = "number | null")]
    pub photo: Option<i64>,
    pub decision: Option<ReviewDecision>,
    /// Why a human should look, one sentence, also where one has; `null`: nothing is doubtful.
    pub doubt: Option<String>,
}

/// What is known around a sighting, for whoever reviews it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct SightingDetail {
    /// Whom its face is like, the likest first; three at most, none where that was not kept.
    pub likest: Vec<LikestView>,
    /// Where its person was seen else on that day, oldest first; those nearest to it.
    pub others: Vec<OtherSightingView>,
    /// How many there are of these on that day.
    #[ts(type = "number")]
    pub others_all: u64,
}

/// Somebody whom a face is like.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct LikestView {
    #[ts(type = "number")]
    pub person: i64,
    pub person_name: String,
    /// Their best photo.
    #[ts(type = "number | null")]
    pub photo: Option<i64>,
    /// Cosine, −1 to 1.
    pub score: f32,
}

/// Another sighting of the same person.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct OtherSightingView {
    #[ts(type = "number")]
    pub id: i64,
    pub camera_name: String,
    #[ts(type = "number")]
    pub at_ms: i64,
    pub score: f32,
    pub has_crop: bool,
    pub decision: Option<ReviewDecision>,
}

/// What a hand decides about a sighting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum ReviewDecision {
    Confirm,
    /// It is somebody else; who, where that is known.
    SomeoneElse {
        #[ts(type = "number | null")]
        person: Option<i64>,
    },
    NotPerson,
    Unsure,
}

/// In which form attendance is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ExportForm {
    Csv,
    Xlsx,
    /// A page to be printed.
    Page,
}
