//! Days off from an .ics file: what is whole days is taken, everything else is told with its reason.

use std::collections::HashSet;

use bellwatch_domain::said::Spans;
use bellwatch_domain::schedule::ExceptionKind;
use bellwatch_domain::{ExceptionId, ScheduleException, knobs, sentences};
use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;
use icalendar::{
    Calendar, CalendarComponent, CalendarDateTime, Component, DatePerhapsTime, Event, EventStatus, Property,
};

use super::repeats::{Followed, Repeats};
use crate::wire::{CalendarLine, CalendarReport, CalendarVerdict, Problem};

/// Largest file.
const MOST_BYTES: usize = 5 * 1024 * 1024;
/// Entries of a file.
const MOST_EVENTS: usize = 10_000;
/// Days off that one file may make, those that are there already counted: no more exceptions are kept.
const MOST_DAYS: usize = 10_000;
/// Longest entry: what is longer is no holiday.
const LONGEST: Duration = Duration::days(3660);
/// Lines of a report.
const MOST_LINES: usize = 500;

/// The first and the last day.
type Range = (NaiveDate, NaiveDate);

/// What a file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The days off to add; their numbers are the store's to give.
    pub days: Vec<ScheduleException>,
    /// One line for each day off, and for each entry that is none.
    pub lines: Vec<CalendarLine>,
}

/// Reads an .ics file: each entry of whole days becomes a day off, or several where it is repeated.
///
/// Floating times are the site's (`zone`); repeated entries are followed from a year before `today` to five years
/// after, and 10 000 days off are read in all. `known` are the exceptions there are already. A large file takes seconds.
///
/// # Errors
///
/// One sentence for a file that is no calendar, or too large.
pub fn read(text: &str, zone: Tz, known: &[ScheduleException], today: NaiveDate) -> Result<Reading, Problem> {
    let refuse = |why: Remark<'_>| Problem::bad_input("file", why);
    if text.len() > MOST_BYTES {
        return Err(refuse(Remark::Large));
    }
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !text.get(..15).is_some_and(|begin| begin.eq_ignore_ascii_case("BEGIN:VCALENDAR")) {
        return Err(refuse(Remark::NoCalendar));
    }
    let calendar: Calendar = text.parse().map_err(|_| refuse(Remark::Damaged))?;
    let events: Vec<&Event> = calendar.components.iter().filter_map(CalendarComponent::as_event).collect();
    if events.len() > MOST_EVENTS {
        return Err(refuse(Remark::Long));
    }
    let mut reader = Reader::beside(known);
    let mut repeats = Repeats::around(today);
    for event in events {
        let name = name_of(event);
        if reader.left == 0 {
            reader.refuse(name, Remark::NoRoomAfter.to_string());
            continue;
        }
        match whole_days(event, zone, &mut repeats) {
            Ok(Found { ranges, remark }) => reader.take(&name, &ranges, remark.as_deref()),
            Err(sentence) => reader.refuse(name, sentence),
        }
    }
    Ok(reader.reading)
}

/// What was read so far, and what of it is there.
struct Reader {
    reading: Reading,
    /// The days off of the whole site: those that are known, and those that are read.
    there: HashSet<Range>,
    /// Exceptions that can still be kept.
    room: usize,
    /// Days off that may still be read.
    left: usize,
}

impl Reader {
    fn beside(known: &[ScheduleException]) -> Self {
        let off = |day: &&ScheduleException| day.schedule.is_none() && day.kind == ExceptionKind::Off;
        Reader {
            reading: Reading { days: Vec::new(), lines: Vec::new() },
            there: known.iter().filter(off).map(|day| (day.first, day.last)).collect(),
            room: MOST_DAYS.saturating_sub(known.len()),
            left: MOST_DAYS,
        }
    }

    fn refuse(&mut self, name: String, sentence: String) {
        self.reading.lines.push(CalendarLine {
            name,
            first: None,
            last: None,
            verdict: CalendarVerdict::Refused,
            sentence: Some(sentence),
        });
    }

    fn take(&mut self, name: &str, ranges: &[Range], remark: Option<&str>) {
        for range in &ranges[..ranges.len().min(self.left)] {
            self.take_one(name, *range, remark);
        }
        let cut = ranges.len().saturating_sub(self.left);
        self.left = self.left.saturating_sub(ranges.len());
        if cut > 0 {
            let sentence = Remark::Cut { cut }.to_string();
            self.refuse(name.to_owned(), sentence);
        }
    }

    fn take_one(&mut self, name: &str, range: Range, remark: Option<&str>) {
        let (first, last) = range;
        let verdict = if self.there.contains(&range) {
            CalendarVerdict::Same
        } else if self.room == 0 {
            CalendarVerdict::Refused
        } else {
            CalendarVerdict::Add
        };
        if verdict == CalendarVerdict::Add {
            self.there.insert(range);
            self.room -= 1;
            self.reading.days.push(ScheduleException {
                id: ExceptionId(0),
                name: name.to_owned(),
                first,
                last,
                kind: ExceptionKind::Off,
                schedule: None,
            });
        }
        let sentence = match verdict {
            CalendarVerdict::Refused => Some(Remark::Full.to_string()),
            CalendarVerdict::Add | CalendarVerdict::Same => remark.map(str::to_owned),
        };
        self.reading.lines.push(CalendarLine {
            name: name.to_owned(),
            first: Some(first.to_string()),
            last: Some(last.to_string()),
            verdict,
            sentence,
        });
    }
}

sentences! {
    /// Why a calendar or an entry of it is not taken, and what is worth knowing of one that is.
    pub(crate) enum Remark<'a> {
        Large = "This calendar is larger than 5 MB. Export a shorter stretch of it.",
        NoCalendar = "This file is no calendar: it does not begin with BEGIN:VCALENDAR.",
        Damaged = "This calendar cannot be read: it is damaged or was cut off.",
        Long = "This calendar has more than 10 000 entries. Export a shorter stretch of it.",
        NoRoomAfter = "The entries before it make 10 000 days off already.",
        Cut { cut: usize } = "{cut} more of its days were not read: there are 10 000 already.",
        Full = "There are 10 000 exceptions, and no room for more.",
        Cancelled = "It was cancelled.",
        OneOfRepeated = "It changes one day of a repeated entry, which is not read.",
        NoStart = "It has no start.",
        EndsBefore = "It ends before it begins.",
        NotWhole { times: Spans<'a> } = "It is not a whole day: {times}.",
        TooLong = "It lasts more than ten years.",
        AllOver = "Its repeats are all over, or more than five years ahead.",
        NoZone { zone: &'a str } = "Its time zone \"{zone}\" is not known.",
        NotInZone { told: &'a str, zone: &'a str } = "\"{told}\" does not exist in {zone}.",
        NoDate { told: &'a str } = "\"{told}\" is not a date.",
        OutOfReach { told: &'a str } = "\"{told}\" is not a date of these times.",
        NoDuration { told: &'a str } = "\"{told}\" is not a duration.",
        TooManyRepeated = "This file has too many repeated entries; this one was not followed.",
        TooOften { most: usize, last: NaiveDate }
            = "It repeats too often: only its first {most} days are taken, up to {last}.",
        Endless = "It repeats without an end; the next five years are taken.",
        NoRule = "Its rule of repetition cannot be read.",
        WithinADay = "It repeats within a day, which makes no days off.",
    }
}

sentences! {
    /// What a reading comes to, as clauses of one sentence.
    pub(crate) enum Summary {
        None = "There is no day off to add.",
        OneAdded = "1 day off added.",
        Added { count: usize } = "{count} days off added.",
        OneWould = "1 day off would be added.",
        Would { count: usize } = "{count} days off would be added.",
        OneThere = "1 is there already.",
        There { count: usize } = "{count} are there already.",
        OneLeftOut = "1 entry is left out.",
        LeftOut { count: usize } = "{count} entries are left out.",
    }
}

/// What the report says of a reading; `added` once it was stored.
pub fn report(reading: &Reading, added: bool) -> CalendarReport {
    let count = |verdict| reading.lines.iter().filter(|line| line.verdict == verdict).count();
    let (add, same, refused) =
        (count(CalendarVerdict::Add), count(CalendarVerdict::Same), count(CalendarVerdict::Refused));
    let mut said = vec![match (add, added) {
        (0, _) => Summary::None,
        (1, true) => Summary::OneAdded,
        (count, true) => Summary::Added { count },
        (1, false) => Summary::OneWould,
        (count, false) => Summary::Would { count },
    }];
    said.extend(match same {
        0 => None,
        1 => Some(Summary::OneThere),
        count => Some(Summary::There { count }),
    });
    said.extend(match refused {
        0 => None,
        1 => Some(Summary::OneLeftOut),
        count => Some(Summary::LeftOut { count }),
    });
    let said: Vec<String> = said.iter().map(|one| one.to_string().trim_end_matches('.').to_owned()).collect();
    let sentence = format!("{}.", said.join("; "));
    let more = reading.lines.len().saturating_sub(MOST_LINES);
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    CalendarReport {
        sentence,
        lines: reading.lines.iter().take(MOST_LINES).cloned().collect(),
        more: number(more),
        adds: number(add),
        same: number(same),
        refused: number(refused),
        added,
    }
}

/// An entry's name as an exception can have it.
fn name_of(event: &Event) -> String {
    let told: String = event
        .get_summary()
        .unwrap_or_default()
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    let words: Vec<&str> = told.split_whitespace().collect();
    let clipped: String = words.join(" ").chars().take(80).collect();
    knobs::check_name(&clipped).unwrap_or_else(|_| "Day off".to_owned())
}

struct Found {
    ranges: Vec<Range>,
    remark: Option<String>,
}

/// The local dates that an entry covers, first to last; or why it covers none.
fn whole_days(event: &Event, zone: Tz, repeats: &mut Repeats) -> Result<Found, String> {
    if event.get_status() == Some(EventStatus::Cancelled) {
        return Err(Remark::Cancelled.to_string());
    }
    if event.properties().contains_key("RECURRENCE-ID") {
        return Err(Remark::OneOfRepeated.to_string());
    }
    let property = |key: &str| event.properties().get(key);
    let start = property("DTSTART").ok_or_else(|| Remark::NoStart.to_string())?;
    let start = local(start, zone)?;
    let end = match (property("DTEND"), property("DURATION")) {
        (Some(end), _) => local(end, zone)?,
        (None, Some(duration)) => start + span(duration.value())?,
        (None, None) if start.time() == NaiveTime::MIN => start + Duration::days(1),
        (None, None) => start,
    };
    if end < start {
        return Err(Remark::EndsBefore.to_string());
    }
    if start.time() != NaiveTime::MIN || end.time() != NaiveTime::MIN || start == end {
        let times = format!("{}–{}", start.format("%H:%M"), end.format("%H:%M"));
        return Err(Remark::NotWhole { times: Spans(&times) }.to_string());
    }
    let lasts = end - start;
    if lasts > LONGEST {
        return Err(Remark::TooLong.to_string());
    }
    let range = |first: NaiveDate| (first, first + lasts - Duration::days(1));
    let Some(rule) = event.property_value("RRULE") else {
        let mut firsts = vec![start.date()];
        firsts.extend(dates(event, "RDATE", zone)?);
        return Ok(Found { ranges: firsts.into_iter().map(range).collect(), remark: None });
    };
    let Followed { mut firsts, remark } = repeats.follow(start.date(), rule)?;
    let but: HashSet<NaiveDate> = dates(event, "EXDATE", zone)?.into_iter().collect();
    firsts.retain(|first| !but.contains(first));
    firsts.extend(dates(event, "RDATE", zone)?);
    if firsts.is_empty() {
        return Err(Remark::AllOver.to_string());
    }
    Ok(Found { ranges: firsts.into_iter().map(range).collect(), remark })
}

/// What a property says in the site's time.
fn local(property: &Property, zone: Tz) -> Result<NaiveDateTime, String> {
    let told: String = property.value().chars().take(40).collect();
    match DatePerhapsTime::from_property(property) {
        Some(DatePerhapsTime::Date(date)) => Ok(date.and_time(NaiveTime::MIN)),
        Some(DatePerhapsTime::DateTime(CalendarDateTime::Floating(time))) => Ok(time),
        Some(DatePerhapsTime::DateTime(CalendarDateTime::Utc(time))) => {
            Ok(time.with_timezone(&zone).naive_local())
        }
        Some(DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, tzid })) => {
            let own: Tz = tzid.parse().map_err(|_| Remark::NoZone { zone: &tzid }.to_string())?;
            let at = own.from_local_datetime(&date_time).earliest();
            at.map(|at| at.with_timezone(&zone).naive_local())
                .ok_or_else(|| Remark::NotInZone { told: &told, zone: &tzid }.to_string())
        }
        None => Err(Remark::NoDate { told: &told }.to_string()),
    }
    .and_then(|at| {
        if in_reach(at.date()) { Ok(at) } else { Err(Remark::OutOfReach { told: &told }.to_string()) }
    })
}

/// Whether a date is one that exceptions can have.
fn in_reach(date: NaiveDate) -> bool {
    let known = NaiveDate::from_ymd_opt(2000, 1, 1)..NaiveDate::from_ymd_opt(2190, 1, 1);
    known.contains(&Some(date))
}

/// `P1D`, `P2W`; times within a day make no whole days, and are told so by the caller.
fn span(text: &str) -> Result<Duration, String> {
    let told: String = text.chars().take(40).collect();
    let wrong = || Remark::NoDuration { told: &told }.to_string();
    let (date, time) =
        text.trim().strip_prefix('P').ok_or_else(wrong)?.split_once('T').unwrap_or((&text.trim()[1..], ""));
    let mut seconds = 0_i64;
    for (part, units) in
        [(date, [('W', 604_800), ('D', 86_400)].as_slice()), (time, &[('H', 3600), ('M', 60), ('S', 1)])]
    {
        let mut digits = String::new();
        for letter in part.chars() {
            if letter.is_ascii_digit() {
                digits.push(letter);
                continue;
            }
            let unit = units
                .iter()
                .find(|(name, _)| *name == letter)
                .map(|(_, seconds)| *seconds)
                .ok_or_else(wrong)?;
            let count: u32 = digits.parse().map_err(|_| wrong())?;
            seconds += i64::from(count) * unit;
            digits.clear();
        }
        if !digits.is_empty() {
            return Err(wrong());
        }
    }
    Duration::try_seconds(seconds).filter(|span| *span <= LONGEST).ok_or_else(wrong)
}

/// The dates of a list such as EXDATE.
fn dates(event: &Event, key: &str, zone: Tz) -> Result<Vec<NaiveDate>, String> {
    let single = event.properties().get(key).into_iter();
    let several = event.multi_properties().get(key).into_iter().flatten();
    let mut all = Vec::new();
    for property in single.chain(several) {
        for part in property.value().split(',') {
            let mut one = Property::new(key, part.trim());
            for (name, parameter) in property.params() {
                one.append_parameter((name.as_str(), parameter.value()));
            }
            all.push(local(&one, zone)?.date());
        }
    }
    Ok(all)
}
