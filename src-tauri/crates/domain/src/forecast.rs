//! What the coming week will ask of this machine, from what each camera has cost it so far. Pure.
//!
//! ffmpeg's work for one camera hardly depends on the others, as long as the machine is not full: the cost of several is
//! their sum. What Bellwatch and everything else on the machine use comes on top, as it was measured.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use crate::ffmpeg_args::FfmpegAbility;
use crate::gauges::{Measure, full};
use crate::memory::Memory;
use crate::plan::{Config, Plan, plan};
use crate::{CameraId, ProfileId, RunnerKey};

/// How far a forecast reaches.
pub const AHEAD: Duration = Duration::days(7);
/// Bells in one forecast; a week of a school has some 150.
const MOST_BELLS: usize = 1000;

/// What one camera's ffmpeg costs with one profile.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Cost {
    /// Cores.
    pub cores: f64,
    /// Resident memory, bytes.
    pub memory_bytes: f64,
}

/// What was measured of the pairs that have run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Costs(pub BTreeMap<RunnerKey, Cost>);

/// The machine, and what everything but the cameras' ffmpeg uses of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Machine {
    /// All its cores.
    pub cores: f64,
    /// All its memory, bytes.
    pub memory_bytes: f64,
    /// Cores that Bellwatch itself and all other programs use.
    pub other_cores: f64,
    /// Bytes that they use.
    pub other_memory_bytes: f64,
}

/// From one bell to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// From here on.
    pub at: DateTime<Utc>,
    /// Until here.
    pub until: DateTime<Utc>,
    /// The names of the periods that are on, each once.
    pub periods: Vec<String>,
    /// How many cameras' ffmpeg run.
    pub runs: usize,
    /// How many of them were never measured, so that others' costs stand for theirs.
    pub estimated: usize,
    /// The share of all cores that everything uses together, and of the memory.
    pub cpu: f64,
    pub memory: f64,
    /// How many of them fit, those of the highest priority first. All of them, where nothing is full.
    pub fits: usize,
    /// Those that do not, by how little they matter.
    pub too_many: Vec<CameraId>,
}

/// What the bell asks of the machine from `now` on for a week, stretch by stretch; neighbouring ones that ask for the same
/// are one. Cameras that wait for a retry or for their operator count as if they ran: they are to run.
pub fn forecast(
    config: &Config,
    ability: &FfmpegAbility,
    costs: &Costs,
    machine: Machine,
    now: DateTime<Utc>,
) -> Vec<Stretch> {
    let end = now + AHEAD;
    let memory = Memory::default();
    let mut stretches: Vec<Stretch> = Vec::new();
    let mut at = now;
    for _ in 0..MOST_BELLS {
        let plan = plan(config, &memory, ability, at);
        let next = plan.next_boundary.filter(|next| *next > at && *next < end).unwrap_or(end);
        let stretch = stretch(&plan, costs, machine, at, next);
        match stretches.last_mut() {
            Some(last) if is_like(last, &stretch) => last.until = next,
            Some(_) | None => stretches.push(stretch),
        }
        if next >= end {
            break;
        }
        at = next;
    }
    stretches
}

fn is_like(a: &Stretch, b: &Stretch) -> bool {
    a.runs == b.runs && a.periods == b.periods && a.cpu == b.cpu && a.memory == b.memory
}

fn stretch(plan: &Plan, costs: &Costs, machine: Machine, at: DateTime<Utc>, until: DateTime<Utc>) -> Stretch {
    let mut wanted: Vec<(u8, RunnerKey)> =
        plan.runs.iter().map(|(key, spec)| (spec.priority, *key)).collect();
    // Whoever starts first when something has to wait is kept first, too.
    wanted.sort_by_key(|(priority, key)| (std::cmp::Reverse(*priority), *key));
    let mut periods: Vec<String> = Vec::new();
    for name in plan.because.values().flat_map(|because| &because.periods).map(|period| &period.name) {
        if !periods.contains(name) {
            periods.push(name.clone());
        }
    }
    let (mut cores, mut memory) = (machine.other_cores, machine.other_memory_bytes);
    let (mut fits, mut estimated) = (0, 0);
    let mut too_many = Vec::new();
    for (_, key) in wanted {
        let (cost, is_known) = costs.of(key);
        cores += cost.cores;
        memory += cost.memory_bytes;
        estimated += usize::from(!is_known);
        if fits_in(Measure::Cpu, cores, machine.cores)
            && fits_in(Measure::Memory, memory, machine.memory_bytes)
        {
            fits += 1;
        } else {
            too_many.push(key.camera);
        }
    }
    too_many.reverse();
    Stretch {
        at,
        until,
        periods,
        runs: plan.runs.len(),
        estimated,
        cpu: cores / machine.cores,
        memory: memory / machine.memory_bytes,
        fits,
        too_many,
    }
}

/// Whether so much of all there is leaves room, by the table of gauges.
fn fits_in(measure: Measure, taken: f64, all: f64) -> bool {
    full(measure).is_none_or(|percent| taken <= percent / 100.0 * all)
}

impl Costs {
    /// What a pair costs, and whether that was measured. Of one that was not: the mean of its profile's others, else of all;
    /// nothing, where nothing was measured.
    pub fn of(&self, key: RunnerKey) -> (Cost, bool) {
        if let Some(cost) = self.0.get(&key) {
            return (*cost, true);
        }
        let alike = self.mean(|profile| profile == key.profile);
        (alike.or_else(|| self.mean(|_| true)).unwrap_or_default(), false)
    }

    fn mean(&self, belongs: impl Fn(ProfileId) -> bool) -> Option<Cost> {
        let of: Vec<&Cost> =
            self.0.iter().filter(|(key, _)| belongs(key.profile)).map(|(_, cost)| cost).collect();
        let count = of.len() as f64;
        (!of.is_empty()).then(|| Cost {
            cores: of.iter().map(|cost| cost.cores).sum::<f64>() / count,
            memory_bytes: of.iter().map(|cost| cost.memory_bytes).sum::<f64>() / count,
        })
    }
}
