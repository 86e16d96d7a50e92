//! Backups: made while the store is written, rehearsed, and put back.

use std::fs;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use bellwatch_store::{
    BackupError, BackupKind, Error, KeyHeld, NewEvent, Rehearsal, check_backup, rehearse, restore,
};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::people::{consent, consenting, enrol};
use super::*;

const PASSPHRASE: &str = "correct horse battery staple";

fn later(minutes: i64) -> DateTime<Utc> {
    now() + Duration::minutes(minutes)
}

/// A house with something in each room.
async fn house(folder: &Path) -> Store {
    let store = open(folder).await;
    add(&store, "Gate").await;
    add(&store, "Yard").await;
    let ana = consenting(&store, "7-1").await;
    enrol(&store, ana, &[1.0, 0.0]).await;
    consenting(&store, "7-2").await;
    store
}

async fn exported(store: &Store) -> String {
    // Sealed with a nonce of its own, so passwords are compared opened.
    store.export(None).await.unwrap()
}

async fn backed_up(store: &Store, folder: &Path) -> PathBuf {
    let file = folder.join("house.zip");
    store.back_up_to(&file, BackupKind::ByHand, None, now()).await.unwrap();
    file
}

async fn rehearsed(folder: &Path, file: &Path) -> Rehearsal {
    rehearse(folder, file, None, None, later(60)).await.unwrap()
}

fn entries(folder: &Path) -> Vec<String> {
    let name = |entry: fs::DirEntry| entry.file_name().into_string().unwrap();
    let mut names: Vec<String> = fs::read_dir(folder).unwrap().map(|entry| name(entry.unwrap())).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_house_that_burnt_down_comes_back_with_passwords_and_faces() {
    let (home, safe) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = house(home.path()).await;
    let writer = store.clone();
    let writing = tokio::spawn(async move {
        for number in 0.. {
            let sentence = format!("{number}");
            let event = NewEvent { at: now(), camera: None, kind: "n".into(), actor: "t".into(), sentence };
            if writer.add_event(&event).await.is_err() {
                return;
            }
        }
    });
    let file = backed_up(&store, safe.path()).await;
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(entries(safe.path()), ["house.zip"]);
    let before = exported(&store).await;
    store.close().await;
    writing.await.unwrap();
    fs::remove_dir_all(home.path()).unwrap();

    fs::create_dir(home.path()).unwrap();
    let told = rehearsed(home.path(), &file).await;
    assert_eq!((told.present.is_none(), told.passwords, told.passwords_open), (true, 2, 2));
    assert_eq!((told.restored.people, told.restored.photos, told.cameras.new.len()), (2, 1, 2));
    assert_eq!(told.facts.key, KeyHeld::Bare);
    assert!(entries(home.path()).iter().all(|name| name == "store.lock"), "{:?}", entries(home.path()));

    let done = restore(home.path(), &file, None, ACTOR, later(60)).await.unwrap();
    assert_eq!((done.before, done.rehearsal), (None, told));
    let store = open(home.path()).await;
    assert_eq!(exported(&store).await, before);
    let (config, _) = store.config().await.unwrap();
    assert!(config.cameras.iter().all(|camera| camera.password == Some(Secret::new("p@ss:w/ö%#"))));
    let photos = store.photos_of(store.people().await.unwrap()[0].id).await.unwrap();
    assert!(!photos.is_empty());
    assert!(store.integrity_check().await.unwrap().is_empty());
    let newest = store.events(None, 1).await.unwrap().remove(0);
    assert_eq!(newest.kind, "backup");
    assert!(newest.sentence.starts_with("The backup of 21 November 2026"), "{}", newest.sentence);
    // What was written while it was made is in it up to one moment, without a gap.
    let mut numbers: Vec<i64> = store
        .events(None, 10_000)
        .await
        .unwrap()
        .iter()
        .filter_map(|event| event.sentence.parse().ok())
        .collect();
    numbers.reverse();
    assert_eq!(numbers, (0..numbers.len() as i64).collect::<Vec<_>>());
    assert!(!home.path().join("restoring").exists());
}

#[tokio::test]
async fn the_rehearsal_tells_what_comes_changes_and_goes() {
    let (home, store) = new_store().await;
    add(&store, "Gate").await;
    let yard = add(&store, "Yard").await;
    consenting(&store, "7-1").await;
    let file = backed_up(&store, home.path()).await;
    store.remove_camera(yard, ACTOR, now()).await.unwrap();
    add(&store, "Hall").await;
    let gate = store.config().await.unwrap().0.cameras[0].id;
    let mut changed = row("Gate");
    changed.password = PasswordChange::Set(Secret::new("another"));
    store.edit_camera(gate, &changed, ACTOR, now()).await.unwrap();
    consenting(&store, "7-2").await;
    let told = rehearse(home.path(), &file, None, Some(&store), now()).await.unwrap();
    let names = |list: &[&str]| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    assert_eq!(told.cameras.new, names(&["Yard"]));
    assert_eq!(told.cameras.changed, names(&["Gate"]), "another password is a change");
    assert_eq!(told.cameras.gone, names(&["Hall"]));
    assert_eq!(told.people.gone, names(&["7-2"]));
    assert!(told.profiles.is_none() && told.schedules.is_none() && told.people.new.is_empty());
    assert_eq!((told.present.unwrap().people, told.restored.people), (2, 1));
    assert_eq!(store.config().await.unwrap().0.cameras.len(), 2, "nothing was changed");
    assert!(entries(home.path()).iter().all(|name| !name.starts_with("scratch-")));
}

#[tokio::test]
async fn who_was_erased_since_does_not_come_back() {
    let (home, store) = new_store().await;
    for code in ["7-1", "7-2", "7-3", "7-4"] {
        let person = consenting(&store, code).await;
        enrol(&store, person, &[1.0, 0.0]).await;
    }
    let file = backed_up(&store, home.path()).await;
    let [ana, bo, cem, _] = store.people().await.unwrap().iter().map(|one| one.id).collect::<Vec<_>>()[..]
    else {
        panic!("four people")
    };
    store.erase_person(ana, ACTOR, later(1)).await.unwrap();
    store.withdraw_consent(bo, ACTOR, later(2)).await.unwrap();
    store.close().await;

    let told = rehearsed(home.path(), &file).await;
    assert_eq!((told.erased_since, told.withdrawn_since), (1, 1));
    assert_eq!((told.restored.people, told.restored.photos), (3, 2), "what is told is what will be");
    let done = restore(home.path(), &file, None, ACTOR, later(3)).await.unwrap();
    let kept = done.before.unwrap();
    assert!(kept.to_str().unwrap().contains("-before-restore.zip"), "{}", kept.display());
    let store = open(home.path()).await;
    let codes: Vec<String> = store.people().await.unwrap().into_iter().map(|one| one.code).collect();
    assert_eq!(codes, ["7-2", "7-3", "7-4"]);
    assert_eq!(store.person(bo).await.unwrap().unwrap().consent, None);

    // A consent that is given anew is another one: a backup with it keeps it, through the list of the old one.
    store.give_consent(&[bo], &consent(), ACTOR, later(4)).await.unwrap();
    let newer = home.path().join("newer.zip");
    store.back_up_to(&newer, BackupKind::ByHand, None, later(5)).await.unwrap();
    store.withdraw_consent(cem, ACTOR, later(6)).await.unwrap();
    store.close().await;
    let told = rehearsed(home.path(), &newer).await;
    assert_eq!((told.erased_since, told.withdrawn_since), (0, 1));
    restore(home.path(), &newer, None, ACTOR, later(7)).await.unwrap();
    let store = open(home.path()).await;
    assert!(store.person(bo).await.unwrap().unwrap().consent.is_some());
    assert!(store.person(cem).await.unwrap().unwrap().consent.is_none());
    store.close().await;

    // The list has come along: the first backup still brings nobody back.
    assert_eq!(rehearsed(home.path(), &file).await.erased_since, 1);
}

/// A number that was somebody's in another branch of history is not taken for them.
#[tokio::test]
async fn somebody_new_with_the_number_of_somebody_erased_stays() {
    let (home, store) = new_store().await;
    let empty = backed_up(&store, home.path()).await;
    consenting(&store, "7-1").await;
    let with_ana = home.path().join("ana.zip");
    store.back_up_to(&with_ana, BackupKind::ByHand, None, later(1)).await.unwrap();
    store.close().await;
    restore(home.path(), &empty, None, ACTOR, later(2)).await.unwrap();
    let store = open(home.path()).await;
    let bo = consenting(&store, "7-2").await;
    assert_eq!(bo.0, 1, "the same number");
    store.erase_person(bo, ACTOR, later(3)).await.unwrap();
    store.close().await;
    assert_eq!(rehearsed(home.path(), &with_ana).await.erased_since, 0);
}

#[tokio::test]
async fn a_list_of_erasures_holds_nothing_of_anybody() {
    let (home, store) = new_store().await;
    let ana = consenting(&store, "code-of-ana").await;
    store.erase_person(ana, ACTOR, now()).await.unwrap();
    store.close().await;
    let mut sql = raw(home.path()).await;
    let rows: Vec<(String, String, i64)> =
        sqlx::query_as("SELECT mark, what, at_ms FROM erasure").fetch_all(&mut sql).await.unwrap();
    let [(mark, what, at_ms)] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!((mark.len(), what.as_str(), *at_ms), (32, "person", now().timestamp_millis()));
    assert!(mark.chars().all(|digit| digit.is_ascii_hexdigit()), "{mark}");
}

#[tokio::test]
async fn a_sealed_key_opens_with_its_passphrase_alone() {
    let (home, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = house(home.path()).await;
    let file = other.path().join("sealed.zip");
    let passphrase = Secret::new(PASSPHRASE);
    let made = store.back_up_to(&file, BackupKind::ByHand, Some(&passphrase), now()).await.unwrap();
    assert_eq!(made.facts.key, KeyHeld::Sealed);
    let key = fs::read(home.path().join("seal.key")).unwrap();
    let bytes = fs::read(&file).unwrap();
    assert!(!bytes.windows(key.len()).any(|window| window == key), "the key is nowhere in it");

    let elsewhere = other.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    let told = rehearsed(&elsewhere, &file).await;
    assert_eq!((told.passwords, told.passwords_open), (2, 0));
    let wrong = rehearse(&elsewhere, &file, Some(&Secret::new("wrong")), None, now()).await.unwrap_err();
    assert!(matches!(wrong, Error::Backup(BackupError::WrongPassphrase { .. })), "{wrong:?}");
    let told = rehearse(&elsewhere, &file, Some(&passphrase), None, now()).await.unwrap();
    assert_eq!((told.passwords, told.passwords_open), (2, 2));
    // At home the key lies beside the store.
    assert_eq!(rehearsed(home.path(), &file).await.passwords_open, 2);
    restore(&elsewhere, &file, Some(&passphrase), ACTOR, now()).await.unwrap();
    assert_eq!(fs::read(elsewhere.join("seal.key")).unwrap(), key);
}

async fn refusal(folder: &Path, file: &Path) -> BackupError {
    match check_backup(folder, file).await {
        Err(Error::Backup(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// A backup with one of its files replaced.
fn with(file: &Path, name: &str, content: &[u8]) -> PathBuf {
    let mut old = ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let path = file.with_file_name("other.zip");
    let mut new = ZipWriter::new(fs::File::create(&path).unwrap());
    for index in 0..old.len() {
        let entry = old.by_index_raw(index).unwrap();
        if entry.name().unwrap() != name {
            new.raw_copy_file(entry).unwrap();
        }
    }
    new.start_file(name, SimpleFileOptions::default()).unwrap();
    new.write_all(content).unwrap();
    new.finish().unwrap();
    path
}

#[tokio::test]
async fn a_bad_file_is_one_sentence_and_changes_nothing() {
    let (home, store) = new_store().await;
    add(&store, "Gate").await;
    let safe = tempfile::tempdir().unwrap();
    let file = backed_up(&store, safe.path()).await;
    let whole = fs::read(&file).unwrap();
    let path = safe.path().join("bad.zip");

    fs::write(&path, "Dear parents").unwrap();
    let error = refusal(home.path(), &path).await;
    assert_eq!(error.to_string(), format!("{} is not a backup of Bellwatch.", path.display()));
    assert!(matches!(refusal(home.path(), home.path()).await, BackupError::NotABackup { .. }));
    let missing = refusal(home.path(), &safe.path().join("none.zip")).await;
    assert!(matches!(missing, BackupError::Unreadable { .. }), "{missing:?}");

    for length in [100, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        let error = refusal(home.path(), &path).await;
        assert!(matches!(error, BackupError::CutOff { .. }), "{length}: {error:?}");
    }
    // In the packed store: in its middle, and near its beginning.
    for at in [200, whole.len() / 3] {
        let mut changed = whole.clone();
        changed[at] ^= 0x10;
        fs::write(&path, &changed).unwrap();
        let error = refusal(home.path(), &path).await;
        assert!(matches!(error, BackupError::Damaged { .. }), "{at}: {error:?}");
    }
    let facts = {
        let mut zip = ZipArchive::new(fs::File::open(&file).unwrap()).unwrap();
        std::io::read_to_string(zip.by_name("backup.toml").unwrap()).unwrap()
    };
    let version = facts.lines().find(|line| line.starts_with("store_version")).unwrap();
    let newer = facts.replace(version, "store_version = 9001");
    let error = refusal(home.path(), &with(&file, "backup.toml", newer.as_bytes())).await;
    assert!(matches!(error, BackupError::Newer { found: 9001, .. }), "{error:?}");
    let error = refusal(home.path(), &with(&file, "seal.key", &[0; 32])).await;
    assert!(matches!(error, BackupError::Damaged { part: "key", .. }), "{error:?}");
    assert!(entries(home.path()).iter().all(|name| !name.starts_with("scratch-")));
    assert_eq!(store.config().await.unwrap().0.cameras.len(), 1);
}

#[tokio::test]
async fn a_bomb_is_not_unpacked() {
    let (home, store) = new_store().await;
    let safe = tempfile::tempdir().unwrap();
    let file = backed_up(&store, safe.path()).await;
    let facts = {
        let mut zip = ZipArchive::new(fs::File::open(&file).unwrap()).unwrap();
        std::io::read_to_string(zip.by_name("backup.toml").unwrap()).unwrap()
    };
    // It says how large it is.
    let bytes = facts.lines().find(|line| line.starts_with("bytes")).unwrap();
    let huge = facts.replacen(bytes, "bytes = 1099511627776", 1);
    let error = refusal(home.path(), &with(&file, "backup.toml", huge.as_bytes())).await;
    assert!(matches!(error, BackupError::TooLarge { .. }), "{error:?}");
    // It does not.
    let error = refusal(home.path(), &with(&file, "bellwatch.db", &vec![0; 200 << 20])).await;
    assert!(matches!(error, BackupError::TooLarge { .. }), "{error:?}");
}

#[tokio::test]
async fn no_file_is_overwritten_and_the_oldest_of_a_kind_go() {
    let (home, store) = new_store().await;
    let file = backed_up(&store, home.path()).await;
    let taken = store.back_up_to(&file, BackupKind::ByHand, None, now()).await.unwrap_err();
    assert!(matches!(taken, Error::Backup(BackupError::Taken { .. })), "{taken:?}");
    let mut site = store.site().await.unwrap();
    site.keep_backups = 2;
    store.set_site(&site, ACTOR, now()).await.unwrap();
    let mut made = Vec::new();
    for _ in 0..3 {
        made.push(store.back_up(BackupKind::Daily, now()).await.unwrap().path);
    }
    let folder = home.path().join("backups");
    assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
    let left: Vec<PathBuf> = bellwatch_store::backups_in(&folder).into_iter().map(|one| one.path).collect();
    assert_eq!(left, [made[2].clone(), made[1].clone()]);
}

#[tokio::test]
async fn a_store_that_somebody_has_open_is_not_replaced() {
    let (home, store) = new_store().await;
    let file = backed_up(&store, home.path()).await;
    add(&store, "Gate").await;
    let refused = restore(home.path(), &file, None, ACTOR, now()).await.unwrap_err();
    assert!(matches!(refused, Error::Backup(BackupError::InUse)), "{refused:?}");
    assert_eq!(store.config().await.unwrap().0.cameras.len(), 1);
    assert!(!home.path().join("restoring").exists());
}

#[tokio::test]
async fn a_damaged_store_is_put_aside_and_replaced() {
    let home = tempfile::tempdir().unwrap();
    let store = house(home.path()).await;
    let file = backed_up(&store, home.path()).await;
    store.close().await;
    fs::write(home.path().join("bellwatch.db"), "Dear parents, ".repeat(200)).unwrap();
    let told = rehearsed(home.path(), &file).await;
    assert!(told.present_fails.unwrap().contains("is damaged"));
    restore(home.path(), &file, None, ACTOR, now()).await.unwrap();
    assert_eq!(open(home.path()).await.config().await.unwrap().0.cameras.len(), 2);
    let aside = fs::read_to_string(home.path().join("bellwatch.db.damaged")).unwrap();
    assert!(aside.starts_with("Dear parents"));
}

/// Each state in which a power cut can leave the last step, made by hand.
#[tokio::test]
async fn an_interrupted_restore_is_finished_by_whoever_opens_next() {
    for moved in 0..=3 {
        let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let store = open(old.path()).await;
        add(&store, "Old").await;
        store.close().await;
        // What a dead program left of the log of the store before.
        fs::write(old.path().join("bellwatch.db-wal"), "of the old store").unwrap();
        let store = open(new.path()).await;
        add(&store, "New").await;
        store.close().await;
        let on_its_way = old.path().join("restoring");
        fs::create_dir(&on_its_way).unwrap();
        for name in ["bellwatch.db", "seal.key", "store.lock"] {
            fs::copy(new.path().join(name), on_its_way.join(name)).unwrap();
        }
        let take = |name: &str| fs::rename(on_its_way.join(name), old.path().join(name)).unwrap();
        if moved >= 1 {
            take("seal.key");
        }
        if moved >= 2 {
            fs::remove_file(old.path().join("bellwatch.db-wal")).unwrap();
        }
        if moved >= 3 {
            take("bellwatch.db");
        }
        let store = open(old.path()).await;
        let camera = store.config().await.unwrap().0.cameras.remove(0);
        assert_eq!((camera.name.as_str(), camera.unreadable), ("New", None), "{moved} steps");
        assert!(!on_its_way.exists());
        assert!(store.integrity_check().await.unwrap().is_empty());
    }
}
