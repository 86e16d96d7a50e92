//! What an event tells: the sentences of the history, in one table.
//!
//! Events are kept in these words and found again by them, so a sentence is never reworded; one that says it better is a
//! new variant. Errors of cameras, receipts of the budget and checks before the bell have their sentences where they are
//! decided.

use chrono::NaiveDate;

use crate::PersonId;
use crate::said::{Names, Open, Said, Time};
use crate::sentences;

sentences! {
    /// Something that happened, as an event tells it.
    pub enum Happened<'a> {
        CameraAdded { name: &'a str } = "{name} was added.",
        CameraChanged { name: &'a str } = "{name} was changed.",
        CameraRemoved { name: &'a str } = "{name} was removed.",
        CameraPutBack { name: &'a str } = "{name} was put back.",
        CameraSwitchedOn { name: &'a str } = "{name} was switched on.",
        CameraSwitchedOff { name: &'a str } = "{name} was switched off.",
        CamerasImported { added: usize, changed: usize }
            = "A list of cameras was imported: {added} added, {changed} changed.",
        CameraImportUndone { removed: u64, put_back: u64 }
            = "The import of cameras was undone: {removed} removed, {put_back} as they were before.",
        Paused { name: &'a str, until: Time<'a> } = "{name} was paused until {until}.",
        PauseEnded { name: &'a str } = "{name} is not paused any more.",

        ProfileAdded { name: &'a str } = "The profile {name} was added.",
        ProfileChanged { name: &'a str } = "The profile {name} was changed.",
        ProfileRemoved { name: &'a str } = "The profile {name} was removed.",
        SettingsChanged = "The settings were changed.",
        ConfigurationImported { new: usize, changed: usize }
            = "A configuration was imported: {new} new, {changed} changed.",

        ScheduleAdded { name: &'a str } = "The schedule {name} was added.",
        ScheduleChanged { name: &'a str } = "The schedule {name} was changed.",
        ScheduleBroughtBack { name: &'a str } = "The schedule {name} was brought back.",
        ScheduleRemoved { name: &'a str } = "The schedule {name} was removed.",
        ExceptionAdded { name: &'a str, day: NaiveDate } = "The exception {name} ({day}) was added.",
        ExceptionChanged { name: &'a str, day: NaiveDate } = "The exception {name} ({day}) was changed.",
        LongExceptionAdded { name: &'a str, first: NaiveDate, last: NaiveDate }
            = "The exception {name} ({first} to {last}) was added.",
        LongExceptionChanged { name: &'a str, first: NaiveDate, last: NaiveDate }
            = "The exception {name} ({first} to {last}) was changed.",
        ExceptionsAdded { count: usize } = "{count} exceptions were added.",
        ExceptionRemoved { name: &'a str } = "The exception {name} was removed.",

        PersonAdded { person: PersonId } = "Person {person} was added.",
        PersonChanged { person: PersonId } = "Person {person} was changed.",
        PersonErased { person: PersonId } = "Person {person} was erased.",
        PersonActive { person: PersonId } = "Person {person} is active again.",
        PersonInactive { person: PersonId } = "Person {person} is inactive.",
        PeopleActive { count: usize } = "{count} people are active again.",
        PeopleInactive { count: usize } = "{count} people are inactive.",
        PeopleImported { added: usize, changed: usize }
            = "A list of people was imported: {added} added, {changed} changed.",
        PhotoAdded { person: PersonId } = "A photo of person {person} was added.",
        PhotoRemoved { person: PersonId } = "A photo of person {person} was removed.",
        ToldApart { one: PersonId, other: PersonId }
            = "Persons {one} and {other} are told apart by hand from now on.",
        ToldApartNoMore { one: PersonId, other: PersonId }
            = "Persons {one} and {other} may be told apart by the recogniser again.",
        ConsentRecorded { person: PersonId } = "The consent of person {person} was recorded.",
        ConsentWithdrawn { person: PersonId, photos: u64, templates: u64 }
            = "The consent of person {person} was withdrawn; {photos} photos and {templates} templates went.",
        AttendanceCorrected { person: PersonId } = "The attendance of person {person} was corrected.",
        SightingReviewed { person: PersonId } = "A sighting of person {person} was reviewed.",
        DaySigned { date: NaiveDate } = "{date} was signed off.",

        UnknownKept { minutes: i64 }
            = "Unknown faces are being kept from now on, for {minutes} minutes at most.",
        UnknownStopped { kept: Said<'a> }
            = "Unknown faces are not kept any more. It was stopped; {kept} lie in the tray.",
        UnknownOver { kept: Said<'a> }
            = "Unknown faces are not kept any more. Its time was over; {kept} lie in the tray.",
        UnknownForgotten { faces: Said<'a> } = "The time of {faces} is over; they were deleted.",
        UnknownDeleted = "An unknown face was deleted.",
        AllUnknownDeleted { count: u64 } = "All unknown faces were deleted: {count}.",

        ClipKept { seconds: i64, what: Said<'a> } = "A clip of {seconds} s was kept: {what}.",
        ClipOfNoCopy = "No clip was kept of what happened: the camera sends nothing that can be copied as it is. H.264 and H.265 can.",
        ClipNotMade { why: Said<'a> } = "No clip was kept of what happened: {why}.",
        ClipNotKept { why: Said<'a> } = "No clip was kept of what happened. {why}",
        ClipsFull { count: usize } = "The space for clips is full: {count} of the oldest went.",
        ClipSaved = "A copy of a clip was saved.",
        ClipDeleted = "A clip was deleted.",

        BackupMade { kind: Said<'a>, size: &'a str, path: &'a str }
            = "A backup was made ({kind}, {size}): {path}.",
        BackupNotMade { why: Said<'a> } = "The backup could not be made. {why}",
        BackupRestored { made: Time<'a> } = "The backup of {made} was restored.",
        BackupRestoredWithout { made: Time<'a>, people: u64, consents: u64 }
            = "The backup of {made} was restored. People erased again: {people}; consents withdrawn again: {consents}.",

        PeriodBegun { name: &'a str, until: Time<'a> } = "{name} has begun, until {until}.",
        ZoneMoved { zone: &'a str, site: &'a str }
            = "This machine's time zone is {zone} now. The bell goes on by {site}.",
        ClockSetBack { span: Said<'a> } = "This machine's clock was set back by {span}.",
        ClockForward { span: Said<'a> }
            = "This machine's clock went forward by {span}: it was set, or the machine slept.",
        FfmpegThere = "ffmpeg is there now; cameras may run.",
        AllStopped { by: Open<'a>, count: usize } = "{by} stopped all cameras ({count} were running).",
        AllMayRun = "All cameras may run again.",
        PictureBack { name: &'a str, span: Said<'a> } = "{name}: the picture is back after {span}.",
        FailedTogether { count: usize, word: Said<'a>, names: Names<'a> }
            = "{count} cameras failed together ({word}): {names}.",
        ManyFailedTogether { count: usize, word: Said<'a>, names: Names<'a>, more: usize }
            = "{count} cameras failed together ({word}): {names} and {more} more.",
        SoftwareNext { name: &'a str } = "{name}: decodes in software now, since hardware decoding failed.",
        InSoftware { name: &'a str, why: Said<'a> } = "{name}: decodes in software, since {why}.",
        TogetherInSoftware { count: usize, why: Said<'a>, names: Names<'a> }
            = "{count} cameras decode in software, since {why}: {names}.",
        ManyInSoftware { count: usize, why: Said<'a>, names: Names<'a>, more: usize }
            = "{count} cameras decode in software, since {why}: {names} and {more} more.",

        RecognitionWorks = "Recognition works again.",
        RecognitionBroken { why: Said<'a> } = "Faces are not recognised: {why}",
        RunsElsewhere { wish: &'a str, provider: &'a str, tried: Said<'a> }
            = "Recognition was to run on {wish} and runs on {provider}. {tried}",
        BestRunsElsewhere { provider: &'a str, tried: Said<'a> }
            = "Recognition was to run on the best that works here and runs on {provider}. {tried}",
        PhotosLearnt = "All photos are learnt by the chosen model pack.",
        PhotoNotLearnt = "1 photo could not be learnt by the chosen model pack.",
        PhotosNotLearnt { count: usize } = "{count} photos could not be learnt by the chosen model pack.",
        PackInstalled { pack: &'a str } = "The model pack {pack} was installed.",
        PackRemoved { pack: &'a str } = "The model pack {pack} was removed.",

        EntryLost = "1 entry of the history was lost, because the store could not be written.",
        EntriesLost { count: u64 }
            = "{count} entries of the history were lost, because the store could not be written.",
    }
}

sentences! {
    /// What is said within those sentences, and who did it.
    pub enum Within<'a> {
        Engine = "engine",
        Window = "window",
        Tray = "tray",
        CommandLine = "bellwatchctl",
        UnknownFace = "1 unknown face",
        UnknownFaces { count: u64 } = "{count} unknown faces",
        ClipUnknownFace = "an unknown face",
        ClipInDoubt = "a face in doubt",
        ClipTamper = "a picture that is covered, black or frozen",
        Daily = "daily",
        ByHand = "by hand",
        BeforeUpgrade = "before an upgrade",
        BeforeRestore = "before a restore",
        BeforeImport = "before an import",
        NotOffered { name: &'a str } = "the ffmpeg of this computer offers no {name}",
        HardwareFailed = "decoding in hardware failed",
        More { count: usize } = "{count} more",
        Seconds { s: i64 } = "{s} s",
        Minutes { min: i64, s: i64 } = "{min} min {s} s",
        Hours { h: i64, min: i64 } = "{h} h {min} min",
        Days { d: i64, h: i64 } = "{d} d {h} h",
    }
}
