//! The Site: one installation and the settings that hold for all of it.

use chrono::{Duration, NaiveTime};
use chrono_tz::Tz;

use crate::Weekdays;
use crate::models::Wish;
use crate::profile::CpuAffinity;
use crate::retention::Clocks;

/// Settings of the whole installation. Each has a reader; `store` keeps them in one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// Its time zone.
    pub time_zone: Tz,
    /// The local hour at which "until tomorrow" ends, 0–23.
    pub tomorrow_hour: u8,
    /// Days without school; they look different in the calendar, and no bell goes by them.
    pub weekend: Weekdays,
    /// So long before each period its cameras are probed, 1–120 min; `None` is never.
    pub pre_bell: Option<Duration>,
    /// Whoever is at the desktop is told of a camera that is down for so long inside its period, 1–240 min; `None` is
    /// never.
    pub notify_down: Option<Duration>,
    /// Whether the desktop is told of a failure that cameras share.
    pub notify_shared: bool,
    /// Whether the desktop is told of trouble of the engine's own.
    pub notify_engine: bool,
    /// Whether the desktop is told what the pre-bell check found.
    pub notify_pre_bell: bool,
    /// When nothing is announced on the desktop; `None` is never.
    pub quiet_hours: Option<QuietHours>,
    /// How often the enforcer looks without being asked, 1–300 s.
    pub tick: Duration,
    /// How many runners may be starting at once, 1–64.
    pub max_starting: u8,
    /// No runner analyses more frames per second than this; `None` is no cap.
    pub max_fps: Option<f64>,
    /// No picture is searched for faces on a larger square, one of [`crate::profile::DET_SETS`]; `None` is no cap.
    pub det_set_max: Option<u16>,
    /// All runners together analyse no more frames per second than this, 1–10000; `None` is no budget.
    pub fps_budget: Option<f64>,
    /// No more ffmpegs decode at one time, 1–1000; `None` is no cap.
    pub max_decoders: Option<u16>,
    /// A GPU that is used more than this is relieved, percent, 10–100; `None` is never.
    pub gpu_target: Option<u8>,
    /// Niceness of a child whose profile names none, −20–19.
    pub nice: i8,
    /// Cores of a child whose profile names none.
    pub cpu_affinity: CpuAffinity,
    /// Heartbeats and endings older than this are pruned, 1–365 days.
    pub keep_history: Duration,
    /// Events older than this are pruned, 1–3650 days.
    pub keep_events: Duration,
    /// Kept snapshots older than this are pruned, 1–365 days.
    pub keep_snapshots: Duration,
    /// Kept snapshots are pruned, oldest first, above this many bytes in all.
    pub snapshots_max_bytes: u64,
    /// The model pack that recognises, by its id; `None` is no recognition.
    pub pack: Option<String>,
    /// What it computes on.
    pub provider: Wish,
    /// Threads of the processor that it computes on, 1–64; `None` is half of the cores.
    pub recognition_threads: Option<u8>,
    /// Memory of the graphics card that it takes at most, MiB, 256–65536.
    pub gpu_memory_mb: u32,
    /// In so many frames somebody must be matched to be seen, 1–20.
    pub votes: u8,
    /// So much more like one person than like any other a face must be, 0–0.5.
    pub match_margin: f64,
    /// Faces a day that may be taken for somebody else's, 0.001–100; the threshold follows from it.
    pub false_accepts_per_day: f64,
    /// Which pictures of a sighting are kept.
    pub evidence: EvidencePolicy,
    /// Local days for which pictures of sightings are kept, 0–365.
    pub keep_crops_days: u16,
    /// Local days for which sightings are kept, 1–3650.
    pub keep_sightings_days: u16,
    /// Local days for which attendance is kept, 1–3650.
    pub keep_attendance_days: u16,
    /// Local days for which clips are kept, 0–365.
    pub keep_clips_days: u16,
    /// Bytes that all clips take at most, 16 MiB–1 TiB.
    pub clips_max_bytes: u64,
    /// One clip of a kind and a camera in so long, 0–1 h.
    pub clip_cooldown: Duration,
    /// Hours for which unknown faces are kept after the diagnostic mode in which they were seen has ended, 0–72.
    pub keep_unknown_hours: u16,
    /// The local hour after which the day's backup is made, 0–23; `None` is never.
    pub backup_hour: Option<u8>,
    /// Where backups go, an absolute path; `None` is `backups` in the data folder.
    pub backup_folder: Option<String>,
    /// So many backups of a kind are kept, 1–365; the oldest go first.
    pub keep_backups: u16,
}

/// Which pictures of a sighting are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidencePolicy {
    /// None.
    Off,
    /// The face.
    Crop,
    /// The face and the whole frame.
    CropAndFrame,
}

/// A stretch of every day, in the site's local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    /// When it begins.
    pub from: NaiveTime,
    /// When it is over (half-open); before `from` means the next day. Never the same.
    pub to: NaiveTime,
}

impl QuietHours {
    /// Whether a local time lies within it.
    pub fn contains(self, local: NaiveTime) -> bool {
        if self.from <= self.to {
            self.from <= local && local < self.to
        } else {
            self.from <= local || local < self.to
        }
    }
}

impl Site {
    /// How long is kept what is known of people. Frames go with their crops.
    pub fn clocks(&self) -> Clocks {
        Clocks {
            crops: self.keep_crops_days,
            frames: self.keep_crops_days,
            sightings: self.keep_sightings_days,
            attendance: self.keep_attendance_days,
            clips: self.keep_clips_days,
            unmatched_face_hours: self.keep_unknown_hours,
        }
    }

    /// A site with every setting at its default.
    pub fn with_defaults(name: &str, time_zone: Tz) -> Self {
        Site {
            name: name.to_owned(),
            time_zone,
            tomorrow_hour: 8,
            weekend: [chrono::Weekday::Sat, chrono::Weekday::Sun].into_iter().collect(),
            pre_bell: Some(Duration::minutes(10)),
            notify_down: Some(Duration::minutes(5)),
            notify_shared: true,
            notify_engine: true,
            notify_pre_bell: true,
            quiet_hours: None,
            tick: Duration::seconds(15),
            max_starting: 4,
            max_fps: None,
            det_set_max: None,
            fps_budget: None,
            max_decoders: None,
            gpu_target: None,
            nice: 5,
            cpu_affinity: CpuAffinity::All,
            keep_history: Duration::days(30),
            keep_events: Duration::days(365),
            keep_snapshots: Duration::days(7),
            snapshots_max_bytes: 2 * 1024 * 1024 * 1024,
            pack: None,
            provider: Wish::Auto,
            recognition_threads: None,
            gpu_memory_mb: 2048,
            votes: 2,
            match_margin: 0.05,
            false_accepts_per_day: 0.1,
            evidence: EvidencePolicy::Crop,
            keep_crops_days: 14,
            keep_sightings_days: 365,
            keep_attendance_days: 365,
            keep_clips_days: 7,
            clips_max_bytes: 1024 * 1024 * 1024,
            clip_cooldown: Duration::seconds(60),
            keep_unknown_hours: 24,
            backup_hour: Some(3),
            backup_folder: None,
            keep_backups: 14,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_are_half_open_and_may_reach_over_midnight() {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap();
        let check = |from, to, time, expected| {
            assert_eq!(QuietHours { from, to }.contains(time), expected, "{from}-{to} at {time}");
        };
        check(at(22, 0), at(6, 0), at(22, 0), true);
        check(at(22, 0), at(6, 0), at(23, 59), true);
        check(at(22, 0), at(6, 0), at(5, 59), true);
        check(at(22, 0), at(6, 0), at(6, 0), false);
        check(at(22, 0), at(6, 0), at(12, 0), false);
        check(at(12, 0), at(13, 0), at(12, 30), true);
        check(at(12, 0), at(13, 0), at(13, 0), false);
        check(at(12, 0), at(13, 0), at(11, 59), false);
    }
}
