//! The window's commands about lists of cameras: each is one line that asks the engine.

use bellwatch_engine::camera_list::Taking;
use bellwatch_engine::wire::{CameraListReport, Problem};
use tauri::ipc::Request;
use tauri::{AppHandle, State};

use crate::downloads;
use crate::house::House;
use crate::sent::Sent;

type Asked<T> = Result<T, Problem>;
type In<'a> = State<'a, House>;

/// The file's bytes are the body; its name, and whether it is only looked at, are headers. The window's button says how many
/// rows are left out, so that what can be taken is.
#[tauri::command]
pub async fn camera_list_import(house: In<'_>, request: Request<'_>) -> Asked<CameraListReport> {
    let file = Sent::read(&request)?;
    let taking = if file.said("dry-run")?.unwrap_or(true) { Taking::Look } else { Taking::Good };
    house.engine().await?.camera_list_import(&file.name, file.bytes, taking).await
}

#[tauri::command]
pub async fn camera_list_undo(house: In<'_>, import: i64) -> Asked<String> {
    house.engine().await?.camera_list_undo(Some(import)).await
}

#[tauri::command]
pub async fn camera_list_export(app: AppHandle, house: In<'_>) -> Asked<String> {
    house.engine().await?.operator().camera_list_export(&downloads::folder(&app)?).await
}
