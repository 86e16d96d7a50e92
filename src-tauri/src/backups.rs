//! The window's commands about backups and diagnostics: each is one line that asks the engine.

use bellwatch_engine::wire::{BackupView, BackupsView, DiagnosticsView, Problem, RehearsalView};
use tauri::{AppHandle, State};

use crate::downloads;
use crate::house::House;

type Asked<T> = Result<T, Problem>;
type In<'a> = State<'a, House>;

#[tauri::command]
pub async fn backups(house: In<'_>) -> Asked<BackupsView> {
    house.engine().await?.operator().backups().await
}

#[tauri::command]
pub async fn backup_make(house: In<'_>) -> Asked<BackupView> {
    house.engine().await?.operator().backup_make(None, None).await
}

#[tauri::command]
pub async fn backup_rehearse(house: In<'_>, name: String) -> Asked<RehearsalView> {
    house.engine().await?.operator().backup_rehearse_named(&name).await
}

#[tauri::command]
pub async fn diagnostics(app: AppHandle, house: In<'_>) -> Asked<DiagnosticsView> {
    house.engine().await?.diagnostics(&downloads::folder(&app)?).await
}
