//! The bell between the domain and the wire: how schedules and exceptions are shown, and how drafts become them.

use std::collections::BTreeSet;

use bellwatch_domain::plan::{Config, NextBell};
use bellwatch_domain::said::{Said, Time};
use bellwatch_domain::schedule::{ExceptionKind, Weekdays};
use bellwatch_domain::{
    BellSchedule, CameraId, Drives, ExceptionId, PeriodId, PeriodTemplate, ProfileId, ScheduleException,
    ScheduleId, knobs, person,
};
use chrono::{Duration, NaiveDate, NaiveTime, Weekday};

use crate::wire::{
    BellsView, DrivesChoice, ExceptionChoice, ExceptionDraft, ExceptionView, NextBellView, PeriodDraft,
    Problem, ScheduleDraft, ScheduleView,
};
use crate::words;
use crate::words::refusals::{Named, Refusal};

/// Longest grace, in minutes.
const MOST_GRACE_MIN: u32 = 240;
/// Periods of a schedule.
const MOST_PERIODS: usize = 200;
/// Longest period over midnight: what is longer is taken for a start and an end that were swapped.
const LONGEST_NIGHT: Duration = Duration::hours(16);
/// Longest range of an exception.
const LONGEST_EXCEPTION: Duration = Duration::days(3660);

/// All schedules and exceptions, as the window shows them.
pub fn bells(config: &Config) -> BellsView {
    BellsView {
        schedules: config.schedules.iter().map(schedule).collect(),
        exceptions: config.exceptions.iter().map(exception).collect(),
    }
}

/// The next bell.
pub fn next_bell(bell: &NextBell) -> NextBellView {
    NextBellView { at_ms: bell.at.timestamp_millis(), sentence: words::next_bell(bell) }
}

fn schedule(schedule: &BellSchedule) -> ScheduleView {
    ScheduleView {
        id: schedule.id.0,
        name: schedule.name.clone(),
        enabled: schedule.enabled,
        drives: drives(&schedule.drives),
        periods: schedule.periods.iter().map(period).collect(),
    }
}

fn drives(drives: &Drives) -> DrivesChoice {
    match drives {
        Drives::All => DrivesChoice::All,
        Drives::Some { cameras, tags } => DrivesChoice::Some {
            cameras: cameras.iter().map(|id| id.0).collect(),
            tags: tags.iter().cloned().collect(),
        },
    }
}

fn period(period: &PeriodTemplate) -> PeriodDraft {
    let minutes = |span: Duration| u32::try_from(span.num_minutes()).unwrap_or_default();
    PeriodDraft {
        id: Some(period.id.0),
        name: period.name.clone(),
        start: clock_time(period.start),
        end: clock_time(period.end),
        weekdays: period.weekdays.days().map(iso).collect(),
        early_grace_min: minutes(period.early_grace),
        late_grace_min: minutes(period.late_grace),
        late_after_min: minutes(period.late_after),
        profile: period.profile.map(|id| id.0),
        only: period.only.as_ref().map(drives),
        expects: period.expects.iter().cloned().collect(),
    }
}

fn exception(exception: &ScheduleException) -> ExceptionView {
    ExceptionView {
        id: exception.id.0,
        name: exception.name.clone(),
        first: exception.first.to_string(),
        last: exception.last.to_string(),
        kind: match exception.kind {
            ExceptionKind::Off => ExceptionChoice::Off,
            ExceptionKind::On => ExceptionChoice::On,
            ExceptionKind::Window { start, end } => {
                ExceptionChoice::Window { start: clock_time(start), end: clock_time(end) }
            }
            ExceptionKind::Shift { to } => ExceptionChoice::Shift { to: iso(to) },
        },
        schedule: exception.schedule.map(|id| id.0),
    }
}

fn clock_time(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

fn iso(day: Weekday) -> u8 {
    day.num_days_from_monday() as u8 + 1
}

/// A schedule as a draft asks for it; number 0 is a new one's.
///
/// # Errors
///
/// One sentence about the first thing that cannot be, with its field.
pub fn schedule_of(draft: &ScheduleDraft, config: &Config) -> Result<BellSchedule, Problem> {
    let name =
        knobs::check_name(&draft.name).map_err(|error| Problem::bad_input("name", error.to_string()))?;
    if draft.periods.len() > MOST_PERIODS {
        return Err(Problem::bad_input("periods", Refusal::TooManyPeriods { most: MOST_PERIODS }));
    }
    let periods = draft.periods.iter().enumerate();
    let periods = periods.map(|(at, draft)| period_of(draft, at, config)).collect::<Result<Vec<_>, _>>()?;
    let known = draft.id.and_then(|id| config.schedules.iter().find(|one| one.id.0 == id));
    if draft.id.is_some() && known.is_none() {
        return Err(Problem::gone("schedule"));
    }
    let mut seen = BTreeSet::new();
    for period in periods.iter().filter(|period| period.id.0 != 0) {
        let was_its_own = known.is_some_and(|known| known.periods.iter().any(|own| own.id == period.id));
        if !was_its_own || !seen.insert(period.id) {
            return Err(Problem::bad_input("periods", Refusal::PeriodChanged { period: &period.name }));
        }
    }
    Ok(BellSchedule {
        id: ScheduleId(draft.id.unwrap_or(0)),
        name,
        enabled: draft.enabled,
        drives: drives_of(&draft.drives, "drives", config)?,
        periods,
    })
}

fn period_of(draft: &PeriodDraft, at: usize, config: &Config) -> Result<PeriodTemplate, Problem> {
    let field = |name: &str| format!("periods.{at}.{name}");
    let refuse = |name: &str, sentence: String| Problem::bad_input(&field(name), sentence);
    let name = knobs::check_name(&draft.name).map_err(|error| refuse("name", error.to_string()))?;
    let weekdays: Weekdays = draft
        .weekdays
        .iter()
        .map(|day| {
            weekday(*day)
                .ok_or_else(|| refuse("weekdays", Refusal::NoWeekday { day: (*day).into() }.to_string()))
        })
        .collect::<Result<_, _>>()?;
    if weekdays.is_empty() {
        return Err(refuse("weekdays", Refusal::NoWeekdays { period: &name }.to_string()));
    }
    let minutes = |key: &str, what: Named, minutes: u32| {
        if minutes > MOST_GRACE_MIN {
            let (period, what) = (&name, &what.to_string());
            let (most, minutes) = (MOST_GRACE_MIN.into(), minutes.into());
            return Err(refuse(key, Refusal::Grace { period, what: Said(what), most, minutes }.to_string()));
        }
        Ok(Duration::minutes(minutes.into()))
    };
    let profile = draft.profile.map(ProfileId);
    if profile.is_some_and(|id| !config.profiles.contains_key(&id)) {
        return Err(Problem::gone("profile"));
    }
    let start = time_of(&draft.start).map_err(|sentence| refuse("start", sentence))?;
    let end = time_of(&draft.end).map_err(|sentence| refuse("end", sentence))?;
    check_night(&name, start, end).map_err(|sentence| refuse("end", sentence))?;
    Ok(PeriodTemplate {
        id: PeriodId(draft.id.unwrap_or(0)),
        start,
        end,
        weekdays,
        early_grace: minutes("early_grace_min", Named::EarlyGrace, draft.early_grace_min)?,
        late_grace: minutes("late_grace_min", Named::LateGrace, draft.late_grace_min)?,
        late_after: minutes("late_after_min", Named::LateAfter, draft.late_after_min)?,
        profile,
        only: match &draft.only {
            Some(only) => Some(drives_of(only, &field("only"), config)?),
            None => None,
        },
        expects: draft
            .expects
            .iter()
            .map(|group| person::check_expected(group).map_err(|error| refuse("expects", error.to_string())))
            .collect::<Result<_, _>>()?,
        name,
    })
}

/// A choice of cameras. A camera that is gone is left out. Nothing chosen at all is taken too: a schedule whose last
/// camera was removed must stay editable; that nobody watches then is said before it is saved.
fn drives_of(choice: &DrivesChoice, field: &str, config: &Config) -> Result<Drives, Problem> {
    match choice {
        DrivesChoice::All => Ok(Drives::All),
        DrivesChoice::Some { cameras, tags } => {
            let known = |id: &CameraId| config.cameras.iter().any(|camera| camera.id == *id);
            let cameras = cameras.iter().map(|id| CameraId(*id)).filter(known).collect();
            let tags = tags
                .iter()
                .map(|tag| {
                    knobs::check_tag(tag).map_err(|error| Problem::bad_input(field, error.to_string()))
                })
                .collect::<Result<BTreeSet<_>, _>>()?;
            Ok(Drives::Some { cameras, tags })
        }
    }
}

/// An exception as a draft asks for it; number 0 is a new one's.
///
/// # Errors
///
/// One sentence about the first thing that cannot be, with its field.
pub fn exception_of(draft: &ExceptionDraft, config: &Config) -> Result<ScheduleException, Problem> {
    let name =
        knobs::check_name(&draft.name).map_err(|error| Problem::bad_input("name", error.to_string()))?;
    let date = |key: &str, text: &str| date_of(text).map_err(|sentence| Problem::bad_input(key, sentence));
    let (first, last) = (date("first", &draft.first)?, date("last", &draft.last)?);
    if last < first {
        return Err(Problem::bad_input("last", Refusal::EndsBefore { name: &name, first, last }));
    }
    if last - first > LONGEST_EXCEPTION {
        return Err(Problem::bad_input("last", Refusal::TooLongException));
    }
    let schedule = draft.schedule.map(ScheduleId);
    if schedule.is_some_and(|id| !config.schedules.iter().any(|one| one.id == id)) {
        return Err(Problem::gone("schedule"));
    }
    if draft.id.is_some_and(|id| !config.exceptions.iter().any(|one| one.id.0 == id)) {
        return Err(Problem::gone("exception"));
    }
    let kind = match &draft.kind {
        ExceptionChoice::Off => ExceptionKind::Off,
        ExceptionChoice::On => ExceptionKind::On,
        ExceptionChoice::Window { start, end } => {
            let start = time_of(start).map_err(|sentence| Problem::bad_input("start", sentence))?;
            let end = time_of(end).map_err(|sentence| Problem::bad_input("end", sentence))?;
            check_night(&name, start, end).map_err(|sentence| Problem::bad_input("end", sentence))?;
            ExceptionKind::Window { start, end }
        }
        ExceptionChoice::Shift { to } => ExceptionKind::Shift {
            to: weekday(*to)
                .ok_or_else(|| Problem::bad_input("to", Refusal::NoWeekday { day: (*to).into() }))?,
        },
    };
    Ok(ScheduleException { id: ExceptionId(draft.id.unwrap_or(0)), name, first, last, kind, schedule })
}

/// Whether an end before the start can be meant: a night is, start and end that were swapped are not.
fn check_night(name: &str, start: NaiveTime, end: NaiveTime) -> Result<(), String> {
    let lasts = end - start + Duration::days(1);
    if end >= start || lasts <= LONGEST_NIGHT {
        return Ok(());
    }
    let (start, end) = (clock_time(start), clock_time(end));
    let (start, end) = (start.to_string(), end.to_string());
    let (start, end) = (Time(&start), Time(&end));
    Err(Refusal::Swapped { name, start, end, most: LONGEST_NIGHT.num_hours() }.to_string())
}

/// A local time, "07:45"; "24:00" is midnight.
///
/// # Errors
///
/// A sentence.
pub fn time_of(text: &str) -> Result<NaiveTime, String> {
    let text = text.trim();
    if text == "24:00" {
        return Ok(NaiveTime::MIN);
    }
    let told: String = text.chars().take(20).collect();
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| Refusal::NoTimeOfDay { value: &told }.to_string())
}

/// A date, "2026-11-21", of this century or the next.
///
/// # Errors
///
/// A sentence.
pub fn date_of(text: &str) -> Result<NaiveDate, String> {
    let told: String = text.trim().chars().take(20).collect();
    let sentence = || Refusal::NoDate { value: &told }.to_string();
    let date = NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").map_err(|_| sentence())?;
    let known = NaiveDate::from_ymd_opt(2000, 1, 1)..NaiveDate::from_ymd_opt(2200, 1, 1);
    if known.contains(&Some(date)) { Ok(date) } else { Err(sentence()) }
}

fn weekday(iso: u8) -> Option<Weekday> {
    Weekday::try_from(iso.checked_sub(1)?).ok()
}

/// A school week to start from: six periods on every day that is not of the site's weekend.
pub fn sample(config: &Config) -> ScheduleDraft {
    const TIMES: [(&str, &str); 6] = [
        ("08:00", "08:45"),
        ("08:50", "09:35"),
        ("09:55", "10:40"),
        ("10:45", "11:30"),
        ("11:50", "12:35"),
        ("12:40", "13:25"),
    ];
    let weekdays: Vec<u8> = config.site.weekend.others().days().map(iso).collect();
    let period = |(at, (start, end)): (usize, &(&str, &str))| PeriodDraft {
        id: None,
        name: format!("Period {}", at + 1),
        start: (*start).to_owned(),
        end: (*end).to_owned(),
        weekdays: weekdays.clone(),
        early_grace_min: if at == 0 { 15 } else { 5 },
        late_grace_min: 0,
        late_after_min: 10,
        profile: None,
        only: None,
        expects: Vec::new(),
    };
    let taken = |name: &str| config.schedules.iter().any(|one| one.name.eq_ignore_ascii_case(name));
    let numbered = (2..).map(|number| format!("School week {number}"));
    let name = std::iter::once("School week".to_owned()).chain(numbered).find(|name| !taken(name));
    ScheduleDraft {
        id: None,
        name: name.unwrap_or_default(),
        enabled: true,
        drives: DrivesChoice::All,
        periods: TIMES.iter().enumerate().map(period).collect(),
    }
}
