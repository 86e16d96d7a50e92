//! The System screen's commands: each is one line that asks the engine.

use bellwatch_engine::wire::{
    EventQuery, EventsView, ForecastView, GaugeHistoryView, GaugeSpan, Problem, RunsView, SaidView,
};
use tauri::{AppHandle, State};

use crate::downloads;
use crate::house::House;

type Asked<T> = Result<T, Problem>;
type In<'a> = State<'a, House>;

#[tauri::command]
pub async fn look_at_gauges(house: In<'_>, on: bool) -> Asked<()> {
    house.engine().await?.look_at_gauges(on);
    Ok(())
}

#[tauri::command]
pub async fn gauge_history(house: In<'_>, span: GaugeSpan) -> Asked<GaugeHistoryView> {
    house.engine().await?.gauge_history(span).await
}

#[tauri::command]
pub async fn forecast(house: In<'_>) -> Asked<ForecastView> {
    house.engine().await?.forecast().await
}

#[tauri::command]
pub async fn said(house: In<'_>, after: u64) -> Asked<Vec<SaidView>> {
    Ok(house.engine().await?.said(after))
}

#[tauri::command]
pub async fn runs(house: In<'_>) -> Asked<RunsView> {
    house.engine().await?.operator().runs().await
}

#[tauri::command]
pub async fn events(house: In<'_>, query: EventQuery) -> Asked<EventsView> {
    house.engine().await?.operator().events(&query).await
}

#[tauri::command]
pub async fn events_save(app: AppHandle, house: In<'_>, query: EventQuery) -> Asked<String> {
    house.engine().await?.operator().events_save(&downloads::folder(&app)?, &query).await
}
