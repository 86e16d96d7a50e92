//! What is said of people and their photos. The window and the printed page say the same.

use std::collections::BTreeMap;

use bellwatch_domain::enrolment::{self, PhotoFlaw, PhotoVerdict};
use bellwatch_domain::sentences;
use bellwatch_domain::threshold::{Confusable, Pair};
use bellwatch_domain::{Consent, Person, PersonId};
use bellwatch_store::{ErasureCertificate, Photo, PhotoOrigin, Withdrawn};

use super::photo::of_quality;
use crate::wire::{AlikeView, CertificateView, ConsentView, PersonView, PhotoView};

/// Enough photos of one person.
const ENOUGH_PHOTOS: usize = 3;

/// A person's photos, each with whether the model in use has made a template of it.
pub type Photos = Vec<(Photo, bool)>;

/// Everybody's photos, by person.
pub fn by_person(photos: Photos) -> BTreeMap<PersonId, Photos> {
    let mut all: BTreeMap<PersonId, Photos> = BTreeMap::new();
    photos.into_iter().for_each(|one| all.entry(one.0.person).or_default().push(one));
    all
}

/// A person, with what keeps them from being recognised. `no_pack` is the sentence that there is no pack in use.
pub fn person(person: &Person, photos: &[(Photo, bool)], no_pack: Option<&str>) -> PersonView {
    let learnt = photos.iter().filter(|(_, has_template)| *has_template).count();
    PersonView {
        id: person.id.0,
        code: person.code.clone(),
        name: person.name.clone(),
        group: person.group.clone(),
        active: person.active,
        consent: person.consent.as_ref().map(consent),
        photos: u32::try_from(photos.len()).unwrap_or(u32::MAX),
        note: note(person, photos, learnt, no_pack),
        is_enrolled: no_pack.is_none() && person.may_be_recognised() && learnt > 0,
    }
}

fn note(person: &Person, photos: &[(Photo, bool)], learnt: usize, no_pack: Option<&str>) -> Option<String> {
    let say = |said: Of| Some(said.to_string());
    if !person.active {
        return say(if photos.is_empty() { Of::Inactive } else { Of::InactiveWithPhotos });
    }
    if person.consent.is_none() {
        return say(Of::NoConsent);
    }
    if photos.is_empty() {
        return say(Of::NoPhoto);
    }
    if let Some(why) = no_pack {
        return Some(why.to_owned());
    }
    if learnt == 0 {
        return say(Of::NotLearnt);
    }
    if photos.iter().all(|(photo, _)| !flaws(photo).is_empty()) {
        return say(Of::NoGoodPhoto);
    }
    match photos.len() {
        1 => say(Of::OnePhoto),
        few if few < ENOUGH_PHOTOS => say(Of::TwoPhotos),
        _ => None,
    }
}

sentences! {
    /// What is said of a person and their photos, and what went with them.
    pub(crate) enum Of<'a> {
        Inactive = "Not active, so not recognised.",
        InactiveWithPhotos = "Not active, so not recognised. The photos go at the end of the day.",
        NoConsent = "There is no consent yet.",
        NoPhoto = "There is no photo yet.",
        NotLearnt = "The model in use has not learnt these photos yet.",
        NoGoodPhoto = "No photo is good; add a better one.",
        OnePhoto = "One photo; two more, in other light, make matches surer.",
        TwoPhotos = "Two photos; one more, in other light, makes matches surer.",
        Resembles { name: &'a str } = "The face is very much like that of {name}.",

        ThePerson = "Their name, code and group, and their consent.",
        TheConsent = "The consent.",
        Attendance = "Attendance stays as it is.",
        Photo = "1 photo.",
        Photos { count: u64 } = "{count} photos.",
        Template = "1 template.",
        Templates { count: u64 } = "{count} templates.",
        Crop = "1 picture of sightings.",
        Crops { count: u64 } = "{count} pictures of sightings.",
        Sighting = "1 sighting.",
        Sightings { count: u64 } = "{count} sightings.",
        Record = "1 attendance record.",
        Records { count: u64 } = "{count} attendance records.",
        Correction = "1 correction by hand.",
        Corrections { count: u64 } = "{count} corrections by hand.",
        SignedDays { days: &'a str } = "Signed days had records of them, and say so from now on: {days}.",
        NotReached = "Not reached: backups and copies of the data folder, files that were exported, and pictures kept of cameras, which go by their own clock.",
        NotWiped = "The store's file could not be rewritten, so that traces may lie in its free space. Free some disk space, and run bellwatchctl people wipe.",
    }
}

/// A consent.
pub fn consent(consent: &Consent) -> ConsentView {
    ConsentView {
        given: consent.given.to_string(),
        by: consent.by.clone(),
        document: consent.document.clone(),
    }
}

/// A photo, with what could be better.
pub fn photo(photo: &Photo) -> PhotoView {
    let origin = match photo.origin {
        PhotoOrigin::File => "file",
        PhotoOrigin::Webcam => "webcam",
        PhotoOrigin::Camera => "camera",
        PhotoOrigin::Tray => "tray",
    };
    PhotoView {
        id: photo.id.0,
        added_ms: photo.added.timestamp_millis(),
        origin: origin.to_owned(),
        eyes_px: photo.quality.eyes_px,
        sharpness: photo.quality.sharpness,
        brightness: photo.quality.brightness,
        flaws: flaws(photo).iter().map(|flaw| said(*flaw, &|_| None)).collect(),
    }
}

/// What could be better about a photo that is kept. Who it is like is told by pairs, and not here.
pub fn flaws(photo: &Photo) -> Vec<PhotoFlaw> {
    match enrolment::judge(&of_quality(Some(&photo.quality)), 0.0) {
        PhotoVerdict::Usable => Vec::new(),
        PhotoVerdict::Doubtful(flaws) | PhotoVerdict::Refused(flaws) => flaws,
    }
}

/// A flaw with what to do about it; `name_of` tells who somebody is.
pub fn said(flaw: PhotoFlaw, name_of: &dyn Fn(PersonId) -> Option<String>) -> String {
    let words = match flaw {
        PhotoFlaw::LikeAnother(person) => {
            name_of(person).map_or_else(|| flaw.words(), |name| Of::Resembles { name: &name }.to_string())
        }
        _ => flaw.words(),
    };
    format!("{words} {}", flaw.cure())
}

/// Pairs of people whose photos are alike, and those that a hand said are taken for one another; the most alike first.
pub fn alike(
    confusable: &[Confusable],
    vetoed: &[(PersonId, PersonId)],
    people: &[Person],
) -> Vec<AlikeView> {
    let names: BTreeMap<PersonId, &str> =
        people.iter().map(|person| (person.id, person.name.as_str())).collect();
    let name = |person: PersonId| names.get(&person).map(|name| (*name).to_owned());
    let view = |pair: Pair, score: f32| {
        let (a, b) = pair.both();
        let is_vetoed = vetoed.contains(&(a, b));
        Some(AlikeView { a: a.0, a_name: name(a)?, b: b.0, b_name: name(b)?, score, is_vetoed })
    };
    let mut views: Vec<AlikeView> = confusable.iter().filter_map(|one| view(one.pair, one.score)).collect();
    let told: Vec<(i64, i64)> = views.iter().map(|view| (view.a, view.b)).collect();
    // A pair that is not alike any more is told of all the same, or nobody could take its veto away.
    let others = vetoed.iter().filter(|(a, b)| !told.contains(&(a.0, b.0)));
    views.extend(others.filter_map(|(a, b)| view(Pair::new(*a, *b)?, 0.0)));
    views
}

/// What went with a person.
pub fn erased(certificate: &ErasureCertificate) -> CertificateView {
    let mut lines = vec![Of::ThePerson.to_string()];
    lines.extend(face_lines(certificate.photos, certificate.templates, certificate.crops));
    lines.extend(counted(certificate.sightings, Of::Sighting, |count| Of::Sightings { count }));
    lines.extend(counted(certificate.records, Of::Record, |count| Of::Records { count }));
    lines.extend(counted(certificate.corrections, Of::Correction, |count| Of::Corrections { count }));
    if !certificate.signed_days.is_empty() {
        let days: Vec<String> = certificate.signed_days.iter().map(ToString::to_string).collect();
        lines.push(Of::SignedDays { days: &days.join(", ") }.to_string());
    }
    lines.push(Of::NotReached.to_string());
    let warning = (!certificate.is_wiped).then(not_wiped);
    CertificateView {
        person: certificate.person.0,
        at_ms: certificate.at.timestamp_millis(),
        by: certificate.by.clone(),
        lines,
        warning,
    }
}

/// Said when the rows are gone and the file could not be rewritten.
pub fn not_wiped() -> String {
    Of::NotWiped.to_string()
}

/// What went with a consent, one line each.
pub fn withdrawn(withdrawn: Withdrawn) -> Vec<String> {
    let mut lines = vec![Of::TheConsent.to_string()];
    lines.extend(face_lines(withdrawn.photos, withdrawn.templates, withdrawn.crops));
    lines.push(Of::Attendance.to_string());
    lines.push(Of::NotReached.to_string());
    lines
}

fn face_lines(photos: u64, templates: u64, crops: u64) -> Vec<String> {
    let lines = [
        counted(photos, Of::Photo, |count| Of::Photos { count }),
        counted(templates, Of::Template, |count| Of::Templates { count }),
        counted(crops, Of::Crop, |count| Of::Crops { count }),
    ];
    lines.into_iter().flatten().collect()
}

/// "3 photos."; nothing for none.
fn counted(count: u64, one: Of<'_>, many: impl Fn(u64) -> Of<'static>) -> Option<String> {
    match count {
        0 => None,
        1 => Some(one.to_string()),
        count => Some(many(count).to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::slice;

    use bellwatch_domain::PhotoId;
    use bellwatch_domain::recognition::FaceQuality;
    use chrono::DateTime;

    use super::*;

    fn somebody(active: bool, consents: bool) -> Person {
        let consent = consents.then(|| Consent {
            given: "2026-09-01".parse().unwrap(),
            by: "Mother".to_owned(),
            document: String::new(),
        });
        let (code, name, group) = ("1".to_owned(), "Ana".to_owned(), "7A".to_owned());
        Person { id: PersonId(1), code, name, group, active, consent }
    }

    fn kept(sharpness: f32) -> Photo {
        Photo {
            id: PhotoId(1),
            person: PersonId(1),
            added: DateTime::UNIX_EPOCH,
            origin: PhotoOrigin::File,
            quality: FaceQuality {
                sharpness,
                brightness: 120.0,
                contrast: 50.0,
                yaw: 0.1,
                roll_degrees: 2.0,
                eyes_px: 60.0,
            },
        }
    }

    #[test]
    fn a_note_says_what_is_missing_first() {
        let check = |one: Person, photos: &[(Photo, bool)], no_pack, enrolled, expected: Option<&str>| {
            let view = person(&one, photos, no_pack);
            assert_eq!((view.is_enrolled, view.note.as_deref()), (enrolled, expected));
        };
        let (good, blurred) = ((kept(150.0), true), (kept(20.0), true));
        check(somebody(false, true), &[], None, false, Some("Not active, so not recognised."));
        check(somebody(true, false), &[], None, false, Some("There is no consent yet."));
        check(somebody(true, true), &[], None, false, Some("There is no photo yet."));
        check(somebody(true, true), slice::from_ref(&good), Some("No pack."), false, Some("No pack."));
        let unlearnt = (kept(150.0), false);
        let said = Some("The model in use has not learnt these photos yet.");
        check(somebody(true, true), &[unlearnt], None, false, said);
        let said = Some("No photo is good; add a better one.");
        check(somebody(true, true), &[blurred.clone(), blurred.clone()], None, true, said);
        let said = Some("One photo; two more, in other light, make matches surer.");
        check(somebody(true, true), slice::from_ref(&good), None, true, said);
        check(somebody(true, true), &[good.clone(), good, blurred], None, true, None);
    }

    #[test]
    fn a_kept_photo_tells_its_flaws_with_what_to_do() {
        assert_eq!(photo(&kept(150.0)).flaws, Vec::<String>::new());
        let blurred = "The face is blurred. Hold the camera still, and wipe its lens.";
        assert_eq!(photo(&kept(20.0)).flaws, [blurred]);
    }

    #[test]
    fn a_certificate_counts_what_went() {
        let certificate = ErasureCertificate {
            person: PersonId(7),
            at: DateTime::UNIX_EPOCH,
            by: "window".to_owned(),
            photos: 3,
            templates: 1,
            sightings: 0,
            crops: 2,
            records: 12,
            corrections: 1,
            signed_days: vec!["2026-11-20".parse().unwrap()],
            is_wiped: false,
        };
        let view = erased(&certificate);
        let counted = [
            "3 photos.",
            "1 template.",
            "2 pictures of sightings.",
            "12 attendance records.",
            "1 correction by hand.",
        ];
        assert_eq!(view.lines[1..6], counted);
        assert!(view.lines[6].ends_with("2026-11-20.") && view.warning.is_some());
        assert_eq!(erased(&ErasureCertificate { is_wiped: true, ..certificate }).warning, None);
    }

    #[test]
    fn a_vetoed_pair_is_told_of_as_long_as_its_veto_stands() {
        let named =
            |id, name: &str| Person { id: PersonId(id), name: name.to_owned(), ..somebody(true, true) };
        let people = [named(1, "Ana"), named(2, "Bo"), named(3, "Cem")];
        let pair = Pair::new(PersonId(2), PersonId(1)).unwrap();
        let views = alike(&[Confusable { pair, score: 0.5 }], &[(PersonId(1), PersonId(3))], &people);
        let told: Vec<_> =
            views.iter().map(|one| (one.a_name.as_str(), one.b_name.as_str(), one.is_vetoed)).collect();
        assert_eq!(told, [("Ana", "Bo", false), ("Ana", "Cem", true)]);
    }
}
