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

    /// Whether it carries this tag; see [`is_same_tag`].
    pub fn carries(&self, tag: &str) -> bool {
        self.tags.iter().any(|own| is_same_tag(own, tag))
    }

    /// The pause that holds at `now`, if one does.
    pub fn pause_at(&self, now: DateTime<Utc>) -> Option<&Pause> {
        self.pause.as_ref().filter(|pause| now < pause.until)
    }
}

/// Whether two words are one tag: upper and lower case are the same, of every script that has them. A what-if asks this
/// some hundred thousand times, and most tags are ASCII.
pub fn is_same_tag(one: &str, other: &str) -> bool {
    if one.is_ascii() && other.is_ascii() {
        one.eq_ignore_ascii_case(other)
    } else {
        one.to_lowercase() == other.to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples;

    #[test]
    fn a_tag_is_known_whatever_its_case_and_script() {
        let tags = vec!["yard".to_owned(), "Überdacht".to_owned(), "ساحة".to_owned()];
        let camera = Camera { tags, ..examples::camera(1, "rtsp://10.0.0.1/s") };
        for tag in ["Yard", "YARD", "überdacht", "ÜBERDACHT", "ساحة"] {
            assert!(camera.carries(tag), "{tag}");
        }
        assert!(!camera.carries("yar") && !camera.carries("uberdacht"));
    }
}
