//! What the settings of recognition change, and the knobs of a profile that it reads: with models that always see the
//! same face.

use std::sync::{Arc, PoisonError};

use bellwatch_domain::models::{Computing, Wish};
use bellwatch_domain::{CameraId, PersonId};
use bellwatch_engine::api::{KeyChoice, Store};
use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::{HeartbeatView, RecognitionState, View};
use bellwatch_store::KeptSighting;
use chrono::{DateTime, Utc};
use journeys::faces::{MODEL, PACK, Seeing, consenting, enrol};
use journeys::house::{Failed, House, runner};

use super::DONE_WITHIN;

/// An engine with a demo camera whose pictures always show the same face.
struct Gate {
    house: House,
    models: Arc<Seeing>,
    store: Store,
    camera: CameraId,
    _folder: tempfile::TempDir,
}

impl Gate {
    /// With these settings, before the camera is added.
    async fn open(settings: &[(&str, &str)]) -> Result<Gate, Failed> {
        let folder = tempfile::tempdir()?;
        let models = Arc::new(Seeing::default());
        let house = House::open_with(folder.path(), Clock::system(), Arc::clone(&models) as _).await?;
        house.knobs(&[("hb_interval", "1"), ("fps", "8")]).await?;
        house.settings(&[&[("pack", PACK)], settings].concat()).await?;
        let store = Store::open(folder.path(), KeyChoice::File).await?;
        let camera = house.add("Gate", "demo:gate", None).await?;
        Ok(Gate { house, models, store, camera, _folder: folder })
    }

    /// Somebody who is so much like the face that is seen, a cosine.
    async fn enrol(&self, code: &str, cosine: f32) -> Result<PersonId, Failed> {
        let now = Clock::system().now();
        let person = consenting(&self.store, code, now).await?;
        let embedding = [cosine, (1.0 - cosine * cosine).max(0.0).sqrt()];
        enrol(&self.store, person, b"a JPEG", Some((MODEL, &embedding)), now).await?;
        Ok(person)
    }

    /// The first sighting that is kept.
    async fn sighting(&self) -> Result<KeptSighting, Failed> {
        let seen = |view: &View| (view.recognition.attendance_revision > 0).then_some(());
        self.house.until("somebody is seen", DONE_WITHIN, seen).await?;
        let all = self.store.sightings(None, DateTime::UNIX_EPOCH, DateTime::<Utc>::MAX_UTC).await?;
        Ok(all.into_iter().next().ok_or("there is no sighting")?)
    }

    /// A heartbeat after so many looks.
    async fn looked(&self, looks: u64) -> Result<HeartbeatView, Failed> {
        let beat =
            |view: &View| runner(view, self.camera)?.heartbeat.clone().filter(|beat| beat.looks >= looks);
        self.house.until("the camera is looked at", DONE_WITHIN, beat).await
    }

    async fn close(self) {
        self.house.close().await;
        self.store.close().await;
    }
}

fn works(view: &View) -> Option<()> {
    (view.recognition.state == RecognitionState::Working).then_some(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn the_chosen_pack_is_put_to_work_and_none_is_not() -> Result<(), Failed> {
    let gate = Gate::open(&[]).await?;
    gate.house.until("the pack works", DONE_WITHIN, works).await?;
    let shown = gate.house.engine.view().recognition;
    assert_eq!((shown.pack.as_deref(), shown.pack_name.as_deref()), (Some(PACK), Some("Seeing")));
    gate.looked(1).await?;
    gate.house.settings(&[("pack", "none")]).await?;
    let is_off = |view: &View| (view.recognition.state == RecognitionState::Off).then_some(());
    gate.house.until("recognition is off", DONE_WITHIN, is_off).await?;
    gate.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn no_picture_is_searched_larger_than_the_site_allows() -> Result<(), Failed> {
    let gate = Gate::open(&[("det_set_max", "320")]).await?;
    gate.looked(2).await?;
    assert_eq!(gate.models.det_sets(), [320].into(), "its profile asks for 640");
    gate.house.settings(&[("det_set_max", "none")]).await?;
    let larger = |_: &View| gate.models.det_sets().contains(&640).then_some(());
    gate.house.until("it is searched as its profile asks", DONE_WITHIN, larger).await?;
    gate.close().await;
    Ok(())
}

/// How the models were asked to compute last, once they were opened `times`.
async fn computing(gate: &Gate, times: usize) -> Result<Computing, Failed> {
    let opened = |_: &View| {
        let opened = gate.models.opened.lock().unwrap_or_else(PoisonError::into_inner);
        opened.get(times - 1).copied()
    };
    gate.house.until("the models are opened", DONE_WITHIN, opened).await
}

/// The same with a setting at this value after it was at its default.
async fn computing_with(key: &str, value: &str) -> Result<(Computing, Computing), Failed> {
    let gate = Gate::open(&[]).await?;
    let before = computing(&gate, 1).await?;
    gate.house.until("the pack works", DONE_WITHIN, works).await?;
    gate.house.settings(&[(key, value)]).await?;
    let after = computing(&gate, 2).await?;
    gate.close().await;
    Ok((before, after))
}

#[tokio::test(flavor = "multi_thread")]
pub async fn models_compute_on_what_the_site_says() -> Result<(), Failed> {
    let (before, after) = computing_with("provider", "openvino").await?;
    assert_eq!((before.wish, after), (Wish::Auto, Computing { wish: Wish::OpenVino, ..before }));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn models_take_the_threads_that_the_site_says() -> Result<(), Failed> {
    let (before, after) = computing_with("recognition_threads", "7").await?;
    let half = std::thread::available_parallelism()?.get() / 2;
    assert_eq!((before.threads, after), (half.max(1), Computing { threads: 7, ..before }));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn models_take_the_graphics_memory_that_the_site_says() -> Result<(), Failed> {
    let (before, after) = computing_with("gpu_memory_mb", "512").await?;
    assert_eq!(before.gpu_memory_bytes, 2 << 30);
    assert_eq!(after, Computing { gpu_memory_bytes: 512 << 20, ..before });
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn a_sighting_needs_the_sites_votes() -> Result<(), Failed> {
    for votes in ["1", "4"] {
        let gate = Gate::open(&[("votes", votes)]).await?;
        gate.enrol("1", 1.0).await?;
        assert_eq!(gate.sighting().await?.sighting.votes.to_string(), votes);
        gate.close().await;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn two_people_nearer_than_the_sites_margin_go_to_a_hand() -> Result<(), Failed> {
    // The face is 0.98 and 0.8 like them, and 0.9 is needed.
    for (margin, is_doubtful) in [("0.05", false), ("0.3", true)] {
        let gate = Gate::open(&[("match_margin", margin), ("pack", "none")]).await?;
        let first = gate.enrol("1", 0.98).await?;
        let now = Clock::system().now();
        let other = consenting(&gate.store, "2", now).await?;
        let embedding = [0.8, -0.6];
        enrol(&gate.store, other, b"a JPEG", Some((MODEL, &embedding)), now).await?;
        // Both are known from the first look on.
        gate.house.knobs(&[("min_score", "0.9")]).await?;
        gate.house.settings(&[("pack", PACK)]).await?;
        let seen = gate.sighting().await?;
        assert_eq!((seen.sighting.person, seen.doubt.is_some()), (first, is_doubtful), "{margin}");
        gate.close().await;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn fewer_false_accepts_raise_the_threshold() -> Result<(), Failed> {
    let gate = Gate::open(&[("false_accepts_per_day", "100"), ("pack", "none")]).await?;
    // 50 people in directions that have little to do with one another.
    for number in 0..50_u64 {
        let mut bits = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let embedding: Vec<f32> = (0..48)
            .map(|_| {
                bits = bits.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
                if bits >> 63 == 1 { 1.0 } else { -1.0 }
            })
            .collect();
        let now = Clock::system().now();
        let person = consenting(&gate.store, &number.to_string(), now).await?;
        enrol(&gate.store, person, b"a JPEG", Some((MODEL, &embedding)), now).await?;
    }
    gate.house.settings(&[("pack", PACK)]).await?;
    let learnt = |view: &View| view.recognition.threshold.filter(|_| view.recognition.people == 50);
    let lax = gate.house.until("the gallery is loaded", DONE_WITHIN, learnt).await?;
    gate.house.settings(&[("false_accepts_per_day", "0.001")]).await?;
    let stricter = |view: &View| view.recognition.threshold.filter(|threshold| *threshold > lax);
    gate.house.until("the threshold rises", DONE_WITHIN, stricter).await?;
    gate.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
pub async fn pictures_of_sightings_are_kept_by_the_sites_policy() -> Result<(), Failed> {
    for (policy, expected) in
        [("off", (false, false)), ("crop", (true, false)), ("crop_and_frame", (true, true))]
    {
        let gate = Gate::open(&[("evidence", policy)]).await?;
        gate.enrol("1", 1.0).await?;
        let seen = gate.sighting().await?;
        assert_eq!((seen.has_crop, seen.has_frame), expected, "{policy}");
        gate.close().await;
    }
    Ok(())
}

/// The knobs of a profile change what is looked for, and the run lives on.
#[tokio::test(flavor = "multi_thread")]
async fn the_knobs_of_recognition_are_read_without_a_restart() -> Result<(), Failed> {
    let gate = Gate::open(&[]).await?;
    gate.enrol("1", 0.9).await?;
    // The face is 60 pixels wide, and 0.9 like theirs.
    gate.house.knobs(&[("min_face_px", "61")]).await?;
    let pid = gate.house.until("it runs", DONE_WITHIN, |_| gate.house.pid(gate.camera)).await?;
    let before = gate.looked(3).await?;
    let faces = |view: &View| runner(view, gate.camera)?.heartbeat.clone();
    gate.house.knobs(&[("min_face_px", "60"), ("min_score", "0.95"), ("det_set", "1024")]).await?;
    let seen = |view: &View| faces(view).filter(|beat| beat.faces >= before.faces + 3);
    let unmatched = gate.house.until("the face is large enough", DONE_WITHIN, seen).await?;
    gate.house.knobs(&[("min_score", "0.85")]).await?;
    let matched = |view: &View| faces(view).filter(|beat| beat.matches > unmatched.matches);
    gate.house.until("the face is like enough", DONE_WITHIN, matched).await?;
    assert!(gate.models.det_sets().contains(&1024), "{:?}", gate.models.det_sets());
    assert_eq!(gate.house.pid(gate.camera), Some(pid), "the same run");
    gate.close().await;
    Ok(())
}
