//! What the window and the shell around it say to each other; the engine takes no part in it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Why closing the window asks first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CloseQuestion {
    /// The window goes into the tray, for the first time in this data folder.
    FirstTime,
    /// The desktop has no tray.
    NoTray,
}

/// What closing the window is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CloseAnswer {
    /// Hide the window and go on watching.
    Hide,
    /// End Bellwatch, and with it every camera.
    Quit,
    /// Leave the window open.
    Stay,
}
