//! Many cameras at once: all or none, and back in one step.

use bellwatch_store::{Error, KEEP_IMPORT};
use sqlx::Row;

use super::*;

/// A row that a list changes: another address, user, password and tags than [`row`] has.
fn changed(name: &str) -> CameraRow {
    CameraRow {
        address: address("rtsp://10.1.0.7/main"),
        sub_address: None,
        user: Some("viewer".to_owned()),
        password: PasswordChange::Set(Secret::new("other")),
        enabled: false,
        tags: vec!["new".to_owned()],
        ..row(name)
    }
}

async fn sealed(folder: &Path, id: CameraId) -> Vec<u8> {
    let mut sql = raw(folder).await;
    let query = sqlx::query("SELECT password_sealed FROM camera WHERE id = ?").bind(id.0);
    let sealed = query.fetch_one(&mut sql).await.unwrap().try_get("password_sealed").unwrap();
    sql.close().await.unwrap();
    sealed
}

#[tokio::test]
async fn an_import_is_undone_to_what_was_before_and_once() {
    let (folder, store) = new_store().await;
    let second =
        store.add_profile(&StreamProfile::with_defaults(ProfileId(0), "Second"), ACTOR, now()).await.unwrap();
    let gate = CameraRow { also_profiles: vec![second], ..row("Gate") };
    let gate = store.add_camera(&gate, ACTOR, now()).await.unwrap();
    measured(&store, gate, StreamChoice::Main, 4).await;
    let (mut before, text) = (camera(&store, gate).await, store.export(None).await.unwrap());
    let password = sealed(folder.path(), gate).await;

    let list = [(Some(gate), changed("GATE")), (None, row("Yard")), (None, row("Hall"))];
    let done = store.import_cameras(&list, ACTOR, now()).await.unwrap();
    assert_eq!((done.added, done.changed), (2, 1));
    let events = store.events(None, 2).await.unwrap();
    assert_eq!(events[0].sentence, "A list of cameras was imported: 2 added, 1 changed.");
    assert_eq!(events[1].sentence, "Gate was added.", "it is one event");
    assert_eq!(camera(&store, gate).await.name, "GATE");

    let other = store.undo_camera_import(Some(done.import + 1), ACTOR, now()).await.unwrap_err();
    assert!(matches!(other, Error::NoImport), "{other:?}");
    let said = store.undo_camera_import(Some(done.import), ACTOR, now()).await.unwrap();
    assert_eq!(said, "The import of cameras was undone: 2 removed, 1 as they were before.");
    assert_eq!(store.export(None).await.unwrap(), text);
    assert_eq!(sealed(folder.path(), gate).await, password, "the password was not opened for it");
    // What was learnt under the import's revision must not count for what is there now.
    before.revision += 2;
    assert_eq!(camera(&store, gate).await, before);
    let twice = store.undo_camera_import(None, ACTOR, now()).await.unwrap_err();
    assert!(matches!(twice, Error::NoImport), "{twice:?}");
}

#[tokio::test]
async fn what_was_changed_since_is_not_undone() {
    let (_folder, store) = new_store().await;
    let schedule = store.config().await.unwrap().0.schedules[0].clone();
    let list = [(None, row("Gate")), (None, row("Yard"))];
    let check = async |expected: &str| {
        let error = store.undo_camera_import(None, ACTOR, now()).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("{expected} changed since the import, so it cannot be undone. Nothing was changed.")
        );
    };
    store.import_cameras(&list, ACTOR, now()).await.unwrap();
    let (config, _) = store.config().await.unwrap();
    let [gate, yard] = [config.cameras[0].id, config.cameras[1].id];
    store.set_enabled(gate, false, ACTOR, now()).await.unwrap();
    check("Gate was").await;
    store.remove_camera(yard, ACTOR, now()).await.unwrap();
    check("Gate and 1 other camera were").await;
    store.restore_camera(yard, ACTOR, now()).await.unwrap();
    store.set_enabled(gate, true, ACTOR, now()).await.unwrap();
    // Chosen for a schedule, which would ring for one camera less.
    let mut chosen = schedule.clone();
    chosen.drives = bellwatch_domain::Drives::Some { cameras: [yard].into(), tags: Default::default() };
    store.save_schedule(&chosen, ACTOR, now()).await.unwrap();
    check("Yard was").await;
    store.save_schedule(&schedule, ACTOR, now()).await.unwrap();
    store.undo_camera_import(None, ACTOR, now()).await.unwrap();
    assert!(store.config().await.unwrap().0.cameras.is_empty());
}

#[tokio::test]
async fn an_import_is_all_or_nothing_and_forgotten_in_time() {
    let (folder, store) = new_store().await;
    let twice = [(None, row("Gate")), (None, row("gate"))];
    let error = store.import_cameras(&twice, ACTOR, now()).await.unwrap_err();
    assert!(matches!(error, Error::NameTaken { .. }), "{error:?}");
    assert!(store.config().await.unwrap().0.cameras.is_empty());

    store.import_cameras(&[(None, row("Gate"))], ACTOR, now()).await.unwrap();
    let late = now() + KEEP_IMPORT + Duration::seconds(1);
    let error = store.undo_camera_import(None, ACTOR, late).await.unwrap_err();
    assert!(matches!(error, Error::NoImport), "{error:?}");
    let site = store.config().await.unwrap().0.site;
    assert_eq!(store.prune(now(), &site).await.unwrap().imports, 0);
    assert_eq!(store.prune(late, &site).await.unwrap().imports, 1);
    // The passwords that were before go with it.
    let mut sql = raw(folder.path()).await;
    let left =
        sqlx::query("SELECT count(*) AS rows FROM camera_import_row").fetch_one(&mut sql).await.unwrap();
    assert_eq!(left.try_get::<i64, _>("rows").unwrap(), 0);
}
