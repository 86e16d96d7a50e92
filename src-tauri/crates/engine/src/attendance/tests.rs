//! Attendance by a clock that is turned: a school with two gates, one period, and people who come or do not.

use std::sync::atomic::{AtomicUsize, Ordering};

use bellwatch_domain::heartbeat::Heartbeat;
use bellwatch_domain::matching::ReviewWhy;
use bellwatch_domain::recognition::FaceQuality;
use bellwatch_domain::run::{Ending, EndingWhy};
use bellwatch_domain::schedule::Bells;
use bellwatch_domain::{
    CameraId, Consent, LastError, LastErrorKind, OccurrenceId, PeriodOccurrence, PersonId, RunId, RunnerKey,
    Sighting, StopWhy,
};
use bellwatch_store::{
    AttendanceOf, AttendanceRow, KeyChoice, NewEvidence, NewPhoto, NewSighting, NewTemplate, PersonRow,
    PhotoOrigin, RunningProcess, Write,
};
use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::*;
use crate::api::{EvidencePart, Operator, first_hub};
use crate::folder::DataFolder;
use crate::wire::{
    AttendanceDay, AttendanceEntryView, AttendanceQuery, AttendanceStatus, CameraDraft, DrivesChoice,
    ExportForm, KnobValue, PasswordDraft, PeriodDraft, ReviewDecision, ScheduleDraft,
};

const ACTOR: &str = "window";
const DATE: &str = "2026-11-23";

/// A local time of the day on which these tests take place, in Baghdad.
fn at(time: &str) -> DateTime<Utc> {
    format!("{DATE}T{time}+03:00").parse().unwrap()
}

fn day() -> NaiveDate {
    DATE.parse().unwrap()
}

struct School {
    folder: tempfile::TempDir,
    store: Store,
    clock: Clock,
    desk: Operator,
    attendance: Attendance,
    told: Arc<AtomicUsize>,
    gates: [RunnerKey; 2],
    period: PeriodOccurrence,
}

impl School {
    /// Open at 07:00; its period is from 08:00 to 08:45, with 5 minutes' grace to both sides, late from 08:10.
    async fn open() -> School {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::turned(at("07:00:00"));
        let store = Store::open(folder.path(), KeyChoice::File).await.unwrap();
        let desk = Operator::new(store.clone(), clock.clone(), ACTOR);
        let zone = KnobValue { key: "time_zone".to_owned(), value: "Asia/Baghdad".to_owned() };
        desk.site_edit(&[zone]).await.unwrap();
        let gates = [gate(&desk, "Gate 1").await, gate(&desk, "Gate 2").await];
        let all_day = desk.config().await.unwrap().schedules[0].id;
        desk.schedule_save(&week()).await.unwrap();
        desk.schedule_remove(all_day).await.unwrap();
        let config = desk.config().await.unwrap();
        let bells = Bells::of(&config);
        let period = (*bells.occurrences(&config.schedules[0], day(), day())[0]).clone();
        let (attendance, told) = start(&folder, &store, &clock).await;
        School { folder, store, clock, desk, attendance, told, gates, period }
    }

    /// The engine is gone, however that came, and another one starts.
    async fn start_again(&mut self) {
        (self.attendance, self.told) = start(&self.folder, &self.store, &self.clock).await;
    }

    /// Somebody of 7A who can be recognised.
    async fn enrolled(&self, code: &str) -> PersonId {
        let person = self.known(code).await;
        let given = "2026-09-01".parse().unwrap();
        let consent = Consent { given, by: "Mother".to_owned(), document: String::new() };
        self.store.give_consent(&[person], &consent, ACTOR, self.clock.now()).await.unwrap();
        let quality = FaceQuality {
            sharpness: 120.0,
            brightness: 110.0,
            contrast: 50.0,
            yaw: 0.1,
            roll_degrees: 0.0,
            eyes_px: 80.0,
        };
        let photo =
            NewPhoto { origin: PhotoOrigin::File, picture: b"a photo".to_vec(), quality, tray_face: None };
        let template = NewTemplate { model: "m".to_owned(), embedding: vec![1.0, 0.0], quality: 0.9 };
        self.store.add_photo(person, &photo, Some(&template), ACTOR, self.clock.now()).await.unwrap();
        person
    }

    /// Somebody of 7A who cannot be.
    async fn known(&self, code: &str) -> PersonId {
        let row = PersonRow {
            code: code.to_owned(),
            name: format!("Name of {code}"),
            group: "7a".to_owned(),
            active: true,
        };
        self.store.add_person(&row, ACTOR, self.clock.now()).await.unwrap()
    }

    /// The period begins, as the enforcer says it.
    async fn begin(&self) -> OccurrenceId {
        self.turn("07:55:00").await;
        self.store.batch(&[Write::BeginOccurrences(vec![self.period.clone()])]).await.unwrap();
        self.attendance.nudge(OccurrenceName::of(&self.period));
        self.attendance.looked().await;
        self.store.occurrences_on(day()).await.unwrap()[0].0
    }

    async fn turn(&self, time: &str) {
        self.clock.turn_to(at(time));
        self.attendance.looked().await;
    }

    async fn see(&self, person: PersonId, time: &str, votes: u32) {
        self.write_seen(person, time, votes).await;
        self.attendance.nudge(OccurrenceName::of(&self.period));
        self.attendance.looked().await;
    }

    async fn write_seen(&self, person: PersonId, time: &str, votes: u32) {
        let camera = self.gates[0].camera;
        let sighting = Sighting { person, camera, at: at(time), score: 0.6, margin: 0.2, votes };
        let occurrence = Some(OccurrenceName::of(&self.period));
        let evidence = Some(NewEvidence { crop: b"a crop".to_vec(), frame: None });
        let new =
            NewSighting { sighting, track: "1/1:1".to_owned(), occurrence, likest: Vec::new(), evidence };
        self.store.batch(&[Write::Sighting(new)]).await.unwrap();
    }

    /// A runner that sees from one time to another at 4 frames a second, and beats every 10 s.
    async fn watch(&self, gate: RunnerKey, run: i64, from: &str, to: &str, ending: Option<EndingWhy>) {
        let (from, to) = (at(from), at(to));
        let process = RunningProcess {
            id: RunId(run),
            key: gate,
            pid: 1,
            started: from,
            command: Vec::new(),
            nice_asked: 0,
            affinity_asked: "all".to_owned(),
        };
        let mut writes = vec![Write::BeginRun(process)];
        let mut beat = from + Duration::seconds(10);
        while beat <= to {
            let frames = (4 * (beat - from).num_seconds()).unsigned_abs();
            let heartbeat = Heartbeat {
                at: beat,
                frames,
                fps: 4.0,
                skipped: 0,
                latency_ms: 5,
                cpu_percent: 3.0,
                memory_bytes: 1,
                // The recogniser looked at every frame.
                looks: frames,
                faces: 0,
                matches: 0,
            };
            writes.push(Write::Heartbeat { key: gate, heartbeat });
            beat += Duration::seconds(10);
        }
        if let Some(why) = ending {
            let ending = Ending { at: to, why, exit_code: None, signal: None };
            writes.push(Write::EndRun { run: RunId(run), ending });
        }
        self.store.batch(&writes).await.unwrap();
    }

    async fn watch_all(&self) {
        for (run, gate) in (1..).zip(self.gates) {
            self.watch(gate, run, "07:54:00", "08:50:10", None).await;
        }
    }

    async fn entries(&self) -> Vec<AttendanceEntryView> {
        let query = AttendanceQuery {
            from: DATE.to_owned(),
            to: DATE.to_owned(),
            occurrence: None,
            person: None,
            group: None,
        };
        self.desk.attendance(&query).await.unwrap()
    }

    /// Code, status and reason of everybody.
    async fn said(&self) -> Vec<(String, AttendanceStatus, Option<String>)> {
        self.entries().await.into_iter().map(|entry| (entry.code, entry.status, entry.reason)).collect()
    }

    async fn day(&self) -> AttendanceDay {
        self.desk.attendance_day(DATE).await.unwrap()
    }

    async fn records(&self) -> Vec<AttendanceRow> {
        let entries = self.store.attendance(&AttendanceOf::day(day())).await.unwrap();
        entries.into_values().filter_map(|entry| entry.record).collect()
    }
}

async fn start(folder: &tempfile::TempDir, store: &Store, clock: &Clock) -> (Attendance, Arc<AtomicUsize>) {
    let data = DataFolder::open(folder.path()).unwrap();
    let (config, _) = store.config().await.unwrap();
    let hub = first_hub(&data, store, &config, None, clock.now());
    let told = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&told);
    let tools = Tools {
        clock: clock.clone(),
        store: store.clone(),
        journal: Journal::start(clock.clone(), store.clone(), hub, 0),
        tell: Box::new(move || {
            counted.fetch_add(1, Ordering::Relaxed);
        }),
    };
    let (attendance, _) = Attendance::start(tools);
    attendance.looked().await;
    (attendance, told)
}

async fn gate(desk: &Operator, name: &str) -> RunnerKey {
    let profile = *desk.config().await.unwrap().profiles.keys().next().unwrap();
    let draft = CameraDraft {
        name: name.to_owned(),
        location: String::new(),
        address: "demo:gate".to_owned(),
        sub_address: None,
        user: None,
        password: PasswordDraft::Clear,
        priority: 5,
        enabled: true,
        tags: Vec::new(),
        profile: profile.0,
        also_profiles: Vec::new(),
    };
    RunnerKey { camera: desk.camera_add(&draft).await.unwrap(), profile }
}

fn week() -> ScheduleDraft {
    let period = PeriodDraft {
        id: None,
        name: "Period 1".to_owned(),
        start: "08:00".to_owned(),
        end: "08:45".to_owned(),
        weekdays: vec![1, 2, 3, 4, 5, 6, 7],
        early_grace_min: 5,
        late_grace_min: 5,
        late_after_min: 10,
        profile: None,
        only: None,
        expects: vec!["7A".to_owned()],
    };
    ScheduleDraft {
        id: None,
        name: "School week".to_owned(),
        enabled: true,
        drives: DrivesChoice::All,
        periods: vec![period],
    }
}

fn no_answer(time: &str) -> EndingWhy {
    let kind = LastErrorKind::Stalled;
    EndingWhy::Failed(LastError { at: at(time), kind, evidence: String::new() })
}

fn said(
    code: &str,
    status: AttendanceStatus,
    reason: Option<&str>,
) -> (String, AttendanceStatus, Option<String>) {
    (code.to_owned(), status, reason.map(str::to_owned))
}

#[tokio::test]
async fn present_late_absent_and_unknown_come_out_and_the_same_rows_twice() {
    use AttendanceStatus as S;
    let school = School::open().await;
    let (ana, bo) = (school.enrolled("1-ana").await, school.enrolled("2-bo").await);
    school.enrolled("3-cy").await;
    school.known("4-dan").await;
    let eve = school.enrolled("5-eve").await;
    let number = school.begin().await;
    let expected = school.said().await;
    assert!(expected.iter().all(|(_, status, _)| *status == S::Expected), "{expected:?}");
    assert_eq!(expected.len(), 5);

    let shown = school.told.load(Ordering::Relaxed);
    school.turn("08:02:00").await;
    school.see(ana, "08:02:00", 2).await;
    assert_eq!(school.said().await[0], said("1-ana", S::Present, None), "while it is on");
    assert!(school.told.load(Ordering::Relaxed) > shown, "and the window is told");
    school.turn("08:20:00").await;
    school.see(bo, "08:09:59", 1).await;
    school.see(bo, "08:19:00", 1).await;
    school.see(eve, "08:05:00", 1).await;
    let day = school.day().await;
    assert!(day.periods[0].is_on && day.periods[0].coverage.is_none());
    assert_eq!(
        day.not_yet.as_deref(),
        Some("Monday 23 November 2026 is not over yet. Sign it when its last period has closed.")
    );

    school.watch_all().await;
    school.turn("08:50:00").await;
    let words = [
        said("1-ana", S::Present, None),
        said("2-bo", S::Late, None),
        said("3-cy", S::Absent, None),
        said("4-dan", S::Unknown, Some("Cannot be recognised: there is no consent")),
        said("5-eve", S::Unknown, Some("Matched once only, at 08:05; 2 are needed")),
    ];
    assert_eq!(school.said().await, words);
    let rows = school.records().await;
    let coverage = school.store.coverage_of(number).await.unwrap();
    assert!(!coverage.is_empty());
    let best = school.store.sighting(rows[1].best.unwrap()).await.unwrap().unwrap();
    assert_eq!((best.sighting.person, rows[1].votes), (bo, 2));

    // Played again, told again, and settled: the same rows.
    school.see(ana, "08:02:00", 2).await;
    school.attendance.people_changed();
    school.turn("09:05:00").await;
    assert_eq!(school.records().await, rows);
    assert_eq!(school.store.coverage_of(number).await.unwrap(), coverage);
    let day = school.day().await;
    let counts = day.periods[0].counts;
    assert_eq!(
        (counts.present, counts.late, counts.absent, counts.unknown, counts.excused, counts.expected),
        (1, 1, 1, 2, 0, 0)
    );
    assert!(day.periods[0].coverage.unwrap() > 0.99, "{:?}", day.periods[0].coverage);
    assert_eq!((day.periods[0].schedule_name.as_str(), day.not_yet), ("School week", None));

    // Who joins later is not absent from what was before.
    school.enrolled("6-new").await;
    school.see(eve, "08:06:00", 1).await;
    assert_eq!(school.said().await.len(), 5);
    assert_eq!(school.said().await[4], said("5-eve", S::Present, None), "what was seen late counts");
}

#[tokio::test]
async fn a_camera_that_was_down_makes_nobody_absent_and_its_word_is_said() {
    use AttendanceStatus as S;
    let school = School::open().await;
    school.enrolled("1-ana").await;
    school.begin().await;
    let [one, two] = school.gates;
    school.watch(one, 1, "07:54:00", "08:50:10", None).await;
    school.watch(two, 2, "07:54:00", "08:03:00", Some(no_answer("08:03:00"))).await;
    school.watch(two, 3, "08:11:00", "08:30:00", Some(EndingWhy::Stopped(StopWhy::Paused))).await;
    school.watch(two, 4, "08:35:00", "08:50:10", None).await;
    school.turn("08:50:00").await;
    let day = school.day().await;
    let gaps = ["Gate 2 was down 08:03–08:11 (no picture)", "Gate 2 rested 08:30–08:35 (paused)"];
    assert_eq!(day.periods[0].gaps, gaps);
    assert_eq!(school.said().await, [said("1-ana", S::Unknown, Some(&gaps.join("; ")))]);
    let coverage = day.periods[0].coverage.unwrap();
    assert!((0.75..0.77).contains(&coverage), "{coverage}");
}

#[tokio::test]
async fn a_camera_that_never_ran_is_a_gap_of_the_whole_period() {
    let school = School::open().await;
    school.enrolled("1-ana").await;
    school.begin().await;
    school.watch(school.gates[0], 1, "07:54:00", "08:50:10", None).await;
    school.desk.camera_set_enabled(school.gates[1].camera, false).await.unwrap();
    school.turn("08:50:00").await;
    assert_eq!(school.day().await.periods[0].gaps, ["Gate 2 rested 07:55–08:50 (switched off)"]);
    assert_eq!(school.said().await[0].1, AttendanceStatus::Unknown);
}

#[tokio::test]
async fn an_engine_that_dies_in_between_loses_nothing_and_doubles_nothing() {
    use AttendanceStatus as S;
    let mut school = School::open().await;
    let (ana, bo) = (school.enrolled("1-ana").await, school.enrolled("2-bo").await);
    school.enrolled("3-cy").await;
    let number = school.begin().await;
    school.turn("08:02:00").await;
    // Written, and the engine dies before anybody is told.
    school.attendance.close();
    school.write_seen(ana, "08:02:00", 2).await;
    school.start_again().await;
    assert_eq!(school.said().await[0], said("1-ana", S::Present, None));

    // It dies again, and the period closes without an engine.
    school.attendance.close();
    school.watch_all().await;
    school.write_seen(bo, "08:15:00", 2).await;
    school.clock.turn_to(at("11:00:00"));
    school.start_again().await;
    let words = [said("1-ana", S::Present, None), said("2-bo", S::Late, None), said("3-cy", S::Absent, None)];
    assert_eq!(school.said().await, words);
    let (rows, coverage) = (school.records().await, school.store.coverage_of(number).await.unwrap());

    // Once more, much later, when heartbeats are gone: nothing is worked out of nothing.
    school.attendance.close();
    school.clock.turn_to(at("11:00:00") + Duration::days(40));
    let site = school.desk.config().await.unwrap().site;
    school.store.prune(school.clock.now(), &site).await.unwrap();
    school.start_again().await;
    school.see(ana, "08:02:00", 2).await;
    assert_eq!(school.records().await, rows);
    assert_eq!(school.store.coverage_of(number).await.unwrap(), coverage);
}

#[tokio::test]
async fn a_correction_survives_everything_and_a_signed_day_refuses() {
    use AttendanceStatus as S;
    let school = School::open().await;
    let ana = school.enrolled("1-ana").await;
    let number = school.begin().await;
    let pending = school.desk.attendance_correct(ana, number, S::Expected, "x").await.unwrap_err();
    assert_eq!(pending.field.as_deref(), Some("status"));
    assert_eq!(
        school.desk.attendance_correct(ana, number, S::Late, " ").await.unwrap_err().field.as_deref(),
        Some("why")
    );
    school.desk.attendance_correct(ana, number, S::Excused, "At the dentist's").await.unwrap();
    school.see(ana, "08:02:00", 2).await;
    school.watch_all().await;
    school.turn("08:50:00").await;
    school.turn("09:05:00").await;
    let [entry] = school.entries().await.try_into().unwrap();
    assert_eq!((entry.status, entry.machine), (S::Excused, Some(S::Present)));
    assert_eq!(entry.reason.as_deref(), Some("At the dentist's"));
    assert_eq!((entry.corrections.len(), entry.corrections[0].by.as_str()), (1, ACTOR));

    // A review takes the sighting away; the hand's word stays, the machine's follows.
    let from = school.clock.now() - Duration::hours(12);
    let (from, to) = (from.timestamp_millis(), school.clock.now().timestamp_millis());
    let [seen] = school.desk.sightings(from, to, false, None).await.unwrap().try_into().unwrap();
    assert_eq!((seen.person_name.as_str(), seen.camera_name.as_str()), ("Name of 1-ana", "Gate 1"));
    assert!(seen.photo.is_some() && seen.has_crop && !seen.has_frame && seen.doubt.is_none());
    let sighting = bellwatch_domain::SightingId(seen.id);
    let same = ReviewDecision::SomeoneElse { person: Some(ana.0) };
    assert_eq!(school.desk.review(sighting, same).await.unwrap_err().field.as_deref(), Some("person"));
    school.desk.review(sighting, ReviewDecision::NotPerson).await.unwrap();
    let [entry] = school.entries().await.try_into().unwrap();
    assert_eq!((entry.status, entry.machine), (S::Excused, Some(S::Absent)));
    school.desk.review(sighting, ReviewDecision::Confirm).await.unwrap();
    let [entry] = school.entries().await.try_into().unwrap();
    assert_eq!((entry.status, entry.machine, entry.best), (S::Excused, Some(S::Present), Some(seen.id)));
    let crop = school.desk.evidence_picture(sighting, EvidencePart::Crop).await.unwrap();
    assert_eq!(crop.as_deref(), Some(&b"a crop"[..]));
    assert_eq!(school.desk.evidence_picture(sighting, EvidencePart::Frame).await.unwrap(), None);

    // Withdrawn, the record stays and the picture goes.
    school.store.withdraw_consent(ana, ACTOR, school.clock.now()).await.unwrap();
    school.desk.review(sighting, ReviewDecision::Unsure).await.unwrap();
    assert_eq!(school.entries().await[0].machine, Some(S::Present));

    school.desk.day_sign(DATE).await.unwrap();
    let day = school.day().await;
    let signed = day.signed.unwrap();
    assert!(signed.holds && signed.by == ACTOR && signed.hash.len() == 64);
    assert_eq!(day.not_yet.as_deref(), Some("Monday 23 November 2026 was signed off already."));
    let refused = school.desk.attendance_correct(ana, number, S::Present, "Was there").await.unwrap_err();
    assert_eq!(refused.message, "Monday 23 November 2026 was signed off, so its attendance is locked.");
    assert!(school.desk.day_sign(DATE).await.is_err());
    let rows = school.records().await;
    school.desk.review(sighting, ReviewDecision::NotPerson).await.unwrap();
    school.see(ana, "08:03:00", 2).await;
    assert_eq!(school.records().await, rows);
    assert!(school.day().await.signed.unwrap().holds);
}

#[tokio::test]
async fn a_day_is_signed_when_its_last_period_has_closed_and_never_before() {
    let school = School::open().await;
    school.enrolled("1-ana").await;
    let early = school.desk.day_sign(DATE).await.unwrap_err();
    assert_eq!(
        early.message,
        "Monday 23 November 2026 is not over yet. Sign it when its last period has closed."
    );
    assert!(school.desk.day_sign("2026-11-22").await.unwrap_err().message.contains("nothing to sign"));
    assert_eq!(school.desk.day_sign("23.11.2026").await.unwrap_err().field.as_deref(), Some("date"));
    school.begin().await;
    assert!(school.desk.day_sign(DATE).await.is_err(), "it is on");
    // Nobody has worked it out: signing does.
    school.attendance.close();
    school.watch_all().await;
    school.clock.turn_to(at("08:50:00"));
    school.desk.day_sign(DATE).await.unwrap();
    assert_eq!(school.said().await[0].1, AttendanceStatus::Absent);
}

#[tokio::test]
async fn somebody_elses_sighting_counts_for_them_and_a_doubtful_one_is_told() {
    use AttendanceStatus as S;
    let school = School::open().await;
    let (ana, bo) = (school.enrolled("1-ana").await, school.enrolled("2-bo").await);
    school.begin().await;
    school.turn("08:05:00").await;
    school.see(ana, "08:01:00", 2).await;
    school.see(bo, "08:04:00", 1).await;
    let (from, to) = (at("00:00:00").timestamp_millis(), at("23:00:00").timestamp_millis());
    let doubts: Vec<_> = school
        .desk
        .sightings(from, to, true, None)
        .await
        .unwrap()
        .into_iter()
        .map(|one| (one.person, one.doubt.unwrap()))
        .collect();
    assert_eq!(doubts, [(bo.0, "Matched once only in this period; 2 are needed.".to_owned())]);
    let near = school.desk.sightings(from, to, true, Some(0.59)).await.unwrap();
    assert_eq!(near.len(), 2, "both are just above the threshold");
    assert!(school.desk.sightings(0, to, false, None).await.is_err(), "more than a month");
    let first = bellwatch_domain::SightingId(near[0].id);
    school.desk.review(first, ReviewDecision::SomeoneElse { person: Some(bo.0) }).await.unwrap();
    let words = [said("1-ana", S::Expected, None), said("2-bo", S::Present, None)];
    assert_eq!(school.said().await, words);
    assert_eq!(school.store.pair_vetoes().await.unwrap(), [(ana, bo)]);
    let decided = school.desk.sightings(from, to, true, Some(0.59)).await.unwrap();
    assert_eq!(decided[0].decision, Some(ReviewDecision::SomeoneElse { person: Some(bo.0) }));
    assert!(decided[0].doubt.is_some(), "it can still be looked at, and decided again");
}

#[tokio::test]
async fn what_is_kept_ends_by_its_clock() {
    let school = School::open().await;
    let ana = school.enrolled("1-ana").await;
    school.begin().await;
    school.see(ana, "08:02:00", 2).await;
    school.watch_all().await;
    school.turn("09:05:00").await;
    let site = school.desk.config().await.unwrap().site;
    let kept = async |days: i64| {
        // The first instant of a local day.
        let now = at("00:00:00") + Duration::days(days);
        school.clock.turn_to(now);
        school.store.prune(now, &site).await.unwrap();
        let counts = school.store.kept_counts().await.unwrap();
        (counts.crops, counts.sightings, counts.records, counts.templates)
    };
    assert_eq!(kept(14).await, (1, 1, 1, 1));
    assert_eq!(kept(15).await, (0, 1, 1, 1));
    assert_eq!(kept(365).await, (0, 1, 1, 1));
    assert_eq!(kept(366).await, (0, 0, 0, 1), "templates stay until the consent goes");
}

#[tokio::test]
async fn what_is_written_out_for_a_person_and_about_the_house_holds_what_it_says() {
    let school = School::open().await;
    let ana = school.enrolled("1-ana").await;
    school.begin().await;
    school.see(ana, "08:02:00", 2).await;
    school.turn("08:50:00").await;
    let folder = tempfile::tempdir().unwrap();
    let path = school.desk.personal_export(folder.path(), ana).await.unwrap();
    assert!(path.ends_with(&format!("bellwatch-person-{ana}.zip")), "{path}");
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let mut names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    names.sort();
    assert_eq!(names, ["person.json", "photos/1.jpg", "sightings/1.jpg"]);
    let mut text = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("person.json").unwrap(), &mut text).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(file["name"], "Name of 1-ana");
    assert_eq!(file["sightings"][0]["at"], "2026-11-23T08:02:00+03:00");
    assert_eq!(file["attendance"][0]["status"], "present");
    assert_eq!(file["consent"]["by"], "Mother");
    assert!(school.desk.personal_export(folder.path(), PersonId(99)).await.is_err());

    let path = school.desk.privacy_report(folder.path(), &[]).await.unwrap();
    let page = std::fs::read_to_string(path).unwrap();
    for part in [
        "1 person is known, 1 of them active; consents that stand: 1",
        "<td>Pictures of sightings</td><td>1</td><td>14 days after the one on which it was made, or the consent is withdrawn",
        "The key lies in a file of its own in the data folder",
        "No model pack is installed",
        "2 cameras are in use. Attendance is kept of 1 group",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(!page.contains("ana") && !page.contains("7A"), "it names nobody");
}

#[tokio::test]
async fn an_export_goes_beside_what_is_there() {
    let school = School::open().await;
    let ana = school.enrolled("1-ana").await;
    school.begin().await;
    school.see(ana, "08:02:00", 2).await;
    let folder = tempfile::tempdir().unwrap();
    let query = |from: &str, to: &str| AttendanceQuery {
        from: from.to_owned(),
        to: to.to_owned(),
        occurrence: None,
        person: None,
        group: Some("7a".to_owned()),
    };
    let first =
        school.desk.attendance_export(folder.path(), &query(DATE, DATE), ExportForm::Csv).await.unwrap();
    let second =
        school.desk.attendance_export(folder.path(), &query(DATE, DATE), ExportForm::Csv).await.unwrap();
    assert!(
        first.ends_with("attendance-2026-11-23.csv") && second.ends_with("attendance-2026-11-23 (2).csv")
    );
    let text = std::fs::read_to_string(first).unwrap();
    assert!(text.contains("1-ana,Name of 1-ana,7a,2026-11-23,Period 1,Present,08:02,08:02,"), "{text}");
    let check = async |from: &str, to: &str, field: &str| {
        let problem = school.desk.attendance(&query(from, to)).await.unwrap_err();
        assert_eq!(problem.field.as_deref(), Some(field), "{from} {to}: {}", problem.message);
    };
    check("yesterday", DATE, "from").await;
    check(DATE, "2026-11-22", "to").await;
    check("2025-01-01", DATE, "to").await;
}

#[tokio::test]
async fn cameras_that_the_period_does_not_drive_do_not_count() {
    let school = School::open().await;
    let ana = school.enrolled("1-ana").await;
    school.begin().await;
    let sighting =
        Sighting { person: ana, camera: CameraId(99), at: at("08:02:00"), score: 0.6, margin: 0.2, votes: 5 };
    let new =
        NewSighting { sighting, track: String::new(), occurrence: None, likest: Vec::new(), evidence: None };
    school.store.batch(&[Write::Sighting(new)]).await.unwrap();
    school.turn("08:05:00").await;
    assert_eq!(school.said().await[0].1, AttendanceStatus::Expected);
}

#[tokio::test]
async fn a_face_in_doubt_is_no_proof_and_no_absence() {
    use AttendanceStatus as S;
    let school = School::open().await;
    let ana = school.enrolled("1-ana").await;
    school.begin().await;
    let camera = school.gates[0].camera;
    let sighting = Sighting { person: ana, camera, at: at("08:05:00"), score: 0.6, margin: 0.01, votes: 5 };
    let occurrence = Some(OccurrenceName::of(&school.period));
    let new = NewSighting { sighting, track: String::new(), occurrence, likest: Vec::new(), evidence: None };
    school.store.batch(&[Write::Doubtful(new, ReviewWhy::TooClose)]).await.unwrap();
    school.watch_all().await;
    school.turn("08:50:00").await;
    let waits = "A face like theirs was seen at 08:05 and waits for a review";
    assert_eq!(school.said().await, [said("1-ana", S::Unknown, Some(waits))]);
    let (from, to) = (at("00:00:00").timestamp_millis(), at("23:00:00").timestamp_millis());
    let doubts = school.desk.sightings(from, to, true, None).await.unwrap();
    assert_eq!(doubts[0].doubt.as_deref(), Some(ReviewWhy::TooClose.sentence()));
    let id = bellwatch_domain::SightingId(doubts[0].id);
    school.desk.review(id, ReviewDecision::NotPerson).await.unwrap();
    assert_eq!(school.said().await, [said("1-ana", S::Absent, None)]);
    school.desk.review(id, ReviewDecision::Confirm).await.unwrap();
    assert_eq!(school.said().await, [said("1-ana", S::Present, None)]);
}
