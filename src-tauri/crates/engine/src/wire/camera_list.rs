//! What is said of a list of cameras.

use serde::Serialize;
use ts_rs::TS;

/// What an import of cameras did, or would do. No password is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct CameraListReport {
    /// Whether it was carried out.
    pub is_done: bool,
    /// The number by which it can be undone, where it was carried out and changed anything.
    #[ts(type = "number | null")]
    pub import: Option<i64>,
    /// How the file was read, for example "Windows-1256, columns separated by semicolons".
    pub read_as: String,
    pub new: u32,
    pub changed: u32,
    pub same: u32,
    pub refused: u32,
    /// Every row, in the file's order; 2 000 at most.
    pub rows: Vec<CameraListRow>,
    /// What else is to be said.
    pub notes: Vec<String>,
}

/// One row of a list of cameras.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct CameraListRow {
    pub line: u32,
    pub name: String,
    pub verdict: CameraListVerdict,
    /// What it changes; or its line, and why it cannot be taken.
    pub sentence: String,
}

/// What a row of a list of cameras means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CameraListVerdict {
    New,
    Changed,
    Same,
    Refused,
}
