//! Clips: sealed files beside the store, each with its row or gone.

use std::collections::BTreeSet;
use std::path::Path;

use bellwatch_domain::clips::ClipKind;
use bellwatch_domain::{CameraId, ClipId, PersonId};
use bellwatch_store::{Error, NewClip, Store};
use chrono::Duration;

use crate::people::consenting;
use crate::{ACTOR, new_store, now, open, row};

fn film(text: &str) -> Vec<u8> {
    format!("a film of {text} that is long enough to be found").into_bytes()
}

fn clip(camera: CameraId, minute: i64, person: Option<PersonId>) -> NewClip {
    let at = now() + Duration::minutes(minute);
    let length = Duration::milliseconds(8_400);
    NewClip { camera, kind: ClipKind::InDoubt, at, length, person, film: film(&format!("minute {minute}")) }
}

async fn camera(store: &Store) -> CameraId {
    store.add_camera(&row("Gate"), ACTOR, now()).await.unwrap()
}

fn files(folder: &Path) -> BTreeSet<String> {
    let Ok(entries) = std::fs::read_dir(folder.join("clips")) else { return BTreeSet::new() };
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn a_film_lies_sealed_and_comes_back_as_it_was() {
    let (folder, store) = new_store().await;
    let camera = camera(&store).await;
    let before = store.clips_revision().await.unwrap();
    let first = store.add_clip(&clip(camera, 0, None), now()).await.unwrap().unwrap();
    let second = store.add_clip(&clip(camera, 1, None), now()).await.unwrap().unwrap();
    assert!(store.clips_revision().await.unwrap() > before);
    let kept = store.clips(Some(camera)).await.unwrap();
    assert_eq!(kept.iter().map(|clip| clip.id).collect::<Vec<_>>(), [second, first], "the newest first");
    assert_eq!((kept[0].kind, kept[0].length), (ClipKind::InDoubt, Duration::milliseconds(8_400)));
    assert!(store.clips(Some(CameraId(99))).await.unwrap().is_empty());
    assert_eq!(
        store.newest_clip(camera, ClipKind::InDoubt).await.unwrap(),
        Some(now() + Duration::minutes(1))
    );
    assert_eq!(store.newest_clip(camera, ClipKind::Tamper).await.unwrap(), None);
    assert_eq!(store.clip_film(first).await.unwrap().unwrap().as_slice(), film("minute 0"));
    for name in files(folder.path()) {
        let path = folder.path().join("clips").join(name);
        let bytes = std::fs::read(&path).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"a film"));
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // A film under another's name does not open.
    let names: Vec<String> = files(folder.path()).into_iter().collect();
    let path = |name: &String| folder.path().join("clips").join(name);
    std::fs::copy(path(&names[0]), path(&names[1])).unwrap();
    let opened = [store.clip_film(first).await.unwrap(), store.clip_film(second).await.unwrap()];
    assert_eq!(opened.iter().flatten().count(), 1);

    store.delete_clip(first, ACTOR, now()).await.unwrap();
    assert!(matches!(store.delete_clip(first, ACTOR, now()).await, Err(Error::Gone { what: "clip" })));
    assert_eq!((files(folder.path()).len(), store.clip_film(first).await.unwrap()), (1, None));
}

#[tokio::test]
async fn whatever_was_interrupted_is_tidied_away() {
    let (folder, store) = new_store().await;
    let camera = camera(&store).await;
    let kept = store.add_clip(&clip(camera, 0, None), now()).await.unwrap().unwrap();
    let lost = store.add_clip(&clip(camera, 1, None), now()).await.unwrap().unwrap();
    let both = files(folder.path());
    let clips = folder.path().join("clips");
    // Its file is gone; another has no row; a third is none of ours; a fourth is being written.
    store.delete_clip(kept, ACTOR, now()).await.unwrap();
    let of_lost = files(folder.path()).into_iter().next().unwrap();
    assert!(both.contains(&of_lost));
    std::fs::remove_file(clips.join(&of_lost)).unwrap();
    let old = std::time::UNIX_EPOCH;
    for (name, is_old) in [("00.clip", true), ("notes.txt", true), ("11.clip", false)] {
        std::fs::write(clips.join(name), b"sealed").unwrap();
        if is_old {
            std::fs::File::options().append(true).open(clips.join(name)).unwrap().set_modified(old).unwrap();
        }
    }
    assert_eq!(store.tidy_clips().await.unwrap(), 1);
    assert_eq!(store.clip(lost).await.unwrap(), None);
    assert_eq!(files(folder.path()), BTreeSet::from(["11.clip".to_owned(), "notes.txt".to_owned()]));
}

#[tokio::test]
async fn clips_of_a_camera_stay_while_it_can_be_put_back() {
    let (folder, store) = new_store().await;
    let camera = camera(&store).await;
    store.add_clip(&clip(camera, 0, None), now()).await.unwrap();
    store.remove_camera(camera, ACTOR, now()).await.unwrap();
    let (config, _) = store.config().await.unwrap();
    assert_eq!(store.prune_clips(now(), &config.site).await.unwrap(), 0);
    store.forget_removed().await.unwrap();
    assert_eq!(store.prune_clips(now(), &config.site).await.unwrap(), 1);
    assert!(files(folder.path()).is_empty());
}

#[tokio::test]
async fn a_clip_that_may_show_somebody_goes_with_them() {
    let (folder, store) = new_store().await;
    let camera = camera(&store).await;
    let (ana, bo) = (consenting(&store, "1").await, consenting(&store, "2").await);
    for person in [Some(ana), Some(bo), None] {
        assert!(store.add_clip(&clip(camera, 0, person), now()).await.unwrap().is_some());
    }
    store.withdraw_consent(ana, ACTOR, now()).await.unwrap();
    assert_eq!((store.clips(None).await.unwrap().len(), files(folder.path()).len()), (2, 2));
    store.erase_person(bo, ACTOR, now()).await.unwrap();
    assert_eq!((store.clips(None).await.unwrap().len(), files(folder.path()).len()), (1, 1));
    // Cut, and meanwhile the consent went.
    assert_eq!(store.add_clip(&clip(camera, 1, Some(ana)), now()).await.unwrap(), None);
    assert_eq!(files(folder.path()).len(), 1);
    store.close().await;
    let again = open(folder.path()).await;
    assert!(again.clip_film(ClipId(3)).await.unwrap().is_some());
}
