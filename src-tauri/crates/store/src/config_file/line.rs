//! Why a line of a configuration file is refused, in one table.

use bellwatch_domain::sentences;

sentences! {
    /// Why a line is refused, beyond what is wrong with a knob, a name or an address.
    pub(crate) enum Line<'a> {
        NoSuch { name: &'a str } = "A configuration has no \"{name}\".",
        Tables { name: &'a str } = "Write each {name} under a line [[{name}]].",
        Site = "Write the settings of the site under a line [site].",
        Periods = "Write each period under a line [[schedule.period]].",
        NoName = "This has no name.",
        ProfileTwice { name: &'a str } = "The profile {name} stands here twice.",
        CameraTwice { name: &'a str } = "The camera {name} stands here twice.",
        ScheduleTwice { name: &'a str } = "The schedule {name} stands here twice.",
        NoProfile { name: &'a str } = "There is no profile named \"{name}\".",
        NoCamera { name: &'a str } = "There is no camera named \"{name}\".",
        NoSchedule { name: &'a str } = "There is no schedule named \"{name}\".",

        Text { key: &'a str } = "\"{key}\" takes a text in quotation marks.",
        Texts { key: &'a str } = "\"{key}\" takes a list of texts, as in [\"one\", \"two\"].",
        Truth { key: &'a str } = "\"{key}\" takes true or false.",
        Time { key: &'a str } = "\"{key}\" takes a time such as \"07:45\".",
        Date { key: &'a str } = "\"{key}\" takes a date such as \"2026-11-21\".",
        Minutes { key: &'a str } = "\"{key}\" takes 0 to 240 whole minutes.",
        Drives { key: &'a str, like: &'a str } = "\"{key}\" takes \"all\", or {like}.",
        Priority = "\"priority\" takes a number from 0 to 9.",
        Weekdays = "\"weekdays\" takes days such as \"Sun Mon Tue\", or \"none\".",
        Kind = "\"kind\" takes off, on, window or shift.",

        NotOfCamera { key: &'a str } = "A camera has no \"{key}\".",
        PasswordInClear
            = "A camera has no \"password\". Passwords do not stand in this file in clear; set them in Bellwatch.",
        NotOfSchedule { key: &'a str } = "A schedule has no \"{key}\".",
        NotOfPeriod { key: &'a str } = "A period has no \"{key}\".",
        NotOfException { key: &'a str } = "An exception has no \"{key}\".",
        PeriodWithout { name: &'a str, key: &'a str } = "The period {name} has no \"{key}\".",
        ExceptionWithout { name: &'a str, key: &'a str } = "The exception {name} has no \"{key}\".",

        NoAddress { name: &'a str } = "The camera {name} has no address.",
        Address = "An address in this file holds no user name and no password.",
        TooManyTags { most: usize } = "A camera can carry {most} tags at most.",
        NoFirst { name: &'a str } = "The exception {name} has no \"first\" day.",
        EndsBefore { name: &'a str } = "The exception {name} ends before it begins.",
        To { name: &'a str } = "The exception {name} needs \"to\" with a weekday, as in to = \"Sun\".",
    }
}

/// Whose times are read.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whose<'a> {
    /// A period's of this name.
    Period(&'a str),
    /// An exception's of this name.
    Exception(&'a str),
}

impl<'a> Whose<'a> {
    /// It lacks something that it must have.
    pub(super) fn without(self, key: &'a str) -> Line<'a> {
        match self {
            Whose::Period(name) => Line::PeriodWithout { name, key },
            Whose::Exception(name) => Line::ExceptionWithout { name, key },
        }
    }
}
