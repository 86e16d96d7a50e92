//! The Site: one installation and the settings that hold for all of it.

use chrono::Duration;
use chrono_tz::Tz;

/// Settings of the whole installation. Each has a reader; `store` keeps them in one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// Its time zone.
    pub time_zone: Tz,
    /// The local hour at which "until tomorrow" ends, 0–23.
    pub tomorrow_hour: u8,
    /// How often the enforcer looks without being asked, 1–300 s.
    pub tick: Duration,
    /// How many runners may be starting at once, 1–64.
    pub max_starting: u8,
    /// No runner analyses more frames per second than this; `None` is no cap.
    pub max_fps: Option<f64>,
    /// Niceness of a child whose profile names none, −20–19.
    pub nice: i8,
    /// Heartbeats and endings older than this are pruned, 1–365 days.
    pub keep_history: Duration,
    /// Events older than this are pruned, 1–3650 days.
    pub keep_events: Duration,
    /// Kept snapshots older than this are pruned, 1–365 days.
    pub keep_snapshots: Duration,
    /// Kept snapshots are pruned, oldest first, above this many bytes in all.
    pub snapshots_max_bytes: u64,
}

impl Site {
    /// A site with every setting at its default.
    pub fn with_defaults(name: &str, time_zone: Tz) -> Self {
        Site {
            name: name.to_owned(),
            time_zone,
            tomorrow_hour: 8,
            tick: Duration::seconds(15),
            max_starting: 4,
            max_fps: None,
            nice: 5,
            keep_history: Duration::days(30),
            keep_events: Duration::days(365),
            keep_snapshots: Duration::days(7),
            snapshots_max_bytes: 2 * 1024 * 1024 * 1024,
        }
    }
}
