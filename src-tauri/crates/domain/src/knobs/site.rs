//! The settings of the Site.

use chrono::Duration;
use chrono_tz::{TZ_VARIANTS, Tz};

use super::value::{clipped, in_minutes, in_seconds, on_or_off, time_of_day};
use super::{Input, Knob, KnobError, check_name, find, nearest};
use crate::Site;
use crate::models::Wish;
use crate::profile::DET_SETS;
use crate::site::{EvidencePolicy, QuietHours};

const ON_OFF: Input = Input::Choice(&["on", "off"]);
const MIB: u64 = 1024 * 1024;
/// Longest path of a folder for backups, in bytes.
const LONGEST_FOLDER: usize = 1000;
/// Longest id of a model pack.
const LONGEST_PACK: usize = 40;
const PROVIDERS: &[(&str, Wish)] = &[
    ("auto", Wish::Auto),
    ("cpu", Wish::Cpu),
    ("cuda", Wish::Cuda),
    ("tensorrt", Wish::TensorRt),
    ("openvino", Wish::OpenVino),
    ("directml", Wish::DirectMl),
];
const EVIDENCE: &[(&str, EvidencePolicy)] = &[
    ("off", EvidencePolicy::Off),
    ("crop", EvidencePolicy::Crop),
    ("crop_and_frame", EvidencePolicy::CropAndFrame),
];

/// Every setting, in the order in which the window shows them.
pub const SETTINGS: &[Knob] = &[
    Knob {
        key: "name",
        label: "Name of this site",
        help: "Stands at the top of the window and in exports.",
        range: "1 to 80 characters",
        default: "My school",
        input: Input::Text { placeholder: "My school" },
    },
    Knob {
        key: "time_zone",
        label: "Time zone",
        help: "The zone in which the bell rings and times are shown.",
        range: "a time zone such as Asia/Baghdad",
        default: "UTC",
        input: Input::Text { placeholder: "Asia/Baghdad" },
    },
    Knob {
        key: "tomorrow_hour",
        label: "\"Until tomorrow\" ends at",
        help: "The hour of the next day at which a pause until tomorrow is over.",
        range: "0 to 23 o'clock",
        default: "8",
        input: Input::Number { min: 0.0, max: 23.0, step: 1.0, unit: "h", words: &[] },
    },
    Knob {
        key: "weekend",
        label: "Weekend",
        help: "Days without school; the calendar shows them differently, and the bell goes by its periods alone.",
        range: "days such as Fri Sat, or none",
        default: "Sat Sun",
        input: Input::Weekdays,
    },
    Knob {
        key: "pre_bell",
        label: "Check before the bell",
        help: "So long before each period its cameras are tried, so that there is time to mend what fails.",
        range: "1 to 120 whole minutes, or off",
        default: "10",
        input: Input::Number { min: 1.0, max: 120.0, step: 1.0, unit: "min", words: &["off"] },
    },
    Knob {
        key: "notify_down",
        label: "Tell when a camera is down for",
        help: "A desktop notification when a camera gives no picture for so long inside its period.",
        range: "1 to 240 whole minutes, or off",
        default: "5",
        input: Input::Number { min: 1.0, max: 240.0, step: 1.0, unit: "min", words: &["off"] },
    },
    Knob {
        key: "notify_shared",
        label: "Tell of shared failures",
        help: "One desktop notification when many cameras fail for the same cause.",
        range: "on or off",
        default: "on",
        input: ON_OFF,
    },
    Knob {
        key: "notify_engine",
        label: "Tell of engine trouble",
        help: "A desktop notification when the engine itself cannot work, for example on a full disk.",
        range: "on or off",
        default: "on",
        input: ON_OFF,
    },
    Knob {
        key: "notify_pre_bell",
        label: "Tell what the check found",
        help: "A desktop notification when a camera is not ready shortly before its period.",
        range: "on or off",
        default: "on",
        input: ON_OFF,
    },
    Knob {
        key: "quiet_hours",
        label: "Quiet hours",
        help: "Between these times no desktop notification is shown; the window and the tray still say everything.",
        range: "two times such as 22:00-06:00, or none",
        default: "none",
        input: Input::Text { placeholder: "22:00-06:00" },
    },
    Knob {
        key: "tick",
        label: "Look every",
        help: "How often the enforcer looks without being asked; changes are carried out at once anyway.",
        range: "1 to 300 whole seconds",
        default: "15",
        input: Input::Number { min: 1.0, max: 300.0, step: 1.0, unit: "s", words: &[] },
    },
    Knob {
        key: "max_starting",
        label: "Starting at once",
        help: "How many cameras may be starting at the same time; the others wait their turn.",
        range: "1 to 64 cameras",
        default: "4",
        input: Input::Number { min: 1.0, max: 64.0, step: 1.0, unit: "cameras", words: &[] },
    },
    Knob {
        key: "max_fps",
        label: "Most pictures per second",
        help: "No camera is looked at more often than this, whatever its profile asks for.",
        range: "0.1 to 30 pictures per second, or none",
        default: "none",
        input: Input::Number { min: 0.1, max: 30.0, step: 0.1, unit: "fps", words: &["none"] },
    },
    Knob {
        key: "det_set_max",
        label: "Largest detector size",
        help: "No picture is searched for faces larger than this, whatever its profile asks for.",
        range: "320, 480, 640, 800, 1024, 1280, 1600 or 2048 pixels, or none",
        default: "none",
        input: Input::Choice(&["none", "320", "480", "640", "800", "1024", "1280", "1600", "2048"]),
    },
    Knob {
        key: "fps_budget",
        label: "Budget of pictures per second",
        help: "All cameras together are looked at no more often; those of the highest priority get theirs first.",
        range: "1 to 10000 pictures per second, or none",
        default: "none",
        input: Input::Number { min: 1.0, max: 10_000.0, step: 0.5, unit: "fps", words: &["none"] },
    },
    Knob {
        key: "max_decoders",
        label: "Most cameras at once",
        help: "No more ffmpegs decode at one time; those of the lowest priority rest until there is a place.",
        range: "1 to 1000, or none",
        default: "none",
        input: Input::Number { min: 1.0, max: 1000.0, step: 1.0, unit: "decoders", words: &["none"] },
    },
    Knob {
        key: "gpu_target",
        label: "Use of a GPU at most",
        help: "While a GPU is used more, its cameras are looked at less often, those of the lowest priority first.",
        range: "10 to 100 percent, or none",
        default: "none",
        input: Input::Number { min: 10.0, max: 100.0, step: 1.0, unit: "%", words: &["none"] },
    },
    Knob {
        key: "nice",
        label: "Niceness",
        help: "How far ffmpeg steps back for other programs, where a profile does not say it.",
        range: "-20 to 19 (below 0 needs the right to)",
        default: "5",
        input: Input::Number { min: -20.0, max: 19.0, step: 1.0, unit: "", words: &[] },
    },
    Knob {
        key: "cpu_affinity",
        label: "Processor cores",
        help: "Which cores ffmpeg may use, where a profile does not say it; auto is the one that is least loaded when a run starts.",
        range: "all, auto, or cores such as 0,2-3",
        default: "all",
        input: Input::Text { placeholder: "all, auto, or 0,2-3" },
    },
    Knob {
        key: "keep_history",
        label: "Keep runs and heartbeats",
        help: "Older runs and heartbeats are removed every hour.",
        range: "1 to 365 days",
        default: "30",
        input: Input::Number { min: 1.0, max: 365.0, step: 1.0, unit: "days", words: &[] },
    },
    Knob {
        key: "keep_events",
        label: "Keep events",
        help: "Older events are removed every hour.",
        range: "1 to 3650 days",
        default: "365",
        input: Input::Number { min: 1.0, max: 3650.0, step: 1.0, unit: "days", words: &[] },
    },
    Knob {
        key: "keep_snapshots",
        label: "Keep snapshots",
        help: "Older kept snapshots are removed every hour.",
        range: "1 to 365 days",
        default: "7",
        input: Input::Number { min: 1.0, max: 365.0, step: 1.0, unit: "days", words: &[] },
    },
    Knob {
        key: "snapshots_max_mib",
        label: "Space for snapshots",
        help: "Above this, the oldest kept snapshots are removed.",
        range: "16 to 1048576 MiB",
        default: "2048",
        input: Input::Number { min: 16.0, max: 1_048_576.0, step: 1.0, unit: "MiB", words: &[] },
    },
    Knob {
        key: "pack",
        label: "Model pack",
        help: "Which models recognise faces; without one everything else works.",
        range: "an installed pack's id such as yunet-sface, or none",
        default: "none",
        input: Input::Text { placeholder: "yunet-sface" },
    },
    Knob {
        key: "provider",
        label: "Computes on",
        help: "What the models run on; auto takes the best that works here, and the processor when nothing else does.",
        range: "auto, cpu, cuda, tensorrt, openvino or directml",
        default: "auto",
        input: Input::Choice(&["auto", "cpu", "cuda", "tensorrt", "openvino", "directml"]),
    },
    Knob {
        key: "recognition_threads",
        label: "Threads for recognition",
        help: "How many of the processor's threads the models may use; auto is half of its cores.",
        range: "1 to 64 threads, or auto",
        default: "auto",
        input: Input::Number { min: 1.0, max: 64.0, step: 1.0, unit: "threads", words: &["auto"] },
    },
    Knob {
        key: "gpu_memory_mb",
        label: "Memory of the graphics card",
        help: "The models take no more of it than this.",
        range: "256 to 65536 MiB",
        default: "2048",
        input: Input::Number { min: 256.0, max: 65_536.0, step: 1.0, unit: "MiB", words: &[] },
    },
    Knob {
        key: "votes",
        label: "Pictures for a sighting",
        help: "In so many pictures somebody must be recognised before they count as seen.",
        range: "1 to 20 pictures",
        default: "2",
        input: Input::Number { min: 1.0, max: 20.0, step: 1.0, unit: "pictures", words: &[] },
    },
    Knob {
        key: "match_margin",
        label: "Margin to the second best",
        help: "So much more like one person than like any other a face must be; else a human decides.",
        range: "0 to 0.5",
        default: "0.05",
        input: Input::Number { min: 0.0, max: 0.5, step: 0.01, unit: "", words: &[] },
    },
    Knob {
        key: "false_accepts_per_day",
        label: "False accepts a day",
        help: "So many faces a day may be taken for somebody else's; fewer means that more are missed.",
        range: "0.001 to 100 faces a day",
        default: "0.1",
        input: Input::Number { min: 0.001, max: 100.0, step: 0.001, unit: "a day", words: &[] },
    },
    Knob {
        key: "evidence",
        label: "Pictures of sightings",
        help: "What is kept to look at later: nothing, the face, or the face and the whole picture.",
        range: "off, crop or crop_and_frame",
        default: "crop",
        input: Input::Choice(&["off", "crop", "crop_and_frame"]),
    },
    Knob {
        key: "keep_crops_days",
        label: "Keep pictures of sightings",
        help: "Older pictures of sightings are removed every hour; 0 keeps them until the end of their day.",
        range: "0 to 365 days",
        default: "14",
        input: Input::Number { min: 0.0, max: 365.0, step: 1.0, unit: "days", words: &[] },
    },
    Knob {
        key: "keep_sightings_days",
        label: "Keep sightings",
        help: "Older sightings are removed every hour.",
        range: "1 to 3650 days",
        default: "365",
        input: Input::Number { min: 1.0, max: 3650.0, step: 1.0, unit: "days", words: &[] },
    },
    Knob {
        key: "keep_attendance_days",
        label: "Keep attendance",
        help: "Older attendance is removed every hour, with its corrections.",
        range: "1 to 3650 days",
        default: "365",
        input: Input::Number { min: 1.0, max: 3650.0, step: 1.0, unit: "days", words: &[] },
    },
    Knob {
        key: "keep_clips_days",
        label: "Keep clips",
        help: "Films of what happened are deleted after so many days; with 0 at the end of their day.",
        range: "0 to 365 days",
        default: "7",
        input: Input::Number { min: 0.0, max: 365.0, step: 1.0, unit: "days", words: &[] },
    },
    Knob {
        key: "clips_max_mib",
        label: "Space for clips",
        help: "Above this, the oldest clips are deleted.",
        range: "16 to 1048576 MiB",
        default: "1024",
        input: Input::Number { min: 16.0, max: 1_048_576.0, step: 1.0, unit: "MiB", words: &[] },
    },
    Knob {
        key: "clip_cooldown",
        label: "Time between two clips",
        help: "A camera keeps one clip of a kind in so long, however often something happens.",
        range: "0 to 3600 whole seconds",
        default: "60",
        input: Input::Number { min: 0.0, max: 3600.0, step: 1.0, unit: "s", words: &[] },
    },
    Knob {
        key: "keep_unknown_hours",
        label: "Keep unknown faces",
        help: "So long after keeping unknown faces has ended, those that lie in the tray are deleted.",
        range: "0 to 72 hours",
        default: "24",
        input: Input::Number { min: 0.0, max: 72.0, step: 1.0, unit: "h", words: &[] },
    },
    Knob {
        key: "backup_hour",
        label: "Back up every day at",
        help: "After this hour of the site's day a backup is made; one that was missed is made once Bellwatch runs again.",
        range: "0 to 23 o'clock, or off",
        default: "3",
        input: Input::Number { min: 0.0, max: 23.0, step: 1.0, unit: "h", words: &["off"] },
    },
    Knob {
        key: "backup_folder",
        label: "Folder for backups",
        help: "Another disk is best: what destroys this computer's disk destroys the backups on it too.",
        range: "a path that begins with /, or default (backups in the data folder)",
        default: "default",
        input: Input::Text { placeholder: "/mnt/backup/bellwatch" },
    },
    Knob {
        key: "keep_backups",
        label: "Keep backups",
        help: "So many of the daily backups, and of each other kind; the oldest go when a new one is made and checked.",
        range: "1 to 365 backups",
        default: "14",
        input: Input::Number { min: 1.0, max: 365.0, step: 1.0, unit: "backups", words: &[] },
    },
];

/// A setting's value as text that [`set_setting`] accepts; empty for a setting that does not exist.
pub fn get_setting(site: &Site, key: &str) -> String {
    match key {
        "name" => site.name.clone(),
        "time_zone" => site.time_zone.name().to_owned(),
        "tomorrow_hour" => site.tomorrow_hour.to_string(),
        "weekend" => site.weekend.to_string(),
        "pre_bell" => in_minutes(site.pre_bell),
        "notify_down" => in_minutes(site.notify_down),
        "notify_shared" => on_or_off(site.notify_shared),
        "notify_engine" => on_or_off(site.notify_engine),
        "notify_pre_bell" => on_or_off(site.notify_pre_bell),
        "quiet_hours" => site.quiet_hours.map_or("none".to_owned(), |QuietHours { from, to }| {
            format!("{}-{}", from.format("%H:%M"), to.format("%H:%M"))
        }),
        "tick" => in_seconds(site.tick),
        "max_starting" => site.max_starting.to_string(),
        "max_fps" => site.max_fps.map_or("none".to_owned(), |fps| fps.to_string()),
        "det_set_max" => or_none(site.det_set_max),
        "fps_budget" => or_none(site.fps_budget),
        "max_decoders" => or_none(site.max_decoders),
        "gpu_target" => or_none(site.gpu_target),
        "nice" => site.nice.to_string(),
        "cpu_affinity" => site.cpu_affinity.to_string(),
        "keep_history" => site.keep_history.num_days().to_string(),
        "keep_events" => site.keep_events.num_days().to_string(),
        "keep_snapshots" => site.keep_snapshots.num_days().to_string(),
        "snapshots_max_mib" => (site.snapshots_max_bytes / MIB).to_string(),
        "pack" => site.pack.clone().unwrap_or_else(|| "none".to_owned()),
        "provider" => word(site.provider, PROVIDERS),
        "recognition_threads" => {
            site.recognition_threads.map_or("auto".to_owned(), |count| count.to_string())
        }
        "gpu_memory_mb" => site.gpu_memory_mb.to_string(),
        "votes" => site.votes.to_string(),
        "match_margin" => site.match_margin.to_string(),
        "false_accepts_per_day" => site.false_accepts_per_day.to_string(),
        "evidence" => word(site.evidence, EVIDENCE),
        "keep_crops_days" => site.keep_crops_days.to_string(),
        "keep_sightings_days" => site.keep_sightings_days.to_string(),
        "keep_attendance_days" => site.keep_attendance_days.to_string(),
        "keep_clips_days" => site.keep_clips_days.to_string(),
        "clips_max_mib" => (site.clips_max_bytes / MIB).to_string(),
        "clip_cooldown" => in_seconds(site.clip_cooldown),
        "keep_unknown_hours" => site.keep_unknown_hours.to_string(),
        "backup_hour" => site.backup_hour.map_or("off".to_owned(), |hour| hour.to_string()),
        "backup_folder" => site.backup_folder.clone().unwrap_or_else(|| "default".to_owned()),
        "keep_backups" => site.keep_backups.to_string(),
        _ => String::new(),
    }
}

fn or_none<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| value.to_string())
}

/// Sets a setting from text.
///
/// # Errors
///
/// [`KnobError`], a sentence; the site is unchanged then.
pub fn set_setting(site: &mut Site, key: &str, value: &str) -> Result<(), KnobError> {
    let knob = find(SETTINGS, key)?;
    let days = || Ok::<_, KnobError>(Duration::days(knob.plain_number(value)? as i64));
    match knob.key {
        "name" => site.name = check_name(value)?,
        "time_zone" => site.time_zone = time_zone(value)?,
        "tomorrow_hour" => site.tomorrow_hour = knob.plain_number(value)? as u8,
        "weekend" => site.weekend = knob.weekdays(value)?,
        "pre_bell" => site.pre_bell = knob.minutes(value)?,
        "notify_down" => site.notify_down = knob.minutes(value)?,
        "notify_shared" => site.notify_shared = knob.on_off(value)?,
        "notify_engine" => site.notify_engine = knob.on_off(value)?,
        "notify_pre_bell" => site.notify_pre_bell = knob.on_off(value)?,
        "quiet_hours" => site.quiet_hours = quiet_hours(knob, value)?,
        "tick" => site.tick = knob.seconds(value)?.ok_or_else(|| knob.out_of_range(value))?,
        "max_starting" => site.max_starting = knob.plain_number(value)? as u8,
        "max_fps" => site.max_fps = knob.number(value)?,
        "det_set_max" => {
            let sides = DET_SETS.map(|side| (side.to_string(), Some(side)));
            let mut words: Vec<(&str, Option<u16>)> = vec![("none", None)];
            words.extend(sides.iter().map(|(word, side)| (word.as_str(), *side)));
            site.det_set_max = knob.choice(value, &words)?;
        }
        "fps_budget" => site.fps_budget = knob.number(value)?,
        "max_decoders" => site.max_decoders = knob.number(value)?.map(|most| most as u16),
        "gpu_target" => site.gpu_target = knob.number(value)?.map(|percent| percent as u8),
        "nice" => site.nice = knob.plain_number(value)? as i8,
        "cpu_affinity" => site.cpu_affinity = knob.cores(value)?,
        "keep_history" => site.keep_history = days()?,
        "keep_events" => site.keep_events = days()?,
        "keep_snapshots" => site.keep_snapshots = days()?,
        "snapshots_max_mib" => site.snapshots_max_bytes = knob.plain_number(value)? as u64 * MIB,
        "pack" => site.pack = pack(knob, value)?,
        "provider" => site.provider = knob.choice(value, PROVIDERS)?,
        "recognition_threads" => site.recognition_threads = knob.number(value)?.map(|count| count as u8),
        "gpu_memory_mb" => site.gpu_memory_mb = knob.plain_number(value)? as u32,
        "votes" => site.votes = knob.plain_number(value)? as u8,
        "match_margin" => site.match_margin = knob.plain_number(value)?,
        "false_accepts_per_day" => site.false_accepts_per_day = knob.plain_number(value)?,
        "evidence" => site.evidence = knob.choice(value, EVIDENCE)?,
        "keep_crops_days" => site.keep_crops_days = knob.plain_number(value)? as u16,
        "keep_sightings_days" => site.keep_sightings_days = knob.plain_number(value)? as u16,
        "keep_attendance_days" => site.keep_attendance_days = knob.plain_number(value)? as u16,
        "keep_clips_days" => site.keep_clips_days = knob.plain_number(value)? as u16,
        "clips_max_mib" => site.clips_max_bytes = knob.plain_number(value)? as u64 * MIB,
        "clip_cooldown" => {
            site.clip_cooldown = knob.seconds(value)?.ok_or_else(|| knob.out_of_range(value))?;
        }
        "keep_unknown_hours" => site.keep_unknown_hours = knob.plain_number(value)? as u16,
        "backup_hour" => site.backup_hour = knob.number(value)?.map(|hour| hour as u8),
        "backup_folder" => site.backup_folder = backup_folder(knob, value)?,
        "keep_backups" => site.keep_backups = knob.plain_number(value)? as u16,
        _ => return Err(knob.out_of_range(value)),
    }
    Ok(())
}

/// The word that means `value`.
fn word<T: Copy + PartialEq>(value: T, meanings: &[(&str, T)]) -> String {
    meanings.iter().find(|(_, meaning)| *meaning == value).map_or("", |(name, _)| name).to_owned()
}

/// A pack's id: small letters, digits and hyphens; or `none`. Whether it is installed shows when it is opened.
fn pack(knob: &Knob, value: &str) -> Result<Option<String>, KnobError> {
    let text = value.trim().to_lowercase();
    if text.is_empty() || text == "none" {
        return Ok(None);
    }
    let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let is_id = text.len() <= LONGEST_PACK && text.chars().all(is_plain) && !text.starts_with('-');
    if is_id { Ok(Some(text)) } else { Err(knob.out_of_range(value)) }
}

/// An absolute path, or `default`. Whether it can be written shows when a backup is made.
fn backup_folder(knob: &Knob, value: &str) -> Result<Option<String>, KnobError> {
    let text = value.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("default") {
        return Ok(None);
    }
    let is_path =
        text.starts_with('/') && text.len() <= LONGEST_FOLDER && !text.chars().any(char::is_control);
    if is_path { Ok(Some(text.to_owned())) } else { Err(knob.out_of_range(value)) }
}

/// Two different times with a hyphen or a dash between them, or `none`.
fn quiet_hours(knob: &Knob, value: &str) -> Result<Option<QuietHours>, KnobError> {
    let text = value.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("none") {
        return Ok(None);
    }
    let times = text.split_once(['-', '–']).and_then(|(from, to)| time_of_day(from).zip(time_of_day(to)));
    let (from, to) = times.filter(|(from, to)| from != to).ok_or_else(|| knob.out_of_range(value))?;
    Ok(Some(QuietHours { from, to }))
}

fn time_zone(value: &str) -> Result<Tz, KnobError> {
    let text = value.trim();
    let known = TZ_VARIANTS.iter().find(|zone| zone.name().eq_ignore_ascii_case(text));
    known.copied().ok_or_else(|| KnobError::TimeZone {
        value: clipped(text),
        nearest: nearest(text, TZ_VARIANTS.iter().map(|zone| zone.name())),
    })
}
