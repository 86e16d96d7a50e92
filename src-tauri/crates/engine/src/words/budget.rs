//! The budget in words: what is used up, what was lowered, and the receipts.

use bellwatch_domain::budget::{Limit, Shortage, Told};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::local_time;

/// Why a pair rests, and who has what it does not get. One sentence.
pub fn used_up(by: Limit, users: &[String], more: usize) -> String {
    let named = users.join(", ");
    let users = match more {
        0 => named,
        more => format!("{named} and {more} more"),
    };
    match by {
        Limit::Fps { budget } => format!("The budget of {budget} frames a second is used up by {users}."),
        Limit::Decoders { most: 1 } => format!("The one decoder is in use by {users}."),
        Limit::Decoders { most } => format!("All {most} decoders are in use by {users}."),
        // A GPU takes nobody's floor.
        Limit::Gpu { index } => format!("GPU {index} is full with {users}."),
    }
}

/// Why a pair is given less than it asks for. One sentence.
pub fn lowered(by: Limit) -> String {
    match by {
        Limit::Fps { budget } => format!("The budget of {budget} frames a second is used up."),
        Limit::Decoders { most: 1 } => "The one decoder is in use.".to_owned(),
        Limit::Decoders { most } => format!("All {most} decoders are in use."),
        Limit::Gpu { index: 0 } => "The GPU is full.".to_owned(),
        Limit::Gpu { index } => format!("GPU {index} is full."),
    }
}

/// A receipt: that somebody gets less, or got less and from when to when. One sentence.
pub fn receipt(told: &Told, camera: &str, now: DateTime<Utc>, zone: Tz) -> String {
    let is_over = told.to.is_some();
    let what = match (told.what, is_over) {
        (Shortage::Lowered { of, least, most }, false) => {
            format!("runs at {} of {of} fps", range(least, most))
        }
        (Shortage::Lowered { of, least, most }, true) => format!("ran at {} of {of} fps", range(least, most)),
        (Shortage::Rests, false) => "rests".to_owned(),
        (Shortage::Rests, true) => "rested".to_owned(),
    };
    let span = told.to.map_or(String::new(), |to| {
        format!(" from {} to {}", local_time(told.from, now, zone), local_time(to, now, zone))
    });
    let verb = |one: bool| match (one, is_over) {
        (true, false) => "is",
        (true, true) => "was",
        (false, false) => "are",
        (false, true) => "were",
    };
    let why = match told.by {
        Limit::Fps { budget } => format!("the budget of {budget} fps {} used up", verb(true)),
        Limit::Decoders { most: 1 } => format!("the one decoder {} in use", verb(true)),
        Limit::Decoders { most } => format!("all {most} decoders {} in use", verb(false)),
        Limit::Gpu { index: 0 } => format!("the GPU {} full", verb(true)),
        Limit::Gpu { index } => format!("GPU {index} {} full", verb(true)),
    };
    format!("{camera} {what}{span}: {why}.")
}

fn range(least: f64, most: f64) -> String {
    if least == most { least.to_string() } else { format!("{least} to {most}") }
}

#[cfg(test)]
mod tests {
    use bellwatch_domain::{CameraId, ProfileId, RunnerKey};

    use super::*;

    #[test]
    fn a_receipt_says_who_got_how_much_when_and_why() {
        let at = |time: &str| -> DateTime<Utc> { format!("2026-11-23T{time}:00Z").parse().unwrap() };
        let key = RunnerKey { camera: CameraId(1), profile: ProfileId(1) };
        let lowered = Shortage::Lowered { of: 4.0, least: 1.0, most: 1.0 };
        let begun = Told { key, what: lowered, by: Limit::Gpu { index: 0 }, from: at("08:01"), to: None };
        let check = |told: Told, expected| {
            assert_eq!(receipt(&told, "Yard", at("08:06"), chrono_tz::UTC), expected);
        };
        check(begun, "Yard runs at 1 of 4 fps: the GPU is full.");
        let over = Told { to: Some(at("08:06")), ..begun };
        check(over, "Yard ran at 1 of 4 fps from 08:01 to 08:06: the GPU was full.");
        let what = Shortage::Lowered { of: 4.0, least: 0.5, most: 2.0 };
        check(
            Told { what, by: Limit::Fps { budget: 8.0 }, ..over },
            "Yard ran at 0.5 to 2 of 4 fps from 08:01 to 08:06: the budget of 8 fps was used up.",
        );
        let rested = Told { what: Shortage::Rests, by: Limit::Decoders { most: 2 }, ..over };
        check(rested, "Yard rested from 08:01 to 08:06: all 2 decoders were in use.");
        check(Told { to: None, ..rested }, "Yard rests: all 2 decoders are in use.");
    }
}
