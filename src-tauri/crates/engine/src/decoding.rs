//! What is said where hardware decoding was asked for and software decodes: the gate in `why`, and one event per change.

use std::collections::BTreeMap;

use bellwatch_domain::ffmpeg_args::{FfmpegAbility, Wish, build_ffmpeg_args};
use bellwatch_domain::happened::{Happened, Within};
use bellwatch_domain::memory::Memory;
use bellwatch_domain::plan::{Config, Plan};
use bellwatch_domain::profile::Hwaccel;
use bellwatch_domain::said::Names;
use bellwatch_domain::said::Said;
use bellwatch_domain::{Camera, CameraId, InSoftware, RunnerKey, StreamProfile};

use crate::wire::GateView;

/// Cameras that an event names; of the rest it says how many they are.
const NAMED: usize = 8;

/// How a camera decodes with a profile that asks for hardware; `None` where it asks for none. It never closes: software
/// does the same, and costs more.
pub fn gate(
    config: &Config,
    memory: &Memory,
    ability: &FfmpegAbility,
    camera: &Camera,
    profile: &StreamProfile,
) -> Option<GateView> {
    if profile.hwaccel == Hwaccel::None {
        return None;
    }
    let wish = Wish::of(memory.of(camera, profile));
    let spec = build_ffmpeg_args(camera, profile, &config.site, ability, wish).ok()?;
    let value = match spec.in_software {
        Some(why) => format!("no, software decodes: {}", because(why)),
        None if spec.hwaccel => "yes".to_owned(),
        None => "no, there is none here".to_owned(),
    };
    Some(GateView { gate: "Hardware decoding".to_owned(), value, open: true, by: None })
}

fn because(why: InSoftware) -> Within<'static> {
    match why {
        InSoftware::NotOffered(name) => Within::NotOffered { name },
        InSoftware::Failed => Within::HardwareFailed,
    }
}

/// Which runners software decodes for want of an accelerator, as the last plan had it.
#[derive(Debug, Default)]
pub struct Fallbacks {
    told: BTreeMap<RunnerKey, &'static str>,
}

impl Fallbacks {
    /// What is new in `plan`: one sentence per accelerator, with its camera where it is about one alone. What failed is
    /// told when it fails.
    pub fn news(&mut self, plan: &Plan, config: &Config) -> Vec<(Option<CameraId>, String)> {
        let mut now = BTreeMap::new();
        for (key, spec) in &plan.runs {
            if let Some(InSoftware::NotOffered(name)) = spec.in_software {
                now.insert(*key, name);
            }
        }
        // A runner that rests for a while says nothing new when it is back.
        let is_known = |key: &RunnerKey| {
            !plan.runs.contains_key(key)
                && config.profiles.contains_key(&key.profile)
                && config.cameras.iter().any(|camera| camera.id == key.camera)
        };
        let mut before = std::mem::take(&mut self.told);
        let mut new: BTreeMap<&'static str, Vec<&Camera>> = BTreeMap::new();
        for (key, name) in &now {
            let camera = config.cameras.iter().find(|camera| camera.id == key.camera);
            if let Some(camera) = camera.filter(|_| before.get(key) != Some(name)) {
                new.entry(name).or_default().push(camera);
            }
        }
        before.retain(|key, _| is_known(key));
        before.append(&mut now);
        self.told = before;
        new.into_iter().map(|(name, cameras)| sentence(name, &cameras)).collect()
    }
}

fn sentence(name: &'static str, cameras: &[&Camera]) -> (Option<CameraId>, String) {
    let because = because(InSoftware::NotOffered(name)).to_string();
    let why = Said(&because);
    if let [camera] = cameras {
        return (Some(camera.id), Happened::InSoftware { name: &camera.name, why }.to_string());
    }
    let names: Vec<&str> = cameras.iter().take(NAMED).map(|camera| camera.name.as_str()).collect();
    let (count, more, names) = (cameras.len(), cameras.len() - names.len(), names.join(", "));
    let names = Names(&names);
    let sentence = match more {
        0 => Happened::TogetherInSoftware { count, why, names },
        more => Happened::ManyInSoftware { count, why, names, more },
    };
    (None, sentence.to_string())
}
