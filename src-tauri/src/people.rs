//! The window's commands about people, their consents and their photos: each is one line that asks the engine.

use bellwatch_domain::PersonId;
use bellwatch_engine::wire::{
    AlikeView, CertificateView, ConsentView, ImportReport, PersonDetail, PersonDraft, PersonView,
    PhotoReport, Problem,
};
use tauri::ipc::Request;
use tauri::{AppHandle, State};

use crate::downloads;
use crate::house::House;
use crate::sent::Sent;

type Asked<T> = Result<T, Problem>;
type In<'a> = State<'a, House>;

#[tauri::command]
pub async fn people(house: In<'_>) -> Asked<Vec<PersonView>> {
    house.engine().await?.people().await
}

#[tauri::command]
pub async fn person(house: In<'_>, person: i64) -> Asked<PersonDetail> {
    house.engine().await?.person(person).await
}

#[tauri::command]
pub async fn person_save(house: In<'_>, draft: PersonDraft) -> Asked<i64> {
    house.engine().await?.person_save(&draft).await
}

#[tauri::command]
pub async fn people_set_active(house: In<'_>, people: Vec<i64>, on: bool) -> Asked<()> {
    house.engine().await?.people_set_active(&people, on).await
}

#[tauri::command]
pub async fn consent_give(house: In<'_>, people: Vec<i64>, consent: ConsentView) -> Asked<()> {
    house.engine().await?.consent_give(&people, &consent).await
}

#[tauri::command]
pub async fn consent_withdraw(house: In<'_>, person: i64) -> Asked<CertificateView> {
    house.engine().await?.consent_withdraw(person).await
}

#[tauri::command]
pub async fn person_erase(house: In<'_>, person: i64) -> Asked<CertificateView> {
    house.engine().await?.person_erase(person).await
}

/// The file's bytes are the body; its name, and whether it is only looked at, are headers.
#[tauri::command]
pub async fn people_import(house: In<'_>, request: Request<'_>) -> Asked<ImportReport> {
    let file = Sent::read(&request)?;
    let dry_run = file.said("dry-run")?.unwrap_or(true);
    house.engine().await?.people_import(&file.name, file.bytes, dry_run).await
}

/// The file's bytes are the body; its name, and whose photo it is where that is known, are headers.
#[tauri::command]
pub async fn enrol_file(house: In<'_>, request: Request<'_>) -> Asked<Vec<PhotoReport>> {
    let file = Sent::read(&request)?;
    let person = file.said("person")?;
    house.engine().await?.enrol_file(&file.name, file.bytes.to_vec(), person).await
}

#[tauri::command]
pub async fn enrol_from_camera(house: In<'_>, person: i64, camera: i64, profile: i64) -> Asked<PhotoReport> {
    house.engine().await?.enrol_from_camera(person, camera, profile).await
}

#[tauri::command]
pub async fn enrol_from_sighting(house: In<'_>, sighting: i64) -> Asked<PhotoReport> {
    house.engine().await?.enrol_from_sighting(sighting).await
}

#[tauri::command]
pub async fn photo_remove(house: In<'_>, photo: i64) -> Asked<()> {
    house.engine().await?.photo_remove(photo).await
}

#[tauri::command]
pub async fn alike(house: In<'_>) -> Asked<Vec<AlikeView>> {
    house.engine().await?.alike().await
}

#[tauri::command]
pub async fn pair_veto(house: In<'_>, a: i64, b: i64, is_vetoed: bool) -> Asked<()> {
    house.engine().await?.pair_veto(a, b, is_vetoed).await
}

#[tauri::command]
pub async fn people_report(app: AppHandle, house: In<'_>) -> Asked<String> {
    house.engine().await?.people_report(&downloads::folder(&app)?, None).await
}

#[tauri::command]
pub async fn personal_export(app: AppHandle, house: In<'_>, person: i64) -> Asked<String> {
    house.engine().await?.operator().personal_export(&downloads::folder(&app)?, PersonId(person)).await
}
