//! The store from outside: real SQLite in real folders.

// The helpers here are tests' too, which clippy cannot see.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod attendance;
mod backups;
mod bells;
mod camera_import;
mod cameras;
mod clips;
mod config_file;
mod doubts;
mod gauges;
mod opening;
mod people;
mod runtime;
mod secrets;
mod unknown;

use std::path::Path;

use bellwatch_domain::profile::StreamChoice;
use bellwatch_domain::{Camera, CameraId, ProfileId, Secret, SourceAddress, StreamProfile};
use bellwatch_store::{CameraRow, KeyChoice, PasswordChange, Store};
use chrono::{DateTime, Duration, Utc};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};
use tempfile::TempDir;

const ACTOR: &str = "bellwatchctl";

/// The instant at which these tests take place.
fn now() -> DateTime<Utc> {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

async fn open(folder: &Path) -> Store {
    Store::open(folder, KeyChoice::File).await.unwrap()
}

async fn new_store() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).await;
    (folder, store)
}

/// A connection of our own to the file, to do what no program of ours does.
async fn raw(folder: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(folder.join("bellwatch.db"));
    SqliteConnection::connect_with(&options).await.unwrap()
}

fn address(text: &str) -> SourceAddress {
    SourceAddress::parse(text).unwrap().address
}

/// A camera with everything in it.
fn row(name: &str) -> CameraRow {
    CameraRow {
        name: name.to_owned(),
        location: "Outside, north".to_owned(),
        address: address("rtsp://192.168.1.64/stream1"),
        sub_address: Some(address("rtsp://192.168.1.64/stream2")),
        user: Some("admin".to_owned()),
        password: PasswordChange::Set(Secret::new("p@ss:w/ö%#")),
        priority: 7,
        enabled: true,
        tags: vec!["gates".to_owned(), "ground floor".to_owned()],
        profile: ProfileId(1),
        also_profiles: Vec::new(),
    }
}

async fn add(store: &Store, name: &str) -> CameraId {
    store.add_camera(&row(name), ACTOR, now()).await.unwrap()
}

async fn camera(store: &Store, id: CameraId) -> Camera {
    let (config, _) = store.config().await.unwrap();
    config.cameras.into_iter().find(|camera| camera.id == id).unwrap()
}

async fn measured(store: &Store, id: CameraId, stream: StreamChoice, seconds: i64) {
    store.set_keyframe_interval(id, stream, Some(Duration::seconds(seconds))).await.unwrap();
}
