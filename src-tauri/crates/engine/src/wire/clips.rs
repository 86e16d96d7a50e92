//! Clips, as the window shows them.

use serde::Serialize;
use ts_rs::TS;

/// A film of the seconds around an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ClipView {
    #[ts(type = "number")]
    pub id: i64,
    #[ts(type = "number")]
    pub camera: i64,
    pub camera_name: String,
    pub kind: ClipKindView,
    /// When that happened.
    #[ts(type = "number")]
    pub at_ms: i64,
    /// Its length.
    pub seconds: u32,
    #[ts(type = "number")]
    pub bytes: u64,
}

/// What a clip was cut for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ClipKindView {
    UnknownFace,
    InDoubt,
    /// The picture was covered, black or frozen.
    Tamper,
}
