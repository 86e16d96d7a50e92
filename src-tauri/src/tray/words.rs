//! The English of the tray, in one table: the templates by which the window says it in another language.

use bellwatch_domain::said::{Open, Said, Time};
use bellwatch_domain::sentences;

sentences! {
    /// What the tray says, beside the engine's own sentences.
    pub enum Words<'a> {
        Starting = "Bellwatch is starting.",
        StartingShort = "Starting…",
        NotStarted = "Bellwatch could not start its engine.",

        NoCamera = "No camera yet",
        AllWell { watching: Said<'a> } = "All well · {watching}",
        NeedsAttention { watching: Said<'a> } = "Needs attention · {watching}",
        StoppedByHand { by: Open<'a>, watching: Said<'a> } = "Stopped by hand ({by}) · {watching}",
        AllPaused { cameras: Said<'a> } = "Paused · {cameras}",
        SomePaused { cameras: Said<'a>, watching: Said<'a> } = "{cameras} paused · {watching}",
        Watching { cameras: Said<'a> } = "{cameras} watching",
        WatchingOf { watching: usize, cameras: Said<'a> } = "{watching} of {cameras} watching",
        OneCamera = "1 camera",
        Cameras { count: usize } = "{count} cameras",
        MoreProblems { count: usize } = "And {count} more in the window",
        AndMore { count: usize } = "And {count} more.",

        PauseAll = "Pause all",
        PauseOne = "Pause a camera",
        HalfHour = "30 minutes",
        TwoHours = "2 hours",
        Tomorrow { at: Time<'a> } = "Until tomorrow {at}",
        PausedUntil { camera: &'a str, until: Time<'a> } = "{camera} · paused until {until}",
        Resume = "Resume",
        ResumeAll = "Resume all",
        MoreCameras = "More in the window…",
        Open = "Open Bellwatch",
        Quit = "Quit",
        QuitStops { cameras: Said<'a> } = "Quit (stops {cameras})",
    }
}
