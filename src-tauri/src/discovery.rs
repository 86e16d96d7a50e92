//! The window's commands about cameras that are found by themselves: each is one line that asks the engine.

use bellwatch_engine::discovery::Discovery;
use bellwatch_engine::wire::{FoundAdded, FoundAnswer, FoundAsk, FoundCameras, FoundPick, Problem};
use tauri::State;

use crate::house::House;

type Asked<T> = Result<T, Problem>;
type In<'a> = State<'a, House>;

/// One scan; the window makes as many as the answer says, and stops by making no more.
#[tauri::command]
pub async fn cameras_find(house: In<'_>, anew: bool) -> Asked<FoundCameras> {
    house.engine().await?.cameras_find(&Discovery::everywhere()?, anew).await
}

#[tauri::command]
pub async fn cameras_ask(house: In<'_>, asks: Vec<FoundAsk>) -> Asked<Vec<FoundAnswer>> {
    house.engine().await?.cameras_ask(asks).await
}

#[tauri::command]
pub async fn cameras_found_add(house: In<'_>, picks: Vec<FoundPick>) -> Asked<FoundAdded> {
    house.engine().await?.cameras_found_add(&picks).await
}

#[tauri::command]
pub async fn cameras_found_forget(house: In<'_>) -> Asked<()> {
    house.engine().await?.cameras_found_forget().await;
    Ok(())
}
