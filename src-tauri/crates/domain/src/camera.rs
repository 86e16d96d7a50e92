//! A Camera: what and where, and whether it is paused. It has no knobs; those are a StreamProfile's.

use chrono::{DateTime, Duration, Utc};

use crate::{CameraId, ProfileId, Secret, SourceAddress};

/// One camera as the operator described it.
#[derive(Debug, Clone, PartialEq)]
pub struct Camera {
    /// Its number.
    pub id: CameraId,
    /// Goes up with each change of address, user name or password.
    pub revision: i64,
    /// Its name, unique without regard to case, 1–80 characters.
    pub name: String,
    /// Where it hangs, free words, may be empty.
    pub location: String,
    /// Main stream, never with credentials inside.
    pub address: SourceAddress,
    /// Sub-stream, for profiles that ask for it.
    pub sub_address: Option<SourceAddress>,
    /// User name, when the camera wants one.
    pub user: Option<String>,
    /// Password, opened from its seal; [`Secret`] never prints.
    pub password: Option<Secret>,
    /// 0–9, higher first when something has to wait.
    pub priority: u8,
    /// Whether the operator wants it at all.
    pub enabled: bool,
    /// A pause, until its own instant (half-open).
    pub pause: Option<Pause>,
    /// Free words that group cameras.
    pub tags: Vec<String>,
    /// The profile it runs with.
    pub profile: ProfileId,
    /// Further profiles it runs with at the same time, each with a runner of its own.
    pub also_profiles: Vec<ProfileId>,
    /// Keyframe distance of the main stream as last measured.
    pub keyframe_interval: Option<Duration>,
    /// Keyframe distance of the sub-stream as last measured.
    pub sub_keyframe_interval: Option<Duration>,
    /// What in the row could not be read (for example a password sealed with another key), one sentence; such a
    /// camera rests with it as its reason.
    pub unreadable: Option<String>,
}

/// A pause of one camera.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// At this instant it is over.
    pub until: DateTime<Utc>,
    /// Who asked: "window", "tray", "bellwatchctl", or a name.
    pub by: String,
    /// When it was asked for.
    pub at: DateTime<Utc>,
}

impl Camera {
    /// Every profile this camera is to run with, the default one first, each once.
    pub fn profiles(&self) -> Vec<ProfileId> {
        let mut all = vec![self.profile];
        for id in &self.also_profiles {
            if !all.contains(id) {
                all.push(*id);
            }
        }
        all
    }

    /// The pause that holds at `now`, if one does.
    pub fn pause_at(&self, now: DateTime<Utc>) -> Option<&Pause> {
        self.pause.as_ref().filter(|pause| now < pause.until)
    }
}
