//! Everything that is kept of one person, in one zip: a text that programs and people can read, and the pictures.

use std::io::{Cursor, Write};

use bellwatch_domain::attendance::holding;
use bellwatch_domain::plan::Config;
use bellwatch_domain::{PersonId, Status};
use bellwatch_store::{PersonalData, PhotoOrigin, Store};
use chrono::{DateTime, SecondsFormat, Utc};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::entries::{correction, status};
use super::sightings::{camera_name, decision_view};
use crate::wire::{
    ConsentView, PersonalFile, PersonalLikeness, PersonalPhoto, PersonalRecord, PersonalSighting, Problem,
};

/// Pictures of sightings that go into one file, the newest.
const MOST_CROPS: usize = 2_000;

const ABOUT: [&str; 3] = [
    "Everything that Bellwatch keeps of one person.",
    "The numbers that models make of photos are not in it: they mean nothing without the model, and could be used to \
     find the person elsewhere.",
    "Whole frames of sightings are not in it: they may show other people.",
];

/// What is put beside the text.
struct Picture {
    name: String,
    jpeg: Vec<u8>,
}

/// The bytes of the zip.
///
/// # Errors
///
/// [`Problem`] when the person is gone, a picture cannot be opened, or there is no memory for it.
pub(crate) async fn zipped(
    store: &Store,
    config: &Config,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<Vec<u8>, Problem> {
    let data = store.personal_data(person).await?;
    let mut pictures = Vec::new();
    for (photo, picture) in &data.photos {
        let name = format!("photos/{}.jpg", photo.id);
        pictures.extend(picture.as_ref().map(|jpeg| Picture { name, jpeg: jpeg.to_vec() }));
    }
    for kept in data.sightings.iter().rev().filter(|kept| kept.has_crop).take(MOST_CROPS) {
        if let Some(evidence) = store.evidence(kept.id).await? {
            let name = format!("sightings/{}.jpg", kept.id);
            pictures.push(Picture { name, jpeg: evidence.crop.to_vec() });
        }
    }
    let file = file_of(&data, config, &pictures, now);
    let text = serde_json::to_vec_pretty(&file).map_err(|error| Problem::failed(&error))?;
    pack(&text, &pictures).map_err(|error| Problem::failed(&error))
}

fn pack(text: &[u8], pictures: &[Picture]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The default time of an entry is fixed: what is in it tells its times itself.
    let plain = SimpleFileOptions::DEFAULT.compression_method(CompressionMethod::Deflated);
    zip.start_file("person.json", plain)?;
    zip.write_all(text)?;
    // A JPEG does not become smaller.
    let stored = plain.compression_method(CompressionMethod::Stored);
    for picture in pictures {
        zip.start_file(picture.name.as_str(), stored)?;
        zip.write_all(&picture.jpeg)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn file_of(data: &PersonalData, config: &Config, pictures: &[Picture], now: DateTime<Utc>) -> PersonalFile {
    let zone = config.site.time_zone;
    let local = |at: DateTime<Utc>| at.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Secs, false);
    let there = |name: String| pictures.iter().any(|picture| picture.name == name).then_some(name);
    let person = &data.person;
    let recorded = data.consent_recorded.as_ref();
    let photos = data.photos.iter().map(|(photo, _)| PersonalPhoto {
        file: there(format!("photos/{}.jpg", photo.id)),
        added: local(photo.added),
        origin: origin_word(photo.origin).to_owned(),
    });
    let sightings = data.sightings.iter().map(|kept| PersonalSighting {
        at: local(kept.sighting.at),
        camera: camera_name(config, kept.sighting.camera),
        score: kept.sighting.score,
        votes: kept.sighting.votes,
        file: there(format!("sightings/{}.jpg", kept.id)),
        decision: kept.decision.map(decision_view),
    });
    let likened = data.likened.iter().map(|(at, camera, score)| PersonalLikeness {
        at: local(*at),
        camera: camera_name(config, *camera),
        score: *score,
    });
    let attendance = data.attendance.iter().map(|(occurrence, entry)| {
        let record = entry.record.as_ref();
        let machine = record.and_then(|record| record.status.as_ref());
        let seen = record.and_then(|record| record.seen);
        let reason = match machine {
            Some(Status::Unknown { reason }) => Some(reason.clone()),
            _ => None,
        };
        PersonalRecord {
            date: occurrence.date.to_string(),
            period: occurrence.name.clone(),
            status: status(holding(machine, &entry.corrections).status),
            machine: status(machine),
            reason,
            first: seen.map(|(first, _)| local(first)),
            last: seen.map(|(_, last)| local(last)),
            corrections: entry.corrections.iter().map(correction).collect(),
        }
    });
    PersonalFile {
        about: ABOUT.map(str::to_owned).to_vec(),
        site: config.site.name.clone(),
        made: local(now),
        code: person.code.clone(),
        name: person.name.clone(),
        group: person.group.clone(),
        is_active: person.active,
        consent: person.consent.as_ref().map(|consent| ConsentView {
            given: consent.given.to_string(),
            by: consent.by.clone(),
            document: consent.document.clone(),
        }),
        consent_recorded: recorded.map(|(at, _)| local(*at)),
        consent_recorded_by: recorded.map(|(_, by)| by.clone()),
        photos: photos.collect(),
        templates: data.templates.clone(),
        sightings: sightings.collect(),
        likened: likened.collect(),
        attendance: attendance.collect(),
    }
}

fn origin_word(origin: PhotoOrigin) -> &'static str {
    match origin {
        PhotoOrigin::File => "file",
        PhotoOrigin::Webcam => "webcam",
        PhotoOrigin::Camera => "camera",
        PhotoOrigin::Tray => "tray",
    }
}
