//! Cameras that say themselves that they are there: ONVIF's discovery, and the addresses of their streams.
//!
//! A scan sends WS-Discovery's probes and hears answers ([`scan`]); what they say ([`answer`]) is merged into one list
//! ([`merge`]). Those that the operator picks are asked for their streams ([`device`], [`soap`], [`media`]), and become
//! cameras by the same rules as the rows of a list ([`crate::camera_list`]). Everything that comes from the network is
//! bounded, and nothing is sent to an address but those that are searched and those that answered from themselves.

mod answer;
mod device;
mod media;
mod merge;
mod names;
mod scan;
mod soap;
#[cfg(test)]
mod tests;
mod trouble;
mod xml;

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use bellwatch_domain::Secret;
use bellwatch_domain::plan::Config;
use tokio::sync::{Mutex, Semaphore};
use tokio::task::JoinSet;

pub use scan::{Search, Way};
pub use trouble::Trouble;

use crate::camera_list::NewCamera;
use crate::clock::Clock;
use crate::wire::{FoundAnswer, FoundAsk, FoundCamera, FoundCameras, FoundPick, FoundStream, Problem};
use device::{Login, Streams};
use merge::{Found, FoundList};

/// Scans whose answers are merged: datagrams are lost, and a camera that is busy answers the second time.
pub const SCANS: u32 = 4;
/// Cameras that are asked at the same time.
const AT_ONCE: usize = 8;

/// What was found, and what was answered. Passwords that were typed stay here until what they are for is added, or until
/// something else is searched for.
#[derive(Clone)]
pub struct Discovery {
    clock: Clock,
    held: Arc<Mutex<Held>>,
}

#[derive(Default)]
struct Held {
    scans: u32,
    ways: usize,
    found: FoundList,
    /// By the number of what was found.
    answered: BTreeMap<u32, Answered>,
}

/// What a camera answered, and with what it was asked.
struct Answered {
    login: Option<Login>,
    streams: Vec<Streams>,
    /// The names that were given to them, so that nobody else gets them.
    names: Vec<String>,
}

impl Discovery {
    /// One that has found nothing yet.
    pub fn new(clock: Clock) -> Self {
        Discovery { clock, held: Arc::default() }
    }

    /// Scans once more, or for the first time `anew`, and answers all that was found so far. Takes as long as `search` is
    /// patient.
    ///
    /// # Errors
    ///
    /// When no network can be searched.
    pub async fn find(&self, search: &Search, anew: bool, config: &Config) -> Result<FoundCameras, Problem> {
        let mut held = self.held.lock().await;
        if anew {
            held.forget();
        }
        let answers = scan::scan(search).await.map_err(NoNetwork)?;
        held.scans += 1;
        held.ways = search.ways.len();
        answers.into_iter().for_each(|answer| held.found.take(answer));
        Ok(held.shown(config))
    }

    /// Asks cameras that were found for their streams, a few at a time. What is no longer listed is left out of the answer.
    pub async fn ask(&self, asks: Vec<FoundAsk>, config: &Config) -> Vec<FoundAnswer> {
        let few = Arc::new(Semaphore::new(AT_ONCE));
        let mut asking = JoinSet::new();
        {
            let held = self.held.lock().await;
            for ask in asks {
                let Some(found) = held.found.get(ask.id) else { continue };
                let (device, login) = (found.device().cloned(), login(&ask));
                let (few, clock, id) = (Arc::clone(&few), self.clock.clone(), ask.id);
                asking.spawn(async move {
                    let Some(device) = device else { return (id, login, Err(Trouble::NoAddress)) };
                    // It is never closed.
                    let _turn = few.acquire().await;
                    let asked = tokio::task::spawn_blocking(move || {
                        let streams = device::ask(&device, login.as_ref(), &clock);
                        (login, streams)
                    });
                    let (login, streams) = asked.await.unwrap_or((None, Err(Trouble::Unreadable)));
                    (id, login, streams)
                });
            }
        }
        let mut told = asking.join_all().await;
        let mut held = self.held.lock().await;
        // In the list's order, so that who gets a plain name does not depend on who was faster.
        told.sort_by_key(|(id, ..)| (held.found.get(*id).map(|found| found.host), *id));
        for (id, ..) in &told {
            held.answered.remove(id);
        }
        let given = held.answered.values().flat_map(|answered| &answered.names);
        let mut names = names::Names::of(config, given);
        let mut answers = Vec::new();
        for (id, login, streams) in told {
            let Some(found) = held.found.get(id) else { continue };
            let answer = match &streams {
                Ok(streams) => answer(found, streams, config, &mut names),
                Err(trouble) => FoundAnswer { id, trouble: Some(trouble.into()), streams: Vec::new() },
            };
            if let Ok(streams) = streams {
                let names = answer.streams.iter().map(|stream| stream.name.clone()).collect();
                held.answered.insert(id, Answered { login, streams, names });
            }
            answers.push(answer);
        }
        answers
    }

    /// What was picked, as cameras that are to be added; `None` for what is no longer known.
    pub(crate) async fn picked(&self, picks: &[FoundPick]) -> Vec<Option<NewCamera>> {
        let held = self.held.lock().await;
        picks.iter().map(|pick| held.new_camera(pick)).collect()
    }

    /// The product's search, by multicast in each network that this computer is in.
    ///
    /// # Errors
    ///
    /// When the system does not tell which these are.
    pub fn everywhere() -> Result<Search, Problem> {
        Ok(Search::everywhere().map_err(NoNetwork)?)
    }

    /// Forgets what was found, and the passwords that were typed for it.
    pub async fn forget(&self) {
        self.held.lock().await.forget();
    }
}

impl Held {
    fn forget(&mut self) {
        self.scans = 0;
        self.found.clear();
        self.answered.clear();
    }

    fn shown(&self, config: &Config) -> FoundCameras {
        let camera = |found: &Found| FoundCamera {
            id: found.id,
            name: found.name.clone().unwrap_or_default(),
            hardware: found.hardware.clone().unwrap_or_default(),
            location: found.location.clone().unwrap_or_default(),
            host: found.host.to_string(),
            camera: names::at_host(config, found.host),
            can_be_asked: found.device().is_some(),
        };
        FoundCameras {
            scan: self.scans,
            scans: SCANS,
            networks: u32::try_from(self.ways).unwrap_or(u32::MAX),
            cameras: self.found.all().iter().map(camera).collect(),
            left_out: self.found.left_out,
        }
    }

    fn new_camera(&self, pick: &FoundPick) -> Option<NewCamera> {
        let found = self.found.get(pick.id)?;
        let answered = self.answered.get(&pick.id)?;
        let streams = answered.streams.get(usize::try_from(pick.channel).ok()?)?;
        Some(NewCamera {
            name: pick.name.clone(),
            location: found.location.clone().unwrap_or_default(),
            address: streams.main.as_str().to_owned(),
            sub_address: streams.sub.as_ref().map(|(address, _)| address.as_str().to_owned()),
            user: answered.login.as_ref().map(|login| login.user.clone()),
            password: answered
                .login
                .as_ref()
                .map(|login| login.password.clone())
                .filter(|secret| !secret.is_empty()),
        })
    }
}

/// Nobody can be looked for.
#[derive(Debug, thiserror::Error)]
#[error(
    "No network of this computer can be searched. Connect it to the cameras' network, then search again."
)]
pub(crate) struct NoNetwork(#[source] pub(crate) io::Error);

impl From<NoNetwork> for Problem {
    fn from(error: NoNetwork) -> Self {
        Problem::failed(&error)
    }
}

fn login(ask: &FoundAsk) -> Option<Login> {
    let user = ask.user.trim();
    let password = Secret::new(&ask.password);
    (!user.is_empty()).then(|| Login { user: user.to_owned(), password })
}

/// What a camera answered, each of its pictures with a name that is free.
fn answer(found: &Found, streams: &[Streams], config: &Config, names: &mut names::Names) -> FoundAnswer {
    let has_several = streams.len() > 1;
    let mut told = Vec::new();
    for (channel, streams) in streams.iter().enumerate() {
        told.push(FoundStream {
            channel: u32::try_from(channel).unwrap_or(u32::MAX),
            name: names.free(found, has_several.then_some(channel + 1)),
            address: streams.main.as_str().to_owned(),
            width: streams.main_size.0,
            height: streams.main_size.1,
            sub_address: streams.sub.as_ref().map(|(address, _)| address.as_str().to_owned()),
            sub_width: streams.sub.as_ref().map_or(0, |(_, size)| size.0),
            sub_height: streams.sub.as_ref().map_or(0, |(_, size)| size.1),
            camera: names::with_address(config, &streams.main),
        });
    }
    FoundAnswer { id: found.id, trouble: None, streams: told }
}

/// Bytes that nobody can foretell.
fn random<const COUNT: usize>() -> io::Result<[u8; COUNT]> {
    let mut bytes = [0; COUNT];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(bytes)
}
