//! Opening: folders and files as they are found in the field.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::Command;

use bellwatch_store::{Error, KeyPlace};

use super::*;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

async fn refusal(folder: &Path) -> Error {
    match Store::open(folder, KeyChoice::File).await {
        Ok(_) => panic!("the store was opened"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn what_is_made_is_readable_by_its_owner_alone() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("school/bellwatch");
    let store = open(&folder).await;
    add(&store, "Gate").await;
    assert_eq!(mode(&folder), 0o700);
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    assert_eq!(store.key_place(), KeyPlace::File(folder.join("seal.key")));
    assert!(store.key_place().sentence().contains("seal.key"));
}

#[tokio::test]
async fn two_that_open_a_new_folder_at_once_share_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let (a, b, c) = tokio::join!(open(path), open(path), open(path));
    assert_eq!((a.folder_mark(), b.folder_mark()), (b.folder_mark(), c.folder_mark()));
    let id = add(&a, "Gate").await;
    let found = camera(&c, id).await;
    assert_eq!((found.unreadable, found.password.is_some()), (None, true));
    assert_eq!(b.config().await.unwrap().0.profiles.len(), 1);
}

#[tokio::test]
async fn two_that_write_at_once_wait_for_each_other() {
    let (folder, a) = new_store().await;
    let b = open(folder.path()).await;
    let write = async |store: &Store, who: &str| {
        for n in 0..20 {
            add(store, &format!("{who} {n}")).await;
        }
    };
    tokio::join!(write(&a, "a"), write(&b, "b"));
    assert_eq!(a.config().await.unwrap().0.cameras.len(), 40);
    assert_eq!(b.events(None, 100).await.unwrap().len(), 40);
}

#[tokio::test]
async fn a_store_from_a_newer_version_is_refused_and_untouched() {
    let (folder, store) = new_store().await;
    store.close().await;
    let mut connection = raw(folder.path()).await;
    sqlx::raw_sql(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9001, 'later', TRUE, x'00', 0)",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    connection.close().await.unwrap();
    let file = folder.path().join("bellwatch.db");
    let before = fs::read(&file).unwrap();
    let error = refusal(folder.path()).await;
    assert!(matches!(error, Error::NewerVersion { found: 9001, .. }), "{error:?}");
    assert!(error.to_string().starts_with("This data folder was used by a newer Bellwatch"), "{error}");
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[tokio::test]
async fn a_file_that_is_no_store_is_said_by_its_path_and_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("bellwatch.db");
    let letter = "Dear parents, ".repeat(200);
    fs::write(&file, &letter).unwrap();
    let error = refusal(folder.path()).await;
    assert!(matches!(error, Error::Damaged { .. }), "{error:?}");
    assert!(error.to_string().starts_with(&format!("{} is damaged", file.display())), "{error}");
    assert_eq!(fs::read_to_string(&file).unwrap(), letter);
}

#[tokio::test]
async fn a_file_in_the_folders_place_is_said() {
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("home");
    fs::write(&path, "").unwrap();
    assert!(matches!(refusal(&path).await, Error::ReadOnly { .. }));
}

/// Root may write everywhere, so this test runs once more as nobody when root runs it.
#[test]
fn a_folder_that_cannot_be_written_is_said_in_a_sentence() {
    const FOLDER: &str = "BELLWATCH_TEST_READ_ONLY_FOLDER";
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Some(folder) = std::env::var_os(FOLDER) {
        let error = runtime.block_on(refusal(Path::new(&folder)));
        assert!(matches!(error, Error::ReadOnly { .. }), "{error:?}");
        let sentence = error.to_string();
        assert!(sentence.contains("cannot be written. Check who owns it"), "{sentence}");
        return;
    }
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("home");
    runtime.block_on(async { open(&folder).await.close().await });
    for entry in fs::read_dir(&folder).unwrap() {
        fs::set_permissions(entry.unwrap().path(), fs::Permissions::from_mode(0o444)).unwrap();
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    fs::set_permissions(parent.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let program = parent.path().join("test");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let name = "opening::a_folder_that_cannot_be_written_is_said_in_a_sentence";
    let mut command = Command::new(program);
    command.args([name, "--exact", "--nocapture"]).env(FOLDER, &folder).current_dir("/");
    if fs::metadata("/proc/self").is_ok_and(|found| std::os::unix::fs::MetadataExt::uid(&found) == 0) {
        command.uid(65534).gid(65534);
    }
    #[allow(clippy::disallowed_methods)] // Nothing of the engine's runs here.
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

#[tokio::test]
async fn what_was_committed_survives_a_kill() {
    let (folder, store) = new_store().await;
    add(&store, "Gate").await;
    // What a kill leaves is the files as they are now, the log not folded in.
    let left = tempfile::tempdir().unwrap();
    for name in ["bellwatch.db", "bellwatch.db-wal", "seal.key"] {
        fs::copy(folder.path().join(name), left.path().join(name)).unwrap();
    }
    let found = open(left.path()).await;
    assert_eq!(found.config().await.unwrap().0.cameras[0].name, "Gate");
    assert_eq!(found.integrity_check().await.unwrap(), Vec::<String>::new());
}

/// A store as the first version left it: made by its migration alone, and filled with its columns.
async fn first_version(folder: &Path) {
    let steps = tempfile::tempdir().unwrap();
    let migrations = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../migrations");
    fs::copy(migrations.join("0001_house.sql"), steps.path().join("0001_house.sql")).unwrap();
    let options = SqliteConnectOptions::new().filename(folder.join("bellwatch.db")).create_if_missing(true);
    let mut sql = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::migrate::Migrator::new(steps.path()).await.unwrap().run(&mut sql).await.unwrap();
    for statement in [
        "INSERT INTO house (id, folder_mark, key_place) VALUES (1, 'a mark of the first version', 'file')",
        "INSERT INTO site VALUES (1, 'Linden School', 'Europe/Berlin', 8, 96, 10, 5, 1, 1, 1, NULL, NULL, 15000, 4, NULL,
                                  5, 2592000000, 31536000000, 604800000, 2147483648)",
        "INSERT INTO profile VALUES (1, 3, 'Standard', 'standard', 'tcp', 'main', 'none', NULL, NULL, 'auto', 6.5,
                                     10000, 300000, NULL, 'all', NULL, '')",
        "INSERT INTO camera (id, name, name_key, location, address, priority, enabled, profile_id)
         VALUES (7, 'Gate', 'gate', 'North', 'rtsp://10.0.0.1/s', 5, 1, 1)",
        "INSERT INTO bell_schedule VALUES (2, 'Week', 'week', 1, 1)",
        "INSERT INTO period_template VALUES (4, 2, 0, 'Period 1', 480, 525, 31, 5, 0, 10, NULL, NULL)",
        "INSERT INTO period_occurrence VALUES (9, 2, 'period', 4, '2026-11-20', 'Period 1', 2, 3, 1, 4, 0, NULL, NULL,
                                               '', '')",
        "INSERT INTO heartbeat VALUES (7, 1, 60000, 240, 4.0, 0, 12, 3.5, 1000, NULL)",
        "INSERT INTO last_heartbeat VALUES (7, 1, 60000, 240, 4.0, 0, 12, 3.5, 1000)",
        "INSERT INTO event VALUES (1, 1000, 7, 'camera', 'test', 'Gate was added.')",
    ] {
        sqlx::query(statement).execute(&mut sql).await.unwrap();
    }
    sql.close().await.unwrap();
}

#[tokio::test]
async fn a_store_of_the_first_version_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    first_version(folder.path()).await;
    let store = open(folder.path()).await;
    let (config, _) = store.config().await.unwrap();
    let mut site = bellwatch_domain::Site::with_defaults("Linden School", chrono_tz::Europe::Berlin);
    site.nice = 5;
    assert_eq!(config.site, site, "what is new has its default");
    let profile = &config.profiles[&ProfileId(1)];
    let standard = StreamProfile::with_defaults(ProfileId(1), "Standard");
    assert_eq!(profile, &StreamProfile { revision: 3, fps: 6.5, ..standard });
    assert_eq!((config.cameras.len(), config.cameras[0].name.as_str()), (1, "Gate"));
    assert_eq!((config.schedules.len(), config.schedules[0].periods[0].expects.len()), (1, 0));
    let occurrences = store.numbered_occurrences(DateTime::UNIX_EPOCH, now()).await.unwrap();
    assert_eq!((occurrences[0].0.0, occurrences[0].1.expects.len()), (9, 0));
    let key = bellwatch_domain::RunnerKey { camera: CameraId(7), profile: ProfileId(1) };
    let beats = store.heartbeats_of(key, 10).await.unwrap();
    assert_eq!((beats.len(), beats[0].frames), (1, 240));
    assert_eq!(store.events(None, 10).await.unwrap()[0].sentence, "Gate was added.");
    assert_eq!(store.folder_mark(), "a mark of the first version");
    let backups = bellwatch_store::backups_in(&folder.path().join("backups"));
    let facts = backups[0].facts.as_ref().unwrap();
    assert_eq!((backups.len(), facts.store_version, facts.site.as_str()), (1, 1, "Linden School"));
    assert_eq!(facts.kind, bellwatch_store::BackupKind::BeforeUpgrade);
    assert!(store.people().await.unwrap().is_empty());
    assert!(store.integrity_check().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_backup_of_the_first_version_is_brought_up_to_date_where_it_is_rehearsed() {
    let folder = tempfile::tempdir().unwrap();
    first_version(folder.path()).await;
    open(folder.path()).await.close().await;
    let file = bellwatch_store::backups_in(&folder.path().join("backups")).remove(0).path;
    let elsewhere = tempfile::tempdir().unwrap();
    let (facts, contents) = bellwatch_store::check_backup(elsewhere.path(), &file).await.unwrap();
    assert_eq!((facts.store_version, contents.cameras, contents.heartbeats), (1, 1, 1));
    assert!(!elsewhere.path().join("backups").exists(), "a copy is not backed up");
}

#[tokio::test]
async fn a_store_that_cannot_be_backed_up_is_not_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    first_version(folder.path()).await;
    fs::write(folder.path().join("backups"), "a file in the folder's place").unwrap();
    let error = refusal(folder.path()).await;
    assert!(
        error.to_string().starts_with("This version brings the store up to date, and the backup"),
        "{error}"
    );
    fs::remove_file(folder.path().join("backups")).unwrap();
    assert_eq!(open(folder.path()).await.config().await.unwrap().0.cameras.len(), 1);
}

#[tokio::test]
async fn a_write_that_a_killed_program_left_half_done_is_taken_back() {
    let (folder, store) = new_store().await;
    let id = add(&store, "Gate").await;
    store.close().await;
    // As a restore does before it swaps: the log is folded in for good, and what is written then has a journal.
    let mut sql = raw(folder.path()).await;
    sqlx::query("PRAGMA journal_mode = DELETE").fetch_one(&mut sql).await.unwrap();
    sqlx::query("PRAGMA cache_size = 1").execute(&mut sql).await.unwrap();
    sqlx::query("BEGIN IMMEDIATE").execute(&mut sql).await.unwrap();
    sqlx::query("UPDATE camera SET name = 'Half'").execute(&mut sql).await.unwrap();
    sqlx::query("CREATE TABLE filler (text TEXT)").execute(&mut sql).await.unwrap();
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) \
                INSERT INTO filler SELECT hex(zeroblob(500)) FROM n";
    sqlx::query(many).execute(&mut sql).await.unwrap();
    // What lies on the disk when it is killed now.
    let killed = tempfile::tempdir().unwrap();
    let names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.iter().any(|name| name == "bellwatch.db-journal"), "{names:?}");
    for name in names.iter().filter(|name| folder.path().join(name).is_file()) {
        fs::copy(folder.path().join(name), killed.path().join(name)).unwrap();
    }
    let store = open(killed.path()).await;
    assert_eq!(camera(&store, id).await.name, "Gate");
    assert!(store.integrity_check().await.unwrap().is_empty());
}
