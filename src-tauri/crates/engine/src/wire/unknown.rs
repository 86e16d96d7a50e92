//! The diagnostic mode and its tray of unknown faces, as the window shows them. A face's picture is at
//! `snapshot://localhost/unknown/<id>`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the mode and its tray stand.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct UnknownView {
    /// The mode, while it is on.
    pub mode: Option<DiagnosticModeView>,
    /// Faces in the tray.
    pub faces: u32,
    /// Faces that made room for others.
    #[ts(type = "number")]
    pub left_out: u64,
    /// Goes up with each change of the mode and of the tray: ask for the faces anew.
    #[ts(type = "number")]
    pub revision: i64,
}

/// The diagnostic mode that is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct DiagnosticModeView {
    /// Who started it: "window", "tray", "bellwatchctl".
    pub by: String,
    #[ts(type = "number")]
    pub started_ms: i64,
    /// When it ends by itself.
    #[ts(type = "number")]
    pub ends_ms: i64,
}

/// How long the mode is to be on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ModeLengthDraft {
    QuarterHour,
    Hour,
    /// Until the end of the period that is on.
    Period,
    /// Until the end of the day.
    Day,
}

/// A face in the tray.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct UnknownFaceView {
    #[ts(type = "number")]
    pub id: i64,
    /// The camera of its best look; it may be gone.
    #[ts(type = "number")]
    pub camera: i64,
    /// `null` when it is gone.
    pub camera_name: Option<String>,
    #[ts(type = "number")]
    pub first_ms: i64,
    #[ts(type = "number")]
    pub last_ms: i64,
    pub looks: u32,
    /// How good the best look is for telling who it is, 0 to 1.
    pub quality: f32,
    /// When it is deleted, as the settings are now.
    #[ts(type = "number")]
    pub until_ms: i64,
}
