//! Enrolment with models of the tests' own making: one colour is one person. What is logged meanwhile is looked at too.

use std::io;
use std::sync::{Arc, Mutex};

use bellwatch_domain::models::{
    Computing, Models, ModelsError, OpenPhoto, Opened, PackFacts, PackProgress, PackSource,
};
use bellwatch_domain::recognition::{
    Embedding, Face, FaceBox, FaceQuality, ModelId, Picture, Pixels, Recogniser, RecognitionError, Search,
};
use bellwatch_domain::{PersonId, ProfileId, RunnerKey, Sighting};
use bellwatch_imaging::{ColourRange, Frame, Shape, jpeg};
use bellwatch_store::{Decision, KeyChoice, NewEvidence, NewSighting, NewUnknownFace, Store, Write};
use chrono::{DateTime, Duration, Utc};
use tempfile::TempDir;

use super::Enroller;
use crate::api::Operator;
use crate::clock::Clock;
use crate::pictures::Pictures;
use crate::wire::{ConsentView, KnobValue, ModeLengthDraft, PersonDraft, PhotoOutcome, ProblemCode};

/// Packs that are said to be installed, all of them with the same model.
struct Fakes(Vec<&'static str>);

struct Colours(ModelId);

fn model() -> ModelId {
    ModelId::new("colours")
}

impl Models for Fakes {
    fn packs(&self) -> Result<Vec<PackFacts>, ModelsError> {
        let pack = |id: &&str| PackFacts {
            id: (*id).to_owned(),
            name: (*id).to_owned(),
            installed: true,
            broken: None,
            own_licence: false,
            bytes: 1,
            licences: Vec::new(),
            model: Some(model()),
            embedding_length: 3,
            threshold: 0.8,
        };
        Ok(self.0.iter().map(pack).collect())
    }

    fn open(&self, _: &str, _: &Computing) -> Result<Opened, ModelsError> {
        let recogniser = Arc::new(Colours(model()));
        Ok(Opened { recogniser, provider: "none".to_owned(), tried: Vec::new() })
    }

    fn install(
        &self,
        _: Option<&str>,
        _: &PackSource,
        _: &mut dyn FnMut(PackProgress),
    ) -> Result<String, ModelsError> {
        Err(ModelsError::new("No."))
    }

    fn remove(&self, _: &str) -> Result<(), ModelsError> {
        Err(ModelsError::new("No."))
    }

    fn photo(&self, name: &str, bytes: &[u8]) -> Result<OpenPhoto, ModelsError> {
        let broken = |_| ModelsError::new(format!("{name} is damaged."));
        let rgb = image::load_from_memory(bytes).map_err(broken)?.into_rgb8();
        let (width, height) = rgb.dimensions();
        OpenPhoto::new(width, height, rgb.into_raw()).ok_or_else(|| ModelsError::new("Empty."))
    }
}

impl Recogniser for Colours {
    fn model(&self) -> &ModelId {
        &self.0
    }

    fn threshold(&self) -> f32 {
        0.8
    }

    /// One face, unless all is black.
    fn detect(&self, picture: &Picture<'_>, _: u32) -> Result<Vec<Face>, RecognitionError> {
        let Pixels::Rgb(rgb) = picture.pixels() else { return Err(RecognitionError::Shape) };
        let bounds = FaceBox { x: 8.0, y: 8.0, width: 40.0, height: 40.0 };
        let face = Face { bounds, landmarks: [(20.0, 20.0); 5], score: 0.9 };
        Ok(if rgb[..3].iter().all(|value| *value < 20) { Vec::new() } else { vec![face] })
    }

    fn embed(&self, faces: &[(&Picture<'_>, &Face)]) -> Result<Vec<Embedding>, RecognitionError> {
        let of = |picture: &Picture<'_>| {
            let Pixels::Rgb(rgb) = picture.pixels() else { return Err(RecognitionError::Shape) };
            let values = rgb[..3].iter().map(|value| f32::from(*value)).collect();
            Embedding::new(model(), values).ok_or(RecognitionError::NoDirection)
        };
        faces.iter().map(|(picture, _)| of(picture)).collect()
    }

    fn quality(&self, _: &Picture<'_>, _: &Face) -> FaceQuality {
        FaceQuality {
            sharpness: 200.0,
            brightness: 120.0,
            contrast: 50.0,
            yaw: 0.0,
            roll_degrees: 0.0,
            eyes_px: 80.0,
        }
    }

    fn gallery(&self, _: &[(PersonId, Embedding)]) -> Result<Arc<dyn Search>, RecognitionError> {
        Err(RecognitionError::Shape)
    }
}

fn now() -> DateTime<Utc> {
    "2026-11-25T08:00:00Z".parse().unwrap()
}

async fn house(packs: &[&'static str]) -> (TempDir, Enroller) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), KeyChoice::File).await.unwrap();
    let operator = Operator::new(store, Clock::turned(now()), "tests");
    (folder, Enroller::new(operator, Arc::new(Fakes(packs.to_vec()))))
}

async fn consenting(enroller: &Enroller, code: &str, name: &str) -> i64 {
    let draft = PersonDraft {
        id: None,
        code: code.to_owned(),
        name: name.to_owned(),
        group: "7A".to_owned(),
        active: true,
    };
    let id = enroller.operator().person_save(&draft).await.unwrap();
    let consent = ConsentView {
        given: "2026-11-25".to_owned(),
        by: "Mother Greenfield".to_owned(),
        document: String::new(),
    };
    enroller.operator().consent_give(&[id], &consent).await.unwrap();
    id
}

fn of_colour(rgb: [u8; 3]) -> Vec<u8> {
    jpeg::photo(&rgb.repeat(64 * 64), 64, 64, 64).unwrap().bytes
}

#[tokio::test]
async fn photos_are_judged_against_everybody_who_is_enrolled() {
    let (_folder, enroller) = house(&["only"]).await;
    let (ana, bo) = (consenting(&enroller, "a", "Ana").await, consenting(&enroller, "b", "Bo").await);
    let mut enrolling = enroller.begin().await.unwrap();
    let mut enrol = async |name: &str, rgb: [u8; 3], person: Option<i64>| {
        let mut told = enrolling.file(name, of_colour(rgb), person).await.unwrap();
        assert_eq!(told.len(), 1);
        let one = told.remove(0);
        (one.outcome, one.sentences.join(" "))
    };
    assert_eq!(enrol("a.jpg", [220, 20, 20], None).await, (PhotoOutcome::Enrolled, String::new()));
    let (outcome, said) = enrol("a_2.jpg", [220, 20, 20], None).await;
    assert!(
        outcome == PhotoOutcome::Refused && said.starts_with("This photo is enrolled already."),
        "{said}"
    );
    let (outcome, said) = enrol("x.jpg", [220, 20, 20], Some(bo)).await;
    assert!(outcome == PhotoOutcome::Refused && said.contains("enrolled for Ana"), "{said}");
    let (outcome, said) = enrol("a_3.jpg", [20, 20, 220], None).await;
    assert!(
        outcome == PhotoOutcome::Refused && said.contains("not like this person's other photos"),
        "{said}"
    );
    // Much like Ana, and Bo's first: twins are enrolled too.
    let (outcome, said) = enrol("b.jpg", [200, 90, 20], None).await;
    assert!(outcome == PhotoOutcome::Doubtful && said.contains("very much like that of Ana"), "{said}");
    let (outcome, said) = enrol("c.jpg", [90, 200, 20], None).await;
    assert!(outcome == PhotoOutcome::Refused && said.contains("nobody with the code c"), "{said}");
    assert_eq!(enrol("a_4.jpg", [0, 0, 0], None).await.0, PhotoOutcome::Refused);
    let (outcome, said) = enrol("a_5.jpg", [20, 220, 20], Some(99)).await;
    assert!(outcome == PhotoOutcome::Refused && said.contains("person is no longer there"), "{said}");

    let alike = enroller.alike().await.unwrap();
    assert_eq!((alike.len(), alike[0].a, alike[0].b, alike[0].is_vetoed), (1, ana, bo, false));
    enroller.operator().pair_veto(bo, ana, true).await.unwrap();
    let detail = enroller.person(ana).await.unwrap();
    assert!(detail.person.is_enrolled && detail.photos.len() == 1 && detail.alike[0].is_vetoed);
    assert_eq!(detail.consistency, None, "one photo says nothing");
    assert!(enroller.operator().pair_veto(bo, bo, true).await.is_err());
    enroller.operator().people_set_active(&[ana], false).await.unwrap();
    let told = enroller.enrol_file("a_5.jpg", of_colour([220, 40, 20]), None).await.unwrap();
    assert!(told[0].sentences[0].contains("is not active"), "{told:?}");
}

#[tokio::test]
async fn what_is_kept_of_a_photo_is_the_picture_alone() {
    let (_folder, enroller) = house(&["only"]).await;
    let ana = consenting(&enroller, "a", "Ana").await;
    let large = jpeg::photo(&[220, 20, 20].repeat(1600 * 800), 1600, 800, 1600).unwrap().bytes;
    let note = b"Exif\0\0 taken at 36.19 N 44.01 E";
    let mut with_note = large[..2].to_vec();
    with_note.extend([0xff, 0xe1, 0, note.len() as u8 + 2]);
    with_note.extend(note.iter().chain(&large[2..]));
    let told = enroller.enrol_file("a.jpg", with_note, None).await.unwrap();
    assert_eq!(told[0].outcome, PhotoOutcome::Enrolled, "{told:?}");
    let photo = enroller.person(ana).await.unwrap().photos.remove(0);
    let kept = enroller.operator().photo_picture(photo.id).await.unwrap().unwrap();
    let picture = image::load_from_memory(&kept).unwrap();
    assert_eq!((picture.width(), picture.height()), (1280, 640));
    assert!(!kept.windows(4).any(|window| window == b"Exif" || window == b"36.1"));
    enroller.operator().photo_remove(photo.id).await.unwrap();
    assert_eq!(enroller.operator().photo_picture(photo.id).await.unwrap(), None);
    assert!(!enroller.person(ana).await.unwrap().person.is_enrolled);
}

#[tokio::test]
async fn a_camera_enrols_whom_it_shows_at_this_moment() {
    let (folder, enroller) = house(&["only"]).await;
    let ana = consenting(&enroller, "a", "Ana").await;
    let pictures = Pictures::open(folder.path().join("frames"), Clock::turned(now()));
    let key = RunnerKey { camera: bellwatch_domain::CameraId(1), profile: ProfileId(1) };
    let none = enroller.enrol_from_camera(ana, "Gate", key, &pictures).await.unwrap_err();
    assert!(none.message.starts_with("Gate sends no picture"), "{}", none.message);
    let publish = |age: i64, y: u8| {
        let shape = Shape { width_px: 64, height_px: 64, range: ColourRange::Full };
        let planes = [vec![y; 64 * 64], vec![128; 2 * 32 * 32]].concat();
        let frame = Frame::new(1, now() - Duration::seconds(age), shape, planes).unwrap();
        pictures.publish(key, Arc::new(frame));
    };
    publish(8, 200);
    let old = enroller.enrol_from_camera(ana, "Gate", key, &pictures).await.unwrap_err();
    assert!(old.message.contains("8 s ago"), "{}", old.message);
    publish(1, 0);
    let nobody = enroller.enrol_from_camera(ana, "Gate", key, &pictures).await.unwrap();
    assert!(nobody.outcome == PhotoOutcome::Refused && nobody.sentences[0].contains("no face"), "{nobody:?}");
    publish(1, 200);
    let told = enroller.enrol_from_camera(ana, "Gate", key, &pictures).await.unwrap();
    assert_eq!((told.outcome, told.file.as_str()), (PhotoOutcome::Enrolled, "Gate"));
    assert_eq!(enroller.person(ana).await.unwrap().photos[0].origin, "camera");
}

#[tokio::test]
async fn a_face_that_a_hand_has_decided_can_be_added_to_the_photos() {
    let (_folder, enroller) = house(&["only"]).await;
    let (ana, bo) = (consenting(&enroller, "a", "Ana").await, consenting(&enroller, "b", "Bo").await);
    let store = enroller.operator().store().clone();
    let mut seen = Vec::new();
    for (second, keeps) in [(0, true), (40, false)] {
        let at = now() + Duration::seconds(second);
        let camera = bellwatch_domain::CameraId(1);
        let sighting = Sighting { person: PersonId(ana), camera, at, score: 0.9, margin: 0.5, votes: 3 };
        let evidence = keeps.then(|| NewEvidence { crop: of_colour([200, 40, 40]), frame: None });
        let new =
            NewSighting { sighting, track: String::new(), occurrence: None, likest: Vec::new(), evidence };
        store.batch(&[Write::Sighting(new)]).await.unwrap();
        let kept = store.sightings(None, at, at + Duration::seconds(1)).await.unwrap();
        seen.push(kept[0].id);
    }
    let early = enroller.enrol_from_sighting(seen[0].0).await.unwrap_err();
    assert!(early.message.contains("first"), "{}", early.message);
    for decision in [Decision::NotPerson, Decision::Unsure, Decision::SomeoneElse(None)] {
        store.add_review(seen[0], decision, "tests", now()).await.unwrap();
        assert!(enroller.enrol_from_sighting(seen[0].0).await.is_err(), "{decision:?}");
    }
    store.add_review(seen[0], Decision::SomeoneElse(Some(PersonId(bo))), "tests", now()).await.unwrap();
    let told = enroller.enrol_from_sighting(seen[0].0).await.unwrap();
    assert_eq!((told.outcome, told.person), (PhotoOutcome::Enrolled, Some(bo)));
    assert_eq!(enroller.person(bo).await.unwrap().photos[0].origin, "camera");
    assert!(enroller.person(ana).await.unwrap().photos.is_empty());
    let twice = enroller.enrol_from_sighting(seen[0].0).await.unwrap();
    assert_eq!(twice.outcome, PhotoOutcome::Refused, "it is there already");
    store.add_review(seen[1], Decision::Confirm, "tests", now()).await.unwrap();
    let gone = enroller.enrol_from_sighting(seen[1].0).await.unwrap_err();
    assert!(gone.message.contains("not kept"), "{}", gone.message);
}

#[tokio::test]
async fn a_face_of_the_tray_passes_the_gates_of_any_photo() {
    let (_folder, enroller) = house(&["one"]).await;
    let operator = enroller.operator();
    operator.site_edit(&[KnobValue { key: "pack".to_owned(), value: "one".to_owned() }]).await.unwrap();
    operator.unknown_start(ModeLengthDraft::Hour).await.unwrap();
    let face = |degrees: f32, crop| {
        Write::UnknownFace(NewUnknownFace {
            camera: bellwatch_domain::CameraId(1),
            at: now(),
            looks: 4,
            quality: 0.5,
            model: model().as_str().to_owned(),
            embedding: vec![degrees.to_radians().cos(), degrees.to_radians().sin()],
            alike: 0.9,
            crop,
        })
    };
    // Black: no face is found in it.
    operator
        .store()
        .batch(&[face(0.0, of_colour([0, 0, 0])), face(90.0, of_colour([200, 30, 30]))])
        .await
        .unwrap();
    let faces = operator.unknown_faces().await.unwrap();
    let (good, black) = (faces[0].id, faces[1].id);
    let ana = consenting(&enroller, "1", "Ana").await;
    let draft = PersonDraft {
        id: None,
        code: "2".to_owned(),
        name: "Bo".to_owned(),
        group: String::new(),
        active: true,
    };
    let bo = operator.person_save(&draft).await.unwrap();

    let told = enroller.enrol_unknown(good, bo).await.unwrap();
    assert_eq!(told.outcome, PhotoOutcome::Refused);
    assert!(told.sentences[0].contains("has no consent"), "{:?}", told.sentences);
    let told = enroller.enrol_unknown(black, ana).await.unwrap();
    assert_eq!(
        told.sentences,
        ["There is no face in this photo. Take a photo from the front, with the whole face in it."]
    );
    assert_eq!(operator.unknown_faces().await.unwrap().len(), 2, "what is refused stays in the tray");

    let told = enroller.enrol_unknown(good, ana).await.unwrap();
    assert!(matches!(told.outcome, PhotoOutcome::Enrolled | PhotoOutcome::Doubtful), "{told:?}");
    assert_eq!(enroller.person(ana).await.unwrap().photos[0].origin, "tray");
    assert_eq!(operator.unknown_faces().await.unwrap()[0].id, black);
    let gone = enroller.enrol_unknown(good, ana).await.unwrap_err();
    assert_eq!(gone.code, ProblemCode::Gone);
}

#[tokio::test]
async fn without_a_pack_no_photo_is_taken_and_the_list_says_why() {
    for (packs, said) in [(vec![], "No model pack is installed"), (vec!["a", "b"], "none is chosen")] {
        let (_folder, enroller) = house(&packs).await;
        let ana = consenting(&enroller, "a", "Ana").await;
        let refused = enroller.enrol_file("a.jpg", of_colour([220, 20, 20]), None).await.unwrap_err();
        assert!(refused.message.contains(said), "{}", refused.message);
        let detail = enroller.person(ana).await.unwrap();
        assert!(detail.photos.is_empty() && !detail.person.is_enrolled && detail.alike.is_empty());
        assert!(enroller.alike().await.unwrap().is_empty());
    }
}

/// Collects what is logged.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn no_name_reaches_the_log_or_an_event() {
    let sink = Sink::default();
    let writer = sink.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    // Of the whole process: models compute, and the store writes, on threads of their own.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    tracing::info!("the sink hears");
    let (folder, enroller) = house(&["only"]).await;
    let list =
        "code,name,group\nST-4711,Shirin Greenfield,Class Amber\nST-4712,Ravan Greenfield,Class Amber\n";
    let operator = enroller.operator();
    operator.people_import("Class Amber.csv", list.as_bytes(), true).await.unwrap();
    operator.people_import("Class Amber.csv", list.as_bytes(), false).await.unwrap();
    operator.people_import("Class Amber.csv", b"nothing", false).await.unwrap_err();
    let people = enroller.people().await.unwrap();
    let ids: Vec<i64> = people.iter().map(|person| person.id).collect();
    let consent = ConsentView {
        given: "2026-11-25".to_owned(),
        by: "Mother Greenfield".to_owned(),
        document: "Folder Amber".to_owned(),
    };
    operator.consent_give(&ids, &consent).await.unwrap();
    for (file, colour) in
        [("ST-4711.jpg", [220, 20, 20]), ("ST-4711_2.jpg", [0, 0, 0]), ("ST-4712.jpg", [200, 90, 20])]
    {
        enroller.enrol_file(file, of_colour(colour), None).await.unwrap();
    }
    enroller.alike().await.unwrap();
    enroller.people_report(&folder.path().join("reports"), Some("class amber")).await.unwrap();
    operator.pair_veto(ids[0], ids[1], true).await.unwrap();
    operator.consent_withdraw(ids[1]).await.unwrap();
    let certificate = operator.person_erase(ids[0]).await.unwrap();
    assert_eq!(certificate.warning, None);

    let events = operator.store().events(None, 100).await.unwrap();
    let mut said: String = events.iter().map(|event| format!("{event:?}\n")).collect();
    said.push_str(&String::from_utf8(sink.0.lock().unwrap().clone()).unwrap());
    assert!(said.contains("was erased") && said.contains("the sink hears"), "{said}");
    for word in ["Shirin", "Ravan", "Greenfield", "Amber", "ST-471"] {
        assert!(!said.contains(word), "{word}: {said}");
    }
    let reports: Vec<String> = std::fs::read_dir(folder.path().join("reports"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(reports, ["bellwatch-photos-2026-11-25.html"]);
}
