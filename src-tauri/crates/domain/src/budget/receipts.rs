//! Receipts: what is written of each pair that got less than it asked for, once when that begins and once when it is over.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::Limit;
use crate::RunnerKey;
use crate::plan::{Plan, RestWhy};

/// What a pair did not get.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Shortage {
    /// It runs, and is given less than it asks for.
    Lowered {
        /// Frames a second that it asks for.
        of: f64,
        /// The least that it was given meanwhile.
        least: f64,
        /// The most that it was given meanwhile.
        most: f64,
    },
    /// It rests.
    Rests,
}

/// What is to be told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// Of which pair.
    pub key: RunnerKey,
    /// What it does not get, or did not.
    pub what: Shortage,
    /// By what.
    pub by: Limit,
    /// Since when.
    pub from: DateTime<Utc>,
    /// Until when; `None` where it has only begun.
    pub to: Option<DateTime<Utc>>,
}

/// The receipts whose end is not known yet; one per pair at most.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Receipts {
    open: BTreeMap<RunnerKey, Told>,
}

impl Receipts {
    /// What is new in the plan for `now`. Another amount is nothing new, and neither is another limit of the same sort.
    pub fn note(&mut self, plan: &Plan, now: DateTime<Utc>) -> Vec<Told> {
        let short = shortages(plan);
        let mut told = Vec::new();
        self.open.retain(|key, open| {
            let goes_on = short.get(key).is_some_and(|(what, by)| is_like(open, *what, *by));
            if !goes_on {
                told.push(Told { to: Some(now.max(open.from)), ..*open });
            }
            goes_on
        });
        for (key, (what, by)) in short {
            match self.open.get_mut(&key) {
                Some(open) => open.what = both(open.what, what),
                None => {
                    let begun = Told { key, what, by, from: now, to: None };
                    self.open.insert(key, begun);
                    told.push(begun);
                }
            }
        }
        told
    }

    /// Ends all of them: nothing runs any more.
    pub fn end(&mut self, now: DateTime<Utc>) -> Vec<Told> {
        self.note(&Plan::default(), now)
    }
}

fn shortages(plan: &Plan) -> BTreeMap<RunnerKey, (Shortage, Limit)> {
    let lowered = plan.runs.iter().filter_map(|(key, spec)| {
        let by = spec.lowered_by?;
        let what = Shortage::Lowered { of: spec.fps, least: spec.given_fps, most: spec.given_fps };
        Some((*key, (what, by)))
    });
    let resting = plan.rests.iter().filter_map(|(key, rest)| {
        let RestWhy::BudgetUsedUp { by, .. } = rest.why else { return None };
        Some((*key, (Shortage::Rests, by)))
    });
    lowered.chain(resting).collect()
}

fn is_like(open: &Told, what: Shortage, by: Limit) -> bool {
    let alike = match (open.what, what) {
        (Shortage::Lowered { of, .. }, Shortage::Lowered { of: other, .. }) => of == other,
        (Shortage::Rests, Shortage::Rests) => true,
        (Shortage::Lowered { .. }, Shortage::Rests) | (Shortage::Rests, Shortage::Lowered { .. }) => false,
    };
    alike && open.by == by
}

fn both(open: Shortage, what: Shortage) -> Shortage {
    match (open, what) {
        (Shortage::Lowered { of, least, most }, Shortage::Lowered { least: low, most: high, .. }) => {
            Shortage::Lowered { of, least: least.min(low), most: most.max(high) }
        }
        (_, what) => what,
    }
}
