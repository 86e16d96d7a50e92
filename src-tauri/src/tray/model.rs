//! What the tray shows, as plain data made of the engine's View. Knows nothing of desktops.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use bellwatch_engine::wire::{CameraView, Problem, RunnerState, View};
use bellwatch_engine::words;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::deed::{Deed, HowLong, Whom};

/// Cameras that the menu lists; further ones are in the window.
const CAMERAS: usize = 40;
/// Problems that the menu names; further ones are in the window.
const PROBLEMS: usize = 3;
/// Characters of a line, so that one long sentence does not make the menu as wide as the screen.
const LINE: usize = 90;

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
    /// What is shown for what is seen.
    pub fn of(seen: Seen<'_>) -> Model {
        match seen {
            Seen::Starting => Model {
                state: StateWord::AllWell,
                tooltip: "Bellwatch is starting.".to_owned(),
                menu: around(vec![Item::Words("Starting…".to_owned())], Vec::new(), 0),
            },
            Seen::Broken(problem) => Model {
                state: StateWord::NeedsAttention,
                tooltip: format!("Bellwatch could not start its engine. {}", problem.message),
                menu: around(vec![Item::Words(short(&problem.message))], Vec::new(), 0),
            },
            Seen::Running(view, now) => running(view, now),
        }
    }
}

fn running(view: &View, now: DateTime<Utc>) -> Model {
    let counts = Counts::of(view);
    let state = if !view.problems.is_empty() {
        StateWord::NeedsAttention
    } else if view.engine.stopped_by_hand.is_some() || counts.paused > 0 {
        StateWord::Paused
    } else {
        StateWord::AllWell
    };
    let status = status(view, state, &counts);
    let mut lines = vec![Item::Words(status.clone())];
    lines.extend(view.problems.iter().take(PROBLEMS).map(|problem| Item::Words(short(&problem.sentence))));
    if view.problems.len() > PROBLEMS {
        lines.push(Item::Words(format!("And {} more in the window", view.problems.len() - PROBLEMS)));
    }
    let tooltip = match view.problems.as_slice() {
        [] => format!("{status}."),
        [only] => format!("{status}. {}", only.sentence),
        [first, rest @ ..] => format!("{status}. {} And {} more.", first.sentence, rest.len()),
    };
    Model { state, tooltip, menu: around(lines, pausing(view, now, &counts), counts.stopping) }
}

/// The status, the middle, and what every menu ends with.
fn around(mut top: Vec<Item>, middle: Vec<Item>, stopping: usize) -> Vec<Item> {
    top.push(Item::Line);
    if !middle.is_empty() {
        top.extend(middle);
        top.push(Item::Line);
    }
    let quit = match stopping {
        0 => "Quit".to_owned(),
        stopping => format!("Quit (stops {})", cameras(stopping)),
    };
    top.extend([Item::Choice("Open Bellwatch".to_owned(), Deed::Open), Item::Choice(quit, Deed::Quit)]);
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
        if self.watching == self.all {
            format!("{} watching", cameras(self.all))
        } else {
            format!("{} of {} watching", self.watching, cameras(self.all))
        }
    }
}

fn status(view: &View, state: StateWord, counts: &Counts) -> String {
    if counts.all == 0 && state == StateWord::AllWell {
        return "No camera yet".to_owned();
    }
    match (state, &view.engine.stopped_by_hand) {
        (StateWord::AllWell, _) => format!("All well · {}", counts.watching()),
        (StateWord::NeedsAttention, _) => format!("Needs attention · {}", counts.watching()),
        (StateWord::Paused, Some(by)) => format!("Stopped by hand ({by}) · {}", counts.watching()),
        (StateWord::Paused, None) if counts.paused == counts.all => {
            format!("Paused · {}", cameras(counts.paused))
        }
        (StateWord::Paused, None) => {
            format!("{} paused · {}", cameras(counts.paused), counts.watching())
        }
    }
}

fn pausing(view: &View, now: DateTime<Utc>, counts: &Counts) -> Vec<Item> {
    if view.cameras.is_empty() {
        return Vec::new();
    }
    let zone: Tz = view.site.time_zone.parse().unwrap_or(Tz::UTC);
    let spans = |whom: Whom| {
        HowLong::ALL
            .map(|long| Item::Choice(long_words(long, view.site.tomorrow_hour), Deed::Pause(whom, long)))
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
                Some(until) => Item::More(
                    format!("{} · paused until {}", short(&camera.name), words::local_time(until, now, zone)),
                    vec![Item::Choice("Resume".to_owned(), Deed::Resume(whom))],
                ),
                None => Item::More(short(&camera.name), spans(whom).into()),
            }
        })
        .collect();
    if sorted.len() > CAMERAS {
        each.push(Item::Choice("More in the window…".to_owned(), Deed::Open));
    }
    let resume = "Resume all".to_owned();
    vec![
        Item::More("Pause all".to_owned(), spans(Whom::All).into()),
        Item::More("Pause a camera".to_owned(), each),
        match counts.paused {
            0 => Item::Words(resume),
            _ => Item::Choice(resume, Deed::Resume(Whom::All)),
        },
    ]
}

fn long_words(long: HowLong, tomorrow_hour: u8) -> String {
    match long {
        HowLong::HalfHour => "30 minutes".to_owned(),
        HowLong::TwoHours => "2 hours".to_owned(),
        HowLong::Tomorrow => format!("Until tomorrow {tomorrow_hour:02}:00"),
    }
}

fn cameras(count: usize) -> String {
    match count {
        1 => "1 camera".to_owned(),
        count => format!("{count} cameras"),
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
