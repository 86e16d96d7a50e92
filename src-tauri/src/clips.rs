//! The window's commands about clips: each is one line that asks the engine.

use bellwatch_domain::{CameraId, ClipId};
use bellwatch_engine::wire::{ClipView, Problem};
use tauri::ipc::Response;
use tauri::{AppHandle, State};

use crate::downloads;
use crate::house::House;

type Asked<T> = Result<T, Problem>;
type In<'a> = State<'a, House>;

#[tauri::command]
pub async fn clips(house: In<'_>, camera: Option<i64>) -> Asked<Vec<ClipView>> {
    house.engine().await?.operator().clips(camera.map(CameraId)).await
}

/// An MP4, as bytes: a web view plays no film from an address of ours, and one of the window's own needs no other way in.
#[tauri::command]
pub async fn clip_film(house: In<'_>, clip: i64) -> Asked<Response> {
    let film = house.engine().await?.operator().clip_film(ClipId(clip)).await?;
    film.map(Response::new).ok_or_else(|| Problem::gone("clip"))
}

#[tauri::command]
pub async fn clip_save(app: AppHandle, house: In<'_>, clip: i64) -> Asked<String> {
    house.engine().await?.operator().clip_save(&downloads::folder(&app)?, ClipId(clip)).await
}

#[tauri::command]
pub async fn clip_delete(house: In<'_>, clip: i64) -> Asked<()> {
    house.engine().await?.operator().clip_delete(ClipId(clip)).await
}
