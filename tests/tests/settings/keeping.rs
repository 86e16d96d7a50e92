//! How long things are kept: what is old goes with the first tick, and every hour from then on.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use bellwatch_domain::clips::ClipKind;
use bellwatch_domain::run::{Ending, EndingWhy};
use bellwatch_domain::schedule::BellSource;
use bellwatch_domain::{
    CameraId, PeriodId, PeriodOccurrence, ProfileId, RunId, RunnerKey, ScheduleId, Sighting, Status,
};
use bellwatch_engine::api::{KeyChoice, RunningProcess, Store};
use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::{ModeLengthDraft, View};
use bellwatch_store::{
    AttendanceOf, AttendanceRow, NewClip, NewEvent, NewEvidence, NewSighting, NewUnknownFace, OccurrenceName,
    Write,
};
use chrono::{DateTime, Utc};
use journeys::cameras::{Camera, Clip};
use journeys::faces::{PACK, Seeing};
use journeys::house::{Failed, House, runner};

use super::{DONE_WITHIN, Site};

const FIRST_TICK: Duration = Duration::from_secs(15);
const HOUR: Duration = Duration::from_secs(3600);

/// A site with an old history: what lies in its store and its folder is 3 and 10 days old.
struct Old {
    site: Site,
    store: Store,
    camera: CameraId,
}

impl Old {
    async fn open(key: &str, value: &str) -> Result<Old, Failed> {
        let site = Site::open().await?;
        let camera = site.switched_off().await?;
        site.set(key, value).await?;
        let store = Store::open(site.folder.path(), KeyChoice::File).await?;
        let old = Old { site, store, camera };
        for (number, days) in [(1, 3), (2, 10)] {
            let at = old.site.start - chrono::Duration::days(days);
            old.keep_run(number, at).await?;
            old.keep_event(at).await?;
            old.keep_snapshot(number, at)?;
        }
        Ok(old)
    }

    async fn keep_run(&self, number: i64, at: DateTime<Utc>) -> Result<(), Failed> {
        let run = RunId(number);
        let begun = RunningProcess {
            id: run,
            key: RunnerKey { camera: self.camera, profile: ProfileId(1) },
            pid: 1,
            started: at,
            command: Vec::new(),
            nice_asked: 0,
            affinity_asked: "all".to_owned(),
        };
        let ending = Ending { at, why: EndingWhy::EngineDied, exit_code: None, signal: None };
        Ok(self.store.batch(&[Write::BeginRun(begun), Write::EndRun { run, ending }]).await?)
    }

    async fn keep_event(&self, at: DateTime<Utc>) -> Result<(), Failed> {
        let sentence = "It was long ago.".to_owned();
        let event =
            NewEvent { at, camera: None, kind: "old".to_owned(), actor: "journey".to_owned(), sentence };
        Ok(self.store.add_event(&event).await?)
    }

    /// 8 MiB.
    fn keep_snapshot(&self, number: i64, at: DateTime<Utc>) -> Result<(), Failed> {
        let day = self.frames().join(at.format("%Y-%m-%d").to_string());
        fs::create_dir_all(&day)?;
        let file = fs::File::create(day.join(format!("10000{number}Z_1.jpg")))?;
        file.set_len(8 * 1024 * 1024)?;
        Ok(file.set_modified(SystemTime::from(at))?)
    }

    fn frames(&self) -> std::path::PathBuf {
        self.site.folder.path().join("frames").join(self.camera.to_string())
    }

    /// Runs, events and snapshots that are left.
    async fn left(&self) -> Result<(usize, usize, usize), Failed> {
        let runs = self.store.runs_of(self.camera, DateTime::UNIX_EPOCH, 100).await?.len();
        let events = self.store.events(None, 1000).await?;
        let old = events.iter().filter(|event| event.kind == "old").count();
        Ok((runs, old, files(&self.frames())?))
    }

    async fn close(self) {
        self.store.close().await;
        self.site.house.close().await;
    }
}

/// How many files lie in the folders of `folder`.
fn files(folder: &Path) -> Result<usize, Failed> {
    let mut count = 0;
    for day in fs::read_dir(folder)? {
        let day = day?.path();
        if day.is_dir() {
            count += fs::read_dir(day)?.count();
        }
    }
    Ok(count)
}

/// What is left after the first tick with a setting at this value.
async fn left_with(key: &str, value: &str) -> Result<(usize, usize, usize), Failed> {
    let old = Old::open(key, value).await?;
    assert_eq!(old.left().await?, (2, 2, 2), "nothing goes before the first tick");
    old.site.tick_at(FIRST_TICK).await?;
    let left = old.left().await?;
    old.close().await;
    Ok(left)
}

#[tokio::test(flavor = "multi_thread")]
pub async fn runs_are_kept_for_the_sites_days() -> Result<(), Failed> {
    assert_eq!(left_with("keep_history", "20").await?.0, 2);
    assert_eq!(left_with("keep_history", "5").await?.0, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn events_are_kept_for_the_sites_days() -> Result<(), Failed> {
    assert_eq!(left_with("keep_events", "20").await?.1, 2);
    assert_eq!(left_with("keep_events", "5").await?.1, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn snapshots_are_kept_for_the_sites_days() -> Result<(), Failed> {
    assert_eq!(left_with("keep_snapshots", "20").await?.2, 2);
    assert_eq!(left_with("keep_snapshots", "5").await?.2, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn snapshots_take_no_more_than_the_sites_space() -> Result<(), Failed> {
    for (most, left) in [("64", 3), ("16", 2)] {
        let old = Old::open("snapshots_max_mib", most).await?;
        old.keep_snapshot(3, old.site.start)?;
        old.site.set("keep_snapshots", "20").await?;
        old.site.tick_at(FIRST_TICK).await?;
        assert_eq!(old.left().await?.2, left, "{most} MiB");
        old.close().await;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_old_goes_every_hour() -> Result<(), Failed> {
    let old = Old::open("keep_events", "5").await?;
    old.site.tick_at(FIRST_TICK).await?;
    assert_eq!(old.left().await?.1, 1);
    old.keep_event(old.site.start - chrono::Duration::days(10)).await?;
    old.site.tick_at(FIRST_TICK + HOUR - Duration::from_secs(1)).await?;
    assert_eq!(old.left().await?.1, 2, "the hour is not over");
    // The tick before was a second ago, and the next comes with the next tick.
    old.site.tick_at(FIRST_TICK + HOUR + FIRST_TICK).await?;
    assert_eq!(old.left().await?.1, 1);
    old.close().await;
    Ok(())
}

/// What is left of sightings 3 and 10 days old, their pictures and the attendance of those days, with a setting at this
/// value.
async fn people_left_with(key: &str, value: &str) -> Result<(usize, usize, usize), Failed> {
    let site = Site::open().await?;
    site.set(key, value).await?;
    let store = Store::open(site.folder.path(), KeyChoice::File).await?;
    let ana = journeys::faces::consenting(&store, "1", site.start).await?;
    for days in [3, 10] {
        let at = site.start - chrono::Duration::days(days);
        let period = occurrence(at);
        let sighting = Sighting { person: ana, camera: CameraId(1), at, score: 0.6, margin: 0.2, votes: 2 };
        let sighting = NewSighting {
            sighting,
            track: String::new(),
            occurrence: Some(OccurrenceName::of(&period)),
            likest: Vec::new(),
            evidence: Some(NewEvidence { crop: vec![0; 64], frame: None }),
        };
        store.batch(&[Write::BeginOccurrences(vec![period]), Write::Sighting(sighting)]).await?;
    }
    let (first, last) = (DateTime::UNIX_EPOCH, site.start);
    let mut numbered = store.numbered_occurrences(first, last).await?;
    // Without that of today, of the schedule that a new site has.
    numbered.retain(|(_, period)| period.name == "Period 1");
    let records: Vec<AttendanceRow> = numbered
        .iter()
        .map(|(number, period)| AttendanceRow {
            person: ana,
            occurrence: *number,
            status: Some(Status::Present),
            seen: Some((period.starts, period.starts)),
            best: None,
            votes: 2,
            evaluated: period.closes,
        })
        .collect();
    assert_eq!(store.keep_attendance(&records).await?, 2);
    site.tick_at(FIRST_TICK).await?;
    let sightings = store.sightings(None, first, last).await?;
    let pictures = sightings.iter().filter(|one| one.has_crop).count();
    let all = AttendanceOf {
        from: (last - chrono::Duration::days(20)).date_naive(),
        to: last.date_naive(),
        ..AttendanceOf::day(last.date_naive())
    };
    let kept = store.attendance(&all).await?.len();
    store.close().await;
    site.house.close().await;
    Ok((pictures, sightings.len(), kept))
}

/// Ten minutes that ended at `at`.
fn occurrence(at: DateTime<Utc>) -> PeriodOccurrence {
    let starts = at - chrono::Duration::minutes(10);
    PeriodOccurrence {
        schedule: ScheduleId(1),
        source: BellSource::Period(PeriodId(1)),
        date: starts.date_naive(),
        name: "Period 1".to_owned(),
        starts,
        ends: at,
        opens: starts,
        closes: at,
        late_after: chrono::Duration::minutes(5),
        profile: None,
        only: None,
        expects: std::collections::BTreeSet::new(),
    }
}

#[tokio::test(flavor = "multi_thread")]
pub async fn pictures_of_sightings_are_kept_for_the_sites_days() -> Result<(), Failed> {
    assert_eq!(people_left_with("keep_crops_days", "20").await?.0, 2);
    assert_eq!(people_left_with("keep_crops_days", "5").await?, (1, 2, 2));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn sightings_are_kept_for_the_sites_days() -> Result<(), Failed> {
    assert_eq!(people_left_with("keep_sightings_days", "20").await?.1, 2);
    assert_eq!(people_left_with("keep_sightings_days", "5").await?.1, 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn attendance_is_kept_for_the_sites_days() -> Result<(), Failed> {
    assert_eq!(people_left_with("keep_attendance_days", "20").await?.2, 2);
    assert_eq!(people_left_with("keep_attendance_days", "5").await?.2, 1);
    Ok(())
}

/// A face that was seen at `at`.
fn unknown_face(at: DateTime<Utc>) -> Write {
    Write::UnknownFace(NewUnknownFace {
        camera: CameraId(1),
        at,
        looks: 4,
        quality: 0.5,
        model: "seeing-1".to_owned(),
        embedding: vec![1.0, 0.0],
        alike: 0.4,
        crop: vec![7; 64],
    })
}

#[tokio::test(flavor = "multi_thread")]
pub async fn unknown_faces_are_kept_for_the_sites_hours() -> Result<(), Failed> {
    for (hours, last) in [("2", 2), ("0", 0)] {
        let site = Site::open().await?;
        site.set("keep_unknown_hours", hours).await?;
        site.set("pack", journeys::faces::PACK).await?;
        let engine = &site.house.engine;
        engine.unknown_start(ModeLengthDraft::QuarterHour).await.map_err(super::failed)?;
        let store = Store::open(site.folder.path(), KeyChoice::File).await?;
        store.batch(&[unknown_face(site.start)]).await?;
        let unknown = |view: &View| view.recognition.unknown.clone();
        let kept = |view: &View| (unknown(view).faces == 1 && unknown(view).mode.is_some()).then_some(());
        site.house.until("it is kept", DONE_WITHIN, kept).await?;
        let ends = site.start + chrono::Duration::minutes(15);
        let due = ends + chrono::Duration::hours(last);
        if due > ends {
            site.clock.turn_to(due - chrono::Duration::milliseconds(1));
            let stays =
                |view: &View| (unknown(view).mode.is_none() && unknown(view).faces == 1).then_some(());
            site.house.until("the mode is over and it stays", DONE_WITHIN, stays).await?;
        }
        site.clock.turn_to(due);
        let gone = |view: &View| (unknown(view).faces == 0).then_some(());
        site.house.until("it is deleted", DONE_WITHIN, gone).await?;
        assert!(store.unknown_faces().await?.is_empty());
        store.close().await;
        site.house.close().await;
    }
    Ok(())
}

fn clip(camera: CameraId, at: DateTime<Utc>, bytes: usize) -> NewClip {
    let length = chrono::Duration::seconds(8);
    NewClip { camera, kind: ClipKind::Tamper, at, length, person: None, film: vec![7; bytes] }
}

#[tokio::test(flavor = "multi_thread")]
pub async fn clips_are_kept_for_the_sites_days() -> Result<(), Failed> {
    for (days, left) in [("20", 2), ("5", 1)] {
        let site = Site::open().await?;
        site.set("keep_clips_days", days).await?;
        let camera = site.switched_off().await?;
        let store = Store::open(site.folder.path(), KeyChoice::File).await?;
        for days in [3, 10] {
            let at = site.start - chrono::Duration::days(days);
            store.add_clip(&clip(camera, at, 100), at).await?;
        }
        site.tick_at(FIRST_TICK).await?;
        let kept = store.clips(None).await?;
        assert_eq!(kept.len(), left, "{days} days");
        let files = std::fs::read_dir(site.folder.path().join("clips"))?.count();
        assert_eq!(files, left, "the films went with their rows");
        store.close().await;
        site.house.close().await;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn clips_take_no_more_than_the_sites_space() -> Result<(), Failed> {
    for (most, left) in [("64", vec![2, 1, 0]), ("16", vec![2])] {
        let site = Site::open().await?;
        site.set("clips_max_mib", most).await?;
        let camera = site.switched_off().await?;
        let store = Store::open(site.folder.path(), KeyChoice::File).await?;
        for minute in 0..3 {
            let at = site.start + chrono::Duration::minutes(minute);
            store.add_clip(&clip(camera, at, 9 * 1024 * 1024), at).await?;
        }
        let kept = store.clips(Some(camera)).await?.into_iter();
        let minutes: Vec<i64> = kept.map(|clip| (clip.at - site.start).num_minutes()).collect();
        assert_eq!(minutes, left, "{most} MiB");
        store.close().await;
        site.house.close().await;
    }
    Ok(())
}

/// Strangers who stand there are told once more when faces begin to be kept, and so a second clip is due.
#[tokio::test(flavor = "multi_thread")]
pub async fn a_camera_rests_between_two_clips_as_long_as_the_site_says() -> Result<(), Failed> {
    for (cooldown, clips) in [("0", 2), ("3600", 1)] {
        let folder = tempfile::tempdir()?;
        let house =
            House::open_with(folder.path(), Clock::system(), std::sync::Arc::new(Seeing::default())).await?;
        house.settings(&[("clip_cooldown", cooldown), ("pack", PACK)]).await?;
        house.knobs(&[("hb_interval", "1"), ("fps", "8"), ("clip_seconds", "5")]).await?;
        let film = Camera::start(Clip::Small).await?;
        let camera = house.add("Gate", &film.address(), None).await?;
        let revision = |view: &View| view.recognition.clips_revision;
        let first = house
            .until("a clip is kept", DONE_WITHIN, |view| Some(revision(view)).filter(|is| *is > 1))
            .await?;
        house.engine.unknown_start(ModeLengthDraft::Hour).await.map_err(super::failed)?;
        let told = |view: &View| (view.recognition.unknown.faces == 1).then_some(());
        house.until("they are told of again", DONE_WITHIN, told).await?;
        if clips > 1 {
            house
                .until("another is kept", DONE_WITHIN, |view| (revision(view) > first).then_some(()))
                .await?;
        } else {
            let frames = |view: &View| Some(runner(view, camera)?.heartbeat.as_ref()?.frames);
            let now = frames(&house.engine.view()).ok_or("no beat")?;
            let later = |view: &View| frames(view).filter(|frames| *frames > now + 48);
            house.until("a clip would long be kept", DONE_WITHIN, later).await?;
        }
        let kept = house.engine.operator().clips(Some(camera)).await.map_err(super::failed)?;
        assert_eq!(kept.len(), clips, "{cooldown} s");
        house.close().await;
    }
    Ok(())
}
