//! The budget in words: what is used up, what was lowered, and the receipts.

use bellwatch_domain::budget::{Limit, Shortage, Told};
use bellwatch_domain::said::{Said, Time};
use bellwatch_domain::sentences;
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
    let why = limit(told.by, told.to.is_some()).to_string();
    let why = Said(&why);
    let at = |at| local_time(at, now, zone);
    let span = told.to.map(|to| (at(told.from), at(to)));
    let span = span.as_ref().map(|(from, to)| (Time(from), Time(to)));
    let receipt = match (told.what, span) {
        (Shortage::Lowered { of, least, most }, None) if least == most => {
            Receipt::Runs { camera, given: least, of, why }
        }
        (Shortage::Lowered { of, least, most }, None) => {
            Receipt::RunsBetween { camera, least, most, of, why }
        }
        (Shortage::Lowered { of, least, most }, Some((from, to))) if least == most => {
            Receipt::Ran { camera, given: least, of, from, to, why }
        }
        (Shortage::Lowered { of, least, most }, Some((from, to))) => {
            Receipt::RanBetween { camera, least, most, of, from, to, why }
        }
        (Shortage::Rests, None) => Receipt::Rests { camera, why },
        (Shortage::Rests, Some((from, to))) => Receipt::Rested { camera, from, to, why },
    };
    receipt.to_string()
}

/// What is in the way of a pair, or was.
fn limit(by: Limit, is_over: bool) -> InTheWay {
    match (by, is_over) {
        (Limit::Fps { budget }, false) => InTheWay::Budget { budget },
        (Limit::Fps { budget }, true) => InTheWay::BudgetThen { budget },
        (Limit::Decoders { most: 1 }, false) => InTheWay::Decoder,
        (Limit::Decoders { most: 1 }, true) => InTheWay::DecoderThen,
        (Limit::Decoders { most }, false) => InTheWay::Decoders { most: most.into() },
        (Limit::Decoders { most }, true) => InTheWay::DecodersThen { most: most.into() },
        (Limit::Gpu { index: 0 }, false) => InTheWay::Gpu,
        (Limit::Gpu { index: 0 }, true) => InTheWay::GpuThen,
        (Limit::Gpu { index }, false) => InTheWay::OneGpu { gpu: index.into() },
        (Limit::Gpu { index }, true) => InTheWay::OneGpuThen { gpu: index.into() },
    }
}

sentences! {
    /// That somebody gets less, or got less.
    pub enum Receipt<'a> {
        Runs { camera: &'a str, given: f64, of: f64, why: Said<'a> } = "{camera} runs at {given} of {of} fps: {why}.",
        RunsBetween { camera: &'a str, least: f64, most: f64, of: f64, why: Said<'a> }
            = "{camera} runs at {least} to {most} of {of} fps: {why}.",
        Ran { camera: &'a str, given: f64, of: f64, from: Time<'a>, to: Time<'a>, why: Said<'a> }
            = "{camera} ran at {given} of {of} fps from {from} to {to}: {why}.",
        RanBetween { camera: &'a str, least: f64, most: f64, of: f64, from: Time<'a>, to: Time<'a>, why: Said<'a> }
            = "{camera} ran at {least} to {most} of {of} fps from {from} to {to}: {why}.",
        Rests { camera: &'a str, why: Said<'a> } = "{camera} rests: {why}.",
        Rested { camera: &'a str, from: Time<'a>, to: Time<'a>, why: Said<'a> }
            = "{camera} rested from {from} to {to}: {why}.",
    }
}

sentences! {
    /// Why, within a receipt; what ends in `Then` is over.
    pub enum InTheWay {
        Budget { budget: f64 } = "the budget of {budget} fps is used up",
        BudgetThen { budget: f64 } = "the budget of {budget} fps was used up",
        Decoder = "the one decoder is in use",
        DecoderThen = "the one decoder was in use",
        Decoders { most: u64 } = "all {most} decoders are in use",
        DecodersThen { most: u64 } = "all {most} decoders were in use",
        Gpu = "the GPU is full",
        GpuThen = "the GPU was full",
        OneGpu { gpu: u64 } = "GPU {gpu} is full",
        OneGpuThen { gpu: u64 } = "GPU {gpu} was full",
    }
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
