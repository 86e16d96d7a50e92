//! The window's commands about backups and diagnostics: each is one line that asks the engine.

use bellwatch_domain::Secret;
use bellwatch_engine::api::ConfigTaking;
use bellwatch_engine::wire::{
    BackupView, BackupsView, ConfigImportView, DiagnosticsView, Problem, RehearsalView, RestoreOutcome,
};
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

/// Returns once the engine runs again, or cannot: the page is loaded anew then, and asks how it went.
#[tauri::command]
pub async fn backup_restore(house: In<'_>, name: String) -> Asked<()> {
    house.restore(&name).await
}

/// How the newest restore went, once.
#[tauri::command]
pub fn backup_restored(house: In<'_>) -> Option<RestoreOutcome> {
    house.restored()
}

#[tauri::command]
pub async fn config_export(app: AppHandle, house: In<'_>, passphrase: Option<String>) -> Asked<String> {
    let passphrase = passphrase.as_deref().map(Secret::new);
    house.engine().await?.operator().config_export(&downloads::folder(&app)?, passphrase.as_ref()).await
}

#[tauri::command]
pub async fn config_import(
    house: In<'_>,
    text: String,
    passphrase: Option<String>,
    dry_run: bool,
) -> Asked<ConfigImportView> {
    let taking = if dry_run { ConfigTaking::Look } else { ConfigTaking::CarryOut };
    let passphrase = passphrase.as_deref().map(Secret::new);
    house.engine().await?.config_import(&text, passphrase.as_ref(), taking).await
}

#[tauri::command]
pub async fn diagnostics(app: AppHandle, house: In<'_>) -> Asked<DiagnosticsView> {
    house.engine().await?.diagnostics(&downloads::folder(&app)?).await
}
