//! The window's commands about attendance and review: each is one line that asks the engine.

use bellwatch_domain::{OccurrenceId, PersonId, SightingId};
use bellwatch_engine::wire::{
    AttendanceDay, AttendanceEntryView, AttendanceQuery, AttendanceStatus, ExportForm, Problem,
    ReviewDecision, SightingDetail, SightingView,
};
use tauri::{AppHandle, State};

use crate::downloads;
use crate::house::House;

type Asked<T> = Result<T, Problem>;
type In<'a> = State<'a, House>;

#[tauri::command]
pub async fn attendance_day(house: In<'_>, date: String) -> Asked<AttendanceDay> {
    house.engine().await?.operator().attendance_day(&date).await
}

#[tauri::command]
pub async fn attendance(house: In<'_>, query: AttendanceQuery) -> Asked<Vec<AttendanceEntryView>> {
    house.engine().await?.operator().attendance(&query).await
}

#[tauri::command]
pub async fn attendance_correct(
    house: In<'_>,
    person: i64,
    occurrence: i64,
    status: AttendanceStatus,
    why: String,
) -> Asked<()> {
    let (person, occurrence) = (PersonId(person), OccurrenceId(occurrence));
    house.engine().await?.attendance_correct(person, occurrence, status, &why).await
}

#[tauri::command]
pub async fn attendance_export(
    app: AppHandle,
    house: In<'_>,
    query: AttendanceQuery,
    form: ExportForm,
) -> Asked<String> {
    house.engine().await?.operator().attendance_export(&downloads::folder(&app)?, &query, form).await
}

#[tauri::command]
pub async fn day_sign(house: In<'_>, date: String) -> Asked<()> {
    house.engine().await?.day_sign(&date).await
}

#[tauri::command]
pub async fn sightings(
    house: In<'_>,
    from_ms: i64,
    to_ms: i64,
    only_doubtful: bool,
) -> Asked<Vec<SightingView>> {
    house.engine().await?.sightings(from_ms, to_ms, only_doubtful).await
}

#[tauri::command]
pub async fn open_doubts(house: In<'_>, from_ms: i64, to_ms: i64) -> Asked<u64> {
    house.engine().await?.open_doubts(from_ms, to_ms).await
}

#[tauri::command]
pub async fn sighting_detail(house: In<'_>, sighting: i64) -> Asked<SightingDetail> {
    house.engine().await?.operator().sighting_detail(SightingId(sighting)).await
}

#[tauri::command]
pub async fn review(house: In<'_>, sighting: i64, decision: ReviewDecision) -> Asked<()> {
    house.engine().await?.review(SightingId(sighting), decision).await
}

#[tauri::command]
pub async fn privacy_report(app: AppHandle, house: In<'_>) -> Asked<String> {
    house.engine().await?.privacy_report(&downloads::folder(&app)?).await
}
