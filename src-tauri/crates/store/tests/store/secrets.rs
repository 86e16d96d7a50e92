//! Sealed passwords: where they may be read, and where not.

use std::fs;
use std::process::Command;
use std::time::Duration;

use bellwatch_domain::Secret;
use bellwatch_store::{Error, KeyPlace, PasswordChange};

use super::*;

const PASSWORD: &str = "Zaun-König?+/%&@:#7";

/// Every form in which a password could betray itself, as bytes to look for.
fn forms(password: &str) -> Vec<Vec<u8>> {
    let mut forms: Vec<String> = vec![password.to_owned()];
    for lower in [false, true] {
        let percent = password.bytes().map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => (byte as char).to_string(),
            _ if lower => format!("%{byte:02x}"),
            _ => format!("%{byte:02X}"),
        });
        forms.push(percent.collect());
        forms.push(password.bytes().map(|byte| format!("{byte:02x}")).collect());
    }
    forms.push(base64(password.as_bytes()));
    forms.push(base64(format!("admin:{password}").as_bytes()));
    let utf16 = password.encode_utf16().flat_map(u16::to_le_bytes).collect();
    forms.into_iter().map(String::into_bytes).chain([utf16]).collect()
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
    // Only whole groups: what depends on padding is left out.
    bits.chunks_exact(6)
        .map(|group| ALPHABET[group.iter().fold(0, |value, bit| value << 1 | usize::from(*bit))] as char)
        .collect()
}

fn assert_nowhere_in_clear(folder: &Path) {
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let content = fs::read(&path).unwrap();
        files += 1;
        for form in forms(PASSWORD) {
            let found = content.windows(form.len()).any(|window| window == form);
            assert!(!found, "{} holds {}", path.display(), String::from_utf8_lossy(&form));
        }
    }
    assert!(files >= 3);
}

#[tokio::test]
async fn a_password_stands_in_no_file_in_clear() {
    let (folder, store) = new_store().await;
    let mut wanted = row("Gate");
    wanted.password = PasswordChange::Set(Secret::new(PASSWORD));
    let id = store.add_camera(&wanted, ACTOR, now()).await.unwrap();
    store.edit_camera(id, &wanted, ACTOR, now()).await.unwrap();
    assert_nowhere_in_clear(folder.path());
    store.close().await;
    assert_nowhere_in_clear(folder.path());
    let store = open(folder.path()).await;
    assert_eq!(camera(&store, id).await.password, Some(Secret::new(PASSWORD)));
}

#[tokio::test]
async fn a_sealed_password_does_not_open_in_another_row() {
    let (folder, store) = new_store().await;
    let (gate, yard) = (add(&store, "Gate").await, add(&store, "Yard").await);
    let mut connection = raw(folder.path()).await;
    sqlx::raw_sql(
        "UPDATE camera SET password_sealed = (SELECT password_sealed FROM camera WHERE id = 1) WHERE id = 2",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    assert_eq!(camera(&store, gate).await.unreadable, None);
    let moved = camera(&store, yard).await;
    assert_eq!(moved.password, None);
    assert_eq!(moved.unreadable.as_deref(), Some("Its password was sealed with another key. Type it again."));
    store.edit_camera(yard, &row("Yard"), ACTOR, now()).await.unwrap();
    assert_eq!(camera(&store, yard).await.unreadable, None);
}

#[tokio::test]
async fn a_store_without_its_key_opens_says_so_and_loses_nothing() {
    let (folder, store) = new_store().await;
    let (gate, yard) = (add(&store, "Gate").await, add(&store, "Yard").await);
    store.close().await;
    let (key, aside) = (folder.path().join("seal.key"), folder.path().join("aside"));
    fs::rename(&key, &aside).unwrap();
    let store = open(folder.path()).await;
    let found = camera(&store, gate).await;
    let why = found.unreadable.unwrap();
    assert!(
        why.starts_with("Its password cannot be opened. The key file") && why.contains("missing"),
        "{why}"
    );

    // Put back while the store is open, it is found.
    fs::rename(&aside, &key).unwrap();
    assert_eq!(camera(&store, gate).await.unreadable, None);
    store.close().await;

    // Lost for good: a password that is typed again is sealed with a new one, the others keep waiting.
    fs::rename(&key, &aside).unwrap();
    let store = open(folder.path()).await;
    store.edit_camera(gate, &row("Gate"), ACTOR, now()).await.unwrap();
    assert_eq!(camera(&store, gate).await.unreadable, None);
    assert!(camera(&store, yard).await.unreadable.is_some());
    store.close().await;
    fs::rename(&aside, &key).unwrap();
    assert_eq!(camera(&open(folder.path()).await, yard).await.unreadable, None);
}

#[tokio::test]
async fn a_key_file_of_another_length_is_said_and_never_replaced() {
    let (folder, store) = new_store().await;
    let id = add(&store, "Gate").await;
    store.close().await;
    let key = folder.path().join("seal.key");
    fs::write(&key, "short").unwrap();
    let store = open(folder.path()).await;
    let why = camera(&store, id).await.unreadable.unwrap();
    assert!(why.contains("does not hold a key"), "{why}");
    let refused = store.edit_camera(id, &row("Gate"), ACTOR, now()).await.unwrap_err();
    assert!(refused.to_string().starts_with("This password cannot be kept."), "{refused}");
    assert_eq!(fs::read_to_string(&key).unwrap(), "short");
}

/// The look for the keyring goes by the environment, so this runs once more in a process of its own: there the session
/// bus is a socket at which nobody ever answers.
#[test]
fn a_keyring_that_never_answers_holds_nothing_up() {
    const FOLDER: &str = "BELLWATCH_TEST_KEYRING_FOLDER";
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Some(folder) = std::env::var_os(FOLDER) {
        runtime.block_on(async {
            let opening = Store::open(Path::new(&folder), KeyChoice::KeyringOrFile);
            let store = tokio::time::timeout(Duration::from_secs(20), opening).await.unwrap().unwrap();
            assert_eq!(store.key_place(), KeyPlace::File(Path::new(&folder).join("seal.key")));
            let id = add(&store, "Gate").await;
            assert_eq!(camera(&store, id).await.unreadable, None);

            // A store whose key lies in such a keyring opens too; its cameras wait.
            let mut connection = raw(Path::new(&folder)).await;
            sqlx::raw_sql("UPDATE house SET key_place = 'keyring'").execute(&mut connection).await.unwrap();
            let opening = Store::open(Path::new(&folder), KeyChoice::KeyringOrFile);
            let store = tokio::time::timeout(Duration::from_secs(20), opening).await.unwrap().unwrap();
            let why = camera(&store, id).await.unreadable.unwrap();
            assert_eq!(why, "Its password cannot be opened. The keyring does not answer. Unlock it.");
            let refused = store.edit_camera(id, &row("Gate"), ACTOR, now()).await.unwrap_err();
            assert!(matches!(refused, Error::Key { .. }), "{refused:?}");
        });
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("bus");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["secrets::a_keyring_that_never_answers_holds_nothing_up", "--exact", "--nocapture"])
        .env(FOLDER, folder.path().join("home"))
        .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", socket.display()));
    #[allow(clippy::disallowed_methods)] // Nothing of the engine's runs here.
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && told.contains("1 passed"), "{told}");
}

#[tokio::test]
async fn a_password_of_another_camera_is_sealed_anew_for_its_own_row() {
    let (folder, store) = new_store().await;
    let original = add(&store, "Gate").await;
    let mut wanted = row("Gate 2");
    wanted.password = PasswordChange::Of(original);
    let copy = store.add_camera(&wanted, ACTOR, now()).await.unwrap();
    let password = camera(&store, original).await.password;
    assert!(password.is_some());
    assert_eq!(camera(&store, copy).await.password, password);

    // What lies in the other row would open nowhere but there.
    let mut file = raw(folder.path()).await;
    let sealed = "SELECT count(DISTINCT password_sealed) FROM camera WHERE password_sealed IS NOT NULL";
    let count: i64 = sqlx::query_scalar(sealed).fetch_one(&mut file).await.unwrap();
    assert_eq!(count, 2);

    // As it stands then: changed in the original later, it stays as it was in the copy.
    let mut changed = row("Gate");
    changed.password = PasswordChange::Clear;
    store.edit_camera(original, &changed, ACTOR, now()).await.unwrap();
    assert_eq!(camera(&store, copy).await.password, password);
    store.edit_camera(copy, &wanted, ACTOR, now()).await.unwrap();
    assert_eq!(camera(&store, copy).await.password, None, "of one that has none");

    wanted.name = "Gate 3".to_owned();
    wanted.password = PasswordChange::Of(bellwatch_domain::CameraId(999));
    let refused = store.add_camera(&wanted, ACTOR, now()).await;
    assert!(matches!(refused, Err(Error::Gone { what: "camera" })), "{refused:?}");
    let (config, _) = store.config().await.unwrap();
    assert_eq!(config.cameras.len(), 2, "nothing is left of it");
}
