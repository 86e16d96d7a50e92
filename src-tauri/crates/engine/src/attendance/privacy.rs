//! The report for whoever protects the school's data: what is kept, how long, where, and who may be recognised, from the
//! settings and counts as they are. It names nobody.

use std::fmt::Write;

use bellwatch_domain::Site;
use bellwatch_domain::models::PackFacts;
use bellwatch_domain::plan::Config;
use bellwatch_domain::retention::Artefact;
use bellwatch_domain::unknown::DiagnosticMode;
use bellwatch_store::{KeptCounts, KeyPlace};
use chrono::{DateTime, Utc};

use crate::html::escaped;

const STYLE: &str = "\
@page { size: A4; margin: 15mm }
body { font: 10pt/1.4 system-ui, sans-serif; margin: 2em auto; max-width: 50em; color: #000 }
h1 { font-size: 16pt; margin: 0 } h2 { font-size: 12pt; margin: 1.2em 0 .3em }
p { margin: .3em 0 }
table { border-collapse: collapse; width: 100% }
th, td { text-align: start; vertical-align: top; padding: .2em .5em; border-block-end: 1px solid #bbb }
@media print { body { margin: 0; max-width: none } }
";

/// What the report is made of.
pub(crate) struct Facts<'a> {
    pub(crate) config: &'a Config,
    pub(crate) counts: KeptCounts,
    pub(crate) key: KeyPlace,
    /// The diagnostic mode that was started last.
    pub(crate) mode: Option<DiagnosticMode>,
    /// Packs that are installed.
    pub(crate) packs: Vec<PackFacts>,
    pub(crate) now: DateTime<Utc>,
}

/// The report, one page without anything from outside.
pub(crate) fn report(facts: &Facts<'_>) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail.
    let _ = write_to(&mut page, facts);
    page
}

fn write_to(page: &mut String, facts: &Facts<'_>) -> std::fmt::Result {
    let site = &facts.config.site;
    let made = facts.now.with_timezone(&site.time_zone).format("%Y-%m-%d %H:%M");
    write!(
        page,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Data protection</title>\n<style>\n\
         {STYLE}</style>\n</head>\n<body>\n<h1>Data protection report</h1>\n\
         <p><bdi>{}</bdi>, {made} local time ({}). Made by Bellwatch {} from its settings and counts. It names nobody.</p>\n",
        escaped(&site.name),
        site.time_zone.name(),
        env!("CARGO_PKG_VERSION"),
    )?;
    who(page, facts)?;
    kept(page, facts)?;
    sealed(page, &facts.key)?;
    packs(page, &facts.packs)?;
    rights(page)?;
    writeln!(page, "</body>\n</html>")
}

fn who(page: &mut String, facts: &Facts<'_>) -> std::fmt::Result {
    let KeptCounts { people, active, consents, .. } = facts.counts;
    let mode = mode(facts);
    let cameras = facts.config.cameras.len();
    let groups: std::collections::BTreeSet<&str> = facts
        .config
        .schedules
        .iter()
        .flat_map(|schedule| &schedule.periods)
        .flat_map(|period| &period.expects)
        .map(String::as_str)
        .collect();
    write!(
        page,
        "<h2>Who may be recognised</h2>\n<p>{}, {active} of them active; consents that stand: {consents}. Nobody is \
         recognised without a consent: the database itself refuses a photo or a template without one, and withdrawing it \
         erases both. Faces that match nobody are \
         not kept, except while somebody has Bellwatch keep unknown faces to look for a fault: {mode}</p>\n\
         <p>{} in use. Attendance is kept of {} while a period expects them.</p>\n",
        count(people, "person is known", "people are known"),
        count(cameras as u64, "camera is", "cameras are"),
        count(groups.len() as u64, "group", "groups"),
    )
}

/// Whether unknown faces are being kept, one sentence.
fn mode(facts: &Facts<'_>) -> String {
    let zone = facts.config.site.time_zone;
    match facts.mode.as_ref().filter(|mode| mode.is_on(facts.now)) {
        None => "they are not being kept now.".to_owned(),
        Some(mode) => {
            let ends = mode.ends.with_timezone(&zone).format("%Y-%m-%d %H:%M");
            format!("they are being kept until {ends}, started by {}.", escaped(&mode.by))
        }
    }
}

fn kept(page: &mut String, facts: &Facts<'_>) -> std::fmt::Result {
    let (site, counts) = (&facts.config.site, facts.counts);
    writeln!(
        page,
        "<h2>What is kept, and how long</h2>\n<table>\n<thead><tr><th>What</th><th>Now</th><th>Until</th></tr></thead>\n\
         <tbody>"
    )?;
    let left = "the consent is withdrawn, or the end of the day on which the person leaves";
    let rows: [(&str, u64, String); 9] = [
        ("Photos of people who agreed", counts.photos, left.to_owned()),
        ("Templates made of them", counts.templates, left.to_owned()),
        ("Sightings: who, which camera, when, how alike", counts.sightings, days(site, Artefact::Sighting)),
        (
            "Pictures of sightings",
            counts.crops,
            format!("{}, or the consent is withdrawn", days(site, Artefact::Crop)),
        ),
        ("Attendance records", counts.records, days(site, Artefact::Attendance)),
        ("Corrections by hand", counts.corrections, days(site, Artefact::Attendance)),
        (
            "Unknown faces: a picture and a template",
            counts.unknown_faces,
            format!("{} hours after keeping them has ended", site.keep_unknown_hours),
        ),
        (
            "Clips: films of what happened, on cameras that are set to keep them",
            counts.clips,
            days(site, Artefact::Clip),
        ),
        ("Names, codes and groups", counts.people, "the person is erased".to_owned()),
    ];
    for (what, now, until) in rows {
        writeln!(page, "<tr><td>{what}</td><td>{now}</td><td>{until}</td></tr>")?;
    }
    writeln!(
        page,
        "</tbody>\n</table>\n<p>Kept pictures of cameras, which show whoever was there: {} days, {} MiB at most. Events: {} \
         days; they and the logs say \"person 12\" and never a name.</p>",
        site.keep_snapshots.num_days(),
        site.snapshots_max_bytes / (1024 * 1024),
        site.keep_events.num_days()
    )
}

/// Until when an artefact is kept.
fn days(site: &Site, artefact: Artefact) -> String {
    match site.clocks().days(artefact) {
        Some(0) => "the end of the day".to_owned(),
        Some(1) => "1 day after the one on which it was made".to_owned(),
        Some(days) => format!("{days} days after the one on which it was made"),
        None => "somebody erases it".to_owned(),
    }
}

fn sealed(page: &mut String, key: &KeyPlace) -> std::fmt::Result {
    let key = match key {
        KeyPlace::Keyring => {
            "The key lies in this computer's keyring; it opens only while its user is logged in."
        }
        KeyPlace::File(_) => {
            "The key lies in a file of its own in the data folder: whoever can read both can open them."
        }
    };
    write!(
        page,
        "<h2>Where it lies</h2>\n<p>On this computer alone, in one file of the data folder that its user alone can read. \
         Photos, templates, pictures of sightings and unknown faces are sealed in it (XChaCha20-Poly1305), each bound to its row. {key}</p>\n\
         <p>Names, codes, sightings and attendance are not sealed: whoever can read the file can read them. Encrypt the disk. \
         Backups and exports are not reached by erasing.</p>\n",
    )
}

fn packs(page: &mut String, packs: &[PackFacts]) -> std::fmt::Result {
    writeln!(page, "<h2>Models</h2>")?;
    if packs.is_empty() {
        return writeln!(page, "<p>No model pack is installed: nobody is recognised.</p>");
    }
    writeln!(page, "<ul>")?;
    for pack in packs {
        let own = if pack.own_licence { "; the school needs a licence of its own" } else { "" };
        let licences = pack.licences.join(", ");
        writeln!(page, "<li>{}: {}{own}.</li>", escaped(&pack.name), escaped(&licences))?;
    }
    writeln!(page, "</ul>\n<p>They compute on this computer. Nothing of a face leaves it.</p>")
}

fn rights(page: &mut String) -> std::fmt::Result {
    writeln!(
        page,
        "<h2>What a person can ask for</h2>\n<p>A copy of everything that is kept of them; that a record is corrected (what \
         the machine said stays beside it, with who corrected it and why); that their consent is withdrawn; that they are \
         erased, with a certificate of what went. Days that were signed off are locked; a person who is erased goes from them \
         too.</p>"
    )
}

fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
