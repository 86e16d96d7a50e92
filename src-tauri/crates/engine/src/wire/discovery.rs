//! What is said of cameras that were found by themselves. No password goes out.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::discovery::Trouble;

/// What was found so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FoundCameras {
    /// How many scans were made.
    pub scan: u32,
    /// How many are to be made.
    pub scans: u32,
    /// How many networks of this computer are searched.
    pub networks: u32,
    /// In the order of their addresses; 512 at most.
    pub cameras: Vec<FoundCamera>,
    /// Answers for which there was no room.
    pub left_out: u32,
}

/// A camera that answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FoundCamera {
    /// Its number, by which it is picked.
    pub id: u32,
    /// What it calls itself; empty where it does not say, like the next two.
    pub name: String,
    pub hardware: String,
    pub location: String,
    /// Its address in the network.
    pub host: String,
    /// The camera that is at this host already.
    pub camera: Option<String>,
    /// Whether it named an address at which it can be asked.
    pub can_be_asked: bool,
}

/// A camera that is to be asked for its streams. `Debug` shows no password.
#[derive(Clone, Deserialize, TS)]
#[ts(export)]
pub struct FoundAsk {
    pub id: u32,
    /// Empty for a camera that wants none.
    pub user: String,
    pub password: String,
}

impl std::fmt::Debug for FoundAsk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let FoundAsk { id, user, .. } = self;
        f.debug_struct("FoundAsk").field("id", id).field("user", user).finish_non_exhaustive()
    }
}

/// What a camera answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FoundAnswer {
    pub id: u32,
    /// Why it did not say where its streams are.
    pub trouble: Option<FoundTrouble>,
    /// One for each of its pictures; a recorder has several.
    pub streams: Vec<FoundStream>,
}

/// The streams of one picture, without credentials.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FoundStream {
    /// Which picture of its device, from 0.
    pub channel: u32,
    /// A name that is free.
    pub name: String,
    pub address: String,
    /// Pixels; 0 where it does not say, like the others.
    pub width: u32,
    pub height: u32,
    pub sub_address: Option<String>,
    pub sub_width: u32,
    pub sub_height: u32,
    /// The camera that has this address already.
    pub camera: Option<String>,
}

/// Why a camera did not say where its streams are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum FoundTrouble {
    /// It named no address that it answered from.
    NoAddress,
    /// It does not answer over HTTP.
    NoAnswer,
    /// It refuses the user name or the password.
    Refused,
    /// It refuses them, and its clock is this far ahead of ours, or behind where it is below zero.
    Clock {
        #[ts(type = "number")]
        seconds: i64,
    },
    /// It offers no video.
    NoMedia,
    /// What it answers cannot be read.
    Unreadable,
}

impl FoundTrouble {
    /// One sentence with what to do, for where there is no window.
    pub fn sentence(&self) -> String {
        let trouble = match self {
            FoundTrouble::NoAddress => Trouble::NoAddress,
            FoundTrouble::NoAnswer => Trouble::NoAnswer,
            FoundTrouble::Refused => Trouble::Refused,
            FoundTrouble::Clock { seconds } => Trouble::Clock { seconds: *seconds },
            FoundTrouble::NoMedia => Trouble::NoMedia,
            FoundTrouble::Unreadable => Trouble::Unreadable,
        };
        trouble.to_string()
    }
}

impl From<&Trouble> for FoundTrouble {
    fn from(trouble: &Trouble) -> Self {
        match trouble {
            Trouble::NoAddress => FoundTrouble::NoAddress,
            Trouble::NoAnswer => FoundTrouble::NoAnswer,
            Trouble::Refused => FoundTrouble::Refused,
            Trouble::Clock { seconds } => FoundTrouble::Clock { seconds: *seconds },
            Trouble::NoMedia => FoundTrouble::NoMedia,
            Trouble::Unreadable => FoundTrouble::Unreadable,
        }
    }
}

/// A picture that is to be added as a camera.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(export)]
pub struct FoundPick {
    pub id: u32,
    pub channel: u32,
    /// What it is to be called.
    pub name: String,
}

/// What adding did. Where one of the picked cannot be taken, none is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FoundAdded {
    /// The number by which it can be undone, like an import's; `null` where nothing was added.
    #[ts(type = "number | null")]
    pub import: Option<i64>,
    pub added: u32,
    pub refused: Vec<FoundRefused>,
}

/// A picked one that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FoundRefused {
    pub id: u32,
    pub channel: u32,
    /// Why, one sentence.
    pub sentence: String,
}
