//! What an operator configures: it comes back as it went in, and every change is told.

use bellwatch_domain::models::Wish;
use bellwatch_domain::profile::{CpuAffinity, Decode, Hwaccel, RtspTransport, StreamChoice};
use bellwatch_domain::site::{EvidencePolicy, QuietHours};
use bellwatch_domain::{CameraId, Pause, ProfileId, Secret, Site, StreamProfile};
use bellwatch_store::{Error, PasswordChange, RequestKind};
use chrono::{Duration, NaiveTime, Weekday};

use super::*;

fn other_profile(name: &str) -> StreamProfile {
    StreamProfile {
        rtsp_transport: RtspTransport::Auto,
        stream: StreamChoice::Sub,
        hwaccel: Hwaccel::Vaapi,
        device: Some("/dev/dri/renderD128".to_owned()),
        gpu_index: Some(1),
        decode: Decode::Keyframes,
        fps: 0.5,
        hb_interval: Duration::seconds(30),
        snapshot_every: None,
        cpu_affinity: Some(CpuAffinity::Cores(vec![0, 2, 3])),
        nice: Some(-5),
        stall_after: Some(Duration::seconds(20)),
        extra_cli: vec!["-user_agent".to_owned(), "Bell watch".to_owned()],
        det_set: None,
        min_face_px: 64,
        min_score: Some(0.45),
        ..StreamProfile::with_defaults(ProfileId(0), name)
    }
}

#[tokio::test]
async fn a_new_store_has_a_site_and_a_standard_profile_with_every_default() {
    let (_folder, store) = new_store().await;
    let (config, _) = store.config().await.unwrap();
    assert!(config.cameras.is_empty());
    assert_eq!(config.site, Site::with_defaults("My school", config.site.time_zone));
    let profiles: Vec<StreamProfile> = config.profiles.into_values().collect();
    assert_eq!(profiles, [StreamProfile::with_defaults(ProfileId(1), "Standard")]);
}

#[tokio::test]
async fn a_camera_comes_back_as_it_went_in() {
    let (_folder, store) = new_store().await;
    let second = store.add_profile(&other_profile("Second"), ACTOR, now()).await.unwrap();
    let mut wanted = row("بوابة (Gate)");
    wanted.also_profiles = vec![second];
    let id = store.add_camera(&wanted, ACTOR, now()).await.unwrap();
    let found = camera(&store, id).await;
    assert_eq!(found.name, wanted.name);
    assert_eq!(found.location, wanted.location);
    assert_eq!(found.address, wanted.address);
    assert_eq!(found.sub_address, wanted.sub_address);
    assert_eq!(found.user, wanted.user);
    assert_eq!(found.password, Some(Secret::new("p@ss:w/ö%#")));
    assert_eq!((found.priority, found.enabled), (7, true));
    assert_eq!(found.tags, wanted.tags);
    assert_eq!(found.profiles(), [ProfileId(1), second]);
    assert_eq!((found.pause, found.keyframe_interval, found.unreadable), (None, None, None));
}

#[tokio::test]
async fn every_knob_and_setting_comes_back() {
    let (_folder, store) = new_store().await;
    let profile = other_profile("Second");
    let id = store.add_profile(&profile, ACTOR, now()).await.unwrap();
    let site = Site {
        tomorrow_hour: 6,
        weekend: [Weekday::Fri, Weekday::Sat].into_iter().collect(),
        pre_bell: None,
        notify_down: Some(Duration::minutes(240)),
        notify_shared: false,
        notify_engine: false,
        notify_pre_bell: false,
        quiet_hours: Some(QuietHours {
            from: NaiveTime::from_hms_opt(22, 30, 0).unwrap(),
            to: NaiveTime::MIN,
        }),
        tick: Duration::seconds(30),
        max_starting: 9,
        max_fps: Some(2.5),
        nice: 10,
        cpu_affinity: CpuAffinity::Cores(vec![1, 3]),
        keep_history: Duration::days(3),
        keep_events: Duration::days(4),
        keep_snapshots: Duration::days(2),
        snapshots_max_bytes: 1 << 40,
        pack: Some("yunet-sface".to_owned()),
        provider: Wish::OpenVino,
        recognition_threads: Some(3),
        gpu_memory_mb: 512,
        votes: 3,
        match_margin: 0.1,
        false_accepts_per_day: 0.5,
        evidence: EvidencePolicy::CropAndFrame,
        keep_crops_days: 0,
        keep_sightings_days: 30,
        keep_attendance_days: 60,
        keep_unknown_hours: 3,
        ..Site::with_defaults("North school", "Asia/Baghdad".parse().unwrap())
    };
    store.set_site(&site, ACTOR, now()).await.unwrap();
    let (config, _) = store.config().await.unwrap();
    assert_eq!(config.profiles[&id], StreamProfile { id, ..profile });
    assert_eq!(config.site, site);
}

#[tokio::test]
async fn a_cameras_revision_counts_changes_of_address_user_and_password_alone() {
    let (_folder, store) = new_store().await;
    let id = add(&store, "Gate").await;
    let mut wanted = row("Gate");
    let mut revision = camera(&store, id).await.revision;
    let mut check = async |wanted: &CameraRow, bumps: i64| {
        store.edit_camera(id, wanted, ACTOR, now()).await.unwrap();
        let found = camera(&store, id).await.revision;
        assert_eq!(found - revision, bumps, "{wanted:?}");
        revision = found;
    };
    check(&wanted, 0).await;
    wanted.password = PasswordChange::Keep;
    wanted.name = "North gate".to_owned();
    wanted.priority = 1;
    wanted.tags.clear();
    check(&wanted, 0).await;
    wanted.password = PasswordChange::Set(Secret::new("other"));
    check(&wanted, 1).await;
    check(&wanted, 0).await;
    wanted.password = PasswordChange::Keep;
    wanted.user = None;
    check(&wanted, 1).await;
    wanted.address = address("rtsp://192.168.1.65/stream1");
    check(&wanted, 1).await;
    wanted.sub_address = None;
    check(&wanted, 1).await;
    wanted.password = PasswordChange::Clear;
    check(&wanted, 1).await;
    check(&wanted, 0).await;
    assert_eq!(camera(&store, id).await.password, None);
}

#[tokio::test]
async fn what_was_measured_of_a_stream_is_forgotten_with_its_address() {
    let (_folder, store) = new_store().await;
    let id = add(&store, "Gate").await;
    measured(&store, id, StreamChoice::Main, 2).await;
    measured(&store, id, StreamChoice::Sub, 4).await;
    let mut wanted = row("Gate");
    wanted.address = address("rtsp://192.168.1.65/stream1");
    store.edit_camera(id, &wanted, ACTOR, now()).await.unwrap();
    let found = camera(&store, id).await;
    assert_eq!(found.keyframe_interval, None);
    assert_eq!(found.sub_keyframe_interval, Some(Duration::seconds(4)));
}

#[tokio::test]
async fn names_are_unique_without_regard_to_case() {
    let (_folder, store) = new_store().await;
    add(&store, "Großes Tor Ä").await;
    let again = store.add_camera(&row("großes tor ä"), ACTOR, now()).await.unwrap_err();
    assert!(matches!(&again, Error::NameTaken { name } if name == "großes tor ä"), "{again:?}");
    assert_eq!(again.to_string(), "There is already one named großes tor ä. Choose another name.");
    let id = add(&store, "Yard").await;
    let renamed = store.edit_camera(id, &row("GROSSES TOR Ä"), ACTOR, now()).await;
    assert!(renamed.is_ok(), "ß is not ss");
    let taken = store.edit_camera(id, &row("GROßES TOR Ä"), ACTOR, now()).await.unwrap_err();
    assert!(matches!(taken, Error::NameTaken { .. }));
    let profile = store.add_profile(&other_profile("STANDARD"), ACTOR, now()).await.unwrap_err();
    assert!(matches!(profile, Error::NameTaken { .. }));
}

#[tokio::test]
async fn bad_values_are_refused_and_change_nothing() {
    let (_folder, store) = new_store().await;
    let id = add(&store, "Gate").await;
    let (before, revision) = store.config().await.unwrap();
    let long = "x".repeat(10_000);
    let out_of_range = |error: &Error| matches!(error, Error::OutOfRange { .. });
    assert!(out_of_range(&store.add_camera(&row(&long), ACTOR, now()).await.unwrap_err()));
    assert!(out_of_range(&store.edit_camera(id, &row(""), ACTOR, now()).await.unwrap_err()));
    for fps in [0.0, 1e9, f64::NAN, f64::INFINITY] {
        let profile = StreamProfile { fps, ..other_profile("Fast") };
        assert!(out_of_range(&store.add_profile(&profile, ACTOR, now()).await.unwrap_err()), "{fps}");
    }
    let mut lost = row("Yard");
    lost.also_profiles = vec![ProfileId(99)];
    assert!(matches!(
        store.add_camera(&lost, ACTOR, now()).await.unwrap_err(),
        Error::Gone { what: "profile" }
    ));
    let gone = CameraId(99);
    assert!(matches!(store.edit_camera(gone, &row("Yard"), ACTOR, now()).await, Err(Error::Gone { .. })));
    assert!(matches!(store.remove_camera(gone, ACTOR, now()).await, Err(Error::Gone { .. })));
    assert!(matches!(store.set_enabled(gone, true, ACTOR, now()).await, Err(Error::Gone { .. })));
    let pause = Pause { until: now(), by: ACTOR.to_owned(), at: now() };
    let both = store
        .set_pauses(&[(id, Some(pause.clone())), (gone, Some(pause))], |_| String::new(), ACTOR, now())
        .await;
    assert!(matches!(both, Err(Error::Gone { .. })));
    assert_eq!(store.config().await.unwrap(), (before, revision));
    assert_eq!(store.events(None, 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_profile_in_use_and_the_last_one_stay() {
    let (_folder, store) = new_store().await;
    let last = store.remove_profile(ProfileId(1), ACTOR, now()).await.unwrap_err();
    assert!(matches!(last, Error::LastProfile));
    let second = store.add_profile(&other_profile("Second"), ACTOR, now()).await.unwrap();
    let mut gate = row("Gate");
    gate.also_profiles = vec![second];
    store.add_camera(&gate, ACTOR, now()).await.unwrap();
    for id in [ProfileId(1), second] {
        let used = store.remove_profile(id, ACTOR, now()).await.unwrap_err();
        assert_eq!(used.to_string(), "Cameras use this profile: Gate. Give them another one first.");
    }
    let id = camera(&store, CameraId(1)).await.id;
    store.remove_camera(id, ACTOR, now()).await.unwrap();
    store.remove_profile(ProfileId(1), ACTOR, now()).await.unwrap();
}

#[tokio::test]
async fn a_profiles_revision_counts_changes_of_knobs_alone() {
    let (_folder, store) = new_store().await;
    let id = store.add_profile(&other_profile("Second"), ACTOR, now()).await.unwrap();
    let mut profile = store.config().await.unwrap().0.profiles[&id].clone();
    profile.name = "Renamed".to_owned();
    store.edit_profile(&profile, ACTOR, now()).await.unwrap();
    assert_eq!(store.config().await.unwrap().0.profiles[&id], profile);
    profile.fps = 1.0;
    store.edit_profile(&profile, ACTOR, now()).await.unwrap();
    assert_eq!(store.config().await.unwrap().0.profiles[&id].revision, profile.revision + 1);
}

#[tokio::test]
async fn pauses_begin_and_end_for_all_that_are_named() {
    let (_folder, store) = new_store().await;
    let (gate, yard) = (add(&store, "Gate").await, add(&store, "Yard").await);
    let pause = Pause { until: now() + Duration::hours(2), by: "tray".to_owned(), at: now() };
    let until = |_: &Pause| "11:00".to_owned();
    let both = [(gate, Some(pause.clone())), (yard, Some(pause.clone()))];
    store.set_pauses(&both, until, "tray", now()).await.unwrap();
    assert_eq!(camera(&store, yard).await.pause, Some(pause));
    store.set_pauses(&[(yard, None)], until, "tray", now()).await.unwrap();
    assert_eq!(camera(&store, yard).await.pause, None);
    let said: Vec<String> =
        store.events(None, 3).await.unwrap().into_iter().map(|event| event.sentence).collect();
    assert_eq!(
        said,
        ["Yard is not paused any more.", "Yard was paused until 11:00.", "Gate was paused until 11:00."]
    );
}

#[tokio::test]
async fn the_revision_goes_up_with_what_is_configured_or_asked_and_with_nothing_else() {
    let (_folder, store) = new_store().await;
    let mut revision = store.revision().await.unwrap();
    let mut went_up = async |what: &str| {
        let found = store.revision().await.unwrap();
        let up = found > revision;
        assert!(found >= revision, "{what}");
        revision = found;
        up
    };
    assert!(!went_up("nothing").await);
    let id = add(&store, "Gate").await;
    assert!(went_up("a camera was added").await);
    store.edit_camera(id, &row("Gate"), ACTOR, now()).await.unwrap();
    assert!(went_up("a camera was changed").await);
    store.set_enabled(id, false, ACTOR, now()).await.unwrap();
    assert!(went_up("a camera was switched off").await);
    store.set_pauses(&[(id, None)], |_| String::new(), ACTOR, now()).await.unwrap();
    assert!(went_up("a pause ended").await);
    measured(&store, id, StreamChoice::Main, 2).await;
    assert!(went_up("keyframes were measured").await);
    measured(&store, id, StreamChoice::Main, 2).await;
    assert!(!went_up("keyframes were measured as before").await);
    let second = store.add_profile(&other_profile("Second"), ACTOR, now()).await.unwrap();
    assert!(went_up("a profile was added").await);
    store.edit_profile(&StreamProfile { id: second, ..other_profile("2") }, ACTOR, now()).await.unwrap();
    assert!(went_up("a profile was changed").await);
    store.remove_profile(second, ACTOR, now()).await.unwrap();
    assert!(went_up("a profile was removed").await);
    let site = store.config().await.unwrap().0.site;
    store.set_site(&site, ACTOR, now()).await.unwrap();
    assert!(went_up("the site was changed").await);
    let request = store.ask(RequestKind::EnforceNow, ACTOR, now()).await.unwrap();
    assert!(went_up("something was asked").await);
    store.answer(request, true, "Done.", now()).await.unwrap();
    assert!(!went_up("it was answered").await);
    store.batch(&runtime::writes(id)).await.unwrap();
    assert!(!went_up("what a run writes").await);
    store.prune(now() + Duration::days(5000), &site).await.unwrap();
    assert!(!went_up("pruning").await);
    store.remove_camera(id, ACTOR, now()).await.unwrap();
    assert!(went_up("a camera was removed").await);
}

#[tokio::test]
async fn a_removed_camera_leaves_its_events_and_never_lends_its_number() {
    let (_folder, store) = new_store().await;
    let id = add(&store, "Gate").await;
    store.batch(&runtime::writes(id)).await.unwrap();
    store.remove_camera(id, ACTOR, now()).await.unwrap();
    assert!(store.runs_of(id, DateTime::UNIX_EPOCH, 10).await.unwrap().is_empty());
    assert!(store.latest_heartbeats().await.unwrap().is_empty());
    assert!(store.memory().await.unwrap().runners.is_empty());
    let events = store.events(Some(id), 10).await.unwrap();
    assert_eq!(events[0].sentence, "Gate was removed.");
    assert_eq!(events[0].actor, ACTOR);
    assert_ne!(add(&store, "Gate").await, id);
}

/// Prints how long the reading takes; the speed of a machine is nothing to assert.
#[tokio::test]
async fn a_thousand_cameras_are_read_in_one_go() {
    let (folder, store) = new_store().await;
    let mut connection = raw(folder.path()).await;
    let id = add(&store, "Gate").await;
    sqlx::raw_sql(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
         INSERT INTO camera (id, name, name_key, location, address, user_name, password_sealed, priority, enabled,
                             profile_id)
         SELECT i, 'Camera ' || i, 'camera ' || i, '', address, user_name, password_sealed, 5, 1, 1
         FROM n, camera WHERE camera.id = 1",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    let began = std::time::Instant::now();
    let (config, _) = store.config().await.unwrap();
    println!("config() of {} cameras took {:?}", config.cameras.len(), began.elapsed());
    assert_eq!(config.cameras.len(), 1000);
    assert_eq!(camera(&store, id).await.unreadable, None);
}

#[tokio::test]
async fn a_removed_camera_is_put_back_whole_for_ten_minutes() {
    let (folder, store) = new_store().await;
    let extra = StreamProfile { id: ProfileId(0), ..StreamProfile::with_defaults(ProfileId(0), "Extra") };
    let extra = store.add_profile(&extra, ACTOR, now()).await.unwrap();
    let with_extra = CameraRow { also_profiles: vec![extra], ..row("Gate") };
    let id = store.add_camera(&with_extra, ACTOR, now()).await.unwrap();
    measured(&store, id, StreamChoice::Main, 2).await;
    let pause = Pause { until: now() + Duration::hours(2), by: ACTOR.to_owned(), at: now() };
    store.set_pauses(&[(id, Some(pause.clone()))], |_| String::new(), ACTOR, now()).await.unwrap();
    let mut connection = raw(folder.path()).await;
    assert_eq!(id, CameraId(1));
    sqlx::raw_sql(
        "UPDATE bell_schedule SET drives_all = 0;
         UPDATE period_template SET only_all = 0;
         INSERT INTO bell_schedule_camera SELECT id, 1 FROM bell_schedule;
         INSERT INTO period_camera SELECT id, 1 FROM period_template;",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    let before = store.config().await.unwrap().0;

    store.remove_camera(id, ACTOR, now()).await.unwrap();
    assert_eq!(store.removed_cameras().await.unwrap(), [id].into());
    let site = before.site.clone();
    store.prune(now() + Duration::minutes(9), &site).await.unwrap();
    store.restore_camera(id, ACTOR, now() + Duration::minutes(9)).await.unwrap();
    assert_eq!(store.config().await.unwrap().0, before);
    assert!(store.removed_cameras().await.unwrap().is_empty());
    assert_eq!(store.events(Some(id), 1).await.unwrap()[0].sentence, "Gate was put back.");
    let twice = store.restore_camera(id, ACTOR, now()).await.unwrap_err();
    assert!(matches!(twice, Error::Gone { what: "camera" }), "{twice:?}");
}

#[tokio::test]
async fn what_is_too_late_or_in_the_way_of_putting_back_is_said_and_changes_nothing() {
    let (_folder, store) = new_store().await;
    let (first, second) = (add(&store, "Gate").await, add(&store, "Yard").await);
    store.remove_camera(first, ACTOR, now()).await.unwrap();
    store.remove_camera(second, ACTOR, now()).await.unwrap();
    let again = add(&store, "Gate").await;
    let taken = store.restore_camera(first, ACTOR, now()).await.unwrap_err();
    assert!(matches!(taken, Error::NameTaken { .. }), "{taken:?}");
    let late = now() + Duration::minutes(11);
    let gone = store.restore_camera(second, ACTOR, late).await.unwrap_err();
    assert!(matches!(gone, Error::Gone { .. }), "{gone:?}");
    let config = store.config().await.unwrap().0;
    assert_eq!(config.cameras.iter().map(|camera| camera.id).collect::<Vec<_>>(), [again]);
    assert_eq!(store.prune(late, &config.site).await.unwrap().removed, 2);
    assert!(store.removed_cameras().await.unwrap().is_empty());
}
