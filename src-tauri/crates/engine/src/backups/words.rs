//! Backups in sentences: the same for the window and the command line.

use bellwatch_domain::Site;
use bellwatch_domain::happened::{Happened, Within};
use bellwatch_domain::said::Said;
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

/// What is in no backup.
pub const LEFT_OUT: &str = "Clips, kept snapshots and model packs are in no backup: clips and snapshots are gone with their disk, packs are \
     installed again.";

/// What a backup is.
pub fn about(facts: &BackupFacts, zone: Tz) -> String {
    format!(
        "{}, made on {} ({}) by Bellwatch {} with store version {}.",
        facts.site,
        instant(facts.made, zone),
        kind(facts.kind),
        facts.app,
        facts.store_version
    )
}

/// What a store holds.
pub fn contents(contents: &Contents, zone: Tz) -> String {
    let history = contents.history.map_or_else(
        || "no history".to_owned(),
        |(first, last)| format!("history from {} to {}", instant(first, zone), instant(last, zone)),
    );
    format!(
        "{} cameras, {} schedules, {} people, {} photos, {} sightings, {} attendance records, {} heartbeats, {} events; \
         {history}.",
        contents.cameras,
        contents.schedules,
        contents.people,
        contents.photos,
        contents.sightings,
        contents.records,
        contents.heartbeats,
        contents.events
    )
}

/// What restoring would do, line by line.
pub fn rehearsal(rehearsal: &Rehearsal, site: &Site) -> Vec<String> {
    let zone = site.time_zone;
    let mut lines = vec![
        about(&rehearsal.facts, zone),
        format!("It holds {}", contents(&rehearsal.restored, zone)),
        match (&rehearsal.present, &rehearsal.present_fails) {
            (Some(present), _) => format!("Now there are {}", contents(present, zone)),
            (None, Some(why)) => format!("The store that is here now cannot be compared: {why}"),
            (None, None) => "There is no store here now.".to_owned(),
        },
    ];
    if rehearsal.present.is_some() {
        lines.extend(difference("Cameras", &rehearsal.cameras));
        lines.extend(difference("Profiles", &rehearsal.profiles));
        lines.extend(difference("Schedules", &rehearsal.schedules));
        let Difference { new, changed, gone } = &rehearsal.people;
        if !rehearsal.people.is_none() {
            lines.push(format!(
                "People: {} come back, {} change, {} go.",
                new.len(),
                changed.len(),
                gone.len()
            ));
        }
        lines.push(format!(
            "Whatever happened after {} goes from here; it is kept in a backup that is made first.",
            instant(rehearsal.facts.made, zone)
        ));
    }
    lines.push(match (rehearsal.passwords, rehearsal.passwords_open) {
        (0, _) => "No camera in it has a password.".to_owned(),
        (all, open) if all == open => format!("All of its {all} passwords open."),
        (all, open) => {
            format!(
                "{open} of its {all} passwords open with the key at hand; the others must be typed again."
            )
        }
    });
    if rehearsal.erased_since > 0 {
        lines.push(format!(
            "{} erased since would come back; restoring erases them again.",
            people(rehearsal.erased_since)
        ));
    }
    if rehearsal.withdrawn_since > 0 {
        lines.push(format!(
            "The photos of {} whose consent was withdrawn since would come back; restoring erases them again.",
            people(rehearsal.withdrawn_since)
        ));
    }
    lines.push(LEFT_OUT.to_owned());
    lines
}

fn people(count: u64) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

/// For example `Cameras: Yard comes back, Gate changes, Hall goes.`
fn difference(what: &str, difference: &Difference) -> Option<String> {
    let Difference { new, changed, gone } = difference;
    let part = |names: &[String], one: &str, many: &str| {
        let verb = if names.len() == 1 { one } else { many };
        let more = names.len().saturating_sub(NAMED);
        let named = names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        (!names.is_empty()).then(|| format!("{named}{more} {verb}"))
    };
    let parts =
        [part(new, "comes back", "come back"), part(changed, "changes", "change"), part(gone, "goes", "go")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("{what}: {}.", parts.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_one_line_and_nothing_is_none() {
        let names = |count: usize| (1..=count).map(|number| format!("C{number}")).collect::<Vec<_>>();
        let all = Difference { new: names(1), changed: names(2), gone: names(10) };
        assert_eq!(
            difference("Cameras", &all).unwrap(),
            "Cameras: C1 comes back; C1, C2 change; C1, C2, C3, C4, C5, C6, C7, C8 and 2 more go."
        );
        assert_eq!(difference("Cameras", &Difference::default()), None);
    }

    #[test]
    fn sizes_are_as_people_read_them() {
        let sizes = [999, 12_345, 1_234_567, 5_000_000_000].map(size);
        assert_eq!(sizes, ["999 B", "12 kB", "1.2 MB", "5.0 GB"]);
    }
}
