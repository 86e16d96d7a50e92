//! Sightings, attendance, coverage, reviews, signed days, and how long all of it is kept.

use bellwatch_domain::attendance::Correction;
use bellwatch_domain::coverage::Interval;
use bellwatch_domain::matching::ReviewWhy;
use bellwatch_domain::schedule::BellSource;
use bellwatch_domain::{
    CameraId, OccurrenceId, PeriodId, PeriodOccurrence, PersonId, ScheduleId, Sighting, SightingId, Status,
};
use bellwatch_store::{
    AttendanceEntry, AttendanceOf, AttendanceRow, CoverageRow, Decision, Error, KeptSighting, NewEvidence,
    NewSighting, OccurrenceName, Store, Write,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};

use crate::people::{MODEL, consenting, enrol, photo};
use crate::{ACTOR, new_store, now, open, raw};

/// A period that begins at `starts`, for 7A.
pub fn occurrence(period: i64, starts: DateTime<Utc>) -> PeriodOccurrence {
    PeriodOccurrence {
        schedule: ScheduleId(1),
        source: BellSource::Period(PeriodId(period)),
        date: starts.date_naive(),
        name: format!("Period {period}"),
        starts,
        ends: starts + Duration::minutes(45),
        opens: starts - Duration::minutes(5),
        closes: starts + Duration::minutes(50),
        late_after: Duration::minutes(10),
        profile: None,
        only: None,
        expects: ["7A".to_owned(), "7B".to_owned()].into(),
    }
}

/// Occurrences that have begun, with their numbers.
pub async fn begin(store: &Store, occurrences: &[PeriodOccurrence]) -> Vec<OccurrenceId> {
    store.batch(&[Write::BeginOccurrences(occurrences.to_vec())]).await.unwrap();
    let known = store.numbered_occurrences(DateTime::UNIX_EPOCH, DateTime::<Utc>::MAX_UTC).await.unwrap();
    let number = |wanted: &PeriodOccurrence| known.iter().find(|(_, one)| one == wanted).unwrap().0;
    occurrences.iter().map(number).collect()
}

pub fn sighting(person: PersonId, at: DateTime<Utc>, during: &PeriodOccurrence) -> NewSighting {
    NewSighting {
        sighting: Sighting { person, camera: CameraId(7), at, score: 0.62, margin: 0.2, votes: 2 },
        track: "7/1:42".to_owned(),
        occurrence: Some(OccurrenceName::of(during)),
        likest: Vec::new(),
        evidence: Some(NewEvidence { crop: b"a crop".to_vec(), frame: Some(b"a frame".to_vec()) }),
    }
}

pub fn record(person: PersonId, occurrence: OccurrenceId, status: Option<Status>) -> AttendanceRow {
    let seen = matches!(status, Some(Status::Present | Status::Late)).then(|| (now(), now()));
    let votes = if seen.is_some() { 3 } else { 0 };
    AttendanceRow {
        person,
        occurrence,
        status,
        seen,
        best: seen.map(|_| SightingId(1)),
        votes,
        evaluated: now(),
    }
}

pub fn correction(status: Status, why: &str) -> Correction {
    Correction { status, by: "Ms Kamal".to_owned(), at: now(), why: why.to_owned() }
}

async fn all_sightings(store: &Store) -> Vec<KeptSighting> {
    store.sightings(None, DateTime::UNIX_EPOCH, DateTime::<Utc>::MAX_UTC).await.unwrap()
}

async fn entry(store: &Store, person: PersonId, occurrence: OccurrenceId) -> AttendanceEntry {
    let of = AttendanceOf { person: Some(person), ..AttendanceOf::day(now().date_naive()) };
    store.attendance(&of).await.unwrap().remove(&(occurrence, person)).unwrap_or_default()
}

#[tokio::test]
async fn a_sighting_is_kept_once_however_often_a_frame_is_played() {
    let (folder, store) = new_store().await;
    let ana = consenting(&store, "1").await;
    let period = occurrence(1, now());
    let numbers = begin(&store, std::slice::from_ref(&period)).await;
    let first = sighting(ana, now(), &period);
    store.batch(&[Write::Sighting(first.clone()), Write::Sighting(first.clone())]).await.unwrap();
    store.batch(&[Write::Sighting(first.clone())]).await.unwrap();
    let [kept] = all_sightings(&store).await.try_into().unwrap();
    assert_eq!((kept.sighting, kept.occurrence), (first.sighting, Some(numbers[0])));
    assert_eq!((kept.track.as_str(), kept.has_crop, kept.has_frame), ("7/1:42", true, true));
    let evidence = store.evidence(kept.id).await.unwrap().unwrap();
    assert_eq!(evidence.crop.as_slice(), b"a crop");
    assert_eq!(evidence.frame.unwrap().as_slice(), b"a frame");

    // More votes make it better, fewer change nothing.
    let vote = |votes| {
        let mut new = first.clone();
        new.sighting.votes = votes;
        new.evidence = Some(NewEvidence { crop: format!("of {votes} votes").into_bytes(), frame: None });
        Write::Sighting(new)
    };
    store.batch(&[vote(5), vote(1)]).await.unwrap();
    let [better] = all_sightings(&store).await.try_into().unwrap();
    assert_eq!((better.id, better.sighting.votes, better.has_frame), (kept.id, 5, false));
    assert_eq!(store.evidence(kept.id).await.unwrap().unwrap().crop.as_slice(), b"of 5 votes");
    store.close().await;
    let bytes = std::fs::read(folder.path().join("bellwatch.db")).unwrap();
    assert!(!bytes.windows(10).any(|window| window == b"of 5 votes"), "it lies sealed");
}

#[tokio::test]
async fn a_doubtful_sighting_is_somebodys_when_a_hand_confirms_it() {
    let (_folder, store) = new_store().await;
    let ana = consenting(&store, "1").await;
    let period = occurrence(1, now());
    begin(&store, std::slice::from_ref(&period)).await;
    let seen = sighting(ana, now(), &period);
    store.batch(&[Write::Doubtful(seen.clone(), ReviewWhy::Confusable)]).await.unwrap();
    let [kept] = all_sightings(&store).await.try_into().unwrap();
    assert_eq!((kept.doubt, kept.counts_for()), (Some(ReviewWhy::Confusable), None));
    store.add_review(kept.id, Decision::Unsure, ACTOR, now()).await.unwrap();
    assert_eq!(all_sightings(&store).await[0].counts_for(), None);
    store.add_review(kept.id, Decision::Confirm, ACTOR, now()).await.unwrap();
    assert_eq!(all_sightings(&store).await[0].counts_for(), Some(ana));
    // The same frame without a doubt says more, and is never taken back by one.
    store.batch(&[Write::Sighting(seen.clone())]).await.unwrap();
    store.batch(&[Write::Doubtful(seen, ReviewWhy::TooClose)]).await.unwrap();
    assert_eq!(all_sightings(&store).await[0].doubt, None);
}

#[tokio::test]
async fn nobody_without_consent_is_seen() {
    let (_folder, store) = new_store().await;
    let (ana, bo) = (consenting(&store, "1").await, consenting(&store, "2").await);
    let period = occurrence(1, now());
    begin(&store, std::slice::from_ref(&period)).await;
    let both =
        [Write::Sighting(sighting(ana, now(), &period)), Write::Sighting(sighting(bo, now(), &period))];
    store.batch(&both).await.unwrap();
    let withdrawn = store.withdraw_consent(ana, ACTOR, now()).await.unwrap();
    assert_eq!(withdrawn.crops, 1);
    let late = sighting(ana, now() + Duration::seconds(1), &period);
    let gone = sighting(PersonId(99), now(), &period);
    store.batch(&[Write::Sighting(late), Write::Sighting(gone)]).await.unwrap();
    let seen: Vec<_> =
        all_sightings(&store).await.iter().map(|kept| (kept.sighting.person, kept.has_crop)).collect();
    assert_eq!(seen, [(ana, false), (bo, true)], "what was seen stays, its picture goes");
}

#[tokio::test]
async fn records_are_one_for_each_person_and_period_and_corrections_stay_beside_them() {
    let (folder, store) = new_store().await;
    let (ana, bo) = (consenting(&store, "1").await, consenting(&store, "2").await);
    let numbers = begin(&store, &[occurrence(1, now()), occurrence(2, now() + Duration::hours(1))]).await;
    assert_eq!(store.keep_attendance(&[record(ana, numbers[0], None)]).await.unwrap(), 1);
    let reason = "Gate 2 was down 08:03–08:11".to_owned();
    let rows = [
        record(ana, numbers[0], Some(Status::Unknown { reason })),
        record(bo, numbers[0], Some(Status::Present)),
        record(ana, numbers[1], Some(Status::Late)),
        record(PersonId(99), numbers[1], Some(Status::Late)),
        record(ana, OccurrenceId(99), Some(Status::Late)),
    ];
    assert_eq!(store.keep_attendance(&rows).await.unwrap(), 3);
    assert_eq!(store.keep_attendance(&rows).await.unwrap(), 3);
    assert_eq!(
        entry(&store, ana, numbers[0]).await,
        AttendanceEntry { record: Some(rows[0].clone()), corrections: vec![] }
    );
    let refused = store.keep_attendance(&[record(ana, numbers[0], Some(Status::Excused))]).await;
    assert!(matches!(refused, Err(Error::OutOfRange { .. })), "a hand alone excuses");

    let excused = correction(Status::Excused, "Ill");
    store.correct_attendance(ana, numbers[0], &excused).await.unwrap();
    let present = correction(Status::Present, "Was in the library");
    store.correct_attendance(ana, numbers[0], &present).await.unwrap();
    store.keep_attendance(&[record(ana, numbers[0], Some(Status::Absent))]).await.unwrap();
    let found = entry(&store, ana, numbers[0]).await;
    assert_eq!(found.record.unwrap().status, Some(Status::Absent));
    assert_eq!(found.corrections, [excused, present]);
    let gone = store.correct_attendance(ana, OccurrenceId(99), &correction(Status::Late, "x")).await;
    assert!(matches!(gone, Err(Error::Gone { what: "period" })));
    let gone = store.correct_attendance(PersonId(99), numbers[0], &correction(Status::Late, "x")).await;
    assert!(matches!(gone, Err(Error::Gone { what: "person" })));

    // By day, occurrence and group.
    let day = AttendanceOf::day(now().date_naive());
    assert_eq!(store.attendance(&day).await.unwrap().len(), 3);
    let second = AttendanceOf { occurrence: Some(numbers[1]), ..day.clone() };
    assert_eq!(store.attendance(&second).await.unwrap().len(), 1);
    let group = |name: &str| AttendanceOf { group: Some(name.to_owned()), ..day.clone() };
    assert_eq!(store.attendance(&group("7A")).await.unwrap().len(), 3);
    assert_eq!(store.attendance(&group("8B")).await.unwrap().len(), 0);
    let other = AttendanceOf::day(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap());
    assert_eq!(store.attendance(&other).await.unwrap().len(), 0);
    let on: Vec<_> = store.occurrences_on(now().date_naive()).await.unwrap();
    assert_eq!(on.iter().map(|(id, _)| *id).collect::<Vec<_>>(), numbers);
    assert!(on[0].1.expects.contains("7B"));

    // The database itself keeps corrections as they are.
    let mut sql = raw(folder.path()).await;
    for statement in [
        "UPDATE correction SET status = 'absent'",
        "DELETE FROM correction",
        "INSERT OR REPLACE INTO correction (id, person_id, occurrence_id, status, by, at_ms, why)
         VALUES (1, 1, 1, 'absent', 'x', 0, 'x')",
    ] {
        let said = sqlx::query(statement).execute(&mut sql).await.unwrap_err().to_string();
        assert!(said.contains("a correction is never"), "{said}");
    }
}

#[tokio::test]
async fn coverage_is_kept_when_a_period_closes() {
    let (_folder, store) = new_store().await;
    let numbers = begin(&store, &[occurrence(1, now())]).await;
    let stretch = |camera, from, to, why: Option<&str>| CoverageRow {
        camera: CameraId(camera),
        interval: Interval::new(now() + Duration::minutes(from), now() + Duration::minutes(to)).unwrap(),
        why: why.map(str::to_owned),
    };
    let rows =
        [stretch(1, 0, 10, None), stretch(1, 10, 14, Some("Down: no answer")), stretch(2, 0, 45, None)];
    store.keep_coverage(numbers[0], &rows[..1]).await.unwrap();
    store.keep_coverage(numbers[0], &rows).await.unwrap();
    store.keep_coverage(OccurrenceId(99), &rows).await.unwrap();
    assert_eq!(store.coverage_of(numbers[0]).await.unwrap(), rows);
    assert!(store.coverage_of(OccurrenceId(99)).await.unwrap().is_empty());
    let twice = [rows[0].clone(), rows[0].clone()];
    assert!(matches!(store.keep_coverage(numbers[0], &twice).await, Err(Error::OutOfRange { .. })));
    assert_eq!(store.coverage_of(numbers[0]).await.unwrap(), rows);
}

#[tokio::test]
async fn the_newest_review_says_whose_sighting_it_is() {
    let (_folder, store) = new_store().await;
    let (ana, bo) = (consenting(&store, "1").await, consenting(&store, "2").await);
    let period = occurrence(1, now());
    begin(&store, std::slice::from_ref(&period)).await;
    store.batch(&[Write::Sighting(sighting(ana, now(), &period))]).await.unwrap();
    let id = all_sightings(&store).await[0].id;
    let before = store.people_revision().await.unwrap();
    for (decision, expected) in [
        (Decision::Unsure, Some(ana)),
        (Decision::SomeoneElse(None), None),
        (Decision::NotPerson, None),
        (Decision::SomeoneElse(Some(bo)), Some(bo)),
        (Decision::Confirm, Some(ana)),
    ] {
        store.add_review(id, decision, ACTOR, now()).await.unwrap();
        let kept = store.sighting(id).await.unwrap().unwrap();
        assert_eq!((kept.decision, kept.counts_for()), (Some(decision), expected));
    }
    assert_eq!(store.pair_vetoes().await.unwrap(), [(ana, bo)]);
    assert!(store.people_revision().await.unwrap() > before, "the engine learns of the pair");
    store.add_pair_veto(bo, ana, ACTOR, now()).await.unwrap();
    store.remove_pair_veto(bo, ana, ACTOR, now()).await.unwrap();
    assert!(store.pair_vetoes().await.unwrap().is_empty());
    assert!(matches!(store.remove_pair_veto(ana, bo, ACTOR, now()).await, Err(Error::Gone { .. })));
    assert!(matches!(store.add_pair_veto(ana, ana, ACTOR, now()).await, Err(Error::OutOfRange { .. })));
    let gone = store.add_review(SightingId(99), Decision::Confirm, ACTOR, now()).await;
    assert!(matches!(gone, Err(Error::Gone { what: "sighting" })));
    let gone = store.add_review(id, Decision::SomeoneElse(Some(PersonId(99))), ACTOR, now()).await;
    assert!(matches!(gone, Err(Error::Gone { what: "person" })));
}

#[tokio::test]
async fn a_signed_day_is_locked_and_its_hash_tells() {
    let (folder, store) = new_store().await;
    let (ana, bo) = (consenting(&store, "1").await, consenting(&store, "2").await);
    let date = now().date_naive();
    assert!(matches!(store.sign_day(date, ACTOR, now()).await, Err(Error::NothingToSign { .. })));
    let numbers = begin(&store, &[occurrence(1, now())]).await;
    let rows = [record(ana, numbers[0], Some(Status::Present)), record(bo, numbers[0], Some(Status::Absent))];
    store.keep_attendance(&rows).await.unwrap();
    store.correct_attendance(bo, numbers[0], &correction(Status::Excused, "Ill")).await.unwrap();
    let early = store.sign_day(date, ACTOR, now()).await.unwrap_err();
    assert_eq!(
        early.to_string(),
        "Saturday 21 November 2026 is not over yet. Sign it when its last period has closed."
    );
    let evening = now() + Duration::hours(8);
    let unsigned = store.day_hash(date).await.unwrap();
    let signed = store.sign_day(date, ACTOR, evening).await.unwrap();
    assert_eq!((signed.hash.as_str(), signed.hash.len()), (unsigned.as_str(), 64));
    assert_eq!(store.signed_days(date, date).await.unwrap(), std::slice::from_ref(&signed));
    assert!(matches!(store.sign_day(date, ACTOR, evening).await, Err(Error::DaySigned { .. })));

    // The machine's later opinion is left out, a hand is told.
    assert_eq!(store.keep_attendance(&[record(ana, numbers[0], Some(Status::Late))]).await.unwrap(), 0);
    let refused = store.correct_attendance(ana, numbers[0], &correction(Status::Late, "x")).await;
    let sentence = "Saturday 21 November 2026 was signed off, so its attendance is locked.";
    assert_eq!(refused.unwrap_err().to_string(), sentence);
    let mut sql = raw(folder.path()).await;
    for statement in [
        "UPDATE attendance SET status = 'late'",
        "DELETE FROM attendance",
        "INSERT OR REPLACE INTO attendance (person_id, occurrence_id, status, votes, evaluated_ms)
         VALUES (1, 1, 'absent', 0, 0)",
        "INSERT INTO correction (person_id, occurrence_id, status, by, at_ms, why)
         VALUES (1, 1, 'absent', 'x', 0, 'x')",
        "UPDATE signed_day SET by = 'somebody'",
        "DELETE FROM signed_day",
    ] {
        let said = sqlx::query(statement).execute(&mut sql).await.unwrap_err().to_string();
        assert!(said.contains("signed") || said.contains("signature"), "{statement}: {said}");
    }
    assert_eq!(store.day_hash(date).await.unwrap(), signed.hash);

    // Who takes the lock off with other tools is found out.
    sqlx::query("DROP TRIGGER signed_attendance_changed").execute(&mut sql).await.unwrap();
    sqlx::query("UPDATE attendance SET status = 'late', reason = NULL WHERE person_id = 1")
        .execute(&mut sql)
        .await
        .unwrap();
    assert_ne!(store.day_hash(date).await.unwrap(), signed.hash);
    // An erasure goes before a signature, and is written beside it.
    let certificate = store.erase_person(ana, ACTOR, evening).await.unwrap();
    assert_eq!((certificate.records, certificate.signed_days), (1, vec![date]));
    assert_eq!(store.signed_days(date, date).await.unwrap()[0].erased, 1);
    assert_eq!(store.attendance(&AttendanceOf::day(date)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn each_clock_ends_what_it_is_for() {
    let (_folder, store) = new_store().await;
    let mut site = store.config().await.unwrap().0.site;
    site.time_zone = chrono_tz::Asia::Baghdad;
    (site.keep_crops_days, site.keep_sightings_days, site.keep_attendance_days) = (2, 5, 10);
    site.keep_events = Duration::days(30);
    let (ana, bo) = (consenting(&store, "1").await, consenting(&store, "2").await);
    enrol(&store, ana, &[1.0, 0.0]).await;
    enrol(&store, bo, &[0.0, 1.0]).await;
    let (period, bare) = (occurrence(1, now()), occurrence(2, now()));
    let numbers = begin(&store, &[period.clone(), bare]).await;
    store.batch(&[Write::Sighting(sighting(ana, now(), &period))]).await.unwrap();
    store.keep_attendance(&[record(ana, numbers[0], Some(Status::Present))]).await.unwrap();
    store.correct_attendance(ana, numbers[0], &correction(Status::Late, "x")).await.unwrap();
    let date = now().date_naive();
    store.sign_day(date, ACTOR, now() + Duration::hours(3)).await.unwrap();
    store.set_active(&[bo], false, ACTOR, now()).await.unwrap();

    // 13:00 on the 21st in Baghdad: days end at 21:00 UTC.
    let midnight = |days| "2026-11-21T21:00:00Z".parse::<DateTime<Utc>>().unwrap() + Duration::days(days);
    let almost = Duration::milliseconds(1);
    let counts = async |at: DateTime<Utc>| {
        let pruned = store.prune(at, &site).await.unwrap();
        [pruned.photos, pruned.crops, pruned.sightings, pruned.records, pruned.occurrences]
    };
    assert_eq!(counts(midnight(0) - almost).await, [0, 0, 0, 0, 0]);
    assert_eq!(counts(midnight(0)).await, [1, 0, 0, 0, 0], "who left has no photo at the end of the day");
    assert_eq!(store.gallery(MODEL).await.unwrap().templates.len(), 1);
    assert_eq!(counts(midnight(2) - almost).await, [0, 0, 0, 0, 0]);
    assert_eq!(counts(midnight(2)).await, [0, 1, 0, 0, 0]);
    assert!(!all_sightings(&store).await[0].has_crop);
    assert_eq!(counts(midnight(5)).await, [0, 0, 1, 0, 0]);
    assert_eq!(entry(&store, ana, numbers[0]).await.corrections.len(), 1);
    assert_eq!(counts(midnight(10) - almost).await, [0, 0, 0, 0, 0]);
    assert_eq!(counts(midnight(10)).await, [0, 0, 0, 1, 0]);
    assert!(store.attendance(&AttendanceOf::day(date)).await.unwrap().is_empty());
    assert_eq!(store.signed_days(date, date).await.unwrap().len(), 1, "another period of the day is kept");
    assert_eq!(counts(midnight(31)).await, [0, 0, 0, 0, 1]);
    assert_eq!(counts(midnight(32)).await, [0, 0, 0, 0, 0]);
    assert!(store.signed_days(date, date).await.unwrap().is_empty());
    assert_eq!(store.photos_of(ana).await.unwrap().len(), 1, "a consent has no end of its own");
    assert!(store.integrity_check().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_person_gets_everything_that_is_kept_of_them() {
    let (_folder, store) = new_store().await;
    let (ana, bo) = (consenting(&store, "1").await, consenting(&store, "2").await);
    let mine = enrol(&store, ana, &[1.0, 0.0]).await;
    enrol(&store, bo, &[0.0, 1.0]).await;
    let period = occurrence(1, now());
    let numbers = begin(&store, std::slice::from_ref(&period)).await;
    let both =
        [Write::Sighting(sighting(ana, now(), &period)), Write::Sighting(sighting(bo, now(), &period))];
    store.batch(&both).await.unwrap();
    store.keep_attendance(&[record(ana, numbers[0], Some(Status::Present))]).await.unwrap();
    store.correct_attendance(bo, numbers[0], &correction(Status::Late, "x")).await.unwrap();
    let data = store.personal_data(ana).await.unwrap();
    assert_eq!((data.person.id, data.person.consent.is_some()), (ana, true));
    assert_eq!(data.consent_recorded, Some((now(), ACTOR.to_owned())));
    assert_eq!(data.photos.len(), 1);
    assert_eq!((data.photos[0].0.id, data.photos[0].1.as_ref().unwrap().as_slice()), (mine, &b"a JPEG"[..]));
    assert_eq!(data.templates.into_iter().collect::<Vec<_>>(), [(MODEL.to_owned(), 1)]);
    assert_eq!(data.sightings.iter().map(|kept| kept.sighting.person).collect::<Vec<_>>(), [ana]);
    assert_eq!(data.attendance.len(), 1);
    assert_eq!((&data.attendance[0].0, data.attendance[0].1.corrections.len()), (&period, 0));
    assert!(matches!(store.personal_data(PersonId(99)).await, Err(Error::Gone { what: "person" })));
}

/// The ways in which bytes could lie somewhere, to be looked for.
fn forms(text: &str) -> Vec<(String, Vec<u8>)> {
    let utf16 = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let mut forms = vec![
        ("UTF-8", text.as_bytes().to_vec()),
        ("UTF-16LE", utf16(u16::to_le_bytes)),
        ("UTF-16BE", utf16(u16::to_be_bytes)),
    ];
    forms.extend(bases(text.as_bytes()).into_iter().map(|base| ("base64", base)));
    forms.into_iter().map(|(name, form)| (format!("{text} in {name}"), form)).collect()
}

/// Base64 of `bytes` at each of the three places that they can have in a group, without what depends on neighbours.
fn bases(bytes: &[u8]) -> Vec<Vec<u8>> {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let at = |skipped: usize| {
        let whole = &bytes[skipped..];
        let bits: Vec<u8> =
            whole.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
        bits.chunks_exact(6)
            .map(|group| ALPHABET[group.iter().fold(0, |value, bit| value << 1 | usize::from(*bit))])
            .collect::<Vec<u8>>()
    };
    (0..3).filter(|skipped| *skipped < bytes.len()).map(at).collect()
}

#[tokio::test]
async fn erasing_leaves_no_byte_of_a_person_in_the_folder() {
    const CODE: &str = "PUPIL-7731-Q";
    const NAME: &str = "Zêrîn Ostertag ئاڤان";
    const MOTHER: &str = "Margarethe Ostertag-Nûr";
    const WHY: &str = "Was at the dentist in Schwanenstrasse";
    let (folder, store) = new_store().await;
    let embedding: Vec<f32> = (0..128).map(|n| (n as f32 * 0.37).sin()).collect();
    let picture: Vec<u8> = (0..60_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let who = bellwatch_store::PersonRow {
        code: CODE.to_owned(),
        name: NAME.to_owned(),
        group: "7A".to_owned(),
        active: true,
    };
    let ana = store.add_person(&who, ACTOR, now()).await.unwrap();
    let consent = bellwatch_domain::Consent { by: MOTHER.to_owned(), ..crate::people::consent() };
    store.give_consent(&[ana], &consent, ACTOR, now()).await.unwrap();
    let template = crate::people::template(&embedding);
    store.add_photo(ana, &photo(&picture), Some(&template), ACTOR, now()).await.unwrap();
    // Others before and after, so that pages are shared.
    for n in 0..30 {
        let other = consenting(&store, &format!("other {n}")).await;
        enrol(&store, other, &[0.6, 0.8]).await;
    }
    let period = occurrence(1, now());
    let numbers = begin(&store, std::slice::from_ref(&period)).await;
    let mut seen = sighting(ana, now(), &period);
    seen.evidence = Some(NewEvidence { crop: picture[..9000].to_vec(), frame: Some(picture.clone()) });
    store.batch(&[Write::Sighting(seen)]).await.unwrap();
    store.keep_attendance(&[record(ana, numbers[0], Some(Status::Absent))]).await.unwrap();
    store.correct_attendance(ana, numbers[0], &correction(Status::Excused, WHY)).await.unwrap();
    let sighted = all_sightings(&store).await[0].id;
    store.add_review(sighted, Decision::Confirm, ACTOR, now()).await.unwrap();
    // Their name was another once.
    store.edit_person(ana, &who, ACTOR, now()).await.unwrap();

    let raw_embedding: Vec<u8> = embedding.iter().flat_map(|number| number.to_le_bytes()).collect();
    let mut wanted: Vec<(String, Vec<u8>)> =
        [CODE, NAME, MOTHER, WHY, &CODE.to_lowercase()].iter().flat_map(|text| forms(text)).collect();
    for (what, bytes) in [("embedding", &raw_embedding[..64]), ("picture", &picture[..64])] {
        wanted.push((what.to_owned(), bytes.to_vec()));
        wanted.extend(bases(bytes).into_iter().map(|base| (format!("{what} in base64"), base)));
    }
    // The sealed bytes as well: a key that is found later must open nothing.
    let mut sql = raw(folder.path()).await;
    for (what, statement) in [
        ("sealed picture", "SELECT picture_sealed FROM photo WHERE id = 1"),
        ("sealed template", "SELECT embedding_sealed FROM face_template WHERE id = 1"),
        ("sealed crop", "SELECT crop_sealed FROM evidence WHERE sighting_id = 1"),
        ("sealed frame", "SELECT frame_sealed FROM evidence WHERE sighting_id = 1"),
    ] {
        let (sealed,): (Vec<u8>,) = sqlx::query_as(statement).fetch_one(&mut sql).await.unwrap();
        for (at, part) in sealed.chunks_exact(500).enumerate() {
            wanted.push((format!("{what}, part {at}"), part[..32].to_vec()));
        }
    }
    sqlx::Connection::close(sql).await.unwrap();
    let found = |wanted: &[(String, Vec<u8>)]| {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            let content = std::fs::read(&path).unwrap();
            for (what, bytes) in wanted {
                // A look for the first byte alone first: this is not optimised.
                let is_there = (0..content.len().saturating_sub(bytes.len()))
                    .any(|at| content[at] == bytes[0] && content[at..].starts_with(bytes));
                if is_there {
                    found.push(format!("{what} in {}", path.display()));
                }
            }
        }
        found
    };
    let before = found(&wanted).join("\n");
    for clear in [CODE, NAME, MOTHER, WHY, "sealed picture", "sealed template", "sealed frame"] {
        assert!(before.contains(clear), "the search must find {clear} while it is there");
    }

    let certificate = store.erase_person(ana, ACTOR, now()).await.unwrap();
    let counted = (certificate.photos, certificate.templates, certificate.sightings, certificate.crops);
    assert_eq!(counted, (1, 1, 1, 1));
    assert_eq!((certificate.records, certificate.corrections), (1, 1));
    assert_eq!((certificate.person, certificate.at, certificate.by.as_str()), (ana, now(), ACTOR));
    assert!(certificate.is_wiped && certificate.signed_days.is_empty());
    assert_eq!(found(&wanted), Vec::<String>::new(), "while the store is open");
    assert_eq!(store.person(ana).await.unwrap(), None);
    assert!(matches!(store.erase_person(ana, ACTOR, now()).await, Err(Error::Gone { what: "person" })));
    assert_eq!(store.gallery(MODEL).await.unwrap().templates.len(), 30);
    store.close().await;
    assert_eq!(found(&wanted), Vec::<String>::new(), "after it was closed");
    let store = open(folder.path()).await;
    let next = consenting(&store, "next").await;
    assert!(next > ana, "a number is never used again");
    assert!(store.integrity_check().await.unwrap().is_empty());
}
