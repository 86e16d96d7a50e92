//! Recognition from outside: real pictures from real ffmpegs, by models that are made for tests, by models that see what
//! they are told to see, and by real ones where there are any.

// Films are made with ffmpeg; the rule that one place starts processes is the product's.
#![allow(clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bellwatch_domain::PersonId;
use bellwatch_domain::models::{Computing, Models, Wish};
use bellwatch_domain::recognition::{Face, Picture, Pixels};
use bellwatch_engine::api::{KeyChoice, Store};
use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::{
    HeartbeatView, PackSourceDraft, RecognitionState, RecognitionView, ReviewDecision, RunnerState, View,
};
use bellwatch_recogniser::Library;
use bellwatch_recogniser::runtime::Places;
use bellwatch_store::KeptSighting;
use chrono::{DateTime, Utc};
use journeys::faces::{MODEL, PACK, Seeing, consenting, enrol};
use journeys::house::{Failed, House, runner};
use journeys::packs::{write_real, write_tiny};

/// For what the engine does at once, on a machine that does other things too.
const DONE_WITHIN: Duration = Duration::from_secs(30);

fn now() -> DateTime<Utc> {
    Clock::system().now()
}

fn skipped(test: &str, why: &str) -> Result<(), Failed> {
    // Written past the harness, which keeps what a passing test prints.
    Ok(writeln!(std::io::stderr(), "skipped: {test}: {why}")?)
}

fn works(view: &View) -> Option<RecognitionView> {
    (view.recognition.state == RecognitionState::Working).then(|| view.recognition.clone())
}

fn broken(view: &View) -> Option<String> {
    match &view.recognition.state {
        RecognitionState::Broken { sentence, .. } => Some(sentence.clone()),
        RecognitionState::Off | RecognitionState::Loading | RecognitionState::Working => None,
    }
}

async fn sightings(store: &Store) -> Result<Vec<KeptSighting>, Failed> {
    Ok(store.sightings(None, DateTime::UNIX_EPOCH, DateTime::<Utc>::MAX_UTC).await?)
}

/// An engine with models that see what they are told to see.
struct Gate {
    house: House,
    models: Arc<Seeing>,
    store: Store,
    _folder: tempfile::TempDir,
}

impl Gate {
    async fn open() -> Result<Gate, Failed> {
        let folder = tempfile::tempdir()?;
        let models = Arc::new(Seeing::default());
        let house = House::open_with(folder.path(), Clock::system(), Arc::clone(&models) as _).await?;
        house.knobs(&[("hb_interval", "1"), ("fps", "8")]).await?;
        let store = Store::open(folder.path(), KeyChoice::File).await?;
        Ok(Gate { house, models, store, _folder: folder })
    }

    /// Somebody with a photo of the face that is seen.
    async fn enrol(&self, code: &str) -> Result<PersonId, Failed> {
        let person = consenting(&self.store, code, now()).await?;
        enrol(&self.store, person, b"a JPEG", Some((MODEL, &[1.0, 0.0])), now()).await?;
        Ok(person)
    }

    async fn events(&self) -> Result<Vec<String>, Failed> {
        let events = self.store.events(None, 1000).await?.into_iter();
        Ok(events.filter(|event| event.kind == "recognition").map(|event| event.sentence).collect())
    }

    async fn close(self) {
        self.house.close().await;
        self.store.close().await;
    }
}

fn beat(view: &View, camera: bellwatch_domain::CameraId) -> Option<HeartbeatView> {
    runner(view, camera)?.heartbeat.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_pack_cameras_run_and_nobody_looks() -> Result<(), Failed> {
    let gate = Gate::open().await?;
    gate.enrol("1").await?;
    let camera = gate.house.add("Gate", "demo:gate", None).await?;
    let second = |view: &View| beat(view, camera).filter(|beat| beat.frames > 16);
    let beat = gate.house.until("pictures come", DONE_WITHIN, second).await?;
    assert_eq!((beat.looks, beat.faces, beat.matches), (0, 0, 0));
    let shown = gate.house.engine.view().recognition;
    assert_eq!(shown.state, RecognitionState::Off);
    assert!(shown.people_revision > 0, "whoever shows people hears of them all the same");
    assert!(gate.models.det_sets().is_empty());
    gate.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_takes_their_consent_back_is_matched_no_more() -> Result<(), Failed> {
    let gate = Gate::open().await?;
    let person = gate.enrol("1").await?;
    gate.house.settings(&[("pack", PACK)]).await?;
    let camera = gate.house.add("Gate", "demo:gate", None).await?;
    let matched = |view: &View| beat(view, camera).filter(|beat| beat.matches > 1);
    gate.house.until("they are matched", DONE_WITHIN, matched).await?;
    let seen = |view: &View| (view.recognition.attendance_revision > 0).then_some(());
    gate.house.until("they are seen", DONE_WITHIN, seen).await?;
    assert_eq!(sightings(&gate.store).await?[0].sighting.person, person);

    gate.store.withdraw_consent(person, "journey", now()).await?;
    let forgotten = |view: &View| (view.recognition.people == 0).then_some(());
    gate.house.until("the gallery is loaded anew", DONE_WITHIN, forgotten).await?;
    // A beat that began after the gallery was loaded, and one a little later.
    let last = beat(&gate.house.engine.view(), camera).ok_or("no beat")?;
    let next = |view: &View| beat(view, camera).filter(|beat| beat.at_ms > last.at_ms);
    let after = gate.house.until("the next beat", DONE_WITHIN, next).await?;
    let later = |view: &View| beat(view, camera).filter(|beat| beat.faces >= after.faces + 8);
    let later = gate.house.until("their face is seen again", DONE_WITHIN, later).await?;
    assert_eq!(later.matches, after.matches);
    gate.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_track_names_nobody_again_whom_a_hand_has_ruled_out_of_it() -> Result<(), Failed> {
    let gate = Gate::open().await?;
    let person = gate.enrol("1").await?;
    gate.house.settings(&[("pack", PACK)]).await?;
    let camera = gate.house.add("Gate", "demo:gate", None).await?;
    let seen = |view: &View| (view.recognition.attendance_revision > 0).then_some(());
    gate.house.until("they are seen", DONE_WITHIN, seen).await?;
    let sighting = sightings(&gate.store).await?.remove(0);
    assert_eq!(sighting.sighting.person, person);
    assert_eq!(gate.store.likest(sighting.id).await?[0].person, person);
    gate.house
        .engine
        .review(sighting.id, ReviewDecision::NotPerson)
        .await
        .map_err(|problem| problem.message)?;
    // Whoever reviews sees it at once; the next looks know it. The face stands there all the time.
    let first = |view: &View| beat(view, camera);
    let mut last = gate.house.until("the next beat", DONE_WITHIN, first).await?;
    let is_still = |view: &View| {
        let beat = beat(view, camera).filter(|beat| beat.at_ms > last.at_ms)?;
        let is_ruled_out = beat.faces >= last.faces + 4 && beat.matches == last.matches;
        last = beat;
        is_ruled_out.then_some(())
    };
    gate.house.until("it is nobody's", DONE_WITHIN, is_still).await?;
    gate.close().await;
    Ok(())
}

/// One looker, slower than two cameras: it shares itself between them, and says what it leaves out.
#[tokio::test(flavor = "multi_thread")]
async fn two_cameras_share_a_slow_recogniser_and_what_is_left_out_is_counted() -> Result<(), Failed> {
    let gate = Gate::open().await?;
    gate.models.set_look_takes(Duration::from_millis(200));
    gate.house.settings(&[("pack", PACK)]).await?;
    let first = gate.house.add("Gate", "demo:gate", None).await?;
    let second = gate.house.add("Yard", "demo:yard", None).await?;
    let both = |view: &View| {
        let (first, second) = (beat(view, first)?, beat(view, second)?);
        (first.looks + second.looks >= 24 && first.looks.min(second.looks) > 0).then_some((first, second))
    };
    let (first, second) = gate.house.until("both are looked at", DONE_WITHIN, both).await?;
    let (few, many) = (first.looks.min(second.looks), first.looks.max(second.looks));
    // The beats are not of one instant, and one camera may have begun a moment before.
    assert!(many <= 2 * few + 6, "{first:?} {second:?}");
    assert!(first.skipped > 0 && second.skipped > 0, "{first:?} {second:?}");
    gate.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pack_that_cannot_be_used_is_said_and_everything_else_goes_on() -> Result<(), Failed> {
    let gate = Gate::open().await?;
    gate.models.is_damaged.store(true, Ordering::Relaxed);
    gate.models.tried.lock().map_err(|_| "poisoned")?.push("CUDA: there is no driver.".to_owned());
    gate.house.settings(&[("pack", PACK)]).await?;
    let camera = gate.house.add("Gate", "demo:gate", None).await?;
    let sentence = gate.house.until("it is broken", DONE_WITHIN, broken).await?;
    assert_eq!(sentence, "The model pack seeing is damaged.");
    gate.house.until_running(camera, DONE_WITHIN).await?;

    // Mended, and chosen anew: the operator does not wait for the next try.
    gate.models.is_damaged.store(false, Ordering::Relaxed);
    gate.house.settings(&[("gpu_memory_mb", "512")]).await?;
    let shown = gate.house.until("it works", DONE_WITHIN, works).await?;
    assert_eq!((shown.provider.as_deref(), shown.tried.len()), (Some("CPU"), 1));
    let looked = |view: &View| beat(view, camera).filter(|beat| beat.looks > 0);
    gate.house.until("it looks", DONE_WITHIN, looked).await?;

    // A model that fails while it runs is given up, and the camera still runs.
    gate.models.set_broken(true);
    let sentence = gate.house.until("it is given up", DONE_WITHIN, broken).await?;
    assert!(sentence.starts_with("Recognition stopped working: "), "{sentence}");
    let runs = |view: &View| matches!(runner(view, camera)?.state, RunnerState::Running { .. }).then_some(());
    assert_eq!(runs(&gate.house.engine.view()), Some(()));
    let told = gate.events().await?;
    let expected = [
        "Faces are not recognised: Recognition stopped working",
        "Recognition was to run on the best that works here and runs on CPU. CUDA: there is no driver.",
        "Recognition works again.",
        "Faces are not recognised: The model pack seeing is damaged.",
    ];
    assert_eq!(told.len(), expected.len(), "each is told once: {told:?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.starts_with(expected), "{told}");
    }
    gate.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn photos_are_learnt_anew_when_another_pack_is_chosen() -> Result<(), Failed> {
    let gate = Gate::open().await?;
    let person = consenting(&gate.store, "1", now()).await?;
    for _ in 0..12 {
        enrol(&gate.store, person, b"a JPEG", Some(("of another pack", &[0.0, 1.0])), now()).await?;
    }
    gate.house.settings(&[("pack", PACK)]).await?;
    let camera = gate.house.add("Gate", "demo:gate", None).await?;
    let learnt = |view: &View| {
        let recognition = works(view)?;
        (recognition.templates == 12 && recognition.photos_to_learn == 0).then_some(())
    };
    gate.house.until("all photos are learnt", DONE_WITHIN, learnt).await?;
    let matched = |view: &View| beat(view, camera).filter(|beat| beat.matches > 0);
    gate.house.until("they are matched", DONE_WITHIN, matched).await?;
    assert!(gate.store.gallery("of another pack").await?.templates.is_empty(), "old templates go");
    let told = gate.events().await?;
    assert!(told.iter().any(|sentence| sentence.starts_with("All photos are learnt")), "{told:?}");
    gate.close().await;
    Ok(())
}

/// A film, 640 × 480, in which the tiny faces of these people go to and fro beside each other.
fn film(path: &Path, people: &[u64]) -> Result<(), Failed> {
    let (width, height) = (640, 480);
    let mut ffmpeg = Command::new("ffmpeg")
        .args(["-hide_banner", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24"])
        .args(["-s", "640x480", "-r", "10", "-i", "-", "-c:v", "libx264", "-crf", "4", "-g", "10"])
        .args(["-pix_fmt", "yuv420p", "-y"])
        .arg(path)
        .stdin(Stdio::piped())
        .spawn()?;
    let mut pictures = ffmpeg.stdin.take().ok_or("no pipe")?;
    for number in 0..40 {
        let mut rgb = tiny_models::canvas(width, height);
        for (place, person) in people.iter().enumerate() {
            let across = if number < 20 { number } else { 40 - number };
            tiny_models::paint(&mut rgb, width, (40 + 220 * place + 2 * across, 160), 64, *person);
        }
        pictures.write_all(&rgb)?;
    }
    drop(pictures);
    let status = ffmpeg.wait()?;
    if status.success() { Ok(()) } else { Err(format!("ffmpeg ended with {status}").into()) }
}

/// A picture of a film after so many seconds, RGB, with its width.
fn picture_of(film: &Path, seconds: &str, (width, height): (u32, u32)) -> Result<Vec<u8>, Failed> {
    let made = Command::new("ffmpeg")
        .args(["-hide_banner", "-loglevel", "error", "-ss", seconds, "-i"])
        .arg(film)
        .args(["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"])
        .output()?;
    let expected = 3 * width as usize * height as usize;
    if made.stdout.len() == expected { Ok(made.stdout) } else { Err("no picture of the film".into()) }
}

/// An engine with a library whose one pack was installed through it, and is at work.
async fn at_work(folder: &Path, pack: &Path) -> Result<(House, Store, Arc<Library>), Failed> {
    let models = Arc::new(Library::at(folder, Places::of_this_process(None)));
    let house = House::open_with(folder, Clock::system(), Arc::clone(&models) as _).await?;
    house.knobs(&[("hb_interval", "1"), ("fps", "8")]).await?;
    let source = PackSourceDraft::Files { paths: vec![pack.display().to_string()] };
    let said = |problem: bellwatch_engine::wire::Problem| problem.message;
    let id = house.engine.pack_install(None, &source).await.map_err(said)?;
    house.settings(&[("pack", &id)]).await?;
    house.until("the pack works", DONE_WITHIN, works).await?;
    let store = Store::open(folder, KeyChoice::File).await?;
    Ok((house, store, models))
}

/// Enrols each face that a pack finds in a picture, the surest first; at most so many.
async fn enrol_all(
    store: &Store,
    models: &Library,
    (pack, det_set_px): (&str, u32),
    picture: &Picture<'_>,
    most: usize,
) -> Result<BTreeSet<PersonId>, Failed> {
    let computing = Computing { wish: Wish::Cpu, threads: 1, gpu_memory_bytes: 0 };
    let recogniser = models.open(pack, &computing)?.recogniser;
    let mut people = BTreeSet::new();
    for (number, face) in recogniser.detect(picture, det_set_px)?.iter().take(most).enumerate() {
        let pairs: [(&Picture<'_>, &Face); 1] = [(picture, face)];
        let embedding = recogniser.embed(&pairs)?.pop().ok_or("no embedding")?;
        let person = consenting(store, &number.to_string(), now()).await?;
        let template = Some((recogniser.model().as_str(), embedding.values()));
        enrol(store, person, b"a JPEG", template, now()).await?;
        people.insert(person);
    }
    Ok(people)
}

/// Everybody who is enrolled is seen by the camera, and nobody else.
async fn everybody_is_seen(house: &House, store: &Store, people: &BTreeSet<PersonId>) -> Result<(), Failed> {
    let revision = |view: &View| view.recognition.attendance_revision;
    let mut last = 0;
    loop {
        let kept = sightings(store).await?;
        let seen: BTreeSet<PersonId> = kept.iter().map(|kept| kept.sighting.person).collect();
        if seen == *people {
            assert!(kept.iter().all(|kept| kept.has_crop && kept.doubt.is_none()), "{kept:?}");
            return Ok(());
        }
        let more = |view: &View| Some(revision(view)).filter(|now| *now > last);
        last = house.until("more people are seen", DONE_WITHIN, more).await?;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_enrolled_and_passes_a_camera_is_seen() -> Result<(), Failed> {
    const TEST: &str = "people who pass a camera are seen (tiny models)";
    if std::env::var_os("ORT_DYLIB_PATH").is_none() {
        return skipped(TEST, "there is no ONNX Runtime here (ORT_DYLIB_PATH)");
    }
    let folder = tempfile::tempdir()?;
    let (pack, path) = (folder.path().join("given"), folder.path().join("gate.mp4"));
    write_tiny(&pack)?;
    film(&path, &[3, 5])?;
    let home = folder.path().join("home");
    let (house, store, models) = at_work(&home, &pack).await?;
    let engine = &house.engine;
    let said = |problem: bellwatch_engine::wire::Problem| problem.message;
    let packs = engine.packs().await.map_err(said)?;
    assert!(packs.iter().any(|pack| pack.id == "tiny" && pack.installed), "{packs:?}");

    let rgb = picture_of(&path, "1", (640, 480))?;
    let picture = Picture::new(640, 480, Pixels::Rgb(&rgb)).ok_or("no picture")?;
    let people = enrol_all(&store, &models, ("tiny", 640), &picture, 9).await?;
    assert_eq!(people.len(), 2);
    let camera = house.add("Gate", &format!("file:{}", path.display()), None).await?;
    everybody_is_seen(&house, &store, &people).await?;
    let matched = |view: &View| beat(view, camera).filter(|beat| beat.matches > 0);
    let beat = house.until("the heartbeat tells it", DONE_WITHIN, matched).await?;
    assert!(beat.looks > 0 && beat.faces >= beat.matches, "{beat:?}");
    let first = sightings(&store).await?.remove(0);
    let evidence = store.evidence(first.id).await?.ok_or("no picture of it")?;
    assert_eq!(&evidence.crop[..2], b"\xff\xd8", "a JPEG");
    assert!(first.occurrence.is_some(), "a camera without a schedule of its own watches all day");

    let curve = engine.threshold_curve().await.map_err(said)?;
    assert_eq!((curve.people, curve.threshold), (2, 0.7));
    assert!(curve.words.contains("too few"), "{}", curve.words);
    let speed = engine.recognition_speed().await.map_err(said)?;
    assert!(speed.detect_ms > 0.0 && speed.embed_ms > 0.0 && speed.det_set_px == 640, "{speed:?}");
    let refused = engine.pack_remove("tiny").await.map_err(said);
    assert!(refused.is_err_and(|sentence| sentence.starts_with("This pack recognises now.")));
    house.settings(&[("pack", "none")]).await?;
    engine.pack_remove("tiny").await.map_err(said)?;
    house.close().await;
    store.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn people_who_walk_through_a_real_film_are_seen() -> Result<(), Failed> {
    const TEST: &str = "people who walk through a film are seen (real models)";
    let folder = |name: &str| std::env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
    let both = folder("BELLWATCH_TEST_MODELS").zip(folder("BELLWATCH_TEST_FACES"));
    let Some((weights, faces)) = both else {
        let why = "it needs real weights and faces (BELLWATCH_TEST_MODELS, BELLWATCH_TEST_FACES)";
        return skipped(TEST, why);
    };
    if std::env::var_os("ORT_DYLIB_PATH").is_none() {
        return skipped(TEST, "there is no ONNX Runtime here (ORT_DYLIB_PATH)");
    }
    let folder = tempfile::tempdir()?;
    let pack = folder.path().join("given");
    write_real(&pack, &weights)?;
    let film = faces.join("video").join("walking.mp4");
    let home = folder.path().join("home");
    let (house, store, models) = at_work(&home, &pack).await?;
    let rgb = picture_of(&film, "1", (1920, 1080))?;
    let picture = Picture::new(1920, 1080, Pixels::Rgb(&rgb)).ok_or("no picture")?;
    let people = enrol_all(&store, &models, ("own", 1024), &picture, 3).await?;
    assert_eq!(people.len(), 3);
    house.knobs(&[("det_set", "1024")]).await?;
    house.add("Gate", &format!("file:{}", film.display()), None).await?;
    everybody_is_seen(&house, &store, &people).await?;
    house.close().await;
    store.close().await;
    Ok(())
}
