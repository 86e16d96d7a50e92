//! Each kind of trouble a camera can be in is shown in the operator's words within 5 s of the failure, and goes with
//! the first good frame.

use std::time::{Duration, Instant};

use bellwatch_domain::CameraId;
use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::{RunnerView, TestReport};
use journeys::cameras::{Auth, Camera, Clip, Cut, Describes, Faults, HttpCamera, Login};
use journeys::house::{Failed, House, draft};

/// Longest wait for a camera that should run; the machine may be busy with other tests.
const RUNS_WITHIN: Duration = Duration::from_secs(30);
/// Longest wait for an error that ffmpeg sees at once, its start and its first tries included.
const SEEN_WITHIN: Duration = Duration::from_secs(15);
/// What the product promises: from the end of the run, or from when what is wrong with a run that lives has stood for
/// long enough, to its being shown.
const SHOWN_AFTER: Duration = Duration::from_secs(5);

/// Waits until a camera shows an error of this code, and holds it against the promise.
async fn shown(house: &House, camera: CameraId, code: &str, within: Duration) -> Result<RunnerView, Failed> {
    let runner = house.until_error(camera, code, within).await?;
    let now = Clock::system().now().timestamp_millis();
    let error = runner.last_error.as_ref().ok_or("the error is gone")?;
    let after = Duration::from_millis(u64::try_from(now - error.at_ms)?);
    println!("{code} was shown {} ms after it was so", after.as_millis());
    assert!(after < SHOWN_AFTER, "{code} was shown after {after:?}");
    Ok(runner)
}

async fn shows(faults: Faults, code: &str, within: Duration) -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    camera.set(faults);
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let id = house.add("Gate", &camera.address(), None).await?;
    let runner = shown(&house, id, code, within).await?;
    let error = runner.last_error.ok_or("the error is gone")?;
    assert!(error.sentence.contains("Gate"), "{}", error.sentence);
    assert!(!error.cure.is_empty());
    camera.set(Faults::default());
    house.engine.try_again(id).await.map_err(|problem| problem.message)?;
    house.until_running(id, RUNS_WITHIN).await?;
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_not_on_the_camera_is_said() -> Result<(), Failed> {
    shows(Faults { status: Some(404), ..Faults::default() }, "not_found_on_camera", SEEN_WITHIN).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_who_may_not_watch_is_said() -> Result<(), Failed> {
    shows(Faults { status: Some(403), ..Faults::default() }, "forbidden", SEEN_WITHIN).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_with_an_error_of_its_own_is_said() -> Result<(), Failed> {
    shows(Faults { status: Some(503), ..Faults::default() }, "camera_error", SEEN_WITHIN).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_refuses_the_transport_is_said() -> Result<(), Failed> {
    shows(Faults { no_tcp: true, ..Faults::default() }, "transport_refused", SEEN_WITHIN).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_never_answers_is_said() -> Result<(), Failed> {
    shows(Faults { hang: true, ..Faults::default() }, "connect_timeout", Duration::from_secs(25)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_without_pictures_is_said() -> Result<(), Failed> {
    shows(Faults { freeze: true, ..Faults::default() }, "stalled", Duration::from_secs(40)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_nothing_is_no_video() -> Result<(), Failed> {
    shows(Faults { describes: Describes::Nothing, ..Faults::default() }, "not_video", Duration::from_secs(40))
        .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_port_is_said_and_the_camera_comes_back_when_it_opens() -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let id = house.add("Gate", &camera.address(), None).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    camera.refuse().await;
    shown(&house, id, "refused", SEEN_WITHIN).await?;
    camera.listen_again().await?;
    house.until_running(id, RUNS_WITHIN).await?;
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_the_camera_ends_is_said_and_starts_again() -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let id = house.add("Gate", &camera.address(), None).await?;
    for how in [Cut::Fin, Cut::Reset] {
        house.until_running(id, RUNS_WITHIN).await?;
        let began = Instant::now();
        camera.cut(how);
        shown(&house, id, "ended_by_camera", SEEN_WITHIN).await?;
        assert!(began.elapsed() < SHOWN_AFTER, "{how:?} was shown after {:?}", began.elapsed());
    }
    house.until_running(id, RUNS_WITHIN).await?;
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_without_an_address_and_a_missing_file_are_said() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let name = house.add("Gate", "rtsp://no-such-host.invalid/stream", None).await?;
    let file = house.add("Yard", "/no/such/film.mp4", None).await?;
    tokio::try_join!(
        shown(&house, name, "name_not_found", Duration::from_secs(25)),
        shown(&house, file, "file_unreadable", SEEN_WITHIN),
    )?;
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_page_is_no_video_and_http_cameras_run() -> Result<(), Failed> {
    let login = Login::new(Auth::Basic, "admin", "p@ss:w/ö%#");
    let camera = HttpCamera::start(Some(login)).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let right = Some(("admin", "p@ss:w/ö%#"));
    let mjpeg = house.add("Motion JPEG", &camera.mjpeg(), right).await?;
    let hls = house.add("Live stream", &camera.hls(), right).await?;
    let page = house.add("Page", &camera.page(), right).await?;
    let wrong = house.add("Wrong", &camera.mjpeg(), Some(("admin", "wrong"))).await?;
    tokio::try_join!(
        house.until_running(mjpeg, RUNS_WITHIN),
        house.until_running(hls, RUNS_WITHIN),
        shown(&house, page, "not_video", RUNS_WITHIN),
        shown(&house, wrong, "auth_failed", RUNS_WITHIN),
    )?;
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn cameras_that_fail_together_for_one_cause_are_one_event() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let mut cameras = Vec::new();
    for name in ["Gate", "Yard", "Hall"] {
        let camera = Camera::start(Clip::Small).await?;
        let id = house.add(name, &camera.address(), None).await?;
        house.until_running(id, RUNS_WITHIN).await?;
        cameras.push(camera);
    }
    for camera in &cameras {
        camera.cut(Cut::Reset);
        camera.refuse().await;
    }
    let told = |view: &bellwatch_engine::wire::View| {
        view.events.iter().find(|event| event.sentence.starts_with("3 cameras failed together")).cloned()
    };
    let event = house.until("one event tells of all three", RUNS_WITHIN, told).await?;
    for name in ["Gate", "Yard", "Hall"] {
        assert!(event.sentence.contains(name), "{}", event.sentence);
    }
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_codec_nobody_knows_is_said() -> Result<(), Failed> {
    let faults = Faults { describes: Describes::UnknownCodec, ..Faults::default() };
    shows(faults, "codec_not_supported", Duration::from_secs(40)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_of_sound_alone_is_no_video() -> Result<(), Failed> {
    let faults = Faults { describes: Describes::AudioOnly, ..Faults::default() };
    shows(faults, "not_video", Duration::from_secs(60)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_breaks_is_damaged_until_it_is_whole_again() -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let id = house.add("Gate", &camera.address(), None).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    camera.set(Faults { corrupt_one_in: 2, ..Faults::default() });
    shown(&house, id, "damaged", Duration::from_secs(60)).await?;
    camera.set(Faults::default());
    house.until_running(id, Duration::from_secs(90)).await?;
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_changes_its_size_runs_on() -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    house.knobs(&[("hb_interval", "1")]).await?;
    let id = house.add("Gate", &camera.address(), None).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    let frames = |house: &House| Some(house.runner(id)?.heartbeat?.frames);
    camera.show(Clip::Larger).await?;
    let before = frames(&house).unwrap_or(0);
    house
        .until("frames go on", RUNS_WITHIN, |view| {
            let runner = journeys::house::runner(view, id)?;
            (runner.heartbeat.as_ref()?.frames > before + 20).then_some(())
        })
        .await?;
    house.until_running(id, RUNS_WITHIN).await?;
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_runs_in_software_where_there_is_no_gpu_and_an_event_says_so() -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    // A device that no machine has.
    house.knobs(&[("hwaccel", "vaapi"), ("device", "/dev/dri/renderD999")]).await?;
    let id = house.add("Gate", &camera.address(), None).await?;
    house
        .until("an event tells of software", RUNS_WITHIN, |view| {
            view.events.iter().find(|event| event.sentence.contains("software")).map(|_| ())
        })
        .await?;
    house.until_running(id, RUNS_WITHIN).await?;
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_of_a_stream_of_random_bytes_does_not_call_it_working() -> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    camera.set(Faults { garbage: true, ..Faults::default() });
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let began = Instant::now();
    let drafted = draft("Gate", &camera.address(), None);
    let report = house.engine.camera_test(None, &drafted).await.map_err(|problem| problem.message)?;
    assert!(began.elapsed() < Duration::from_secs(11), "a test takes 10 s at most");
    match report {
        TestReport::Fails { error, .. } => println!("{}: {}", error.code, error.sentence),
        TestReport::Works { .. } => return Err("it calls random bytes working".into()),
    }
    house.close().await;
    Ok(())
}
