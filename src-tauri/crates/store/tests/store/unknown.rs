//! The diagnostic mode and the unknown faces that it keeps.

use bellwatch_domain::unknown::MOST_FACES;
use bellwatch_domain::{CameraId, UnknownFaceId};
use bellwatch_store::{Error, NewPhoto, NewUnknownFace, PhotoOrigin, Store, UnknownFace, Write};
use chrono::{DateTime, Duration, Utc};

use crate::people::{MODEL, consenting, photo, template};
use crate::{ACTOR, new_store, now, open, raw};

fn minutes(count: i64) -> DateTime<Utc> {
    now() + Duration::minutes(count)
}

/// A face that looks in the direction of an angle, with this picture.
fn face(at: DateTime<Utc>, degrees: f32, crop: &[u8]) -> NewUnknownFace {
    let angle = degrees.to_radians();
    NewUnknownFace {
        camera: CameraId(1),
        at,
        looks: 4,
        quality: 0.5,
        model: MODEL.to_owned(),
        embedding: vec![angle.cos(), angle.sin()],
        alike: 0.9,
        crop: crop.to_vec(),
    }
}

async fn start(store: &Store, length: Duration) {
    store.start_diagnostic_mode(now() + length, ACTOR, now()).await.unwrap();
}

async fn keep(store: &Store, faces: &[NewUnknownFace]) -> Vec<UnknownFace> {
    let writes: Vec<Write> = faces.iter().cloned().map(Write::UnknownFace).collect();
    store.batch(&writes).await.unwrap();
    store.unknown_faces().await.unwrap()
}

async fn events(store: &Store) -> Vec<(String, String)> {
    let events = store.events(None, 100).await.unwrap().into_iter();
    events.filter(|event| event.kind == "unknown").map(|event| (event.actor, event.sentence)).collect()
}

#[tokio::test]
async fn without_the_mode_nothing_of_a_stranger_is_kept() {
    let (_folder, store) = new_store().await;
    assert!(keep(&store, &[face(now(), 0.0, b"a JPEG")]).await.is_empty());
    start(&store, Duration::minutes(15)).await;
    let faces = [
        face(minutes(-1), 0.0, b"before it began"),
        face(minutes(15), 40.0, b"as it ended"),
        face(minutes(1), 80.0, b""),
        face(minutes(14), 120.0, b"while it was on"),
    ];
    let kept = keep(&store, &faces).await;
    assert_eq!(kept.iter().map(|one| one.last).collect::<Vec<_>>(), [minutes(14)]);
    store.stop_diagnostic_mode(ACTOR, minutes(5)).await.unwrap();
    // It waited in the journal while the mode was stopped.
    assert_eq!(keep(&store, &[face(minutes(3), 200.0, b"a JPEG")]).await.len(), 1);
}

#[tokio::test]
async fn the_mode_is_bounded_and_ends_by_the_clock_and_by_hand() {
    let (folder, store) = new_store().await;
    let long = store.start_diagnostic_mode(now() + Duration::hours(25), ACTOR, now()).await;
    assert!(matches!(long, Err(Error::OutOfRange { .. })), "{long:?}");
    start(&store, Duration::minutes(15)).await;
    let again = store.start_diagnostic_mode(minutes(60), ACTOR, minutes(1)).await.unwrap_err();
    assert!(again.to_string().starts_with("Unknown faces are being kept already."), "{again}");
    assert!(!store.tidy_unknown_faces(minutes(14)).await.unwrap());
    store.close().await;

    // It ended while nothing ran; what is told then is when it really was over.
    let store = open(folder.path()).await;
    assert!(store.tidy_unknown_faces(minutes(90)).await.unwrap());
    let mode = store.unknown_state().await.unwrap().mode.unwrap();
    assert_eq!((mode.by.as_str(), mode.ended), (ACTOR, Some(minutes(15))));
    store.start_diagnostic_mode(minutes(120), "window", minutes(91)).await.unwrap();
    assert!(store.stop_diagnostic_mode("window", minutes(92)).await.unwrap());
    assert!(!store.stop_diagnostic_mode("window", minutes(92)).await.unwrap());
    // One that the clock ended, with no engine that said so, does not stand in the way of the next.
    store.start_diagnostic_mode(minutes(120), ACTOR, minutes(100)).await.unwrap();
    store.start_diagnostic_mode(minutes(140), ACTOR, minutes(130)).await.unwrap();
    let said = events(&store).await;
    let told: Vec<&str> = said.iter().rev().map(|(actor, _)| actor.as_str()).collect();
    assert_eq!(told, [ACTOR, "engine", "window", "window", ACTOR, "engine", ACTOR]);
    assert_eq!(said[6].1, "Unknown faces are being kept from now on, for 15 minutes at most.");
    assert_eq!(
        said[5].1,
        "Unknown faces are not kept any more. Its time was over; 0 unknown faces lie in the tray."
    );
    assert!(said[3].1.contains("It was stopped"), "{}", said[3].1);
}

#[tokio::test]
async fn looks_of_one_stranger_are_one_face_with_the_best_picture() {
    let (_folder, store) = new_store().await;
    start(&store, Duration::hours(1)).await;
    let better = NewUnknownFace { quality: 0.8, camera: CameraId(2), ..face(minutes(5), 10.0, b"better") };
    let faces = [
        face(minutes(1), 0.0, b"first"),
        face(minutes(2), 90.0, b"another"),
        better,
        face(minutes(9), 4.0, b"worse"),
    ];
    let kept = keep(&store, &faces).await;
    let told: Vec<_> = kept.iter().map(|one| (one.camera.0, one.first, one.last, one.looks)).collect();
    assert_eq!(told, [(2, minutes(1), minutes(9), 12), (1, minutes(2), minutes(2), 4)]);
    let picture = store.unknown_picture(kept[0].id).await.unwrap().unwrap();
    assert_eq!(picture.as_slice(), b"better");
    // Another model's, and another mode's, are others.
    let other = NewUnknownFace { model: "another".to_owned(), ..face(minutes(10), 0.0, b"x") };
    assert_eq!(keep(&store, &[other]).await.len(), 3);
    store.stop_diagnostic_mode(ACTOR, minutes(11)).await.unwrap();
    store.start_diagnostic_mode(minutes(60), ACTOR, minutes(12)).await.unwrap();
    assert_eq!(keep(&store, &[face(minutes(13), 0.0, b"x")]).await.len(), 4);
}

#[tokio::test]
async fn faces_that_are_too_many_or_too_large_make_room_oldest_first_and_are_counted() {
    let (_folder, store) = new_store().await;
    start(&store, Duration::hours(20)).await;
    let strict = |nth: i64, crop: &[u8]| NewUnknownFace { alike: 2.0, ..face(minutes(nth), 0.0, crop) };
    let faces: Vec<_> = (0..MOST_FACES as i64 + 3).map(|nth| strict(nth, b"a JPEG")).collect();
    let kept = keep(&store, &faces).await;
    assert_eq!((kept.len(), kept.last().unwrap().last), (MOST_FACES, minutes(3)));
    assert_eq!(store.unknown_state().await.unwrap().left_out, 3);
    // 20 × 0.9 MiB do not fit into 16 MiB.
    let large: Vec<_> = (300..320).map(|nth| strict(nth, &vec![7; 900 * 1024])).collect();
    let kept = keep(&store, &large).await;
    assert_eq!((kept.len(), kept.last().unwrap().last), (18, minutes(302)));
}

#[tokio::test]
async fn faces_lie_sealed_and_go_when_their_hours_are_over() {
    let (folder, store) = new_store().await;
    let mut site = store.config().await.unwrap().0.site;
    site.keep_unknown_hours = 2;
    store.set_site(&site, ACTOR, now()).await.unwrap();
    let picture = b"\xff\xd8 a picture of a stranger that is long enough \xff\xd9";
    start(&store, Duration::minutes(15)).await;
    let kept = keep(&store, &[face(now(), 0.0, picture)]).await;
    assert_eq!(kept[0].mode_ends, minutes(15));
    assert_eq!(store.unknown_picture(kept[0].id).await.unwrap().unwrap().as_slice(), picture);
    let mut sql = raw(folder.path()).await;
    let (sealed,): (Vec<u8>,) =
        sqlx::query_as("SELECT crop_sealed FROM unknown_face").fetch_one(&mut sql).await.unwrap();
    assert!(!sealed.windows(20).any(|window| window == &picture[10..30]));
    sqlx::query("UPDATE unknown_face SET id = id + 1").execute(&mut sql).await.unwrap();
    assert_eq!(store.unknown_picture(UnknownFaceId(kept[0].id.0 + 1)).await.unwrap(), None, "another row's");

    store.tidy_unknown_faces(minutes(135) - Duration::milliseconds(1)).await.unwrap();
    assert_eq!(store.unknown_faces().await.unwrap().len(), 1);
    let pruned = store.prune(minutes(135), &site).await.unwrap();
    assert_eq!(pruned.unknown_faces, 1);
    let state = store.unknown_state().await.unwrap();
    assert_eq!((state.faces, state.mode, state.oldest_end), (0, None, None));
}

#[tokio::test]
async fn faces_are_deleted_one_by_one_and_all_at_once() {
    let (_folder, store) = new_store().await;
    start(&store, Duration::hours(1)).await;
    let faces = [0.0, 90.0, 180.0].map(|degrees| face(now(), degrees, b"a JPEG"));
    let kept = keep(&store, &faces).await;
    let before = store.unknown_state().await.unwrap().revision;
    store.dismiss_unknown_face(kept[0].id, ACTOR, now()).await.unwrap();
    let again = store.dismiss_unknown_face(kept[0].id, ACTOR, now()).await;
    assert!(matches!(again, Err(Error::Gone { what: "unknown face" })));
    assert_eq!(store.delete_unknown_faces(ACTOR, now()).await.unwrap(), 2);
    let state = store.unknown_state().await.unwrap();
    assert!(state.revision > before && state.faces == 0 && state.mode.is_some_and(|mode| mode.is_on(now())));
    assert_eq!(events(&store).await[0].1, "All unknown faces were deleted: 2.");
}

/// What is enrolled leaves the tray in the same transaction, and goes with its person.
#[tokio::test]
async fn a_face_that_is_enrolled_leaves_the_tray_and_is_erased_with_its_person() {
    let (folder, store) = new_store().await;
    let picture: Vec<u8> = (0..30_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    start(&store, Duration::hours(1)).await;
    let kept = keep(&store, &[face(now(), 0.0, &picture)]).await;
    let sealed: Vec<u8> = {
        let mut sql = raw(folder.path()).await;
        let row = sqlx::query_as("SELECT crop_sealed FROM unknown_face").fetch_one(&mut sql).await;
        row.map(|(sealed,): (Vec<u8>,)| sealed).unwrap()
    };
    let tray = |id| NewPhoto { origin: PhotoOrigin::Tray, tray_face: Some(id), ..photo(&picture) };
    let bare = store.add_person(&crate::people::row("0", "Nobody"), ACTOR, now()).await.unwrap();
    let refused = store.add_photo(bare, &tray(kept[0].id), None, ACTOR, now()).await;
    assert!(matches!(refused, Err(Error::NoConsent)));
    assert_eq!(store.unknown_faces().await.unwrap().len(), 1, "what is refused stays in the tray");

    let ana = consenting(&store, "1").await;
    let made = template(&[1.0, 0.0]);
    store.add_photo(ana, &tray(kept[0].id), Some(&made), ACTOR, now()).await.unwrap();
    assert!(store.unknown_faces().await.unwrap().is_empty());
    assert_eq!(store.photos_of(ana).await.unwrap()[0].origin, PhotoOrigin::Tray);
    let twice = store.add_photo(ana, &tray(kept[0].id), None, ACTOR, now()).await;
    assert!(matches!(twice, Err(Error::Gone { what: "unknown face" })), "two hands enrol it once");

    assert!(store.erase_person(ana, ACTOR, now()).await.unwrap().is_wiped);
    store.close().await;
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for part in [&sealed[1000..1064], &picture[1000..1064]] {
            assert!(!bytes.windows(part.len()).any(|window| window == part));
        }
    }
}
