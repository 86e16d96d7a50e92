//! The budget: how many frames a second each (camera, profile) pair is given, when not all of them can have what they
//! ask for. Pure.
//!
//! Three of the site's settings share out what there is: the frames that are analysed in a second, the decoders that run
//! at one time, and the use of a GPU ([`pressure`]). What stands here is by whom, and it is asked with every plan; the rules
//! and why they are these are in `docs/decisions/0011-how-the-budget-is-shared-out.md`.

pub mod pressure;
mod receipts;

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use crate::models::Wish;
use crate::plan::{Config, Plan};
use crate::profile::Hwaccel;
use crate::{CameraId, ProfileId, RunnerKey, Site, StreamProfile};

pub use pressure::{Load, Pressure};
pub use receipts::{Receipts, Shortage, Told};

/// Frames a second that every pair gets before any gets more, or what it asks for where that is less. Recognition must
/// look once in 4 s for attendance to count it ([`crate::coverage`]); this is twice that.
pub const FLOOR: f64 = 0.5;

/// One pair that is to run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// The pair.
    pub key: RunnerKey,
    /// Its camera's priority; higher first.
    pub priority: u8,
    /// Frames a second that it asks for, after the site's cap on each.
    pub fps: f64,
    /// The GPU that works for it, as the driver counts.
    pub gpu: Option<u8>,
}

/// What there is to share out. `None` is no limit.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Limits {
    /// Frames a second of all pairs together.
    pub fps: Option<f64>,
    /// Pairs that run at one time; each has one decoder.
    pub decoders: Option<u16>,
    /// Per GPU that is too busy, frames a second of its pairs together. Their floors are theirs whatever it says.
    pub ceilings: BTreeMap<u8, f64>,
}

/// What a pair does not get all that it asks for by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// The site's frames a second.
    Fps {
        /// All of them.
        budget: f64,
    },
    /// The site's decoders.
    Decoders {
        /// All of them.
        most: u16,
    },
    /// A GPU that is above the site's target.
    Gpu {
        /// As the driver counts.
        index: u8,
    },
}

/// What a pair gets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Share {
    /// All that it asks for.
    Whole,
    /// Less than that.
    Lowered {
        /// Frames a second.
        fps: f64,
        /// By what.
        by: Limit,
    },
    /// Nothing; it rests.
    Nothing {
        /// By what.
        by: Limit,
    },
}

/// Who gets what.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Allocation {
    /// In which order they were served; the next allocation is handed it, so that whoever was there before stays before
    /// newcomers of the same priority.
    pub order: Vec<RunnerKey>,
    /// What each pair gets.
    pub shares: BTreeMap<RunnerKey, Share>,
}

/// What a budget goes by beyond the settings; it lives in [`crate::memory::Memory`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// The order of the last allocation.
    pub order: Vec<RunnerKey>,
    /// How far each GPU's pairs are lowered.
    pub pressure: Pressure,
}

/// Thousandths of a frame a second: sums of them are exact, so that whoever is whole stays whole.
type Milli = u64;
/// A share that is lowered is a multiple of this, or the floor: a tenth of a frame.
const STEP: Milli = 100;

/// Shares what there is out among `wanted`. Each pair stands in it once.
///
/// They are served by priority, then in the order of `before`, then by number. First everybody's floor: the first whose
/// floor does not fit rests, and so do all behind it, so that nobody gets in past somebody who matters more. Then, in
/// the same order, each gets all that it asks for as long as there is some; nobody does while anybody rests for want of
/// frames.
pub fn allocate(wanted: &[Wanted], limits: &Limits, before: &[RunnerKey]) -> Allocation {
    let place: HashMap<RunnerKey, usize> = before.iter().zip(0..).map(|(key, place)| (*key, place)).collect();
    let mut served: Vec<&Wanted> = wanted.iter().collect();
    served.sort_by_key(|one| {
        (std::cmp::Reverse(one.priority), place.get(&one.key).copied().unwrap_or(usize::MAX), one.key)
    });
    let order = served.iter().map(|one| one.key).collect();
    let (admitted, mut shares) = admit(&served, limits);
    let rests_for_frames =
        shares.values().any(|share| matches!(share, Share::Nothing { by: Limit::Fps { .. } }));
    let floors: Milli = admitted.iter().map(|one| floor(one)).sum();
    let mut left = match limits.fps {
        Some(_) if rests_for_frames => 0,
        Some(budget) => milli(budget).saturating_sub(floors),
        None => Milli::MAX,
    };
    let mut left_of: BTreeMap<u8, Milli> = limits
        .ceilings
        .iter()
        .map(|(gpu, ceiling)| {
            let floors: Milli =
                admitted.iter().filter(|one| one.gpu == Some(*gpu)).map(|one| floor(one)).sum();
            (*gpu, milli(*ceiling).saturating_sub(floors))
        })
        .collect();
    for one in admitted {
        let asks = milli(one.fps) - floor(one);
        let of_gpu = one.gpu.and_then(|gpu| Some((gpu, left_of.get_mut(&gpu)?)));
        let room = of_gpu.as_ref().map_or(Milli::MAX, |(_, room)| **room);
        let gets = asks.min(left).min(room);
        let by = match (&of_gpu, limits.fps) {
            (Some((gpu, _)), _) if room < left => Limit::Gpu { index: *gpu },
            (_, Some(budget)) => Limit::Fps { budget },
            (Some((gpu, _)), None) => Limit::Gpu { index: *gpu },
            // Without a limit nobody is lowered, so that this is said of nobody.
            (None, None) => Limit::Fps { budget: one.fps },
        };
        // What a rounded share leaves over is nobody's: so a share depends on those before it alone.
        if limits.fps.is_some() {
            left -= gets;
        }
        if let Some((_, room)) = of_gpu {
            *room -= gets;
        }
        let share = if gets == asks {
            Share::Whole
        } else {
            let rounded = ((floor(one) + gets) / STEP * STEP).max(floor(one));
            Share::Lowered { fps: rounded as f64 / 1000.0, by }
        };
        shares.insert(one.key, share);
    }
    Allocation { order, shares }
}

/// Those whose floors fit, and what the others do not get it by.
fn admit<'a>(served: &[&'a Wanted], limits: &Limits) -> (Vec<&'a Wanted>, BTreeMap<RunnerKey, Share>) {
    let mut admitted: Vec<&Wanted> = Vec::new();
    let mut floors: Milli = 0;
    let mut full = None;
    let mut rest = BTreeMap::new();
    for one in served {
        let no_decoder = limits.decoders.filter(|most| admitted.len() >= usize::from(*most));
        let no_frames = limits.fps.filter(|budget| floors + floor(one) > milli(*budget));
        full = full
            .or(no_decoder.map(|most| Limit::Decoders { most }))
            .or(no_frames.map(|budget| Limit::Fps { budget }));
        match full {
            Some(by) => {
                rest.insert(one.key, Share::Nothing { by });
            }
            None => {
                floors += floor(one);
                admitted.push(one);
            }
        }
    }
    (admitted, rest)
}

fn floor(one: &Wanted) -> Milli {
    milli(one.fps.min(FLOOR))
}

fn milli(fps: f64) -> Milli {
    (fps.clamp(0.0, 1e6) * 1000.0).round() as Milli
}

impl Limits {
    /// The site's, and those of GPUs under pressure.
    pub fn of(site: &Site, pressure: &Pressure) -> Self {
        let ceilings = if site.gpu_target.is_some() { pressure.ceilings() } else { BTreeMap::new() };
        Limits { fps: site.fps_budget, decoders: site.max_decoders, ceilings }
    }
}

/// What the pairs of each GPU have in this plan.
pub fn loads(config: &Config, plan: &Plan) -> BTreeMap<u8, Load> {
    let mut loads: BTreeMap<u8, Load> = BTreeMap::new();
    for (key, spec) in &plan.runs {
        let profile = config.profiles.get(&key.profile);
        let Some(gpu) = profile.and_then(|profile| gpu_of(profile, &config.site)) else { continue };
        let load = loads.entry(gpu).or_default();
        load.wanted += spec.fps;
        load.given += spec.given_fps;
        load.floors += spec.fps.min(FLOOR);
    }
    loads
}

/// The GPU that works for a pair with this profile: the one that the profile names, else the first; none, where neither
/// decoding nor recognition is asked of one.
pub fn gpu_of(profile: &StreamProfile, site: &Site) -> Option<u8> {
    let recognises = site.pack.is_some() && site.provider != Wish::Cpu;
    let decodes = profile.hwaccel != Hwaccel::None;
    (recognises || decodes).then(|| profile.gpu_index.unwrap_or(0))
}

/// For whoever plans the same from outside: the order, a space, and the ceilings of GPUs.
impl fmt::Display for Standing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let order: Vec<String> = self.order.iter().map(RunnerKey::to_string).collect();
        let ceilings: Vec<String> =
            self.pressure.ceilings().iter().map(|(gpu, fps)| format!("{gpu}:{fps}")).collect();
        write!(f, "{} {}", order.join(","), ceilings.join(","))
    }
}

impl Standing {
    /// Reads what [`Display`](fmt::Display) writes, but for when pressure began; what cannot be read is left out.
    pub fn read(text: &str) -> Self {
        let (order, ceilings) = text.split_once(' ').unwrap_or((text, ""));
        let key = |text: &str| {
            let (camera, profile) = text.split_once('/')?;
            Some(RunnerKey {
                camera: CameraId(camera.parse().ok()?),
                profile: ProfileId(profile.parse().ok()?),
            })
        };
        let ceiling = |text: &str| {
            let (gpu, fps) = text.split_once(':')?;
            Some((gpu.parse().ok()?, fps.parse().ok()?))
        };
        Standing {
            order: order.split(',').filter_map(key).collect(),
            pressure: Pressure::standing_at(ceilings.split(',').filter_map(ceiling).collect()),
        }
    }
}
