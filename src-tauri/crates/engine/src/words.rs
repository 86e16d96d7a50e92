//! The engine's sentences: why something rests, was stopped, or ended. Errors have theirs in the domain.

pub mod budget;
pub mod cures;
pub mod refusals;

use bellwatch_domain::happened::{Happened, Within};
use bellwatch_domain::last_error;
use bellwatch_domain::plan::{Because, NextBell, RestWhy};
use bellwatch_domain::reconcile::{RestartWhy, StopWhy};
use bellwatch_domain::run::{Ending, EndingWhy};
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

/// An instant as the site's people say it: the hour, with the weekday when it is not today.
pub fn local_time(at: DateTime<Utc>, now: DateTime<Utc>, zone: Tz) -> String {
    let (at, now) = (at.with_timezone(&zone), now.with_timezone(&zone));
    if at.date_naive() == now.date_naive() {
        at.format("%H:%M").to_string()
    } else {
        at.format("%A %d %B, %H:%M").to_string()
    }
}

/// Said of a camera whose profile is gone.
pub(crate) const NO_PROFILE: &str = "Its stream profile no longer exists.";

/// A local date as people say it.
pub fn local_date(date: NaiveDate) -> impl std::fmt::Display {
    date.format("%A %-d %B %Y")
}

/// Why a pair of this camera rests. One sentence.
pub fn rest(
    why: &RestWhy,
    until: Option<DateTime<Utc>>,
    camera: &str,
    now: DateTime<Utc>,
    zone: Tz,
) -> String {
    let at =
        |until: Option<DateTime<Utc>>| until.map_or("later".to_owned(), |until| local_time(until, now, zone));
    match why {
        RestWhy::Disabled => "Switched off.".to_owned(),
        RestWhy::NoSchedule => "No schedule drives it.".to_owned(),
        RestWhy::OutsidePeriods => match until {
            Some(until) => format!("Outside its periods until {}.", local_time(until, now, zone)),
            None => "Outside its periods, and none is ahead.".to_owned(),
        },
        RestWhy::Exception { name } => match until {
            Some(until) => format!("{name}, until {}.", local_time(until, now, zone)),
            None => format!("{name}, and no period is ahead."),
        },
        RestWhy::Paused(pause) => format!("Paused until {} by {}.", at(until), pause.by),
        RestWhy::StoppedByHand { by } => {
            format!("All cameras were stopped by {by}. Enforce now starts them again.")
        }
        RestWhy::SettingsWrong(sentence) => sentence.clone(),
        RestWhy::WaitingToRetry { failures, error: Some(error) } => {
            format!("{} Try {} follows.", last_error::sentence_about(&error.kind, camera), failures + 1)
        }
        RestWhy::WaitingToRetry { failures, error: None } => format!("Waiting before try {}.", failures + 1),
        RestWhy::Held(error) => {
            format!("{} It is not tried again by itself.", last_error::sentence_about(&error.kind, camera))
        }
        RestWhy::DependencyMissing(error) => last_error::sentence_about(&error.kind, camera),
        RestWhy::BudgetUsedUp { by, users, more } => {
            let sentence = budget::used_up(*by, users, *more);
            match until {
                Some(until) => format!("{sentence} It has a place at {}.", local_time(until, now, zone)),
                None => sentence,
            }
        }
    }
}

/// For which periods a pair runs, and until when. One sentence.
pub fn because(because: &Because, now: DateTime<Utc>, zone: Tz) -> String {
    format!("For {}, until {}.", period_names(because), local_time(because.until, now, zone))
}

/// The names of the periods a pair runs for, each once.
pub fn period_names(because: &Because) -> String {
    let mut names: Vec<&str> = Vec::new();
    for period in &because.periods {
        if !names.contains(&period.name.as_str()) {
            names.push(&period.name);
        }
    }
    names.join(" and ")
}

/// What the next bell does. One sentence without its time.
pub fn next_bell(bell: &NextBell) -> String {
    let cameras = |count: usize| if count == 1 { "1 camera".to_owned() } else { format!("{count} cameras") };
    let parts = [(bell.starting, "start"), (bell.stopping, "stop"), (bell.changing, "change")];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, verb)| format!("{} {verb}{}", cameras(count), if count == 1 { "s" } else { "" }))
        .collect();
    said.join(", ")
}

/// Why a run was stopped. One sentence.
pub fn stop(why: StopWhy) -> &'static str {
    match why {
        StopWhy::Disabled => "Switched off.",
        StopWhy::NoSchedule => "No schedule drives it any more.",
        StopWhy::PeriodOver => "Its period is over.",
        StopWhy::Exception => "A day off.",
        StopWhy::Paused => "Paused.",
        StopWhy::ByHand => "Stopped by hand.",
        StopWhy::SettingsWrong => "Its settings can no longer be run.",
        StopWhy::Held => "Held back after an error.",
        StopWhy::DependencyMissing => "A program it needs is missing.",
        StopWhy::BudgetUsedUp => "The budget was used up by others.",
        StopWhy::NoLongerWanted => "No longer wanted.",
        StopWhy::EngineStops => "Bellwatch was closed.",
    }
}

/// Why a run was started anew. One sentence.
pub fn restart(why: RestartWhy) -> &'static str {
    match why {
        RestartWhy::CommandChanged => "Started anew: its address, credentials or command changed.",
        RestartWhy::SettingsChanged => "Started anew: a setting changed.",
        RestartWhy::DecodeChanged => "Started anew with another way of decoding.",
        RestartWhy::ByHand => "Started anew by hand.",
    }
}

/// How a run ended. One sentence.
pub fn ending(ending: &Ending) -> String {
    match &ending.why {
        EndingWhy::Stopped(why) => stop(*why).to_owned(),
        EndingWhy::Restarted(why) => restart(*why).to_owned(),
        EndingWhy::Failed(error) => last_error::sentence(&error.kind),
        EndingWhy::EngineDied => "Bellwatch itself ended unexpectedly.".to_owned(),
    }
}

/// That the journal lost something.
pub fn lost(count: u64) -> String {
    if count == 1 { Happened::EntryLost.to_string() } else { Happened::EntriesLost { count }.to_string() }
}

/// A span of time in words, to its largest two units.
pub fn span(span: chrono::Duration) -> String {
    let seconds = span.num_seconds().max(0);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    let said = match (days, hours, minutes) {
        (0, 0, 0) => Within::Seconds { s: seconds },
        (0, 0, min) => Within::Minutes { min, s: seconds % 60 },
        (0, h, min) => Within::Hours { h, min },
        (d, h, _) => Within::Days { d, h },
    };
    said.to_string()
}
