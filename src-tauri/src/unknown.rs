//! The window's commands about the diagnostic mode and its tray: each is one line that asks the engine.

use bellwatch_engine::wire::{ModeLengthDraft, PhotoReport, Problem, UnknownFaceView};
use tauri::State;

use crate::house::House;

type Asked<T> = Result<T, Problem>;
type In<'a> = State<'a, House>;

#[tauri::command]
pub async fn unknown_start(house: In<'_>, length: ModeLengthDraft) -> Asked<()> {
    house.engine().await?.unknown_start(length).await
}

#[tauri::command]
pub async fn unknown_stop(house: In<'_>) -> Asked<()> {
    house.engine().await?.unknown_stop().await
}

#[tauri::command]
pub async fn unknown_faces(house: In<'_>) -> Asked<Vec<UnknownFaceView>> {
    house.engine().await?.operator().unknown_faces().await
}

#[tauri::command]
pub async fn unknown_dismiss(house: In<'_>, face: i64) -> Asked<()> {
    house.engine().await?.unknown_dismiss(face).await
}

#[tauri::command]
pub async fn unknown_delete_all(house: In<'_>) -> Asked<()> {
    house.engine().await?.unknown_delete_all().await
}

#[tauri::command]
pub async fn enrol_unknown(house: In<'_>, face: i64, person: i64) -> Asked<PhotoReport> {
    house.engine().await?.enrol_unknown(face, person).await
}
