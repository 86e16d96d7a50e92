//! Why something that was asked for is refused, in one table: what the engine itself finds wrong with it. What is wrong
//! with a value, a name or an address is the domain's to say, and what cannot be kept the store's.

use bellwatch_domain::said::{Said, Time};
use bellwatch_domain::sentences;
use chrono::NaiveDate;

sentences! {
    /// Why something asked for is refused.
    pub enum Refusal<'a> {
        Gone { what: Said<'a> } = "This {what} is no longer there. Somebody may have removed it.",
        Closing = "Bellwatch is being closed.",
        TooSoon { wait: i64 } = "The enforcer has just looked. Ask again in {wait} s.",

        TooManyTags { most: usize } = "A camera can carry {most} tags at most.",
        Priority = "The priority is a number from 0 to 9.",
        ProfileGone = "This profile is no longer there. Choose another.",
        PasswordOfNobody = "The camera whose password this is has been removed. Type the password.",
        NoSuchCamera = "There is no such camera.",
        NoTime = "Choose a day and a time.",
        TooManyFound { most: usize } = "{most} cameras at once are the most.",

        TooManyPeriods { most: usize } = "A schedule has {most} periods at most.",
        PeriodChanged { period: &'a str } = "The period {period} was changed elsewhere. Look at the schedule again.",
        NoWeekday { day: u64 } = "{day} is not a weekday: 1 is Monday, 7 is Sunday.",
        NoWeekdays { period: &'a str } = "{period} needs at least one weekday.",
        Grace { period: &'a str, what: Said<'a>, most: u64, minutes: u64 }
            = "{period}: {what} takes 0 to {most} minutes, not {minutes}.",
        Swapped { name: &'a str, start: Time<'a>, end: Time<'a>, most: i64 }
            = "{name} ends at {end}, before it starts at {start}. Over midnight it may last {most} h at most; were they swapped?",
        NoTimeOfDay { value: &'a str } = "\"{value}\" is not a time of day; they look like 07:45.",
        NoDate { value: &'a str } = "\"{value}\" is not a date; they look like 2026-11-21.",
        EndsBefore { name: &'a str, first: NaiveDate, last: NaiveDate }
            = "{name} would end on {last}, before it begins on {first}.",
        TooLongException = "An exception lasts ten years at most.",
        DaysAtOnce { most: u64 } = "Ask for 1 to {most} days at once.",

        LastBeforeFirst = "The last day lies before the first.",
        TooManyDays { most: i64 } = "Ask for {most} days at once at most.",
        TooManyRecords { most: usize } = "These are more than {most} records. Ask for fewer days, or for one group.",
        NoStatus = "Say how it was: present, late, absent, unknown or excused.",
        SamePerson = "This is the person that it was taken for. Choose another.",
        NoCalendarTime = "This is no time that a calendar has.",
        NoInstant = "That is no instant.",
        NobodyYet = "Say whose face this is first; then its picture can be added.",
        NoConsentDate { value: &'a str } = "{value} is no date. Write it as 2026-09-01.",
        OnePerson = "These are one and the same person.",

        NoPack = "No model pack is chosen, so no face is found. Choose one in Settings › Recognition.",
        PackAtWork = "This pack recognises now. Choose another or none in Settings, then remove it.",
        PackInstalling = "Another model pack is being installed. Wait until it is done.",
        Measuring = "This machine is being measured. Ask again in a few seconds.",
        PackNotAtWork = "No model pack is at work. Choose one in Settings › Recognition.",

        NoPhotoInZip = "There is no photo in this zip.",
        EnrolledFor { name: &'a str } = "This very photo is enrolled for {name}. Check whose photo it is.",
        NotActive { person: &'a str } = "{person} is not active, so no photo is kept.",
        NoConsentOf { person: &'a str } = "{person} has no consent, so no photo is kept. Record the consent first.",
        EmptyGroup { group: &'a str } = "Nobody is in the group {group}.",
        NoPicture { camera: &'a str } = "{camera} sends no picture at this moment. Start it, and try again.",
        OldPicture { camera: &'a str, seconds: i64 }
            = "{camera} sent its last picture {seconds} s ago, which may show somebody else. Try again.",
        PictureGone = "The picture of this sighting is not kept any more.",
        NotAsked = "This camera was not asked, or the search began anew. Ask it again.",
        AlreadySigned { date: Time<'a> } = "{date} was signed off already.",

        NotSent = "The file did not come through. Choose it again.",
        NotOfAFile { value: &'a str, key: &'a str } = "\"{value}\" cannot be the {key} of a file.",
        SentNameless = "The file came without its name. Choose it again.",
    }
}

sentences! {
    /// What is named within a refusal.
    pub enum Named {
        Camera = "camera",
        Profile = "profile",
        Schedule = "schedule",
        Period = "period",
        Exception = "exception",
        Request = "request",
        Person = "person",
        Photo = "photo",
        Sighting = "sighting",
        Day = "day",
        UnknownFace = "unknown face",
        Consent = "consent",
        Clip = "clip",
        Backup = "backup",
        Engine = "engine",
        EarlyGrace = "the early grace",
        LateGrace = "the late grace",
        LateAfter = "late after",
    }
}
