//! Backups in sentences: the same for the window and the command line.

use bellwatch_domain::Site;
use bellwatch_domain::happened::{Happened, Within};
use bellwatch_domain::said::{Clauses, Names, Said, Time};
use bellwatch_domain::sentences;
use bellwatch_store::{BackupFacts, BackupKind, Contents, Difference, Made, Rehearsal};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// Names that are listed of a difference; the others are counted.
const NAMED: usize = 8;

/// "1.2 MB".
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.0} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

/// The event of a backup.
pub fn made(made: &Made) -> String {
    let kind = kind(made.facts.kind).to_string();
    let (size, path) = (&size(made.bytes), &made.path.display().to_string());
    Happened::BackupMade { kind: Said(&kind), size, path }.to_string()
}

/// Why a backup was made.
pub fn kind(kind: BackupKind) -> Within<'static> {
    match kind {
        BackupKind::Daily => Within::Daily,
        BackupKind::ByHand => Within::ByHand,
        BackupKind::BeforeUpgrade => Within::BeforeUpgrade,
        BackupKind::BeforeRestore => Within::BeforeRestore,
        BackupKind::BeforeImport => Within::BeforeImport,
    }
}

/// An instant in the site's time.
pub fn instant(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).format("%-d %B %Y %H:%M").to_string()
}

sentences! {
    /// What is said of a backup, and of restoring it.
    pub(crate) enum Of<'a> {
        About { site: &'a str, made: Time<'a>, kind: Said<'a>, app: &'a str, version: i64 }
            = "{site}, made on {made} ({kind}) by Bellwatch {app} with store version {version}.",
        Holds { what: Said<'a> } = "It holds {what}",
        Now { what: Said<'a> } = "Now there are {what}",
        NotCompared { why: Said<'a> } = "The store that is here now cannot be compared: {why}",
        NoStore = "There is no store here now.",
        Differs { what: Said<'a>, parts: Clauses<'a> } = "{what}: {parts}.",
        Cameras = "Cameras",
        Profiles = "Profiles",
        Schedules = "Schedules",
        ComesBack { names: Names<'a> } = "{names} comes back.",
        ComeBack { names: Names<'a> } = "{names} come back.",
        Changes { names: Names<'a> } = "{names} changes.",
        Change { names: Names<'a> } = "{names} change.",
        Goes { names: Names<'a> } = "{names} goes.",
        Go { names: Names<'a> } = "{names} go.",
        People { back: usize, changed: usize, gone: usize }
            = "People: {back} come back, {changed} change, {gone} go.",
        GoesFromHere { made: Time<'a> }
            = "Whatever happened after {made} goes from here; it is kept in a backup that is made first.",
        NoPasswords = "No camera in it has a password.",
        AllOpen { all: u64 } = "All of its {all} passwords open.",
        SomeOpen { open: u64, all: u64 }
            = "{open} of its {all} passwords open with the key at hand; the others must be typed again.",
        OneErased = "1 person erased since would come back; restoring erases them again.",
        Erased { count: u64 } = "{count} people erased since would come back; restoring erases them again.",
        OneWithdrawn
            = "The photos of 1 person whose consent was withdrawn since would come back; restoring erases them again.",
        Withdrawn { count: u64 }
            = "The photos of {count} people whose consent was withdrawn since would come back; restoring erases them again.",
        LeftOut = "Clips, kept snapshots and model packs are in no backup: clips and snapshots are gone with their disk, packs are installed again.",
    }
}

sentences! {
    /// What a store holds, as it stands after "It holds".
    pub(crate) enum Holding<'a> {
        New {
            cameras: u64, schedules: u64, people: u64, photos: u64, sightings: u64, records: u64, heartbeats: u64,
            events: u64
        } = "{cameras} cameras, {schedules} schedules, {people} people, {photos} photos, {sightings} sightings, {records} attendance records, {heartbeats} heartbeats, {events} events; no history.",
        Used {
            cameras: u64, schedules: u64, people: u64, photos: u64, sightings: u64, records: u64, heartbeats: u64,
            events: u64, first: Time<'a>, last: Time<'a>
        } = "{cameras} cameras, {schedules} schedules, {people} people, {photos} photos, {sightings} sightings, {records} attendance records, {heartbeats} heartbeats, {events} events; history from {first} to {last}.",
    }
}

/// What is in no backup.
pub fn left_out() -> String {
    Of::LeftOut.to_string()
}

/// What a backup is.
pub fn about(facts: &BackupFacts, zone: Tz) -> String {
    let (made, kind) = (instant(facts.made, zone), kind(facts.kind).to_string());
    let (made, kind) = (Time(&made), Said(&kind));
    Of::About { site: &facts.site, made, kind, app: &facts.app, version: facts.store_version }.to_string()
}

/// What a store holds.
pub fn contents(contents: &Contents, zone: Tz) -> String {
    let Contents { cameras, schedules, people, photos, sightings, records, heartbeats, events, history } =
        *contents;
    let Some((first, last)) = history else {
        let held =
            Holding::New { cameras, schedules, people, photos, sightings, records, heartbeats, events };
        return held.to_string();
    };
    let (first, last) = (instant(first, zone), instant(last, zone));
    let (first, last) = (Time(&first), Time(&last));
    let held = Holding::Used {
        cameras,
        schedules,
        people,
        photos,
        sightings,
        records,
        heartbeats,
        events,
        first,
        last,
    };
    held.to_string()
}

/// What a backup holds, in a sentence.
pub fn holds(held: &Contents, zone: Tz) -> String {
    Of::Holds { what: Said(&contents(held, zone)) }.to_string()
}

/// What restoring would do, line by line.
pub fn rehearsal(rehearsal: &Rehearsal, site: &Site) -> Vec<String> {
    let zone = site.time_zone;
    let mut lines = vec![
        about(&rehearsal.facts, zone),
        holds(&rehearsal.restored, zone),
        match (&rehearsal.present, &rehearsal.present_fails) {
            (Some(present), _) => Of::Now { what: Said(&contents(present, zone)) }.to_string(),
            (None, Some(why)) => Of::NotCompared { why: Said(why) }.to_string(),
            (None, None) => Of::NoStore.to_string(),
        },
    ];
    if rehearsal.present.is_some() {
        lines.extend(difference(Of::Cameras, &rehearsal.cameras));
        lines.extend(difference(Of::Profiles, &rehearsal.profiles));
        lines.extend(difference(Of::Schedules, &rehearsal.schedules));
        let Difference { new, changed, gone } = &rehearsal.people;
        if !rehearsal.people.is_none() {
            let people = Of::People { back: new.len(), changed: changed.len(), gone: gone.len() };
            lines.push(people.to_string());
        }
        let made = instant(rehearsal.facts.made, zone);
        lines.push(Of::GoesFromHere { made: Time(&made) }.to_string());
    }
    let passwords = match (rehearsal.passwords, rehearsal.passwords_open) {
        (0, _) => Of::NoPasswords,
        (all, open) if all == open => Of::AllOpen { all },
        (all, open) => Of::SomeOpen { open, all },
    };
    lines.push(passwords.to_string());
    lines.extend(match rehearsal.erased_since {
        0 => None,
        1 => Some(Of::OneErased.to_string()),
        count => Some(Of::Erased { count }.to_string()),
    });
    lines.extend(match rehearsal.withdrawn_since {
        0 => None,
        1 => Some(Of::OneWithdrawn.to_string()),
        count => Some(Of::Withdrawn { count }.to_string()),
    });
    lines.push(left_out());
    lines
}

/// For example `Cameras: Yard comes back, Gate changes, Hall goes.`
fn difference(what: Of<'_>, difference: &Difference) -> Option<String> {
    let Difference { new, changed, gone } = difference;
    let part = |names: &[String], said: &dyn Fn(Names<'_>) -> String| {
        let more = names.len().saturating_sub(NAMED);
        let named = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let clause = said(Names(&format!("{named}{more}")));
        (!names.is_empty()).then(|| clause.trim_end_matches('.').to_owned())
    };
    let parts = [
        part(new, &|names| match new.len() {
            1 => Of::ComesBack { names }.to_string(),
            _ => Of::ComeBack { names }.to_string(),
        }),
        part(changed, &|names| match changed.len() {
            1 => Of::Changes { names }.to_string(),
            _ => Of::Change { names }.to_string(),
        }),
        part(gone, &|names| match gone.len() {
            1 => Of::Goes { names }.to_string(),
            _ => Of::Go { names }.to_string(),
        }),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let (what, clauses) = (what.to_string(), parts.join("; "));
    (!parts.is_empty()).then(|| Of::Differs { what: Said(&what), parts: Clauses(&clauses) }.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_one_line_and_nothing_is_none() {
        let names = |count: usize| (1..=count).map(|number| format!("C{number}")).collect::<Vec<_>>();
        let all = Difference { new: names(1), changed: names(2), gone: names(10) };
        assert_eq!(
            difference(Of::Cameras, &all).unwrap(),
            "Cameras: C1 comes back; C1, C2 change; C1, C2, C3, C4, C5, C6, C7, C8 and 2 more go."
        );
        assert_eq!(difference(Of::Cameras, &Difference::default()), None);
    }

    #[test]
    fn sizes_are_as_people_read_them() {
        let sizes = [999, 12_345, 1_234_567, 5_000_000_000].map(size);
        assert_eq!(sizes, ["999 B", "12 kB", "1.2 MB", "5.0 GB"]);
    }
}
