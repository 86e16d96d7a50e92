//! What can be chosen in the tray's menu, and the ids under which the desktop hands a choice back.
//!
//! An id says everything by itself, so a click on a menu that was replaced meanwhile still does what its words said.

use bellwatch_engine::wire::{CameraChoice, PauseDraft};

/// One thing that can be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Show the window.
    Open,
    /// End Bellwatch, and with it every camera.
    Quit,
    /// Pause cameras.
    Pause(Whom, HowLong),
    /// End every pause of cameras.
    Resume(Whom),
}

/// Which cameras.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// All of them.
    All,
    /// The one with this id.
    One(i64),
}

/// How long the tray can pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HowLong {
    /// 30 minutes.
    HalfHour,
    /// 2 hours.
    TwoHours,
    /// Until the site's tomorrow hour.
    Tomorrow,
}

impl HowLong {
    /// In the order of the menu.
    pub const ALL: [HowLong; 3] = [HowLong::HalfHour, HowLong::TwoHours, HowLong::Tomorrow];

    /// As the engine takes it.
    pub fn draft(self) -> PauseDraft {
        match self {
            HowLong::HalfHour => PauseDraft::HalfHour,
            HowLong::TwoHours => PauseDraft::TwoHours,
            HowLong::Tomorrow => PauseDraft::Tomorrow,
        }
    }

    fn word(self) -> &'static str {
        match self {
            HowLong::HalfHour => "half_hour",
            HowLong::TwoHours => "two_hours",
            HowLong::Tomorrow => "tomorrow",
        }
    }
}

impl Whom {
    /// As the engine takes it.
    pub fn choice(self) -> CameraChoice {
        match self {
            Whom::All => CameraChoice::All,
            Whom::One(camera) => CameraChoice::Some { cameras: vec![camera] },
        }
    }

    fn word(self) -> String {
        match self {
            Whom::All => "all".to_owned(),
            Whom::One(camera) => camera.to_string(),
        }
    }

    fn parse(word: &str) -> Option<Whom> {
        match word {
            "all" => Some(Whom::All),
            camera => camera.parse().ok().map(Whom::One),
        }
    }
}

impl Deed {
    /// The menu item's id.
    pub fn id(self) -> String {
        match self {
            Deed::Open => "open".to_owned(),
            Deed::Quit => "quit".to_owned(),
            Deed::Pause(whom, long) => format!("pause:{}:{}", whom.word(), long.word()),
            Deed::Resume(whom) => format!("resume:{}", whom.word()),
        }
    }

    /// What an id means; `None` for one that is not ours.
    pub fn parse(id: &str) -> Option<Deed> {
        match id.split(':').collect::<Vec<_>>().as_slice() {
            ["open"] => Some(Deed::Open),
            ["quit"] => Some(Deed::Quit),
            ["resume", whom] => Whom::parse(whom).map(Deed::Resume),
            ["pause", whom, long] => {
                let long = HowLong::ALL.into_iter().find(|known| known.word() == *long)?;
                Some(Deed::Pause(Whom::parse(whom)?, long))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_the_whole_deed() {
        let mut deeds = vec![Deed::Open, Deed::Quit];
        for whom in [Whom::All, Whom::One(7)] {
            deeds.push(Deed::Resume(whom));
            deeds.extend(HowLong::ALL.map(|long| Deed::Pause(whom, long)));
        }
        for deed in deeds {
            assert_eq!(Deed::parse(&deed.id()), Some(deed));
        }
        for foreign in ["", "pause", "pause:all", "pause:x:tomorrow", "pause:all:for_ever", "resume:"] {
            assert_eq!(Deed::parse(foreign), None, "{foreign}");
        }
    }
}
