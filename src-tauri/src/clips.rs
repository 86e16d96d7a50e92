//! The window's commands about clips: each is one line that asks the engine.

use bellwatch_domain::{CameraId, ClipId};
use bellwatch_engine::wire::{ClipView, Problem};
use tauri::{AppHandle, State};

use crate::downloads;
use crate::house::House;

type Asked<T> = Result<T, Problem>;
type In<'a> = State<'a, House>;

#[tauri::command]
pub async fn clips(house: In<'_>, camera: Option<i64>) -> Asked<Vec<ClipView>> {
    house.engine().await?.operator().clips(camera.map(CameraId)).await
}

#[tauri::command]
pub async fn clip_save(app: AppHandle, house: In<'_>, clip: i64) -> Asked<String> {
    house.engine().await?.operator().clip_save(&downloads::folder(&app)?, ClipId(clip)).await
}

#[tauri::command]
pub async fn clip_delete(house: In<'_>, clip: i64) -> Asked<()> {
    house.engine().await?.operator().clip_delete(ClipId(clip)).await
}
