//! What the tray shows, as plain data made of the engine's View. Knows nothing of desktops.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use bellwatch_domain::said::{Open, Said, Time};
use bellwatch_engine::wire::{CameraView, Problem, RunnerState, View};
use bellwatch_engine::words;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::deed::{Deed, HowLong, Whom};
use super::words::Words;

/// Cameras that the menu lists; further ones are in the window.
const CAMERAS: usize = 40;
/// Problems that the menu names; further ones are in the window.
const PROBLEMS: usize = 3;
/// Characters of a line, so that one long sentence does not make the menu as wide as the screen.
const LINE: usize = 90;

/// What is said for an English text, in the window's language.
pub type Say<'a> = dyn Fn(&str) -> String + 'a;

/// What the engine is known to be.
#[derive(Clone, Copy)]
pub enum Seen<'a> {
    /// Not there yet.
    Starting,
    /// It did not start.
    Broken(&'a Problem),
    /// Running; what it shows, now.
    Running(&'a View, DateTime<Utc>),
}

/// The state that the icon shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateWord {
    /// Nothing needs anybody.
    AllWell,
    /// The status strip lists a problem, or there is no engine.
    NeedsAttention,
    /// No problem, and at least one camera is held back by a person.
    Paused,
}

/// Everything the tray shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The icon.
    pub state: StateWord,
    /// One or two sentences.
    pub tooltip: String,
    /// The menu, from its top.
    pub menu: Vec<Item>,
}

/// One line of the menu.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A line between groups.
    Line,
    /// Words that cannot be chosen.
    Words(String),
    /// Something to choose.
    Choice(String, Deed),
    /// A menu behind a line.
    More(String, Vec<Item>),
}

impl Model {
    /// What is shown for what is seen, in the language of `say`.
    pub fn of(seen: Seen<'_>, say: &Say<'_>) -> Model {
        let said = |words: Words<'_>| say(&words.to_string());
        match seen {
            Seen::Starting => Model {
                state: StateWord::AllWell,
                tooltip: said(Words::Starting),
                menu: around(vec![Item::Words(said(Words::StartingShort))], Vec::new(), 0, say),
            },
            Seen::Broken(problem) => Model {
                state: StateWord::NeedsAttention,
                tooltip: format!("{} {}", said(Words::NotStarted), say(&problem.message)),
                menu: around(vec![Item::Words(short(&say(&problem.message)))], Vec::new(), 0, say),
            },
            Seen::Running(view, now) => running(view, now, say),
        }
    }
}

fn running(view: &View, now: DateTime<Utc>, say: &Say<'_>) -> Model {
    let counts = Counts::of(view);
    let state = if !view.problems.is_empty() {
        StateWord::NeedsAttention
    } else if view.engine.stopped_by_hand.is_some() || counts.paused > 0 {
        StateWord::Paused
    } else {
        StateWord::AllWell
    };
    let status = say(&status(view, state, &counts));
    let mut lines = vec![Item::Words(status.clone())];
    lines.extend(
        view.problems.iter().take(PROBLEMS).map(|problem| Item::Words(short(&say(&problem.sentence)))),
    );
    if view.problems.len() > PROBLEMS {
        let count = view.problems.len() - PROBLEMS;
        lines.push(Item::Words(say(&Words::MoreProblems { count }.to_string())));
    }
    let tooltip = match view.problems.as_slice() {
        [] => format!("{status}."),
        [only] => format!("{status}. {}", say(&only.sentence)),
        [first, rest @ ..] => {
            let more = Words::AndMore { count: rest.len() }.to_string();
            format!("{status}. {} {}", say(&first.sentence), say(&more))
        }
    };
    Model { state, tooltip, menu: around(lines, pausing(view, now, &counts, say), counts.stopping, say) }
}

/// The status, the middle, and what every menu ends with.
fn around(mut top: Vec<Item>, middle: Vec<Item>, stopping: usize, say: &Say<'_>) -> Vec<Item> {
    top.push(Item::Line);
    if !middle.is_empty() {
        top.extend(middle);
        top.push(Item::Line);
    }
    let quit = match stopping {
        0 => Words::Quit.to_string(),
        stopping => Words::QuitStops { cameras: Said(&cameras(stopping)) }.to_string(),
    };
    let choice = |english: &str, deed| Item::Choice(say(english), deed);
    top.extend([choice(&Words::Open.to_string(), Deed::Open), choice(&quit, Deed::Quit)]);
    top
}

struct Counts {
    all: usize,
    watching: usize,
    paused: usize,
    /// Those with a process that quitting would end.
    stopping: usize,
}

impl Counts {
    fn of(view: &View) -> Counts {
        let in_state = |is: fn(&RunnerState) -> bool| {
            let matching = view.runners.iter().filter(|runner| is(&runner.state));
            matching.map(|runner| runner.camera).collect::<BTreeSet<_>>().len()
        };
        Counts {
            all: view.cameras.len(),
            watching: in_state(|state| matches!(state, RunnerState::Running { .. })),
            paused: view.cameras.iter().filter(|camera| camera.pause.is_some()).count(),
            stopping: in_state(|state| {
                matches!(state, RunnerState::Running { .. } | RunnerState::Starting { .. })
            }),
        }
    }

    fn watching(&self) -> String {
        let all = cameras(self.all);
        let cameras = Said(&all);
        if self.watching == self.all {
            Words::Watching { cameras }.to_string()
        } else {
            Words::WatchingOf { watching: self.watching, cameras }.to_string()
        }
    }
}

fn status(view: &View, state: StateWord, counts: &Counts) -> String {
    if counts.all == 0 && state == StateWord::AllWell {
        return Words::NoCamera.to_string();
    }
    let (watching, paused) = (counts.watching(), cameras(counts.paused));
    let (watching, cameras) = (Said(&watching), Said(&paused));
    let said = match (state, &view.engine.stopped_by_hand) {
        (StateWord::AllWell, _) => Words::AllWell { watching },
        (StateWord::NeedsAttention, _) => Words::NeedsAttention { watching },
        (StateWord::Paused, Some(by)) => Words::StoppedByHand { by: Open(by), watching },
        (StateWord::Paused, None) if counts.paused == counts.all => Words::AllPaused { cameras },
        (StateWord::Paused, None) => Words::SomePaused { cameras, watching },
    };
    said.to_string()
}

fn pausing(view: &View, now: DateTime<Utc>, counts: &Counts, say: &Say<'_>) -> Vec<Item> {
    let said = |words: Words<'_>| say(&words.to_string());
    if view.cameras.is_empty() {
        return Vec::new();
    }
    let zone: Tz = view.site.time_zone.parse().unwrap_or(Tz::UTC);
    let spans = |whom: Whom| {
        HowLong::ALL.map(|long| {
            Item::Choice(say(&long_words(long, view.site.tomorrow_hour)), Deed::Pause(whom, long))
        })
    };
    let mut sorted: Vec<&CameraView> = view.cameras.iter().collect();
    sorted.sort_by(|a, b| by_name(&a.name, &b.name));
    let mut each: Vec<Item> = sorted
        .iter()
        .take(CAMERAS)
        .map(|camera| {
            let whom = Whom::One(camera.id);
            let until =
                camera.pause.as_ref().and_then(|pause| DateTime::from_timestamp_millis(pause.until_ms));
            match until {
                Some(until) => {
                    let (camera, until) = (short(&camera.name), words::local_time(until, now, zone));
                    Item::More(
                        said(Words::PausedUntil { camera: &camera, until: Time(&until) }),
                        vec![Item::Choice(said(Words::Resume), Deed::Resume(whom))],
                    )
                }
                None => Item::More(short(&camera.name), spans(whom).into()),
            }
        })
        .collect();
    if sorted.len() > CAMERAS {
        each.push(Item::Choice(said(Words::MoreCameras), Deed::Open));
    }
    let resume = said(Words::ResumeAll);
    vec![
        Item::More(said(Words::PauseAll), spans(Whom::All).into()),
        Item::More(said(Words::PauseOne), each),
        match counts.paused {
            0 => Item::Words(resume),
            _ => Item::Choice(resume, Deed::Resume(Whom::All)),
        },
    ]
}

fn long_words(long: HowLong, tomorrow_hour: u8) -> String {
    match long {
        HowLong::HalfHour => Words::HalfHour.to_string(),
        HowLong::TwoHours => Words::TwoHours.to_string(),
        HowLong::Tomorrow => Words::Tomorrow { at: Time(&format!("{tomorrow_hour:02}:00")) }.to_string(),
    }
}

fn cameras(count: usize) -> String {
    match count {
        1 => Words::OneCamera.to_string(),
        count => Words::Cameras { count }.to_string(),
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= LINE {
        return text.to_owned();
    }
    let kept: String = text.chars().take(LINE - 1).collect();
    format!("{}…", kept.trim_end())
}

/// Case does not matter, and numbers count as numbers: Gate 2 stands before Gate 10.
fn by_name(a: &str, b: &str) -> Ordering {
    key(a).cmp(&key(b)).then_with(|| a.cmp(b))
}

/// A name in parts: text as it is, digits by how many there are and then by what they are.
fn key(name: &str) -> Vec<(usize, String)> {
    let mut parts: Vec<(usize, String)> = Vec::new();
    for c in name.to_lowercase().chars() {
        let is_digit = c.is_ascii_digit();
        match parts.last_mut() {
            Some((digits, part)) if (*digits > 0) == is_digit => {
                part.push(c);
                *digits += usize::from(is_digit);
            }
            _ => parts.push((usize::from(is_digit), c.to_string())),
        }
    }
    parts
}

#[cfg(test)]
mod tests;
