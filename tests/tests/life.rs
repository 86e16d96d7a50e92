//! The life of a camera: it starts, shows, is changed, breaks and comes back.

#![allow(clippy::disallowed_methods)] // It kills what it watches.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use bellwatch_domain::{ProfileId, RunnerKey};
use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::{
    CameraChoice, CameraDraft, PasswordDraft, PauseDraft, RestReason, RunnerState, RunnerView, TestReport,
    View,
};
use chrono::{DateTime, Utc};
use journeys::cameras::{Auth, Camera, Clip, Faults, Login};
use journeys::house::{Failed, House, draft, runner};

/// Longest wait for a camera that should run; the machine may be busy with other tests.
const RUNS_WITHIN: Duration = Duration::from_secs(30);
/// A password that breaks what is naive about addresses.
const NASTY: &str = "p@ss:w/ö%#?&=\"'";

fn kill(pid: u32) -> Result<(), Failed> {
    let status = std::process::Command::new("kill").args(["-s", "KILL", &pid.to_string()]).status()?;
    if status.success() { Ok(()) } else { Err(format!("kill {pid}: {status}").into()) }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_of_asking_for_a_password_works_and_only_one_connection_is_made() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    for (name, auth) in [("Basic", Auth::Basic), ("Digest", Auth::Digest)] {
        let camera = Camera::with_login(Clip::Small, Login::new(auth, "admin", NASTY)).await?;
        let id = house.add(name, &camera.address(), Some(("admin", NASTY))).await?;
        let runner = house.until_running(id, RUNS_WITHIN).await?;
        let key = RunnerKey { camera: id, profile: ProfileId(runner.profile) };
        let picture = house.engine.picture(key, 160).await.ok_or("there is no picture")?;
        assert_eq!(&picture.bytes[..2], [0xff, 0xd8], "a JPEG");
        assert_eq!(camera.counted().connections, 1, "{name}: pictures need no second connection");
        assert_eq!(camera.counted().refused_logins, 0, "{name}");
    }
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn h265_udp_and_tls_run_like_the_rest() -> Result<(), Failed> {
    let (h265, udp) = (Camera::start(Clip::SmallH265).await?, Camera::start(Clip::Small).await?);
    udp.set(Faults { no_tcp: true, ..Faults::default() });
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let first = house.add("H.265", &h265.address(), None).await?;
    house.until_running(first, RUNS_WITHIN).await?;
    let tls = Camera::over_tls(Clip::Small).await?;
    let third = house.add("TLS", &tls.address(), None).await?;
    house.until_running(third, RUNS_WITHIN).await?;
    house.knobs(&[("rtsp_transport", "udp")]).await?;
    let second = house.add("UDP", &udp.address(), None).await?;
    house.until_running(second, RUNS_WITHIN).await?;
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_tried_once_even_across_a_restart_and_a_new_one_at_once() -> Result<(), Failed> {
    let camera = Camera::with_login(Clip::Small, Login::new(Auth::Digest, "admin", "right-one")).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let id = house.add("Gate", &camera.address(), Some(("admin", "wrong-one"))).await?;
    let held = |view: &View| {
        let held = matches!(runner(view, id)?.state, RunnerState::Resting { why: RestReason::Held, .. });
        held.then_some(())
    };
    house.until("the password is held", RUNS_WITHIN, held).await?;
    house.engine.enforce_now().await.map_err(|problem| problem.message)?;
    house.close().await;
    let house = House::open(folder.path()).await?;
    house.until("the password is still held", RUNS_WITHIN, held).await?;
    assert_eq!(camera.counted().refused_logins, 1, "a wrong password is tried once");
    let mut change = draft("Gate", &camera.address(), Some(("admin", "right-one")));
    change.password = PasswordDraft::Set { password: "right-one".to_owned() };
    house.engine.camera_edit(id, &change).await.map_err(|problem| problem.message)?;
    house.until_running(id, RUNS_WITHIN).await?;
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frozen_camera_is_seen_as_stalled_and_recovers() -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    house.knobs(&[("stall_after", "3")]).await?;
    let id = house.add("Gate", &camera.address(), None).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    camera.set(Faults { freeze: true, ..Faults::default() });
    let began = Instant::now();
    house.until_error(id, "stalled", Duration::from_secs(15)).await?;
    println!("a freeze was shown after {:.1} s", began.elapsed().as_secs_f32());
    assert!(began.elapsed() < Duration::from_secs(3 + 5), "within 5 s of its having stalled");
    camera.set(Faults::default());
    house.until_running(id, RUNS_WITHIN).await?;
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_ffmpeg_is_started_again() -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let id = house.add("Gate", &camera.address(), None).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    let pid = house.pid(id).ok_or("there is no child")?;
    kill(pid)?;
    let began = Instant::now();
    house.until_error(id, "killed_by_system", Duration::from_secs(5)).await?;
    house
        .until("another child runs", Duration::from_secs(10), |view| {
            let runner = runner(view, id)?;
            let process = runner.process.as_ref()?;
            let runs = matches!(runner.state, RunnerState::Running { .. });
            (runs && process.pid != pid && process.ended_ms.is_none()).then_some(())
        })
        .await?;
    println!("a killed ffmpeg was back after {:.1} s", began.elapsed().as_secs_f32());
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_camera_or_knob_restarts_exactly_what_it_concerns() -> Result<(), Failed> {
    let (first, second) = (Camera::start(Clip::Small).await?, Camera::start(Clip::Small).await?);
    let third = Camera::start(Clip::Larger).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let gate = house.add("Gate", &first.address(), None).await?;
    let yard = house.add("Yard", &second.address(), None).await?;
    house.until_running(gate, RUNS_WITHIN).await?;
    house.until_running(yard, RUNS_WITHIN).await?;
    let (gate_pid, yard_pid) = (house.pid(gate), house.pid(yard));

    // A name and a place restart nothing.
    let mut change = draft("Main gate", &first.address(), None);
    change.location = "North".to_owned();
    house.engine.camera_edit(gate, &change).await.map_err(|problem| problem.message)?;
    assert_eq!((house.pid(gate), house.pid(yard)), (gate_pid, yard_pid));

    let runs_anew = |camera, before: Option<u32>| {
        move |view: &View| {
            let runner = runner(view, camera)?;
            let process = runner.process.as_ref()?;
            let runs = matches!(runner.state, RunnerState::Running { .. }) && process.ended_ms.is_none();
            (runs && Some(process.pid) != before).then_some(())
        }
    };
    let change = draft("Main gate", &third.address(), None);
    house.engine.camera_edit(gate, &change).await.map_err(|problem| problem.message)?;
    house.until("the new address runs", RUNS_WITHIN, runs_anew(gate, gate_pid)).await?;
    house
        .until("its picture is there", RUNS_WITHIN, |view| {
            (runner(view, gate)?.picture.as_ref()?.width == 640).then_some(())
        })
        .await?;
    assert_eq!(house.pid(yard), yard_pid, "the other camera was left alone");

    let gate_pid = house.pid(gate);
    house.knobs(&[("fps", "2.5")]).await?;
    house.until("the new rate runs", RUNS_WITHIN, runs_anew(gate, gate_pid)).await?;
    house.until("the other one too", RUNS_WITHIN, runs_anew(yard, yard_pid)).await?;
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_ends_at_its_own_instant() -> Result<(), Failed> {
    let start: DateTime<Utc> = "2026-11-21T10:00:00Z".parse()?;
    let half_hour = chrono::Duration::minutes(30);
    let clock = Clock::turned(start);
    let folder = tempfile::tempdir()?;
    let house = House::open_at(folder.path(), clock.clone()).await?;
    let id = house.add("Gate", "demo:gate", None).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    house.engine.pause(&CameraChoice::All, PauseDraft::HalfHour).await.map_err(|problem| problem.message)?;
    let paused = |view: &View| match &runner(view, id)?.state {
        RunnerState::Resting { why: RestReason::Paused, until_ms, .. } => *until_ms,
        _ => None,
    };
    let until = house.until("it is paused", RUNS_WITHIN, paused).await?;
    assert_eq!(until, (start + half_hour).timestamp_millis());
    clock.turn_to(start + half_hour - chrono::Duration::milliseconds(1));
    house.until("it is still paused", RUNS_WITHIN, paused).await?;
    clock.turn_to(start + half_hour);
    house.until_running(id, RUNS_WITHIN).await?;
    house.engine.pause(&CameraChoice::All, PauseDraft::TwoHours).await.map_err(|problem| problem.message)?;
    house.until("it is paused again", RUNS_WITHIN, paused).await?;
    house.engine.resume(&CameraChoice::All).await.map_err(|problem| problem.message)?;
    house.until_running(id, RUNS_WITHIN).await?;
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn thirty_two_cameras_start_together_without_a_storm() -> Result<(), Failed> {
    let mut cameras = Vec::new();
    for _ in 0..32 {
        cameras.push(Camera::start(Clip::Small).await?);
    }
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    house.knobs(&[("fps", "1")]).await?;
    let began = Instant::now();
    let mut ids = BTreeSet::new();
    for (number, camera) in cameras.iter().enumerate() {
        ids.insert(house.add(&format!("Camera {number}"), &camera.address(), None).await?.0);
    }
    house
        .until("all of them run", Duration::from_secs(120), |view| {
            let runs = |runner: &&RunnerView| matches!(runner.state, RunnerState::Running { .. });
            (view.runners.iter().filter(runs).count() == ids.len()).then_some(())
        })
        .await?;
    println!("32 cameras ran after {:.1} s", began.elapsed().as_secs_f32());
    let connections: u64 = cameras.iter().map(|camera| camera.counted().connections).sum();
    assert!(connections <= 32 * 3, "{connections} connections for 32 cameras are a storm");
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_is_in_any_file_or_in_what_the_window_hears() -> Result<(), Failed> {
    let camera = Camera::with_login(Clip::Small, Login::new(Auth::Digest, "admin", NASTY)).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let mut watcher = house.engine.watch();
    let good = house.add("Gate", &camera.address(), Some(("admin", NASTY))).await?;
    let with_password = camera.address().replace("rtsp://", "rtsp://admin:Tr0ub4dor%26x@");
    let refused = house.add("Pasted", &with_password, None).await?;
    house.until_running(good, RUNS_WITHIN).await?;
    house.until_error(refused, "auth_failed", RUNS_WITHIN).await?;
    let mut heard = serde_json::to_string(&house.engine.view())?;
    for id in [good, refused] {
        let detail = house.engine.camera_detail(id).await.map_err(|problem| problem.message)?;
        heard += &serde_json::to_string(&detail)?;
    }
    while let Ok(Some(message)) = tokio::time::timeout(Duration::from_millis(200), watcher.next()).await {
        heard += &serde_json::to_string(&message)?;
    }
    house.close().await;
    let mut searched = vec![("what the window heard".to_owned(), heard.into_bytes())];
    let mut folders = vec![folder.path().to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                searched.push((entry.path().display().to_string(), std::fs::read(entry.path())?));
            }
        }
    }
    assert!(searched.len() > 3, "there are files to search");
    for secret in [NASTY, "Tr0ub4dor&x"] {
        for form in forms(secret) {
            for (place, bytes) in &searched {
                let found = bytes.windows(form.len()).any(|window| window == form.as_bytes());
                assert!(!found, "{place} holds a password as {form:?}");
            }
        }
    }
    Ok(())
}

/// A secret as it stands, percent-encoded, in JSON, and as base64, alone and behind its user.
fn forms(secret: &str) -> Vec<String> {
    use base64::Engine as _;
    let percent = |keep: fn(u8) -> bool, upper: bool| {
        let encoded = secret.bytes().map(|byte| match byte {
            byte if keep(byte) => char::from(byte).to_string(),
            byte if upper => format!("%{byte:02X}"),
            byte => format!("%{byte:02x}"),
        });
        encoded.collect::<String>()
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric();
    let lenient = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~!$&'()*+,;=".contains(&byte);
    let json = serde_json::Value::from(secret).to_string();
    let base64 = base64::engine::general_purpose::STANDARD;
    vec![
        secret.to_owned(),
        percent(plain, true),
        percent(plain, false),
        percent(lenient, true),
        percent(lenient, false),
        json[1..json.len() - 1].to_owned(),
        base64.encode(secret),
        base64.encode(format!("admin:{secret}")),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_test_measured_is_kept_and_decides_how_a_camera_is_decoded() -> Result<(), Failed> {
    let eager = Camera::start(Clip::SmallManyKeyframes).await?;
    let usual = Camera::start(Clip::Small).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let test = async |camera, draft: CameraDraft| {
        let report = house.engine.camera_test(camera, &draft).await.map_err(|problem| problem.message)?;
        match report {
            TestReport::Works { keyframe_interval_s, .. } => Ok(keyframe_interval_s),
            TestReport::Fails { error, .. } => Err::<_, Failed>(error.sentence.into()),
        }
    };
    // Measured before it is saved: it begins with keyframes alone, at 4 frames a second.
    let interval = test(None, draft("Eager", &eager.address(), None)).await?.ok_or("nothing was measured")?;
    assert!((0.15..0.25).contains(&interval), "{interval}");
    let first = house.add("Eager", &eager.address(), None).await?;
    let shown = house.until_running(first, RUNS_WITHIN).await?;
    assert!(shown.keyframes_only && shown.fps_wanted == 4.0, "{shown:?}");

    // Measured while it runs: planned anew, and restarted as soon as that is known.
    let late = Camera::start(Clip::SmallManyKeyframes).await?;
    let second = house.add("Late", &late.address(), None).await?;
    assert!(!house.until_running(second, RUNS_WITHIN).await?.keyframes_only);
    test(Some(second), draft("Late", &late.address(), None)).await?;
    let decodes_keyframes = |view: &View| {
        let runner = runner(view, second)?;
        (runner.keyframes_only && matches!(runner.state, RunnerState::Running { .. })).then_some(())
    };
    house.until("keyframes alone are decoded", RUNS_WITHIN, decodes_keyframes).await?;

    // Too few keyframes: all frames, whatever was measured.
    let third = house.add("Usual", &usual.address(), None).await?;
    house.until_running(third, RUNS_WITHIN).await?;
    let interval = test(Some(third), draft("Usual", &usual.address(), None)).await?;
    assert!(interval.is_some_and(|interval| (0.8..1.2).contains(&interval)), "{interval:?}");
    assert!(!house.until_running(third, RUNS_WITHIN).await?.keyframes_only);

    // Another address is another stream: what was measured is forgotten.
    let change = draft("Eager", &usual.address(), None);
    house.engine.camera_edit(first, &change).await.map_err(|problem| problem.message)?;
    assert!(!house.until_running(first, RUNS_WITHIN).await?.keyframes_only);
    house.close().await;
    Ok(())
}
