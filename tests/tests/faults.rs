//! What a camera can do wrong while it is there: each fault has its word, and goes when the camera is well again.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bellwatch_domain::CameraId;
use bellwatch_engine::hub::Watcher;
use bellwatch_engine::wire::{BeatKind, Message, RunnerState, View, What};
use journeys::cameras::{CLOCK_FONT, Camera, Clip, Describes, Faults, file};
use journeys::house::{Failed, House, runner};

/// For a first picture, on a machine that does other things too.
const RUNS_WITHIN: Duration = Duration::from_secs(40);
/// Within so many milliseconds of what a camera sends its word is there.
const SOON_MS: i64 = 15_000;
const TOLD_WITHIN: Duration = Duration::from_secs(60);
/// So many frames of four a second, and what a camera's pictures are like is known.
const KNOWN_AFTER: u64 = 4 * 65;
const KNOWN_WITHIN: Duration = Duration::from_secs(120);

/// Side by side in one engine, since each takes its time.
#[tokio::test(flavor = "multi_thread")]
async fn each_fault_has_its_word_and_goes_when_the_camera_is_well_again() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    house.knobs(&[("fps", "4"), ("hb_interval", "2"), ("stall_after", "8"), ("decode", "all")]).await?;
    tokio::try_join!(
        goes_wrong(&house, Clip::Black, "black_or_covered", SOON_MS),
        goes_wrong(&house, Clip::Covered, "black_or_covered", SOON_MS),
        goes_wrong(&house, Clip::Blurred, "blurred", SOON_MS),
        goes_wrong(&house, Clip::Turned, "moved", 2 * SOON_MS),
        goes_wrong(&house, Clip::Still, "frozen", SOON_MS),
        a_slow_camera(&house),
        a_camera_that_takes_its_time(&house),
        garbage_in_a_running_stream(&house),
        a_description_that_is_none(&house),
        no_keyframe_ever(&house),
    )?;
    house.close().await;
    Ok(())
}

/// So many frames of four a second, and a clock is known that has gone all the while.
const CLOCK_KNOWN_AFTER: u64 = 4 * 100;
/// A clock that has shown the same second for so long stands.
const CLOCK_STANDS_MS: i64 = 90_000;

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_in_the_picture_that_stands_is_told_until_it_goes_again() -> Result<(), Failed> {
    if !Path::new(CLOCK_FONT).exists() {
        let why = "there is no DejaVu Sans Mono to write a clock in";
        writeln!(std::io::stderr(), "skipped: a clock in the picture that stands: {why}")?;
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    house.knobs(&[("fps", "4"), ("hb_interval", "2"), ("decode", "all")]).await?;
    let camera = Camera::start(Clip::Clock).await?;
    let id = house.add("Gate", &camera.address(), None).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    let pid = house.pid(id);
    let known =
        |view: &View| (runner(view, id)?.heartbeat.as_ref()?.frames >= CLOCK_KNOWN_AFTER).then_some(());
    house.until("its clock is known", KNOWN_WITHIN + TOLD_WITHIN, known).await?;
    assert_eq!(house.runner(id).ok_or("it is gone")?.last_error, None, "its clock goes");

    file(Clip::ClockStands).await?;
    let shown = bellwatch_engine::clock::Clock::system().now();
    camera.show(Clip::ClockStands).await?;
    let told = house.until_error(id, "clock_stands", KNOWN_WITHIN + TOLD_WITHIN).await?;
    assert!(matches!(told.state, RunnerState::Running { .. }), "it goes on");
    let error = told.last_error.ok_or("it told of none")?;
    let took = error.at_ms - shown.timestamp_millis();
    println!("its clock stands: told after {took} ms: {}", error.evidence);
    assert_eq!(error.word, "Clock stands still");
    assert_eq!(error.sentence, "The clock in the picture of Gate stands still.");
    // The second that it stands at may have been there before.
    assert!((CLOCK_STANDS_MS - 1_000..=CLOCK_STANDS_MS + SOON_MS).contains(&took), "{took} ms");

    camera.show(Clip::Clock).await?;
    house
        .until("its clock goes again", RUNS_WITHIN, |view| {
            runner(view, id)?.last_error.is_none().then_some(())
        })
        .await?;
    assert_eq!(house.pid(id), pid, "nothing was restarted for it");
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_are_checked_as_the_profile_says() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    house.knobs(&[("fps", "4"), ("hb_interval", "2"), ("picture_check", "off")]).await?;
    what_is_not_checked_is_not_told(&house).await?;
    house.close().await;
    Ok(())
}

/// A camera that runs.
async fn running(house: &House, name: &str) -> Result<(Camera, CameraId), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    let id = house.add(name, &camera.address(), None).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    Ok((camera, id))
}

/// A camera whose pictures are known goes wrong: the right word comes within so many seconds of what it sends, nothing is
/// restarted for it, and it is over with the first good picture.
async fn goes_wrong(house: &House, clip: Clip, code: &str, within_ms: i64) -> Result<(), Failed> {
    let (camera, id) = running(house, &format!("{clip:?}")).await?;
    let pid = house.pid(id);
    let known = |view: &View| (runner(view, id)?.heartbeat.as_ref()?.frames >= KNOWN_AFTER).then_some(());
    house.until("its pictures are known", KNOWN_WITHIN, known).await?;
    let well = house.runner(id).ok_or("it is gone")?;
    assert_eq!(well.last_error, None, "{clip:?}: nothing is wrong yet");
    // Made before the time is taken: it takes seconds.
    file(clip).await?;
    let shown = bellwatch_engine::clock::Clock::system().now();
    camera.show(clip).await?;
    let told = house.until_error(id, code, TOLD_WITHIN).await?;
    assert!(matches!(told.state, RunnerState::Running { .. }), "it goes on");
    let error = told.last_error.ok_or("it told of none")?;
    let took = error.at_ms - shown.timestamp_millis();
    println!("{clip:?}: {code} after {took} ms: {}", error.evidence);
    assert!(took <= within_ms, "{clip:?}: {took} ms");
    camera.show(Clip::Small).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    house
        .until("it is well again", RUNS_WITHIN, |view| runner(view, id)?.last_error.is_none().then_some(()))
        .await?;
    assert_eq!(house.pid(id), pid, "nothing was restarted for it");
    Ok(())
}

/// A switch of the profile: what is not looked for is not told.
async fn what_is_not_checked_is_not_told(house: &House) -> Result<(), Failed> {
    let camera = Camera::start(Clip::Black).await?;
    let id = house.add("Unchecked", &camera.address(), None).await?;
    let long = |view: &View| (runner(view, id)?.heartbeat.as_ref()?.frames >= 4 * 25).then_some(());
    house.until("it has shown black for long", KNOWN_WITHIN, long).await?;
    assert_eq!(house.runner(id).ok_or("it is gone")?.last_error, None);
    Ok(())
}

/// One picture a second where four are wanted: it runs, and its bar says that it is slow.
async fn a_slow_camera(house: &House) -> Result<(), Failed> {
    let (camera, id) = running(house, "Slow").await?;
    camera.set(Faults { slower: 25, ..Faults::default() });
    let slow = |view: &View| {
        let runner = runner(view, id)?;
        let last = runner.bar.last().filter(|beat| beat.kind == BeatKind::Slow)?;
        matches!(runner.state, RunnerState::Running { .. }).then(|| last.words.clone())
    };
    let words = house.until("its bar says slow", RUNS_WITHIN, slow).await?;
    assert!(words.contains("of 4 frames a second"), "{words}");
    camera.set(Faults::default());
    let good =
        |view: &View| runner(view, id)?.bar.last().filter(|beat| beat.kind == BeatKind::Good).map(|_| ());
    house.until("its bar says good", RUNS_WITHIN, good).await
}

async fn a_camera_that_takes_its_time(house: &House) -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    camera.set(Faults { latency: Duration::from_secs(2), ..Faults::default() });
    let id = house.add("Late", &camera.address(), None).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    assert_eq!(camera.counted().connections, 1, "it is waited for, not asked again");
    Ok(())
}

async fn garbage_in_a_running_stream(house: &House) -> Result<(), Failed> {
    let (camera, id) = running(house, "Garbage").await?;
    camera.set(Faults { garbage: true, ..Faults::default() });
    let broken = |view: &View| {
        let error = runner(view, id)?.last_error.clone()?;
        ["damaged", "stalled"].contains(&error.code.as_str()).then_some(error.code)
    };
    let code = house.until("garbage is told", TOLD_WITHIN, broken).await?;
    println!("garbage in a running stream: {code}");
    camera.set(Faults::default());
    house.until_running(id, TOLD_WITHIN).await?;
    Ok(())
}

async fn a_description_that_is_none(house: &House) -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    camera.set(Faults { describes: Describes::Nonsense, ..Faults::default() });
    let id = house.add("Nonsense", &camera.address(), None).await?;
    house.until_error(id, "not_video", RUNS_WITHIN).await?;
    camera.set(Faults::default());
    house.engine.try_again(id).await.map_err(|problem| problem.message)?;
    house.until_running(id, RUNS_WITHIN).await?;
    Ok(())
}

/// Without a keyframe there is no whole picture to begin with.
async fn no_keyframe_ever(house: &House) -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    camera.set(Faults { no_keyframes: true, ..Faults::default() });
    let id = house.add("No keyframes", &camera.address(), None).await?;
    let broken = |view: &View| {
        let error = runner(view, id)?.last_error.clone()?;
        ["damaged", "stalled"].contains(&error.code.as_str()).then_some(error.code)
    };
    let code = house.until("missing keyframes are told", TOLD_WITHIN, broken).await?;
    println!("a stream without keyframes: {code}");
    camera.set(Faults::default());
    house.until_running(id, TOLD_WITHIN).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_without_udp_refuses_that_transport_and_runs_with_the_automatic_one() -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    camera.set(Faults { no_udp: true, ..Faults::default() });
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    house.knobs(&[("rtsp_transport", "udp")]).await?;
    let id = house.add("Gate", &camera.address(), None).await?;
    house.until_error(id, "transport_refused", RUNS_WITHIN).await?;
    house.knobs(&[("rtsp_transport", "auto")]).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_ffmpeg_from_outside_or_at_its_start_is_said() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let id = house.add("Gate", "demo:gate", None).await?;
    for (signal, code) in [("KILL", "killed_by_system"), ("ABRT", "unknown")] {
        house.until_running(id, RUNS_WITHIN).await?;
        let pid = house.pid(id).ok_or("no child")?;
        kill(signal, pid)?;
        house.until_error(id, code, Duration::from_secs(5)).await?;
    }
    // A decoder that no ffmpeg has.
    house.until_running(id, RUNS_WITHIN).await?;
    house.knobs(&[("extra_cli", "-c no_such_decoder")]).await?;
    let told = house.until_error(id, "option_refused", RUNS_WITHIN).await?;
    let sentence = told.last_error.map(|error| error.sentence).unwrap_or_default();
    assert!(sentence.contains("no_such_decoder"), "{sentence}");
    house.knobs(&[("extra_cli", "")]).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    house.close().await;
    Ok(())
}

#[allow(clippy::disallowed_methods)] // It kills what it watches.
fn kill(signal: &str, pid: u32) -> Result<(), Failed> {
    let status = std::process::Command::new("kill").args(["-s", signal, &pid.to_string()]).status()?;
    if status.success() { Ok(()) } else { Err(format!("kill {pid}: {status}").into()) }
}

/// Cameras behind the switch, and how many of them may be starting at once.
const BEHIND_IT: u8 = 14;
const STARTING: usize = 3;

/// A switch without power is one problem and one notification, and its cameras come back a few at a time.
#[tokio::test(flavor = "multi_thread")]
async fn a_switch_without_power_is_one_problem_and_its_cameras_come_back_a_few_at_a_time()
-> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    house.settings(&[("max_starting", &STARTING.to_string())]).await?;
    house.knobs(&[("fps", "1"), ("hb_interval", "2"), ("stall_after", "5"), ("decode", "all")]).await?;
    let mut cameras = Vec::new();
    for last in 1..=BEHIND_IT {
        let camera = Camera::start_at([127, 0, 3, last].into(), Clip::Small).await?;
        let id = house.add(&format!("Camera {last}"), &camera.address(), None).await?;
        cameras.push((camera, id));
    }
    let elsewhere = running(&house, "Elsewhere").await?;
    let all_run = |view: &View| {
        let runs =
            |id: CameraId| matches!(runner(view, id)?.state, RunnerState::Running { .. }).then_some(());
        cameras.iter().all(|(_, id)| runs(*id).is_some()).then_some(())
    };
    house.until("all run", 3 * RUNS_WITHIN, all_run).await?;
    let seen = Arc::new(Mutex::new(Seen::default()));
    let watching = tokio::spawn(watch(house.engine.watch(), Arc::clone(&seen)));

    let dead = Faults { freeze: true, hang: true, ..Faults::default() };
    cameras.iter().for_each(|(camera, _)| camera.set(dead.clone()));
    let shared = |view: &View| {
        let [problem] = view.problems.as_slice() else { return None };
        (problem.cameras.len() == usize::from(BEHIND_IT)).then(|| problem.sentence.clone())
    };
    let sentence = house.until("it is one problem", 2 * TOLD_WITHIN, shared).await?;
    assert_eq!(sentence, "14 cameras (127.0.3.*): no answer.");
    // Nothing is announced in an engine's first two minutes.
    let announced = |_: &View| (!locked(&seen).notices.is_empty()).then_some(());
    house.until("it is announced", Duration::from_secs(150), announced).await?;
    let state = house.runner(elsewhere.1).ok_or("it is gone")?.state;
    assert!(matches!(state, RunnerState::Running { .. }), "another network goes on: {state:?}");

    locked(&seen).starting = 0;
    cameras.iter().for_each(|(camera, _)| camera.set(Faults::default()));
    // The longest wait before a try is a minute, with a fifth more or less.
    house.until("all run again", Duration::from_secs(120), all_run).await?;
    house.until("all is well", RUNS_WITHIN, |view| view.problems.is_empty().then_some(())).await?;
    let seen = std::mem::take(&mut *locked(&seen));
    println!("notices: {:?}; at most {} started at once", seen.notices, seen.starting);
    assert_eq!(seen.notices.len(), 1, "one notification, not one per camera: {:?}", seen.notices);
    assert!(seen.starting <= STARTING, "{} started at once", seen.starting);
    watching.abort();
    house.close().await;
    Ok(())
}

/// What somebody saw who looked all the time.
#[derive(Default)]
struct Seen {
    notices: Vec<String>,
    /// The most runners that had been starting for less than the time for which that counts, at once.
    starting: usize,
}

/// What was seen is whole numbers and whole texts, whoever panicked meanwhile.
fn locked(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn watch(mut watcher: Watcher, seen: Arc<Mutex<Seen>>) {
    /// So long a start counts against those allowed at once; a little less, since the clock that tells is not ours.
    const COUNTS: i64 = 1_900;
    let mut starts: BTreeMap<i64, i64> = BTreeMap::new();
    while let Some(message) = watcher.next().await {
        let Message::Changes { changes } = message else { continue };
        for change in changes {
            match change.what {
                What::Notice { notice } => locked(&seen).notices.push(notice.title),
                What::Runner { runner } => {
                    match runner.state {
                        RunnerState::Starting { since_ms } => starts.insert(runner.camera, since_ms),
                        _ => starts.remove(&runner.camera),
                    };
                    let newest = starts.values().copied().max().unwrap_or_default();
                    let now = starts.values().filter(|since| newest - **since < COUNTS).count();
                    let mut seen = locked(&seen);
                    seen.starting = seen.starting.max(now);
                }
                _ => {}
            }
        }
    }
}
