//! What if: a day's timeline, and what a change of the bell would do, by the same rules as the plan.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bellwatch_domain::plan::Config;
use bellwatch_domain::schedule::days::{Does, Span, days};
use bellwatch_domain::schedule::difference::{Line, Stretch, difference};
use bellwatch_domain::schedule::notes::{ClockEffect, Note, notes};
use bellwatch_domain::schedule::{Bells, Overlap, Together, exception_on};
use bellwatch_domain::{Camera, CameraId, ProfileId};
use chrono::{DateTime, Days, Duration, NaiveDate, Utc};
use chrono_tz::Tz;

use super::bell::{changed, date};
use super::operator::Operator;
use crate::wire::{
    BellChange, BellDifference, BellNote, BellNoteKind, BellPreview, DayState, Problem, TimeSpan,
    TimelineRow, TimelineSpan, TimelineView,
};
use crate::words;

/// Lines of a preview; what is more is counted.
const MOST_LINES: usize = 200;
/// Cameras that a line names.
const NAMED: usize = 3;

impl Operator {
    /// What each camera does on a local date, with `change` as if it were saved.
    ///
    /// # Errors
    ///
    /// For a date that is none, and for a change that cannot be taken.
    pub async fn timeline(&self, on: &str, change: Option<&BellChange>) -> Result<TimelineView, Problem> {
        let on = date("date", on)?;
        let config = changed(self.config().await?, change)?;
        Ok(timeline(&config, on, self.now()))
    }

    /// What a change of the bell would do within the next 14 days.
    ///
    /// # Errors
    ///
    /// As saving the change would fail.
    pub async fn bell_preview(&self, change: &BellChange) -> Result<BellPreview, Problem> {
        let before = self.config().await?;
        let after = changed(before.clone(), Some(change))?;
        Ok(preview(&before, &after, self.now()))
    }
}

/// Cameras × day.
fn timeline(config: &Config, on: NaiveDate, now: DateTime<Utc>) -> TimelineView {
    let bells = Bells::of(config);
    let (from, to) = (bells.midnight(on), bells.midnight(on + Days::new(1)));
    let mut spans_of: BTreeMap<CameraId, Arc<[Span]>> = BTreeMap::new();
    for group in days(config, from, to) {
        for camera in group.cameras {
            spans_of.insert(camera, Arc::clone(&group.spans));
        }
    }
    let row = |camera: &Camera| TimelineRow {
        camera: camera.id.0,
        name: camera.name.clone(),
        spans: spans_of.get(&camera.id).map_or_else(Vec::new, |spans| row(config, camera, spans, now)),
    };
    let near = bells.exceptions_between(on, on);
    let mut remarks: Vec<String> = Vec::new();
    for schedule in bells.ringing() {
        if let Some(exception) = exception_on(near.iter().copied(), schedule.id, on) {
            let of = exception.schedule.map(|_| format!(" ({})", schedule.name)).unwrap_or_default();
            let remark = format!("{}{of}.", exception.name);
            if !remarks.contains(&remark) {
                remarks.push(remark);
            }
        }
    }
    let longer = (to - from) - Duration::days(1);
    if longer != Duration::zero() {
        let word = if longer > Duration::zero() { "longer" } else { "shorter" };
        remarks.push(format!("The clocks change: this day is {} {word}.", words::span(longer.abs())));
    }
    remarks.extend(notes(config, now).iter().filter_map(|note| match note {
        Note::ClockChange { date, .. } if *date == on => Some(note_of(note, config, now).sentence),
        _ => None,
    }));
    TimelineView {
        date: on.to_string(),
        from_ms: from.timestamp_millis(),
        to_ms: to.timestamp_millis(),
        rows: config.cameras.iter().map(row).collect(),
        remarks,
    }
}

/// One camera's day: what the bell says, and over it that the camera is switched off or paused.
fn row(config: &Config, camera: &Camera, spans: &[Span], now: DateTime<Utc>) -> Vec<TimelineSpan> {
    let zone = config.site.time_zone;
    let whole = |state, word: &str, sentence: &str| match spans {
        [first, .., last] => vec![span(first.from, last.to, state, word, sentence)],
        [only] => vec![span(only.from, only.to, state, word, sentence)],
        [] => Vec::new(),
    };
    if !camera.enabled {
        return whole(DayState::Disabled, "Off", "Switched off.");
    }
    if let Some(sentence) = &camera.unreadable {
        return whole(DayState::CannotRun, "Cannot run", sentence);
    }
    let mut all: Vec<TimelineSpan> = Vec::new();
    for one in spans {
        let paused_until = camera.pause.as_ref().filter(|pause| now < pause.until).map(|pause| {
            // What was before the pause was asked for did run.
            (pause.at.clamp(one.from, one.to), pause.until.clamp(one.from, one.to), pause)
        });
        match (&one.does, paused_until) {
            (Does::Watch { .. }, Some((from, until, pause))) if from < until => {
                let end = words::local_time(pause.until, now, zone);
                let sentence = format!("Paused until {end} by {}.", pause.by);
                let watching = |from, to| Span { from, to, does: one.does.clone() };
                if one.from < from {
                    all.push(span_of(config, &watching(one.from, from)));
                }
                all.push(span(from, until, DayState::Paused, "Paused", &sentence));
                if until < one.to {
                    all.push(span_of(config, &watching(until, one.to)));
                }
            }
            _ => all.push(span_of(config, one)),
        }
    }
    all
}

fn span(from: DateTime<Utc>, to: DateTime<Utc>, state: DayState, word: &str, sentence: &str) -> TimelineSpan {
    TimelineSpan {
        from_ms: from.timestamp_millis(),
        to_ms: to.timestamp_millis(),
        state,
        word: word.to_owned(),
        sentence: sentence.to_owned(),
    }
}

fn span_of(config: &Config, one: &Span) -> TimelineSpan {
    let zone = config.site.time_zone;
    let (from, to) = (clock(one.from, zone), clock(one.to, zone));
    match &one.does {
        Does::Watch { profiles, periods } => {
            let mut names: Vec<&str> = Vec::new();
            for period in periods {
                if !names.contains(&period.name.as_str()) {
                    names.push(&period.name);
                }
            }
            let word = names.join(" and ");
            let with = profile_names(config, profiles);
            span(
                one.from,
                one.to,
                DayState::Runs,
                &word,
                &format!("Watches for {word} with {with}, {from}–{to}."),
            )
        }
        Does::NoSchedule => {
            span(one.from, one.to, DayState::NoSchedule, "No schedule", "No schedule drives it.")
        }
        Does::OutsidePeriods => {
            let sentence = format!("Outside its periods, {from}–{to}.");
            span(one.from, one.to, DayState::OutsidePeriods, "Rests", &sentence)
        }
        Does::Exception { name } => {
            span(one.from, one.to, DayState::Exception, name, &format!("{name}, {from}–{to}."))
        }
    }
}

fn clock(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%H:%M").to_string()
}

fn profile_names(config: &Config, profiles: &[ProfileId]) -> String {
    let name = |id: &ProfileId| config.profiles.get(id).map_or("a profile that is gone", |one| &one.name);
    profiles.iter().map(name).collect::<Vec<_>>().join(" and ")
}

/// What differs, and what is worth knowing afterwards.
fn preview(before: &Config, after: &Config, now: DateTime<Utc>) -> BellPreview {
    let found = difference(before, after, now);
    let cameras: BTreeSet<CameraId> =
        found.lines.iter().flat_map(|line| line.cameras.iter().copied()).collect();
    let sentence = if found.lines.is_empty() {
        "Nothing changes within the next 14 days.".to_owned()
    } else {
        let who = count(cameras.len(), "camera");
        let verb = if cameras.len() == 1 { "watches" } else { "watch" };
        let parts = [(found.gained, "more"), (found.lost, "less")];
        let said: Vec<String> = parts
            .iter()
            .filter(|(span, _)| *span > Duration::zero())
            .map(|(span, word)| format!("{} {word}", hours(*span)))
            .collect();
        if said.is_empty() {
            format!("{who} {verb} with other profiles within the next 14 days.")
        } else {
            format!("{who} {verb} {} within the next 14 days, all together.", said.join(" and "))
        }
    };
    let more = found.lines.len().saturating_sub(MOST_LINES);
    BellPreview {
        sentence,
        lines: found.lines.iter().take(MOST_LINES).map(|line| line_of(line, after)).collect(),
        more: u32::try_from(more).unwrap_or(u32::MAX),
        notes: notes(after, now).iter().map(|note| note_of(note, after, now)).collect(),
    }
}

fn line_of(line: &Line, config: &Config) -> BellDifference {
    let zone = config.site.time_zone;
    let spans = |stretches: &[Stretch]| {
        let span = |(from, to): &Stretch| TimeSpan {
            from_ms: from.timestamp_millis(),
            to_ms: to.timestamp_millis(),
        };
        stretches.iter().map(span).collect::<Vec<_>>()
    };
    let times = |stretches: &[Stretch]| {
        let said = stretches.iter().map(|(from, to)| format!("{}–{}", clock(*from, zone), clock(*to, zone)));
        said.collect::<Vec<_>>().join(", ")
    };
    let mut parts = Vec::new();
    if !line.gains.is_empty() {
        parts.push(format!("{} as well", times(&line.gains)));
    }
    if !line.loses.is_empty() {
        parts.push(format!("not {} any more", times(&line.loses)));
    }
    if !line.changes.is_empty() {
        parts.push(format!("{} with another profile", times(&line.changes)));
    }
    BellDifference {
        date: line.date.to_string(),
        cameras: line.cameras.iter().map(|id| id.0).collect(),
        who: who(config, &line.cameras),
        gains: spans(&line.gains),
        loses: spans(&line.loses),
        sentence: format!(
            "{} {}",
            if line.cameras.len() == 1 { "watches" } else { "watch" },
            parts.join(", and ")
        ),
    }
}

fn note_of(note: &Note, config: &Config, now: DateTime<Utc>) -> BellNote {
    let zone = config.site.time_zone;
    let day = |date: &NaiveDate| date.format("%A %-d %B").to_string();
    let (kind, sentence, cameras) = match note {
        Note::Begun { period, until } => (
            BellNoteKind::Begun,
            format!(
                "{period} has begun and stays as it was until {}. Pause its cameras to stop them now.",
                words::local_time(*until, now, zone)
            ),
            Vec::new(),
        ),
        Note::Overlap(overlap) => {
            let cameras = match &overlap.together {
                Together::Once => Vec::new(),
                Together::Twice { cameras, .. } => cameras.iter().copied().collect(),
            };
            (BellNoteKind::Overlap, overlap_sentence(overlap, config, &cameras), cameras)
        }
        Note::NothingDrives { cameras } => {
            let verb = if cameras.len() == 1 { "rests" } else { "rest" };
            let sentence = format!("Nothing drives {}: always {verb}.", who(config, cameras));
            (BellNoteKind::NothingDrives, sentence, cameras.clone())
        }
        Note::NobodyWatches { schedule, period } => {
            (BellNoteKind::NobodyWatches, format!("No camera watches {period} of {schedule}."), Vec::new())
        }
        Note::ClockChange { period, date, effect } => {
            let what = match effect {
                ClockEffect::Dropped => "does not happen: its hour is skipped".to_owned(),
                ClockEffect::Longer(span) => format!("lasts {} longer", hours(*span)),
                ClockEffect::Shorter(span) => format!("lasts {} less", hours(*span)),
            };
            let sentence = format!("The clocks change: {period} on {} {what}.", day(date));
            (BellNoteKind::ClockChange, sentence, Vec::new())
        }
        Note::NoEffect { exception, first, is_hidden } => {
            let why =
                if *is_hidden { "another exception decides its days" } else { "the bell is as on any day" };
            (
                BellNoteKind::NoEffect,
                format!("{exception} ({}) changes nothing: {why}.", day(first)),
                Vec::new(),
            )
        }
    };
    BellNote { kind, sentence, cameras: cameras.iter().map(|camera| camera.0).collect() }
}

/// What an overlap is, and what comes of it; `cameras` are those that run twice.
fn overlap_sentence(overlap: &Overlap, config: &Config, cameras: &[CameraId]) -> String {
    let Overlap { first, second, weekdays, more, together } = overlap;
    let them = if first.schedule == second.schedule {
        format!("{} and {} of {}", first.period, second.period, first.schedule)
    } else {
        format!("{} of {} and {} of {}", first.period, first.schedule, second.period, second.schedule)
    };
    let further = match more {
        0 => String::new(),
        1 => ", and so does one more pair of their periods".to_owned(),
        more => format!(", and so do {more} more pairs of their periods"),
    };
    let then = match together {
        Together::Once => "Their cameras watch once for both.".to_owned(),
        Together::Twice { profiles, .. } => {
            let verb = if cameras.len() == 1 { "runs" } else { "run" };
            let often = if profiles.len() > 2 { "more than once" } else { "twice" };
            let profiles: Vec<ProfileId> = profiles.iter().copied().collect();
            let with = profile_names(config, &profiles);
            format!("{} {verb} {often} then, with {with}.", who(config, cameras))
        }
    };
    format!("{them} overlap ({weekdays}){further}. {then}")
}

fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Hours and minutes, for example "4 h 30 min".
fn hours(span: Duration) -> String {
    match (span.num_hours(), span.num_minutes() % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// The names of some cameras, for example "Gate 1, Gate 2 and 3 more".
fn who(config: &Config, cameras: &[CameraId]) -> String {
    let name = |id: &CameraId| {
        let found = config.cameras.iter().find(|camera| camera.id == *id);
        found.map_or_else(|| format!("Camera {id}"), |camera| camera.name.clone())
    };
    let names: Vec<String> = cameras.iter().take(NAMED).map(name).collect();
    match (names.split_last(), cameras.len().saturating_sub(NAMED)) {
        (Some((last, rest)), 0) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        (_, 0) => names.join(""),
        (_, more) => format!("{} and {more} more", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use bellwatch_domain::schedule::Side;
    use bellwatch_domain::{BellSchedule, Site, StreamProfile, Weekdays};

    use super::*;

    #[test]
    fn an_overlap_says_whether_cameras_run_once_or_twice() {
        let profile = |id: i64, name| (ProfileId(id), StreamProfile::with_defaults(ProfileId(id), name));
        let config = Config {
            site: Site::with_defaults("School", chrono_tz::UTC),
            cameras: Vec::new(),
            profiles: BTreeMap::from([profile(1, "Usual"), profile(2, "Fine")]),
            schedules: vec![BellSchedule::all_day()],
            exceptions: Vec::new(),
            begun: Vec::new(),
        };
        let side = |schedule: &str, period: &str| Side { schedule: schedule.into(), period: period.into() };
        let once = Overlap {
            first: side("School week", "Period 1"),
            second: side("School week", "Period 2"),
            weekdays: Weekdays::of_bits(1),
            more: 0,
            together: Together::Once,
        };
        let said = |overlap: Overlap| note_of(&Note::Overlap(overlap), &config, DateTime::UNIX_EPOCH);
        assert_eq!(
            said(once.clone()).sentence,
            "Period 1 and Period 2 of School week overlap (Mon). Their cameras watch once for both."
        );
        let profiles = [ProfileId(1), ProfileId(2)].into();
        let together = Together::Twice { cameras: [CameraId(7)].into(), profiles };
        let twice = said(Overlap { first: side("All day", "All day"), more: 5, together, ..once });
        assert_eq!(
            twice.sentence,
            "All day of All day and Period 2 of School week overlap (Mon), and so do 5 more pairs of their periods. \
             Camera 7 runs twice then, with Usual and Fine."
        );
        assert_eq!(twice.cameras, [7]);
    }
}
