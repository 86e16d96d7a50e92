//! The pressure on a GPU: its pairs are lowered in steps while it is used more than the site wants, and given back in
//! steps once it has been well below that for a while.
//!
//! A step down is to three quarters, a step up undoes one, and "well below" leaves room for exactly that step; so a GPU
//! that is well below its target is not above it again for having been given back what it had.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

/// Over so long the use of a GPU is averaged before it is held against the target.
pub const AVERAGED: Duration = Duration::seconds(30);
/// The next step down comes when the average knows nothing any more of the time before the last.
const DOWN_EVERY: Duration = Duration::seconds(30);
/// A step up comes after so long well below the target.
const UP_AFTER: Duration = Duration::seconds(60);
/// What a step down leaves.
const STEP: f64 = 0.75;
/// Well below: so much of the target. 0.7 / [`STEP`] is 0.93 of it.
const WELL_BELOW: f64 = 0.7;

/// How far each GPU's pairs are lowered; a GPU without pressure has no entry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pressure(BTreeMap<u8, Relief>);

/// How one GPU is relieved.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Relief {
    /// Frames a second that its pairs get together.
    ceiling: f64,
    /// When that was last changed.
    changed: DateTime<Utc>,
    /// Since when it is well below the target.
    calm: Option<DateTime<Utc>>,
}

/// What the pairs of one GPU have, frames a second together.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Load {
    /// What they ask for.
    pub wanted: f64,
    /// What they are given.
    pub given: f64,
    /// What they are given at the least.
    pub floors: f64,
}

impl Pressure {
    /// Goes by what was measured until `now`: per GPU the mean use over [`AVERAGED`], percent; one that is not told
    /// counts as well below. Without a `target` (percent) there is no pressure.
    pub fn feel(
        &mut self,
        used: &BTreeMap<u8, f64>,
        target: Option<u8>,
        loads: &BTreeMap<u8, Load>,
        now: DateTime<Utc>,
    ) {
        let Some(target) = target.map(f64::from) else {
            self.0.clear();
            return;
        };
        self.0.retain(|gpu, _| loads.contains_key(gpu));
        for (gpu, load) in loads {
            let used = used.get(gpu).copied().unwrap_or_default();
            let relief = self.0.get(gpu).copied();
            match after(relief, used, target, *load, now) {
                Some(relief) => self.0.insert(*gpu, relief),
                None => self.0.remove(gpu),
            };
        }
    }

    /// Per GPU under pressure, frames a second that its pairs get together.
    pub fn ceilings(&self) -> BTreeMap<u8, f64> {
        self.0.iter().map(|(gpu, relief)| (*gpu, relief.ceiling)).collect()
    }

    /// Ceilings that somebody else's pressure has come to; since when is not known.
    pub(super) fn standing_at(ceilings: BTreeMap<u8, f64>) -> Self {
        let relief = |ceiling| Relief { ceiling, changed: DateTime::UNIX_EPOCH, calm: None };
        Pressure(ceilings.into_iter().map(|(gpu, ceiling)| (gpu, relief(ceiling))).collect())
    }

    /// The clock was set: what is measured with it goes with it.
    pub fn shift(&mut self, jump: Duration) {
        for relief in self.0.values_mut() {
            relief.changed += jump;
            relief.calm = relief.calm.map(|since| since + jump);
        }
    }
}

fn after(relief: Option<Relief>, used: f64, target: f64, load: Load, now: DateTime<Utc>) -> Option<Relief> {
    if used > target {
        let is_time = relief.is_none_or(|relief| now - relief.changed >= DOWN_EVERY);
        let is_lowest = load.given <= load.floors;
        return match relief {
            _ if is_time && !is_lowest => {
                let ceiling = (load.given * STEP).max(load.floors);
                Some(Relief { ceiling, changed: now, calm: None })
            }
            Some(relief) => Some(Relief { calm: None, ..relief }),
            None => None,
        };
    }
    let relief = relief?;
    if used > target * WELL_BELOW {
        return Some(Relief { calm: None, ..relief });
    }
    let calm = relief.calm.unwrap_or(now);
    if now - calm.max(relief.changed) < UP_AFTER {
        return Some(Relief { calm: Some(calm), ..relief });
    }
    let ceiling = relief.ceiling / STEP;
    (ceiling < load.wanted).then_some(Relief { ceiling, changed: now, calm: Some(now) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::seconds(seconds)
    }

    /// Four pairs that ask for 4 frames a second each, and get what the ceiling leaves.
    fn feel(pressure: &mut Pressure, used: f64, seconds: i64) -> Option<f64> {
        let given = pressure.ceilings().get(&0).copied().unwrap_or(16.0).min(16.0);
        let load = Load { wanted: 16.0, given, floors: 2.0 };
        pressure.feel(&BTreeMap::from([(0, used)]), Some(80), &BTreeMap::from([(0, load)]), at(seconds));
        pressure.ceilings().get(&0).copied()
    }

    #[test]
    fn a_gpu_above_its_target_is_relieved_in_steps_down_to_the_floors() {
        let mut pressure = Pressure::default();
        assert_eq!(feel(&mut pressure, 80.0, 0), None, "at its target it is not above it");
        assert_eq!(feel(&mut pressure, 95.0, 10), Some(12.0));
        assert_eq!(feel(&mut pressure, 95.0, 39), Some(12.0), "the mean still knows the time before");
        assert_eq!(feel(&mut pressure, 95.0, 40), Some(9.0));
        let lowest = (7..40).map(|step| feel(&mut pressure, 95.0, step * 10)).last();
        assert_eq!(lowest, Some(Some(2.0)));
        assert_eq!(feel(&mut pressure, 95.0, 600), Some(2.0));
    }

    #[test]
    fn it_is_given_back_in_steps_after_a_minute_well_below() {
        let mut pressure = Pressure::default();
        feel(&mut pressure, 95.0, 0);
        feel(&mut pressure, 95.0, 30);
        assert_eq!(feel(&mut pressure, 70.0, 60), Some(9.0));
        assert_eq!(feel(&mut pressure, 70.0, 600), Some(9.0), "below, and not well below");
        assert_eq!(feel(&mut pressure, 50.0, 610), Some(9.0));
        assert_eq!(feel(&mut pressure, 70.0, 640), Some(9.0), "not for a whole minute");
        assert_eq!(feel(&mut pressure, 50.0, 650), Some(9.0));
        assert_eq!(feel(&mut pressure, 50.0, 710), Some(12.0));
        assert_eq!(feel(&mut pressure, 50.0, 769), Some(12.0));
        assert_eq!(feel(&mut pressure, 50.0, 770), None, "all that they ask for");
    }

    #[test]
    fn what_is_given_back_does_not_bring_the_pressure_back() {
        // The use of this GPU is what its pairs make of it.
        let mut pressure = Pressure::default();
        let (mut changes, mut last) = (0, None);
        for step in 0..360 {
            let given = pressure.ceilings().get(&0).copied().unwrap_or(16.0).min(16.0);
            let ceiling = feel(&mut pressure, 100.0 * given / 16.0, step * 10);
            changes += usize::from(ceiling != last);
            last = ceiling;
        }
        assert_eq!((changes, last), (1, Some(12.0)), "in an hour");
    }

    #[test]
    fn without_a_target_or_a_pair_there_is_no_pressure() {
        let mut pressure = Pressure::default();
        feel(&mut pressure, 95.0, 0);
        let mut other = pressure.clone();
        pressure.feel(&BTreeMap::new(), None, &BTreeMap::from([(0, Load::default())]), at(1));
        other.feel(&BTreeMap::from([(0, 95.0)]), Some(80), &BTreeMap::new(), at(1));
        assert_eq!((pressure.ceilings().len(), other.ceilings().len()), (0, 0));
    }

    #[test]
    fn a_gpu_that_falls_silent_does_not_keep_its_pairs_low_for_ever() {
        let mut pressure = Pressure::default();
        feel(&mut pressure, 95.0, 0);
        let load = BTreeMap::from([(0, Load { wanted: 16.0, given: 12.0, floors: 2.0 })]);
        for second in 1..=62 {
            pressure.feel(&BTreeMap::new(), Some(80), &load, at(second));
        }
        assert!(pressure.ceilings().is_empty());
    }
}
