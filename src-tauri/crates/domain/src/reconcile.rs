//! From what is and what is to be, the orders that lead from one to the other. Pure.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::plan::Plan;
use crate::{RestWhy, RunSpec, RunnerKey};

/// One order to the enforcer.
#[derive(Debug, Clone, PartialEq)]
pub enum Order {
    /// Start a runner that does not run.
    Start(RunSpec),
    /// Stop a runner and start it with another specification.
    Restart(RunSpec, RestartWhy),
    /// Stop a runner.
    Stop(RunnerKey, StopWhy),
}

/// Why a runner is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopWhy {
    /// Its camera was switched off.
    Disabled,
    /// No schedule that rings drives its camera any more.
    NoSchedule,
    /// Its period is over.
    PeriodOver,
    /// A day of exception keeps it at rest.
    Exception,
    /// Its camera was paused.
    Paused,
    /// All runners were stopped by hand.
    ByHand,
    /// Its settings can no longer be run.
    SettingsWrong,
    /// It is held back after an error.
    Held,
    /// A program it needs is gone.
    DependencyMissing,
    /// Others used the budget up.
    BudgetUsedUp,
    /// Its camera or profile was removed, or the camera no longer uses the profile.
    NoLongerWanted,
    /// The engine shuts down.
    EngineStops,
}

/// What changed in a specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestartWhy {
    /// ffmpeg's command: address, credentials or a knob that is an argument.
    CommandChanged,
    /// A knob that is not an argument.
    SettingsChanged,
    /// The keyframe distance became known, or hardware decoding fell back.
    DecodeChanged,
    /// The operator asked.
    ByHand,
}

/// The orders that lead from `running` to `plan`, stops first, then by priority, then by number.
pub fn reconcile(plan: &Plan, running: &BTreeMap<RunnerKey, RunSpec>) -> Vec<Order> {
    let mut orders: Vec<Order> = running
        .keys()
        .filter(|key| !plan.runs.contains_key(key))
        .map(|key| {
            // A pair that only a period asked for is not among the rests; its camera's own are.
            let rest = plan.rests.get(key).or_else(|| {
                let own = plan.pairs_of(key.camera);
                let rests = own.iter().all(|own| plan.rests.contains_key(own));
                own.first().filter(|_| rests).and_then(|own| plan.rests.get(own))
            });
            Order::Stop(*key, rest.map_or(StopWhy::NoLongerWanted, |rest| stop_why(&rest.why)))
        })
        .collect();
    let mut wanted: Vec<&RunSpec> = plan.runs.values().collect();
    wanted.sort_by_key(|spec| (std::cmp::Reverse(spec.priority), spec.key));
    for spec in wanted {
        match running.get(&spec.key) {
            None => orders.push(Order::Start(spec.clone())),
            Some(now) if now.same_run(spec) => {}
            Some(now) => orders.push(Order::Restart(spec.clone(), restart_why(now, spec))),
        }
    }
    orders
}

fn restart_why(now: &RunSpec, wanted: &RunSpec) -> RestartWhy {
    let decode = |spec: &RunSpec| (spec.keyframes_only, spec.hwaccel);
    if decode(now) != decode(wanted) {
        RestartWhy::DecodeChanged
    } else if now.args != wanted.args {
        RestartWhy::CommandChanged
    } else {
        RestartWhy::SettingsChanged
    }
}

fn stop_why(why: &RestWhy) -> StopWhy {
    match why {
        RestWhy::Disabled => StopWhy::Disabled,
        RestWhy::NoSchedule => StopWhy::NoSchedule,
        RestWhy::OutsidePeriods => StopWhy::PeriodOver,
        RestWhy::Exception { .. } => StopWhy::Exception,
        RestWhy::Paused(_) => StopWhy::Paused,
        RestWhy::StoppedByHand { .. } => StopWhy::ByHand,
        RestWhy::SettingsWrong(_) => StopWhy::SettingsWrong,
        RestWhy::WaitingToRetry { .. } | RestWhy::Held(_) => StopWhy::Held,
        RestWhy::DependencyMissing(_) => StopWhy::DependencyMissing,
        RestWhy::BudgetUsedUp { .. } => StopWhy::BudgetUsedUp,
    }
}
