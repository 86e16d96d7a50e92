//! The window's commands: each is one line that asks the engine.

use std::time::Duration;

use bellwatch_domain::{CameraId, ProfileId, RunnerKey};
use bellwatch_engine::wire::{
    CameraChoice, CameraDetail, CameraDraft, CloseAnswer, CloseQuestion, CommandChange, KnobValue, Message,
    PauseChange, PauseDraft, Problem, ProfileDraft, RemovalPreview, RunnerChoice, TestReport, View,
};
use tauri::ipc::{Channel, Invoke};
use tauri::{AppHandle, State, Wry};

use crate::attendance;
use crate::autostart;
use crate::backups;
use crate::bell;
use crate::camera_list;
use crate::clips;
use crate::discovery;
use crate::house::House;
use crate::people;
use crate::recognition;
use crate::system;
use crate::tongue::Tongue;
use crate::unknown;
use crate::watching::Watching;
use crate::window::{self, Presence};

type Asked<T> = Result<T, Problem>;
type In<'a> = State<'a, House>;

/// Every command, for the app's builder.
pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        hear_closing,
        answer_closing,
        hear_asking,
        answer_asking,
        speak_english,
        autostart_state,
        autostart_set,
        watch,
        unwatch,
        engine_try_again,
        fresh_view,
        look,
        camera_add,
        camera_edit,
        camera_removal,
        camera_remove,
        camera_restore,
        camera_list::camera_list_import,
        camera_list::camera_list_undo,
        camera_list::camera_list_export,
        discovery::cameras_find,
        discovery::cameras_ask,
        discovery::cameras_found_add,
        discovery::cameras_found_forget,
        camera_test,
        camera_detail,
        camera_set_enabled,
        pause,
        resume,
        undo_pauses,
        try_again,
        enforce_now,
        profile_preview,
        profile_add,
        profile_edit,
        profile_removal,
        profile_remove,
        site_edit,
        add_demo_cameras,
        backups::backups,
        backups::backup_make,
        backups::backup_rehearse,
        backups::backup_restore,
        backups::backup_restored,
        backups::config_export,
        backups::config_import,
        backups::diagnostics,
        bell::schedule_save,
        bell::schedule_remove,
        bell::schedule_restore,
        bell::exception_save,
        bell::exception_remove,
        bell::occurrences,
        bell::timeline,
        bell::bell_preview,
        bell::plan_at,
        bell::calendar_import,
        bell::calendar_save,
        bell::sample_week,
        people::people,
        people::person,
        people::person_save,
        people::people_set_active,
        people::consent_give,
        people::consent_withdraw,
        people::person_erase,
        people::people_import,
        people::enrol_file,
        people::enrol_from_camera,
        people::enrol_from_sighting,
        people::photo_remove,
        people::alike,
        people::pair_veto,
        people::people_report,
        people::personal_export,
        unknown::unknown_start,
        unknown::unknown_stop,
        unknown::unknown_faces,
        unknown::unknown_dismiss,
        unknown::unknown_delete_all,
        unknown::enrol_unknown,
        clips::clips,
        clips::clip_film,
        clips::clip_save,
        clips::clip_delete,
        attendance::attendance_day,
        attendance::attendance,
        attendance::attendance_correct,
        attendance::attendance_export,
        attendance::day_sign,
        attendance::sightings,
        attendance::open_doubts,
        attendance::sighting_detail,
        attendance::review,
        attendance::privacy_report,
        system::look_at_gauges,
        system::gauge_history,
        system::forecast,
        system::said,
        system::runs,
        system::events,
        system::events_save,
        recognition::packs,
        recognition::pack_install,
        recognition::pack_remove,
        recognition::threshold_curve,
        recognition::recognition_speed,
    ]
}

/// Sends a question whenever closing the window is to be asked about; the newest listener alone gets it.
#[tauri::command]
fn hear_closing(presence: State<'_, Presence>, channel: Channel<CloseQuestion>) {
    presence.hear(channel);
}

/// Does what was answered to the question that was asked last.
#[tauri::command]
fn answer_closing(app: AppHandle, answer: CloseAnswer) {
    window::answer(&app, answer);
}

/// Asks a page that does not speak English what it says for the shell's own texts; the newest page alone is asked.
#[tauri::command]
fn hear_asking(tongue: State<'_, Tongue>, channel: Channel<String>) {
    tongue.hear(Some(channel));
}

/// What the page says for a text that it was asked for.
#[tauri::command]
fn answer_asking(tongue: State<'_, Tongue>, english: String, said: String) {
    tongue.learn(english, said);
}

/// The page speaks English, as the shell does.
#[tauri::command]
fn speak_english(tongue: State<'_, Tongue>) {
    tongue.hear(None);
}

#[tauri::command]
fn autostart_state(app: AppHandle) -> Asked<bool> {
    autostart::state(&app)
}

#[tauri::command]
fn autostart_set(app: AppHandle, on: bool) -> Asked<()> {
    autostart::set(&app, on)
}

/// Sends the View and then every change, to this channel alone, until `unwatch` or until the window is gone.
#[tauri::command]
async fn watch(house: In<'_>, watching: State<'_, Watching>, channel: Channel<Message>) -> Asked<()> {
    let engine = house.engine().await?;
    let mut watcher = engine.watch();
    let replaced = house.replaced(&engine);
    watching.begin(async move {
        let told = async {
            while let Some(message) = watcher.next().await {
                if channel.send(message).is_err() {
                    break;
                }
            }
        };
        tokio::select! {
            () = told => {}
            () = replaced => {}
        }
    });
    Ok(())
}

/// Sends nothing any more: nobody sees the window.
#[tauri::command]
fn unwatch(watching: State<'_, Watching>) {
    watching.end();
}

/// Starts the engine once more if it could not start; `watch` then says how that went.
#[tauri::command]
fn engine_try_again(house: In<'_>) {
    house.try_again();
}

#[tauri::command]
async fn fresh_view(house: In<'_>) -> Asked<View> {
    Ok(house.engine().await?.view())
}

#[tauri::command]
async fn look(house: In<'_>, runners: Vec<RunnerChoice>, every_ms: u32) -> Asked<()> {
    let key = |at: &RunnerChoice| RunnerKey { camera: CameraId(at.camera), profile: ProfileId(at.profile) };
    house.engine().await?.look(runners.iter().map(key).collect(), Duration::from_millis(every_ms.into()));
    Ok(())
}

#[tauri::command]
async fn camera_add(house: In<'_>, draft: CameraDraft) -> Asked<i64> {
    house.engine().await?.camera_add(&draft).await.map(|id| id.0)
}

#[tauri::command]
async fn camera_edit(house: In<'_>, camera: i64, draft: CameraDraft) -> Asked<()> {
    house.engine().await?.camera_edit(CameraId(camera), &draft).await
}

#[tauri::command]
async fn camera_removal(house: In<'_>, camera: i64) -> Asked<RemovalPreview> {
    house.engine().await?.operator().camera_removal(CameraId(camera)).await
}

#[tauri::command]
async fn camera_remove(house: In<'_>, camera: i64) -> Asked<()> {
    house.engine().await?.camera_remove(CameraId(camera)).await
}

#[tauri::command]
async fn camera_restore(house: In<'_>, camera: i64) -> Asked<()> {
    house.engine().await?.camera_restore(CameraId(camera)).await
}

#[tauri::command]
async fn camera_test(house: In<'_>, camera: Option<i64>, draft: CameraDraft) -> Asked<TestReport> {
    house.engine().await?.camera_test(camera.map(CameraId), &draft).await
}

#[tauri::command]
async fn camera_detail(house: In<'_>, camera: i64) -> Asked<CameraDetail> {
    house.engine().await?.camera_detail(CameraId(camera)).await
}

#[tauri::command]
async fn camera_set_enabled(house: In<'_>, camera: i64, on: bool) -> Asked<()> {
    house.engine().await?.camera_set_enabled(CameraId(camera), on).await
}

#[tauri::command]
async fn pause(house: In<'_>, choice: CameraChoice, pause: PauseDraft) -> Asked<Vec<PauseChange>> {
    house.engine().await?.pause(&choice, pause).await
}

#[tauri::command]
async fn resume(house: In<'_>, choice: CameraChoice) -> Asked<Vec<PauseChange>> {
    house.engine().await?.resume(&choice).await
}

#[tauri::command]
async fn undo_pauses(house: In<'_>, changes: Vec<PauseChange>) -> Asked<()> {
    house.engine().await?.undo_pauses(&changes).await
}

#[tauri::command]
async fn try_again(house: In<'_>, camera: i64) -> Asked<()> {
    house.engine().await?.try_again(CameraId(camera)).await
}

#[tauri::command]
async fn enforce_now(house: In<'_>) -> Asked<()> {
    house.engine().await?.enforce_now().await
}

#[tauri::command]
async fn profile_preview(
    house: In<'_>,
    profile: Option<i64>,
    draft: ProfileDraft,
) -> Asked<Vec<CommandChange>> {
    house.engine().await?.profile_preview(profile.map(ProfileId), &draft).await
}

#[tauri::command]
async fn profile_add(house: In<'_>, draft: ProfileDraft) -> Asked<i64> {
    house.engine().await?.profile_add(&draft).await.map(|id| id.0)
}

#[tauri::command]
async fn profile_edit(house: In<'_>, profile: i64, draft: ProfileDraft) -> Asked<()> {
    house.engine().await?.profile_edit(ProfileId(profile), &draft).await
}

#[tauri::command]
async fn profile_removal(house: In<'_>, profile: i64) -> Asked<RemovalPreview> {
    house.engine().await?.operator().profile_removal(ProfileId(profile)).await
}

#[tauri::command]
async fn profile_remove(house: In<'_>, profile: i64) -> Asked<()> {
    house.engine().await?.profile_remove(ProfileId(profile)).await
}

#[tauri::command]
async fn site_edit(house: In<'_>, values: Vec<KnobValue>) -> Asked<()> {
    house.engine().await?.site_edit(&values).await
}

#[tauri::command]
async fn add_demo_cameras(house: In<'_>) -> Asked<()> {
    house.engine().await?.add_demo_cameras().await
}
