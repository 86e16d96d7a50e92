//! The window's commands about the bell: each is one line that asks the engine.

use bellwatch_domain::{ExceptionId, ScheduleId};
use bellwatch_engine::wire::{
    BellChange, BellPreview, CalendarReport, ExceptionDraft, OccurrenceView, PlanAtView, Problem,
    ScheduleDraft, TimelineView,
};
use tauri::{AppHandle, State};

use crate::downloads;
use crate::house::House;

type Asked<T> = Result<T, Problem>;
type In<'a> = State<'a, House>;

#[tauri::command]
pub async fn schedule_save(house: In<'_>, draft: ScheduleDraft) -> Asked<i64> {
    house.engine().await?.schedule_save(&draft).await.map(|id| id.0)
}

#[tauri::command]
pub async fn schedule_remove(house: In<'_>, schedule: i64) -> Asked<()> {
    house.engine().await?.schedule_remove(ScheduleId(schedule)).await
}

#[tauri::command]
pub async fn schedule_restore(house: In<'_>, draft: ScheduleDraft, days: Vec<ExceptionDraft>) -> Asked<i64> {
    house.engine().await?.schedule_restore(&draft, &days).await.map(|id| id.0)
}

#[tauri::command]
pub async fn exception_save(house: In<'_>, draft: ExceptionDraft) -> Asked<i64> {
    house.engine().await?.exception_save(&draft).await.map(|id| id.0)
}

#[tauri::command]
pub async fn exception_remove(house: In<'_>, exception: i64) -> Asked<()> {
    house.engine().await?.exception_remove(ExceptionId(exception)).await
}

#[tauri::command]
pub async fn occurrences(
    house: In<'_>,
    first: String,
    last: String,
    change: Option<BellChange>,
) -> Asked<Vec<OccurrenceView>> {
    house.engine().await?.operator().occurrences(&first, &last, change.as_ref()).await
}

#[tauri::command]
pub async fn timeline(house: In<'_>, date: String, change: Option<BellChange>) -> Asked<TimelineView> {
    house.engine().await?.operator().timeline(&date, change.as_ref()).await
}

#[tauri::command]
pub async fn bell_preview(house: In<'_>, change: BellChange) -> Asked<BellPreview> {
    house.engine().await?.operator().bell_preview(&change).await
}

#[tauri::command]
pub async fn plan_at(house: In<'_>, at_ms: i64, change: Option<BellChange>) -> Asked<PlanAtView> {
    house.engine().await?.plan_at(at_ms, change.as_ref()).await
}

#[tauri::command]
pub async fn calendar_import(house: In<'_>, text: String, dry_run: bool) -> Asked<CalendarReport> {
    house.engine().await?.calendar_import(&text, dry_run).await
}

/// Writes the plan of some days into the user's folder for downloads, beside whatever is there; answers where.
#[tauri::command]
pub async fn calendar_save(app: AppHandle, house: In<'_>, first: String, days: u32) -> Asked<String> {
    house.engine().await?.operator().calendar_save(&downloads::folder(&app)?, &first, days).await
}

#[tauri::command]
pub async fn sample_week(house: In<'_>) -> Asked<ScheduleDraft> {
    house.engine().await?.operator().sample_week().await
}
