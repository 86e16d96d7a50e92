//! The window's commands about model packs and recognition: each is one line that asks the engine.

use bellwatch_engine::wire::{CurveView, PackSourceDraft, PackView, Problem, SpeedView};
use tauri::State;

use crate::house::House;

type Asked<T> = Result<T, Problem>;
type In<'a> = State<'a, House>;

#[tauri::command]
pub async fn packs(house: In<'_>) -> Asked<Vec<PackView>> {
    house.engine().await?.packs().await
}

#[tauri::command]
pub async fn pack_install(house: In<'_>, pack: Option<String>, source: PackSourceDraft) -> Asked<String> {
    house.engine().await?.pack_install(pack.as_deref(), &source).await
}

#[tauri::command]
pub async fn pack_remove(house: In<'_>, pack: String) -> Asked<()> {
    house.engine().await?.pack_remove(&pack).await
}

#[tauri::command]
pub async fn threshold_curve(house: In<'_>) -> Asked<CurveView> {
    house.engine().await?.threshold_curve().await
}

#[tauri::command]
pub async fn recognition_speed(house: In<'_>) -> Asked<SpeedView> {
    house.engine().await?.recognition_speed().await
}
