//! The plan of some days as an .ics file.

use std::sync::Arc;

use bellwatch_domain::plan::Config;
use bellwatch_domain::schedule::{BellSource, Bells};
use bellwatch_domain::{BellSchedule, Camera, PeriodOccurrence};
use chrono::{DateTime, NaiveDate, Utc};
use icalendar::{Calendar, Component, Event, EventLike};

/// Cameras that an entry names; of the rest it says how many they are.
const NAMED: usize = 20;

/// Every occurrence that begins on the dates from `first` to `last`, as an iCalendar text with lines of at most 75
/// bytes. It holds names and times alone.
pub fn write(config: &Config, first: NaiveDate, last: NaiveDate, now: DateTime<Utc>) -> String {
    let bells = Bells::of(config);
    let mut calendar = Calendar::new();
    calendar.append_property(("PRODID", "-//Bellwatch//Plan//EN"));
    calendar.name(&config.site.name);
    for schedule in bells.ringing() {
        for one in bells.occurrences(schedule, first, last) {
            calendar.push(entry(config, schedule, &one, now));
        }
    }
    calendar.done().to_string()
}

fn entry(config: &Config, schedule: &BellSchedule, one: &Arc<PeriodOccurrence>, now: DateTime<Utc>) -> Event {
    let source = match one.source {
        BellSource::Period(id) => format!("period-{id}"),
        BellSource::Exception(id) => format!("exception-{id}"),
    };
    let watch = |camera: &&Camera| camera.enabled && schedule.drives.includes(camera) && one.wants(camera);
    let names: Vec<&str> = config.cameras.iter().filter(watch).map(|camera| camera.name.as_str()).collect();
    let more = names.len().saturating_sub(NAMED);
    let told = names[..names.len() - more].join(", ");
    let cameras = match (names.len(), more) {
        (0, _) => "No camera watches.".to_owned(),
        (1, _) => format!("1 camera watches: {told}."),
        (count, 0) => format!("{count} cameras watch: {told}."),
        (count, more) => format!("{count} cameras watch: {told} and {more} more."),
    };
    Event::new()
        .uid(&format!("{source}-schedule-{}-{}@bellwatch", one.schedule, one.date))
        .timestamp(now)
        .starts(one.starts)
        .ends(one.ends)
        .summary(&one.name)
        .description(&cameras)
        .add_property("CATEGORIES", &schedule.name)
        .done()
}
