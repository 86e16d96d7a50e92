//! What if: a day's timeline, and what a change of the bell would do, by the same rules as the plan.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bellwatch_domain::plan::Config;
use bellwatch_domain::said::{Names, Open, Said, Spans, Time};
use bellwatch_domain::schedule::days::{Does, Span, days};
use bellwatch_domain::schedule::difference::{Line, Stretch, difference};
use bellwatch_domain::schedule::notes::{ClockEffect, Note, notes};
use bellwatch_domain::schedule::{Bells, Overlap, Together, exception_on};
use bellwatch_domain::{Camera, CameraId, ProfileId, Weekdays, sentences};
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
            let (name, schedule) = (exception.name.as_str(), schedule.name.as_str());
            let remark = match exception.schedule {
                None => Timeline::Exception { name },
                Some(_) => Timeline::ExceptionOf { name, schedule },
            };
            let remark = remark.to_string();
            if !remarks.contains(&remark) {
                remarks.push(remark);
            }
        }
    }
    let longer = (to - from) - Duration::days(1);
    if longer != Duration::zero() {
        let by = words::span(longer.abs());
        let (is_longer, span) = (longer > Duration::zero(), Said(&by));
        let remark = if is_longer { Timeline::DayLonger { span } } else { Timeline::DayShorter { span } };
        remarks.push(remark.to_string());
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

sentences! {
    /// What a timeline says.
    pub(crate) enum Timeline<'a> {
        Exception { name: &'a str } = "Another day than usual: {name}.",
        ExceptionOf { name: &'a str, schedule: &'a str } = "Another day than usual: {name} ({schedule}).",
        DayLonger { span: Said<'a> } = "The clocks change: this day is {span} longer.",
        DayShorter { span: Said<'a> } = "The clocks change: this day is {span} shorter.",
        Off = "Off",
        CannotRun = "Cannot run",
        Paused = "Paused",
        NoSchedule = "No schedule",
        Rests = "Rests",
        PausedUntil { until: Time<'a>, by: Open<'a> } = "Paused until {until} by {by}.",
        Watches { periods: Names<'a>, profiles: Names<'a>, times: Spans<'a> }
            = "Watches for {periods} with {profiles}, {times}.",
        NothingDrives = "No schedule drives it.",
        Outside { times: Spans<'a> } = "Outside its periods, {times}.",
        DayOf { name: &'a str, times: Spans<'a> } = "{name}, {times}.",
    }
}

/// One camera's day: what the bell says, and over it that the camera is switched off or paused.
fn row(config: &Config, camera: &Camera, spans: &[Span], now: DateTime<Utc>) -> Vec<TimelineSpan> {
    let zone = config.site.time_zone;
    let whole = |state, word: Timeline<'_>, sentence: &str| match spans {
        [first, .., last] => vec![span(first.from, last.to, state, &word.to_string(), sentence)],
        [only] => vec![span(only.from, only.to, state, &word.to_string(), sentence)],
        [] => Vec::new(),
    };
    if !camera.enabled {
        return whole(DayState::Disabled, Timeline::Off, "Switched off.");
    }
    if let Some(sentence) = &camera.unreadable {
        return whole(DayState::CannotRun, Timeline::CannotRun, sentence);
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
                let sentence = Timeline::PausedUntil { until: Time(&end), by: Open(&pause.by) }.to_string();
                let watching = |from, to| Span { from, to, does: one.does.clone() };
                if one.from < from {
                    all.push(span_of(config, &watching(one.from, from)));
                }
                all.push(span(from, until, DayState::Paused, &Timeline::Paused.to_string(), &sentence));
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
    let times = format!("{}–{}", clock(one.from, zone), clock(one.to, zone));
    let times = Spans(&times);
    let said = |state, word: &str, sentence: Timeline<'_>| {
        span(one.from, one.to, state, word, &sentence.to_string())
    };
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
            let sentence = Timeline::Watches { periods: Names(&word), profiles: Names(&with), times };
            said(DayState::Runs, &word, sentence)
        }
        Does::NoSchedule => {
            said(DayState::NoSchedule, &Timeline::NoSchedule.to_string(), Timeline::NothingDrives)
        }
        Does::OutsidePeriods => {
            said(DayState::OutsidePeriods, &Timeline::Rests.to_string(), Timeline::Outside { times })
        }
        Does::Exception { name } => said(DayState::Exception, name, Timeline::DayOf { name, times }),
    }
}

fn clock(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%H:%M").to_string()
}

fn profile_names(config: &Config, profiles: &[ProfileId]) -> String {
    let name = |id: &ProfileId| config.profiles.get(id).map_or("a profile that is gone", |one| &one.name);
    profiles.iter().map(name).collect::<Vec<_>>().join(" and ")
}

sentences! {
    /// What would follow from a change of the bell, and what is worth knowing of the days to come.
    pub(crate) enum Follows<'a> {
        Nothing = "Nothing changes within the next 14 days.",
        OneOtherwise = "1 camera watches with other profiles within the next 14 days.",
        Otherwise { count: usize } = "{count} cameras watch with other profiles within the next 14 days.",
        OneWatches { what: Said<'a> } = "1 camera watches {what} within the next 14 days, all together.",
        Watch { count: usize, what: Said<'a> }
            = "{count} cameras watch {what} within the next 14 days, all together.",
        More { more: Said<'a> } = "{more} more",
        Less { less: Said<'a> } = "{less} less",
        MoreAndLess { more: Said<'a>, less: Said<'a> } = "{more} more and {less} less",
        Minutes { min: i64 } = "{min} min",
        Hours { h: i64 } = "{h} h",
        HoursAndMinutes { h: i64, min: i64 } = "{h} h {min} min",

        AsWell { times: Spans<'a> } = "{times} as well",
        NoLonger { times: Spans<'a> } = "no longer {times}",
        OtherProfile { times: Spans<'a> } = "{times} with another profile",

        Begun { period: &'a str, until: Time<'a> }
            = "{period} has begun and stays as it was until {until}. Pause its cameras to stop them now.",
        OneRests { who: Names<'a> } = "Nothing drives {who}: always rests.",
        Rest { who: Names<'a> } = "Nothing drives {who}: always rest.",
        Nobody { period: &'a str, schedule: &'a str } = "No camera watches {period} of {schedule}.",
        Dropped { period: &'a str, day: Time<'a> }
            = "The clocks change: {period} on {day} does not happen: its hour is skipped.",
        Longer { period: &'a str, day: Time<'a>, span: Said<'a> }
            = "The clocks change: {period} on {day} lasts {span} longer.",
        Shorter { period: &'a str, day: Time<'a>, span: Said<'a> }
            = "The clocks change: {period} on {day} lasts {span} less.",
        Hidden { exception: &'a str, first: Time<'a> }
            = "{exception} ({first}) changes nothing: another exception decides its days.",
        NoEffect { exception: &'a str, first: Time<'a> }
            = "{exception} ({first}) changes nothing: the bell is as on any day.",

        Overlap { one: &'a str, other: &'a str, of: &'a str, days: Weekdays }
            = "{one} and {other} of {of} overlap ({days}).",
        OverlapAndOne { one: &'a str, other: &'a str, of: &'a str, days: Weekdays }
            = "{one} and {other} of {of} overlap ({days}), and so does one more pair of their periods.",
        OverlapAndMore { one: &'a str, other: &'a str, of: &'a str, days: Weekdays, more: usize }
            = "{one} and {other} of {of} overlap ({days}), and so do {more} more pairs of their periods.",
        OverlapOfTwo { one: &'a str, of: &'a str, other: &'a str, of_other: &'a str, days: Weekdays }
            = "{one} of {of} and {other} of {of_other} overlap ({days}).",
        OverlapOfTwoAndOne { one: &'a str, of: &'a str, other: &'a str, of_other: &'a str, days: Weekdays }
            = "{one} of {of} and {other} of {of_other} overlap ({days}), and so does one more pair of their periods.",
        OverlapOfTwoAndMore {
            one: &'a str, of: &'a str, other: &'a str, of_other: &'a str, days: Weekdays, more: usize
        } = "{one} of {of} and {other} of {of_other} overlap ({days}), and so do {more} more pairs of their periods.",
        WatchOnce = "Their cameras watch once for both.",
        RunsTwice { who: Names<'a>, with: Names<'a> } = "{who} runs twice then, with {with}.",
        RunsOften { who: Names<'a>, with: Names<'a> } = "{who} runs more than once then, with {with}.",
        RunTwice { who: Names<'a>, with: Names<'a> } = "{who} run twice then, with {with}.",
        RunOften { who: Names<'a>, with: Names<'a> } = "{who} run more than once then, with {with}.",
    }
}

/// What differs, and what is worth knowing afterwards.
fn preview(before: &Config, after: &Config, now: DateTime<Utc>) -> BellPreview {
    let found = difference(before, after, now);
    let cameras: BTreeSet<CameraId> =
        found.lines.iter().flat_map(|line| line.cameras.iter().copied()).collect();
    let sentence = if found.lines.is_empty() {
        Follows::Nothing.to_string()
    } else {
        let (gained, lost) = (hours(found.gained), hours(found.lost));
        let (more, less) = (Said(&gained), Said(&lost));
        let what = match (found.gained.is_zero(), found.lost.is_zero()) {
            (true, true) => None,
            (false, true) => Some(Follows::More { more }),
            (true, false) => Some(Follows::Less { less }),
            (false, false) => Some(Follows::MoreAndLess { more, less }),
        };
        let what = what.map(|what| what.to_string());
        let said = match (cameras.len(), &what) {
            (1, None) => Follows::OneOtherwise,
            (count, None) => Follows::Otherwise { count },
            (1, Some(what)) => Follows::OneWatches { what: Said(what) },
            (count, Some(what)) => Follows::Watch { count, what: Said(what) },
        };
        said.to_string()
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
        parts.push(Follows::AsWell { times: Spans(&times(&line.gains)) }.to_string());
    }
    if !line.loses.is_empty() {
        parts.push(Follows::NoLonger { times: Spans(&times(&line.loses)) }.to_string());
    }
    if !line.changes.is_empty() {
        parts.push(Follows::OtherProfile { times: Spans(&times(&line.changes)) }.to_string());
    }
    BellDifference {
        date: line.date.to_string(),
        cameras: line.cameras.iter().map(|id| id.0).collect(),
        names: line.cameras.iter().take(NAMED).map(|id| name_of(config, *id)).collect(),
        more: u32::try_from(line.cameras.len().saturating_sub(NAMED)).unwrap_or(u32::MAX),
        gains: spans(&line.gains),
        loses: spans(&line.loses),
        sentence: parts.join("; "),
    }
}

fn note_of(note: &Note, config: &Config, now: DateTime<Utc>) -> BellNote {
    let zone = config.site.time_zone;
    let day = |date: &NaiveDate| date.format("%A %-d %B").to_string();
    let (kind, sentence, cameras) = match note {
        Note::Begun { period, until } => (
            BellNoteKind::Begun,
            Follows::Begun { period, until: Time(&words::local_time(*until, now, zone)) }.to_string(),
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
            let who = who(config, cameras);
            let who = Names(&who);
            let sentence = match cameras.len() {
                1 => Follows::OneRests { who },
                _ => Follows::Rest { who },
            };
            (BellNoteKind::NothingDrives, sentence.to_string(), cameras.clone())
        }
        Note::NobodyWatches { schedule, period } => {
            (BellNoteKind::NobodyWatches, Follows::Nobody { period, schedule }.to_string(), Vec::new())
        }
        Note::ClockChange { period, date, effect } => {
            let day = day(date);
            let day = Time(&day);
            let sentence = match effect {
                ClockEffect::Dropped => Follows::Dropped { period, day }.to_string(),
                ClockEffect::Longer(span) => {
                    Follows::Longer { period, day, span: Said(&hours(*span)) }.to_string()
                }
                ClockEffect::Shorter(span) => {
                    Follows::Shorter { period, day, span: Said(&hours(*span)) }.to_string()
                }
            };
            (BellNoteKind::ClockChange, sentence, Vec::new())
        }
        Note::NoEffect { exception, first, is_hidden } => {
            let first = day(first);
            let first = Time(&first);
            let sentence = match is_hidden {
                true => Follows::Hidden { exception, first },
                false => Follows::NoEffect { exception, first },
            };
            (BellNoteKind::NoEffect, sentence.to_string(), Vec::new())
        }
    };
    BellNote { kind, sentence, cameras: cameras.iter().map(|camera| camera.0).collect() }
}

/// What an overlap is, and what comes of it; `cameras` are those that run twice.
fn overlap_sentence(overlap: &Overlap, config: &Config, cameras: &[CameraId]) -> String {
    let Overlap { first, second, weekdays, more, together } = overlap;
    let days = *weekdays;
    let (one, of, other, of_other) = (&*first.period, &*first.schedule, &*second.period, &*second.schedule);
    let overlap = match (of == of_other, *more) {
        (true, 0) => Follows::Overlap { one, other, of, days },
        (true, 1) => Follows::OverlapAndOne { one, other, of, days },
        (true, more) => Follows::OverlapAndMore { one, other, of, days, more },
        (false, 0) => Follows::OverlapOfTwo { one, of, other, of_other, days },
        (false, 1) => Follows::OverlapOfTwoAndOne { one, of, other, of_other, days },
        (false, more) => Follows::OverlapOfTwoAndMore { one, of, other, of_other, days, more },
    };
    let then = match together {
        Together::Once => Follows::WatchOnce.to_string(),
        Together::Twice { profiles, .. } => {
            let is_more_than_twice = profiles.len() > 2;
            let profiles: Vec<ProfileId> = profiles.iter().copied().collect();
            let (who, with) = (who(config, cameras), profile_names(config, &profiles));
            let (who, with) = (Names(&who), Names(&with));
            let then = match (cameras.len(), is_more_than_twice) {
                (1, false) => Follows::RunsTwice { who, with },
                (1, true) => Follows::RunsOften { who, with },
                (_, false) => Follows::RunTwice { who, with },
                (_, true) => Follows::RunOften { who, with },
            };
            then.to_string()
        }
    };
    format!("{overlap} {then}")
}

/// Hours and minutes, for example "4 h 30 min".
fn hours(span: Duration) -> String {
    let said = match (span.num_hours(), span.num_minutes() % 60) {
        (0, min) => Follows::Minutes { min },
        (h, 0) => Follows::Hours { h },
        (h, min) => Follows::HoursAndMinutes { h, min },
    };
    said.to_string()
}

fn name_of(config: &Config, id: CameraId) -> String {
    let found = config.cameras.iter().find(|camera| camera.id == id);
    found.map_or_else(|| format!("Camera {id}"), |camera| camera.name.clone())
}

/// The names of some cameras, for example "Gate 1, Gate 2 and 3 more".
fn who(config: &Config, cameras: &[CameraId]) -> String {
    let names: Vec<String> = cameras.iter().take(NAMED).map(|id| name_of(config, *id)).collect();
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
