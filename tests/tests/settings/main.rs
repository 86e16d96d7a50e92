//! Each setting of the site has a reader: it is changed here, and what is done is seen to change with it.

mod backing;
mod keeping;
mod recognising;
mod running;
mod said;
mod sharing;
mod telling;

use std::collections::BTreeSet;
use std::time::Duration;

use bellwatch_domain::CameraId;
use bellwatch_domain::knobs::SETTINGS;
use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::KnobValue;
use chrono::{DateTime, Utc};
use journeys::house::{Failed, House, draft};

/// For what the engine does at once, on a machine that does other things too.
const DONE_WITHIN: Duration = Duration::from_secs(20);

/// A test of this binary.
type Proof = fn() -> Result<(), Failed>;

/// Each setting with the test that changes it.
const PROOFS: &[(&str, Proof)] = &[
    ("name", said::a_calendar_that_goes_out_bears_the_sites_name),
    ("time_zone", said::tomorrow_begins_in_the_sites_zone),
    ("tomorrow_hour", said::until_tomorrow_ends_at_the_sites_hour),
    ("weekend", said::a_week_to_start_from_leaves_the_weekend_out),
    ("pre_bell", telling::the_check_before_the_bell_is_as_early_as_the_site_says),
    ("notify_down", telling::a_camera_is_told_of_after_the_sites_minutes),
    ("notify_shared", telling::a_shared_failure_is_told_of_unless_that_is_off),
    ("notify_engine", telling::trouble_of_the_engine_is_told_of_unless_that_is_off),
    ("notify_pre_bell", telling::what_the_check_found_is_told_unless_that_is_off),
    ("quiet_hours", telling::nothing_is_told_in_quiet_hours),
    ("tick", running::the_enforcer_looks_as_often_as_the_site_says),
    ("max_starting", running::no_more_cameras_start_at_once_than_the_site_allows),
    ("max_fps", running::no_camera_is_looked_at_oftener_than_the_site_allows),
    ("det_set_max", recognising::no_picture_is_searched_larger_than_the_site_allows),
    ("fps_budget", sharing::all_cameras_together_are_looked_at_as_often_as_the_site_says),
    ("max_decoders", sharing::no_more_cameras_run_at_once_than_the_site_allows),
    ("gpu_target", sharing::a_gpu_that_is_used_more_than_the_site_wants_is_relieved),
    ("nice", running::a_child_is_as_nice_as_the_site_says),
    ("cpu_affinity", running::a_child_has_the_cores_that_the_site_says),
    ("keep_history", keeping::runs_are_kept_for_the_sites_days),
    ("keep_events", keeping::events_are_kept_for_the_sites_days),
    ("keep_snapshots", keeping::snapshots_are_kept_for_the_sites_days),
    ("snapshots_max_mib", keeping::snapshots_take_no_more_than_the_sites_space),
    ("pack", recognising::the_chosen_pack_is_put_to_work_and_none_is_not),
    ("provider", recognising::models_compute_on_what_the_site_says),
    ("recognition_threads", recognising::models_take_the_threads_that_the_site_says),
    ("gpu_memory_mb", recognising::models_take_the_graphics_memory_that_the_site_says),
    ("votes", recognising::a_sighting_needs_the_sites_votes),
    ("match_margin", recognising::two_people_nearer_than_the_sites_margin_go_to_a_hand),
    ("false_accepts_per_day", recognising::fewer_false_accepts_raise_the_threshold),
    ("evidence", recognising::pictures_of_sightings_are_kept_by_the_sites_policy),
    ("keep_crops_days", keeping::pictures_of_sightings_are_kept_for_the_sites_days),
    ("keep_sightings_days", keeping::sightings_are_kept_for_the_sites_days),
    ("keep_attendance_days", keeping::attendance_is_kept_for_the_sites_days),
    ("keep_clips_days", keeping::clips_are_kept_for_the_sites_days),
    ("clips_max_mib", keeping::clips_take_no_more_than_the_sites_space),
    ("clip_cooldown", keeping::a_camera_rests_between_two_clips_as_long_as_the_site_says),
    ("keep_unknown_hours", keeping::unknown_faces_are_kept_for_the_sites_hours),
    ("backup_hour", backing::the_backup_is_made_after_the_sites_hour_and_late_where_it_was_missed),
    ("backup_folder", backing::backups_go_to_the_sites_folder_and_a_failure_is_said),
    ("keep_backups", backing::so_many_backups_are_kept_as_the_site_says),
];

#[test]
fn every_setting_has_a_test_of_what_it_changes() {
    let proved: BTreeSet<&str> = PROOFS.iter().map(|(key, _)| *key).collect();
    let settings: BTreeSet<&str> = SETTINGS.iter().map(|setting| setting.key).collect();
    assert_eq!(proved, settings, "left: what has a test above, right: what there is");
}

/// An engine by a clock that is turned.
struct Site {
    house: House,
    clock: Clock,
    start: DateTime<Utc>,
    folder: tempfile::TempDir,
}

impl Site {
    /// At 10:00 UTC of a Monday.
    async fn open() -> Result<Site, Failed> {
        Site::open_at("2026-11-23T10:00:00Z").await
    }

    async fn open_at(start: &str) -> Result<Site, Failed> {
        let start: DateTime<Utc> = start.parse()?;
        let clock = Clock::turned(start);
        let folder = tempfile::tempdir()?;
        let house = House::open_at(folder.path(), clock.clone()).await?;
        Ok(Site { house, clock, start, folder })
    }

    async fn set(&self, key: &str, value: &str) -> Result<(), Failed> {
        let values = [KnobValue { key: key.to_owned(), value: value.to_owned() }];
        self.house.engine.site_edit(&values).await.map_err(failed)
    }

    /// A camera that never runs.
    async fn switched_off(&self) -> Result<CameraId, Failed> {
        let mut camera = draft("Gate", "demo:gate", None);
        camera.enabled = false;
        self.house.engine.camera_add(&camera).await.map_err(failed)
    }

    /// Turns the clock to so long after the start and waits until the enforcer has carried its tick out.
    async fn tick_at(&self, since_start: Duration) -> Result<(), Failed> {
        let at = self.start + since_start;
        self.clock.turn_to(at);
        self.house
            .until("the tick is carried out", DONE_WITHIN, |view| {
                (view.engine.last_ok_ms == Some(at.timestamp_millis())).then_some(())
            })
            .await
    }
}

fn failed(problem: bellwatch_engine::wire::Problem) -> Failed {
    problem.message.into()
}
