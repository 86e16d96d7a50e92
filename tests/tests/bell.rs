//! The bell with real cameras and a clock that is turned: school days, holidays, nights, pauses, and clocks that jump.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

use std::time::{Duration, Instant};

use bellwatch_domain::CameraId;
use bellwatch_engine::clock::Clock;
use bellwatch_engine::hub::Watcher;
use bellwatch_engine::wire::{
    BellChange, CameraChoice, CameraDraft, DrivesChoice, ExceptionChoice, ExceptionDraft, KnobValue, Message,
    NoticeKindView, NoticeView, PauseDraft, PeriodDraft, ProfileDraft, RestReason, RunnerState,
    ScheduleDraft, View, What,
};
use chrono::{DateTime, Utc};
use journeys::cameras::{Auth, Camera, Clip, Faults, Login};
use journeys::house::{Failed, House, draft, runner};

/// For a first picture, on a machine that does other things too.
const RUNS_WITHIN: Duration = Duration::from_secs(20);
/// From the boundary to the spawn, and to the end of the child.
const STARTS_WITHIN: Duration = Duration::from_secs(1);
const STOPS_WITHIN: Duration = Duration::from_secs(2);

/// A school with one real camera, no "All day", and a clock that is turned.
struct School {
    house: House,
    clock: Clock,
    camera: CameraId,
    _real: Camera,
    _folder: tempfile::TempDir,
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn failed(problem: bellwatch_engine::wire::Problem) -> Failed {
    problem.message.into()
}

fn period(name: &str, start: &str, end: &str, weekdays: &[u8]) -> PeriodDraft {
    PeriodDraft {
        id: None,
        name: name.to_owned(),
        start: start.to_owned(),
        end: end.to_owned(),
        weekdays: weekdays.to_vec(),
        early_grace_min: 0,
        late_grace_min: 0,
        late_after_min: 10,
        profile: None,
        only: None,
        expects: Vec::new(),
    }
}

/// The setting of the check before the bell.
fn check_minutes(minutes: &str) -> KnobValue {
    KnobValue { key: "pre_bell".to_owned(), value: minutes.to_owned() }
}

const EVERY_DAY: [u8; 7] = [1, 2, 3, 4, 5, 6, 7];

/// The next notice; `None` when the engine ends.
async fn next_notice(watcher: &mut Watcher) -> Option<NoticeView> {
    loop {
        let Message::Changes { changes } = watcher.next().await? else { continue };
        let notice = changes.into_iter().find_map(|change| match change.what {
            What::Notice { notice } => Some(notice),
            _ => None,
        });
        if notice.is_some() {
            return notice;
        }
    }
}

impl School {
    async fn open(zone: &str, now: &str, periods: Vec<PeriodDraft>) -> Result<School, Failed> {
        let real = Camera::start(Clip::Small).await?;
        let clock = Clock::turned(at(now));
        let folder = tempfile::tempdir()?;
        let house = House::open_at(folder.path(), clock.clone()).await?;
        let set = |key: &str, value: &str| KnobValue { key: key.to_owned(), value: value.to_owned() };
        // The check before the bell has its own journey; here it would start and stop children of its own.
        let values = [set("time_zone", zone), set("pre_bell", "off")];
        house.engine.site_edit(&values).await.map_err(failed)?;
        let all_day = house.engine.view().bells.schedules[0].id;
        let week = ScheduleDraft {
            id: Some(all_day),
            name: "School week".to_owned(),
            enabled: true,
            drives: DrivesChoice::All,
            periods,
        };
        house.engine.schedule_save(&week).await.map_err(failed)?;
        // What "All day" had begun when the engine started stays as it was until its schedule goes.
        house.engine.schedule_remove(bellwatch_domain::ScheduleId(all_day)).await.map_err(failed)?;
        house.engine.schedule_save(&ScheduleDraft { id: None, ..week }).await.map_err(failed)?;
        let camera = house.add("Gate", &real.address(), None).await?;
        Ok(School { house, clock, camera, _real: real, _folder: folder })
    }

    async fn except(&self, name: &str, date: &str, kind: ExceptionChoice) -> Result<(), Failed> {
        let draft = ExceptionDraft {
            id: None,
            name: name.to_owned(),
            first: date.to_owned(),
            last: date.to_owned(),
            kind,
            schedule: None,
        };
        self.house.engine.exception_save(&draft).await.map(drop).map_err(failed)
    }

    fn turn(&self, now: &str) -> Instant {
        assert!(self.clock.turn_to(at(now)));
        Instant::now()
    }

    /// The machine sleeps, or its clock is set forward: nobody who waits for an instant is woken.
    fn sleep(&self, hours: i64) {
        assert!(self.clock.jump_by(chrono::Duration::hours(hours)));
    }

    /// Whether the camera starts or runs.
    fn is_up(&self, view: &View) -> Option<()> {
        let state = &runner(view, self.camera)?.state;
        matches!(state, RunnerState::Starting { .. } | RunnerState::Running { .. }).then_some(())
    }

    /// Turns the clock to a millisecond before, sees that nothing happens, and then to the instant: it starts.
    async fn starts_at(&self, boundary: &str) -> Result<(), Failed> {
        self.clock.turn_to(at(boundary) - chrono::Duration::milliseconds(1));
        self.looked().await?;
        assert!(self.house.pid(self.camera).is_none(), "it runs before {boundary}");
        let turned = self.turn(boundary);
        self.house.until(&format!("it starts at {boundary}"), STARTS_WITHIN, |view| self.is_up(view)).await?;
        println!("started {} ms after {boundary}", turned.elapsed().as_millis());
        self.house.until_running(self.camera, RUNS_WITHIN).await.map(drop)
    }

    /// Likewise: it runs until the last millisecond, and its child ends soon after the boundary.
    async fn stops_at(&self, boundary: &str) -> Result<(), Failed> {
        self.clock.turn_to(at(boundary) - chrono::Duration::milliseconds(1));
        self.looked().await?;
        assert!(self.house.pid(self.camera).is_some(), "it rests before {boundary}");
        let turned = self.turn(boundary);
        let rests = |view: &View| {
            let runner = runner(view, self.camera)?;
            matches!(runner.state, RunnerState::Resting { .. }).then_some(())
        };
        self.house.until(&format!("it stops at {boundary}"), STOPS_WITHIN, rests).await?;
        println!("stopped {} ms after {boundary}", turned.elapsed().as_millis());
        Ok(())
    }

    /// Returns when the enforcer has looked at what the clock now says.
    async fn looked(&self) -> Result<(), Failed> {
        self.house.engine.plan_at(self.clock.now().timestamp_millis(), None).await.map(drop).map_err(failed)
    }

    /// Why it rests, until when, and in which words.
    async fn rests(&self, why: RestReason, until: Option<&str>) -> Result<String, Failed> {
        let until_wanted = until.map(|until| at(until).timestamp_millis());
        let seen = |view: &View| match &runner(view, self.camera)?.state {
            RunnerState::Resting { why: shown, sentence, until_ms }
                if *shown == why && *until_ms == until_wanted =>
            {
                Some(sentence.clone())
            }
            _ => None,
        };
        self.house.until(&format!("it rests: {why:?} until {until:?}"), STOPS_WITHIN, seen).await
    }

    fn events(&self) -> Vec<String> {
        self.house.engine.view().events.into_iter().map(|event| event.sentence).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_school_day_from_six_to_six() -> Result<(), Failed> {
    let periods = vec![
        period("Period 1", "08:00", "08:45", &[1, 2, 3, 4, 7]),
        period("Period 2", "08:50", "09:35", &[1, 2, 3, 4, 7]),
        period("Period 3", "09:35", "10:20", &[1, 2, 3, 4, 7]),
        period("Afternoon", "14:00", "16:30", &[1, 2, 3, 4, 7]),
    ];
    // A Sunday, which is a school day in Baghdad; three hours ahead of UTC.
    let school = School::open("Asia/Baghdad", "2026-11-22T03:00:00Z", periods).await?;
    let sentence = school.rests(RestReason::OutsidePeriods, Some("2026-11-22T05:00:00Z")).await?;
    assert_eq!(sentence, "Outside its periods until 08:00.");
    let next = school.house.engine.view().engine.next_bell.expect("a next bell");
    assert_eq!(
        (next.at_ms, next.sentence.as_str()),
        (at("2026-11-22T05:00:00Z").timestamp_millis(), "1 camera starts")
    );
    school.starts_at("2026-11-22T05:00:00Z").await?;
    let because = school.house.runner(school.camera).and_then(|runner| runner.because);
    assert_eq!(because.as_deref(), Some("For Period 1, until 08:45."));
    school.stops_at("2026-11-22T05:45:00Z").await?;
    school.starts_at("2026-11-22T05:50:00Z").await?;
    let pid = school.house.pid(school.camera);
    // Period 2 ends as period 3 begins: one run goes on.
    school.turn("2026-11-22T06:35:00Z");
    let third = |view: &View| {
        let because = runner(view, school.camera)?.because.clone()?;
        because.contains("Period 3").then_some(())
    };
    school.house.until("it runs for period 3", STARTS_WITHIN, third).await?;
    assert_eq!(school.house.pid(school.camera), pid, "the same child");
    school.stops_at("2026-11-22T07:20:00Z").await?;
    school.starts_at("2026-11-22T11:00:00Z").await?;
    school.stops_at("2026-11-22T13:30:00Z").await?;
    school.turn("2026-11-22T15:00:00Z");
    school.rests(RestReason::OutsidePeriods, Some("2026-11-23T05:00:00Z")).await?;
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_holiday_has_its_name_and_a_shifted_day_another_days_bells() -> Result<(), Failed> {
    let school =
        School::open("UTC", "2026-11-23T07:00:00Z", vec![period("Period 1", "08:00", "08:45", &[1, 2])])
            .await?;
    school.except("Founders' day", "2026-11-23", ExceptionChoice::Off).await?;
    let sentence = school.rests(RestReason::Exception, Some("2026-11-24T08:00:00Z")).await?;
    assert_eq!(sentence, "Founders' day, until Tuesday 24 November, 08:00.");
    school.turn("2026-11-23T08:10:00Z");
    school.rests(RestReason::Exception, Some("2026-11-24T08:00:00Z")).await?;
    school.except("Moved Monday", "2026-11-25", ExceptionChoice::Shift { to: 1 }).await?;
    school.turn("2026-11-25T00:00:00Z");
    school.starts_at("2026-11-25T08:00:00Z").await?;
    school.stops_at("2026-11-25T08:45:00Z").await?;
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_goes_over_midnight_and_over_the_change_of_clocks() -> Result<(), Failed> {
    let night = vec![period("Night", "22:00", "06:00", &[6])];
    let school = School::open("Europe/Berlin", "2026-10-24T12:00:00Z", night).await?;
    school.starts_at("2026-10-24T20:00:00Z").await?;
    let pid = school.house.pid(school.camera);
    for hour in
        ["2026-10-24T22:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T04:00:00Z"]
    {
        school.turn(hour);
        school.looked().await?;
        assert_eq!(school.house.pid(school.camera), pid, "one run through the night, at {hour}");
    }
    // 06:00 of winter time: nine hours after 22:00 of summer time.
    school.stops_at("2026-10-25T05:00:00Z").await?;
    school.rests(RestReason::OutsidePeriods, Some("2026-10-31T21:00:00Z")).await?;
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_until_tomorrow_ends_at_eight_across_the_change_of_clocks() -> Result<(), Failed> {
    let always = vec![period("All day", "00:00", "00:00", &EVERY_DAY)];
    let school = School::open("Europe/Berlin", "2026-03-28T12:00:00Z", always).await?;
    school.house.until_running(school.camera, RUNS_WITHIN).await?;
    school.house.engine.pause(&CameraChoice::All, PauseDraft::Tomorrow).await.map_err(failed)?;
    // 08:00 of summer time is 06:00 UTC; yesterday it would have been 07:00.
    school.rests(RestReason::Paused, Some("2026-03-29T06:00:00Z")).await?;
    school.house.engine.pause(&CameraChoice::All, PauseDraft::HalfHour).await.map_err(failed)?;
    school.rests(RestReason::Paused, Some("2026-03-29T06:00:00Z")).await?;
    school.turn("2026-03-29T05:00:00Z");
    school.rests(RestReason::Paused, Some("2026-03-29T06:00:00Z")).await?;
    school.starts_at("2026-03-29T06:00:00Z").await?;
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hours_of_sleep_lead_to_the_right_plan_at_once() -> Result<(), Failed> {
    let periods = vec![
        period("Period 1", "08:00", "08:45", &EVERY_DAY),
        period("Period 2", "11:00", "12:00", &EVERY_DAY),
    ];
    let school = School::open("UTC", "2026-11-23T07:00:00Z", periods).await?;
    school.starts_at("2026-11-23T08:00:00Z").await?;
    // Asleep from 08:20 to 11:20: in the middle of the one period, and of the other.
    school.turn("2026-11-23T08:20:00Z");
    school.sleep(3);
    let because = |view: &View| runner(view, school.camera)?.because.clone();
    let second = |view: &View| because(view)?.starts_with("For Period 2").then_some(());
    school.house.until("it runs for period 2", STOPS_WITHIN, second).await?;
    school.house.until_running(school.camera, RUNS_WITHIN).await?;
    let told = "This machine's clock went forward by 3 h 0 min: it was set, or the machine slept.";
    let says = |view: &View| view.events.iter().any(|event| event.sentence == told).then_some(());
    school.house.until("the event tells it", STOPS_WITHIN, says).await?;
    // Until 14:30: the period is over.
    school.turn("2026-11-23T11:30:00Z");
    school.sleep(3);
    school.rests(RestReason::OutsidePeriods, Some("2026-11-24T08:00:00Z")).await?;
    // Until the middle of the next one.
    school.turn("2026-11-24T05:10:00Z");
    school.looked().await?;
    school.sleep(3);
    school.house.until("it starts", STOPS_WITHIN, |view| school.is_up(view)).await?;
    school.house.until_running(school.camera, RUNS_WITHIN).await?;
    school.stops_at("2026-11-24T08:45:00Z").await?;
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_back_or_forward_leads_to_the_right_plan_at_once() -> Result<(), Failed> {
    let periods = vec![period("Period 2", "11:00", "12:00", &EVERY_DAY)];
    let school = School::open("UTC", "2026-11-23T10:00:00Z", periods).await?;
    school.starts_at("2026-11-23T11:00:00Z").await?;
    // The clock was an hour ahead: it is 10:30 in truth, and the bell has not rung.
    school.turn("2026-11-23T11:30:00Z");
    school.turn("2026-11-23T10:30:00Z");
    school.rests(RestReason::OutsidePeriods, Some("2026-11-23T11:00:00Z")).await?;
    let told = |view: &View| {
        view.events.iter().any(|event| event.sentence.contains("set back by 1 h 0 min")).then_some(())
    };
    school.house.until("the event tells it", STOPS_WITHIN, told).await?;
    // And an hour behind: it is 11:30.
    school.sleep(1);
    school.house.until("it starts", STOPS_WITHIN, |view| school.is_up(view)).await?;
    school.house.until_running(school.camera, RUNS_WITHIN).await?;
    school.stops_at("2026-11-23T12:00:00Z").await?;
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_jump_of_the_systems_own_clock_is_noticed_too() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let clock = Clock::system_with_offset();
    let house = House::open_at(folder.path(), clock.clone()).await?;
    for (hours, told) in [(3, "went forward by 3 h 0 min"), (-3, "set back by 3 h 0 min")] {
        assert!(clock.jump_by(chrono::Duration::hours(hours)));
        let says = |view: &View| view.events.iter().any(|event| event.sentence.contains(told)).then_some(());
        house.until(told, STOPS_WITHIN, says).await?;
    }
    let view = house.engine.view();
    let jumps = view.events.iter().filter(|event| event.kind == "clock").count();
    assert_eq!(jumps, 2, "time that merely went by is no jump");
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_is_made_again_when_the_clock_is_set_back_before_its_time() -> Result<(), Failed> {
    let first = period("Period 1", "08:00", "08:45", &EVERY_DAY);
    let school = School::open("UTC", "2026-11-23T07:40:00Z", vec![first]).await?;
    school.house.engine.site_edit(&[check_minutes("10")]).await.map_err(failed)?;
    let ready = "All 1 camera is ready for Period 1.";
    let times = |view: &View| view.events.iter().filter(|event| event.sentence == ready).count();
    let checked = |wanted: usize| move |view: &View| (times(view) == wanted).then_some(());
    // The first of the day is due already.
    school.house.until("the first check", RUNS_WITHIN, checked(1)).await?;
    school.turn("2026-11-23T07:50:00Z");
    school.house.until("the second", RUNS_WITHIN, checked(2)).await?;
    school.turn("2026-11-23T07:45:00Z");
    let told =
        |view: &View| view.events.iter().any(|event| event.sentence.contains("set back")).then_some(());
    school.house.until("the jump is noticed", STOPS_WITHIN, told).await?;
    school.turn("2026-11-23T07:50:00Z");
    school.house.until("it is made again", RUNS_WITHIN, checked(3)).await?;
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn periods_that_began_while_no_engine_ran_are_kept_as_they_were() -> Result<(), Failed> {
    let periods = vec![
        period("Period 1", "08:00", "08:45", &EVERY_DAY),
        period("Period 2", "09:00", "09:45", &EVERY_DAY),
        period("Period 3", "11:00", "11:45", &EVERY_DAY),
    ];
    let school = School::open("UTC", "2026-11-23T07:00:00Z", periods).await?;
    school.starts_at("2026-11-23T08:00:00Z").await?;
    let School { house, clock, _real, _folder: folder, .. } = school;
    house.close().await;
    // Off from the first period of Monday until after the second of Tuesday.
    clock.turn_to(at("2026-11-24T10:00:00Z"));
    let house = House::open_at(folder.path(), clock).await?;
    // The journal writes beside the engine's start.
    let written = |days: Vec<(String, bool)>| days.into_iter().filter(|(_, begun)| *begun).count();
    let days = async || {
        let all =
            house.engine.operator().occurrences("2026-11-23", "2026-11-24", None).await.map_err(failed)?;
        let all = all.into_iter().map(|one| (format!("{} {}", one.date, one.name), one.begun));
        Ok::<Vec<(String, bool)>, Failed>(all.collect())
    };
    let deadline = Instant::now() + STOPS_WITHIN;
    while written(days().await?) < 5 && Instant::now() < deadline {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let begun: Vec<String> =
        days().await?.into_iter().filter(|(_, begun)| *begun).map(|(day, _)| day).collect();
    let wanted = [
        "2026-11-23 Period 1",
        "2026-11-23 Period 2",
        "2026-11-23 Period 3",
        "2026-11-24 Period 1",
        "2026-11-24 Period 2",
    ];
    assert_eq!(begun, wanted, "and period 3 of Tuesday is still to come");
    // History does not move when the periods are edited.
    let schedule = house.engine.view().bells.schedules[0].clone();
    let mut periods = schedule.periods.clone();
    periods[1].start = "09:30".to_owned();
    let week = ScheduleDraft {
        id: Some(schedule.id),
        name: schedule.name,
        enabled: true,
        drives: schedule.drives,
        periods,
    };
    house.engine.schedule_save(&week).await.map_err(failed)?;
    let all = house.engine.operator().occurrences("2026-11-23", "2026-11-25", None).await.map_err(failed)?;
    let second = all.iter().filter(|one| one.name == "Period 2").map(|one| one.starts_local.as_str());
    let starts = ["2026-11-23T09:00:00", "2026-11-24T09:00:00", "2026-11-25T09:30:00"];
    assert_eq!(second.collect::<Vec<_>>(), starts);
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_that_a_period_asks_for_is_said_to_be_in_use_before_it_is_removed() -> Result<(), Failed> {
    let first = period("Period 1", "08:00", "08:45", &EVERY_DAY);
    let school = School::open("UTC", "2026-11-23T07:00:00Z", vec![first]).await?;
    let engine = &school.house.engine;
    let added = ProfileDraft { name: "Small".to_owned(), values: Vec::new() };
    let small = engine.profile_add(&added).await.map_err(failed)?;
    let free = engine.operator().profile_removal(small).await.map_err(failed)?;
    assert_eq!(free.refusal, None);
    let schedule = engine.view().bells.schedules[0].clone();
    let with = |profile: Option<i64>| ScheduleDraft {
        id: Some(schedule.id),
        name: schedule.name.clone(),
        enabled: true,
        drives: schedule.drives.clone(),
        periods: vec![PeriodDraft { profile, ..schedule.periods[0].clone() }],
    };
    engine.schedule_save(&with(Some(small.0))).await.map_err(failed)?;
    let used = engine.operator().profile_removal(small).await.map_err(failed)?;
    let refusal = used.refusal.expect("a refusal");
    assert!(refusal.contains("Period 1 of School week"), "{refusal}");
    engine.profile_remove(small).await.expect_err("as the preview said");
    engine.schedule_save(&with(None)).await.map_err(failed)?;
    engine.profile_remove(small).await.map_err(failed)?;
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tag_is_one_choice_whatever_its_case_for_the_bell_and_for_a_pause() -> Result<(), Failed> {
    let first = period("Period 1", "08:00", "08:45", &EVERY_DAY);
    let school = School::open("UTC", "2026-11-23T07:00:00Z", vec![first]).await?;
    let tagged = CameraDraft {
        tags: vec!["Überdacht".to_owned(), "ÜBERDACHT".to_owned()],
        ..draft("Hall", "rtsp://127.0.0.1:9/stream", None)
    };
    let hall = school.house.engine.camera_add(&tagged).await.map_err(failed)?;
    let view = school.house.engine.view();
    let shown = view.cameras.iter().find(|camera| camera.id == hall.0).expect("the camera");
    assert_eq!(shown.tags, ["Überdacht"]);
    let choice = CameraChoice::Tag { tag: "überdacht".to_owned() };
    let paused = school.house.engine.operator().pause(&choice, PauseDraft::HalfHour).await.map_err(failed)?;
    assert_eq!(paused.iter().map(|change| change.camera).collect::<Vec<_>>(), [hall.0]);
    // A choice of nobody is taken, and it is said that nobody watches.
    let schedule = view.bells.schedules[0].clone();
    let nobody = ScheduleDraft {
        id: Some(schedule.id),
        name: schedule.name,
        enabled: true,
        drives: DrivesChoice::Some { cameras: Vec::new(), tags: Vec::new() },
        periods: schedule.periods,
    };
    let change = BellChange::SaveSchedule { draft: nobody.clone() };
    let preview = school.house.engine.operator().bell_preview(&change).await.map_err(failed)?;
    assert!(!preview.notes.is_empty(), "{preview:?}");
    school.house.engine.schedule_save(&nobody).await.map_err(failed)?;
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bell_goes_by_the_sites_zone_wherever_the_machine_says_it_is() -> Result<(), Failed> {
    let periods = vec![period("Period 1", "08:00", "08:45", &EVERY_DAY)];
    let school = School::open("Asia/Baghdad", "2026-11-22T03:00:00Z", periods).await?;
    assert!(school.clock.move_machine_to("Europe/Paris"));
    let told = |view: &View| {
        let sentence = "This machine's time zone is Europe/Paris now. The bell goes on by Asia/Baghdad.";
        view.events.iter().any(|event| event.sentence == sentence).then_some(())
    };
    school.house.until("the event tells it", STOPS_WITHIN, told).await?;
    school.starts_at("2026-11-22T05:00:00Z").await?;
    // The site itself moves; what has begun stays as it was.
    let set = KnobValue { key: "time_zone".to_owned(), value: "Europe/Berlin".to_owned() };
    school.house.engine.site_edit(&[set]).await.map_err(failed)?;
    school.house.until_running(school.camera, RUNS_WITHIN).await?;
    school.stops_at("2026-11-22T05:45:00Z").await?;
    // Sunday's period 1 has been; the next is Monday's, by the new zone.
    school.starts_at("2026-11-23T07:00:00Z").await?;
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_begun_stays_as_it_was_and_the_next_day_has_the_new_times() -> Result<(), Failed> {
    let school =
        School::open("UTC", "2026-11-23T07:00:00Z", vec![period("Period 1", "08:00", "08:45", &EVERY_DAY)])
            .await?;
    school.starts_at("2026-11-23T08:00:00Z").await?;
    let schedule = school.house.engine.view().bells.schedules[0].clone();
    let mut periods = schedule.periods.clone();
    periods[0].end = "08:20".to_owned();
    let draft = ScheduleDraft {
        id: Some(schedule.id),
        name: schedule.name,
        enabled: true,
        drives: schedule.drives,
        periods,
    };
    school.house.engine.schedule_save(&draft).await.map_err(failed)?;
    school.turn("2026-11-23T08:30:00Z");
    school.stops_at("2026-11-23T08:45:00Z").await?;
    school.starts_at("2026-11-24T08:00:00Z").await?;
    school.stops_at("2026-11-24T08:20:00Z").await?;
    let begun = "Period 1 has begun, until 08:45.".to_owned();
    assert!(school.events().contains(&begun), "{:?}", school.events());
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_check_before_the_bell_names_who_is_not_ready_and_asks_nobody_twice() -> Result<(), Failed> {
    let first = period("Period 1", "08:00", "08:45", &EVERY_DAY);
    let school = School::open("UTC", "2026-11-23T07:00:00Z", vec![first]).await?;
    let login = Login::new(Auth::Digest, "admin", "right horse");
    let strict = Camera::with_login(Clip::Small, login).await?;
    let gate_2 = school.house.add("Gate 2", &strict.address(), Some(("admin", "wrong horse"))).await?;
    school.house.engine.site_edit(&[check_minutes("10")]).await.map_err(failed)?;
    assert!(school.house.engine.view().problems.is_empty());
    let mut watcher = school.house.engine.watch();
    school.turn("2026-11-23T07:50:00Z");
    let told = |view: &View| view.problems.iter().find(|problem| problem.cameras == [gate_2.0]).cloned();
    let problem = school.house.until("the check tells it", RUNS_WITHIN, told).await?;
    assert!(problem.sentence.starts_with("1 of 2 ready for Period 1: Gate 2"), "{}", problem.sentence);
    // There is time before the bell, and the desktop says so too.
    let notice = next_notice(&mut watcher);
    let notice = tokio::time::timeout(STOPS_WITHIN, notice).await?.expect("a notice");
    assert_eq!((notice.title.as_str(), &notice.body), ("Not ready for Period 1", &problem.sentence));
    let asked = strict.counted().refused_logins;
    assert!(asked > 0, "it was asked");
    // At the bell the password that was refused is not tried again.
    school.starts_at("2026-11-23T08:00:00Z").await?;
    school.house.until_error(gate_2, "auth_failed", STOPS_WITHIN).await?;
    assert_eq!(strict.counted().refused_logins, asked);
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_check_tries_the_profile_that_the_period_asks_for() -> Result<(), Failed> {
    let first = period("Period 1", "08:00", "08:45", &EVERY_DAY);
    let school = School::open("UTC", "2026-11-23T07:00:00Z", vec![first]).await?;
    let engine = &school.house.engine;
    let small = ProfileDraft {
        name: "Small".to_owned(),
        values: vec![KnobValue { key: "stream".to_owned(), value: "sub".to_owned() }],
    };
    let small = engine.profile_add(&small).await.map_err(failed)?;
    // The main stream is well; the period asks for the other, whose password is refused.
    let main = Camera::start(Clip::Small).await?;
    let sub = Camera::with_login(Clip::Small, Login::new(Auth::Digest, "admin", "right horse")).await?;
    let hall = CameraDraft {
        sub_address: Some(sub.address()),
        ..draft("Hall", &main.address(), Some(("admin", "wrong horse")))
    };
    let hall = engine.camera_add(&hall).await.map_err(failed)?;
    let schedule = engine.view().bells.schedules[0].clone();
    let periods = vec![PeriodDraft { profile: Some(small.0), ..schedule.periods[0].clone() }];
    let week = ScheduleDraft {
        id: Some(schedule.id),
        name: schedule.name,
        enabled: true,
        drives: schedule.drives,
        periods,
    };
    engine.schedule_save(&week).await.map_err(failed)?;
    engine.site_edit(&[check_minutes("10")]).await.map_err(failed)?;
    school.turn("2026-11-23T07:50:00Z");
    // Gate has no sub-stream at all: that is said too, and not first when its period has begun.
    let told = |view: &View| {
        let problem = view.problems.iter().find(|problem| problem.cameras.contains(&hall.0))?;
        Some(problem.sentence.clone())
    };
    let sentence = school.house.until("the check tells it", RUNS_WITHIN, told).await?;
    assert!(
        sentence.starts_with("0 of 2 ready for Period 1: Gate cannot run with its settings"),
        "{sentence}"
    );
    assert!(sentence.contains("Hall"), "{sentence}");
    let asked = sub.counted().refused_logins;
    assert!(asked > 0 && main.counted().connections == 0, "the period's stream was tried, and no other");
    school.turn("2026-11-23T08:00:00Z");
    school.house.until_error(hall, "auth_failed", STOPS_WITHIN).await?;
    assert_eq!(sub.counted().refused_logins, asked, "a refused password is not tried again");
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_mended_before_the_bell_is_looked_at_again() -> Result<(), Failed> {
    let first = period("Period 1", "08:00", "08:45", &EVERY_DAY);
    let school = School::open("UTC", "2026-11-23T07:00:00Z", vec![first]).await?;
    let engine = &school.house.engine;
    let login = |password| Login::new(Auth::Digest, "admin", password);
    let strict = Camera::with_login(Clip::Small, login("right horse")).await?;
    let gate_2 = school.house.add("Gate 2", &strict.address(), Some(("admin", "wrong horse"))).await?;
    engine.site_edit(&[check_minutes("10")]).await.map_err(failed)?;
    school.turn("2026-11-23T07:50:00Z");
    let missing = |view: &View| view.problems.iter().any(|problem| problem.cameras == [gate_2.0]);
    let says_missing = |view: &View| missing(view).then_some(());
    let says_well = |view: &View| (!missing(view)).then_some(());
    school.house.until("the check tells it", RUNS_WITHIN, says_missing).await?;
    // Somebody types the right password.
    let right = draft("Gate 2", &strict.address(), Some(("admin", "right horse")));
    engine.camera_edit(gate_2, &right).await.map_err(failed)?;
    school.house.until("it is ready", RUNS_WITHIN, says_well).await?;
    let all_ready = "All 2 cameras are ready for Period 1.";
    let told = |view: &View| view.events.iter().any(|event| event.sentence == all_ready).then_some(());
    school.house.until("an event says so", STOPS_WITHIN, told).await?;
    // A password that is typed wrong again, and mended at the camera: "Try again".
    engine
        .camera_edit(gate_2, &draft("Gate 2", &strict.address(), Some(("admin", "other horse"))))
        .await
        .map_err(failed)?;
    school.house.until("the wrong one is told", RUNS_WITHIN, says_missing).await?;
    strict.set_login(Some(login("other horse")));
    engine.try_again(gate_2).await.map_err(failed)?;
    school.house.until("it is ready again", RUNS_WITHIN, says_well).await?;
    school.starts_at("2026-11-23T08:00:00Z").await?;
    school.house.until_running(gate_2, RUNS_WITHIN).await?;
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_probe_that_is_under_way_at_the_bell_ends_before_its_camera_starts() -> Result<(), Failed> {
    let first = period("Period 1", "08:00", "08:45", &EVERY_DAY);
    let school = School::open("UTC", "2026-11-23T07:00:00Z", vec![first]).await?;
    // It sends no picture, so that its probe takes several seconds.
    let slow = Camera::start(Clip::Small).await?;
    slow.set(Faults { freeze: true, ..Faults::default() });
    let hall = school.house.add("Hall", &slow.address(), None).await?;
    school.house.engine.site_edit(&[check_minutes("10")]).await.map_err(failed)?;
    school.turn("2026-11-23T07:59:00Z");
    let deadline = Instant::now() + STOPS_WITHIN;
    while slow.counted().plays == 0 {
        assert!(Instant::now() < deadline, "the probe asks for pictures");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    school.turn("2026-11-23T08:00:00Z");
    let starts = |view: &View| {
        let state = &runner(view, hall)?.state;
        matches!(state, RunnerState::Starting { .. } | RunnerState::Running { .. }).then_some(())
    };
    school.house.until("it starts at the bell", STARTS_WITHIN, starts).await?;
    slow.set(Faults::default());
    let mut most = 0;
    let watching = async {
        loop {
            most = most.max(slow.counted().connected);
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::select! {
        runs = school.house.until_running(hall, RUNS_WITHIN) => drop(runs?),
        () = watching => {}
    }
    assert_eq!((most, slow.counted().connections), (1, 2), "one connection after the other");
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_camera_that_is_down_inside_its_period_is_announced_after_its_minutes() -> Result<(), Failed> {
    let first = period("Period 1", "08:00", "08:45", &EVERY_DAY);
    let school = School::open("UTC", "2026-11-23T07:00:00Z", vec![first]).await?;
    let set = KnobValue { key: "notify_down".to_owned(), value: "1".to_owned() };
    school.house.engine.site_edit(&[set]).await.map_err(failed)?;
    let broken = Camera::start(Clip::Small).await?;
    broken.refuse().await;
    let hall = school.house.add("Hall", &broken.address(), None).await?;
    school.starts_at("2026-11-23T08:00:00Z").await?;
    school.house.until_error(hall, "refused", RUNS_WITHIN).await?;
    let mut watcher = school.house.engine.watch();
    // A tick of 15 s after the other, each looked at before the next.
    let mut told = None;
    for tick in 1..=12 {
        let now = at("2026-11-23T08:00:00Z") + chrono::Duration::seconds(15 * tick);
        school.clock.turn_to(now);
        let looked = |view: &View| (view.engine.last_run_ms >= Some(now.timestamp_millis())).then_some(());
        school.house.until("the enforcer looks", STOPS_WITHIN, looked).await?;
        let heard = tokio::time::timeout(Duration::from_millis(300), next_notice(&mut watcher)).await;
        if let Ok(notice) = heard {
            told = notice.map(|notice| (now, notice));
            break;
        }
    }
    let (when, notice) = told.ok_or("it is announced")?;
    assert_eq!((notice.kind, notice.title.as_str()), (NoticeKindView::CameraDown, "A camera is down"));
    assert!(notice.body.contains("Hall"), "{}", notice.body);
    assert!(when >= at("2026-11-23T08:01:00Z"), "not before it has lasted its minute: {when}");
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_told_before_it_is_saved_and_bad_input_changes_nothing() -> Result<(), Failed> {
    let week = [1, 2, 3, 4, 5];
    let school = School::open(
        "Europe/Berlin",
        "2026-03-23T05:00:00Z",
        vec![period("Period 1", "08:00", "08:45", &week)],
    )
    .await?;
    let operator = school.house.engine.operator();
    let saved = school.house.engine.view().bells.schedules[0].clone();
    let draft = |periods: Vec<PeriodDraft>| ScheduleDraft {
        id: Some(saved.id),
        name: saved.name.clone(),
        enabled: true,
        drives: DrivesChoice::All,
        periods,
    };
    let mut moved = saved.periods.clone();
    moved[0].end = "09:00".to_owned();
    moved.push(period("Night", "22:00", "06:00", &[6]));
    moved.push(period("Early bird", "08:30", "09:30", &[1]));
    let change = BellChange::SaveSchedule { draft: draft(moved) };
    let preview = operator.bell_preview(&change).await.map_err(failed)?;
    let sentences: Vec<&str> = preview.notes.iter().map(|note| note.sentence.as_str()).collect();
    assert!(preview.sentence.starts_with("1 camera watches 18 h"), "{}", preview.sentence);
    assert_eq!(preview.lines[0].sentence, "08:45–09:30 as well");
    assert!(sentences.iter().any(|note| note.contains("overlap (Mon)")), "{sentences:?}");
    let clocks = "The clocks change: Night on Saturday 28 March lasts 1 h less.";
    assert!(sentences.contains(&clocks), "{sentences:?}");
    let day = operator.timeline("2026-03-28", Some(&change)).await.map_err(failed)?;
    let words: Vec<&str> = day.rows[0].spans.iter().map(|span| span.word.as_str()).collect();
    assert_eq!(words, ["Rests", "Night"]);
    let sunday = operator.timeline("2026-03-29", Some(&change)).await.map_err(failed)?;
    assert_eq!(sunday.to_ms - sunday.from_ms, 23 * 3_600_000);
    assert_eq!(sunday.remarks, ["The clocks change: this day is 1 h 0 min shorter."]);

    let refused = [
        (period("", "08:00", "08:45", &week), "name"),
        (period("X", "8 o'clock", "08:45", &week), "time of day"),
        (period("X", "08:45", "08:00", &week), "were they swapped?"),
        (period("X", "08:00", "08:45", &[]), "weekday"),
        (period("X", "08:00", "08:45", &[8]), "not a weekday"),
        (PeriodDraft { early_grace_min: 999, ..period("X", "08:00", "08:45", &week) }, "0 to 240 minutes"),
        (PeriodDraft { profile: Some(99), ..period("X", "08:00", "08:45", &week) }, "no longer there"),
        (PeriodDraft { id: Some(99), ..period("X", "08:00", "08:45", &week) }, "changed elsewhere"),
    ];
    for (period, said) in refused {
        let problem = school.house.engine.schedule_save(&draft(vec![period])).await.expect_err(said);
        assert!(problem.message.contains(said), "{}", problem.message);
    }
    for (first, last, said) in [
        ("2026-02-30", "2026-03-01", "not a date"),
        ("2026-03-02", "2026-03-01", "before it begins"),
        ("1026-03-02", "2026-03-01", "not a date"),
        ("2026-03-02", "2126-03-01", "ten years"),
    ] {
        let draft = ExceptionDraft {
            id: None,
            name: "Day".to_owned(),
            first: first.to_owned(),
            last: last.to_owned(),
            kind: ExceptionChoice::Off,
            schedule: None,
        };
        let problem = school.house.engine.exception_save(&draft).await.expect_err(said);
        assert!(problem.message.contains(said), "{}", problem.message);
    }
    let zone = KnobValue { key: "time_zone".to_owned(), value: "Europe/Berlim".to_owned() };
    let problem = school.house.engine.site_edit(&[zone]).await.expect_err("an unknown zone");
    assert!(problem.message.contains("did you mean Europe/Berlin?"), "{}", problem.message);
    let view = school.house.engine.view();
    assert_eq!((view.bells.schedules, view.bells.exceptions), (vec![saved], vec![]));
    school.house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendars_days_off_are_listed_then_added_and_the_plan_goes_out_again() -> Result<(), Failed> {
    let school =
        School::open("UTC", "2026-11-23T07:00:00Z", vec![period("Period 1", "08:00", "08:45", &EVERY_DAY)])
            .await?;
    let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Snow\r\nDTSTART;VALUE=DATE:20261123\r\n\
                DTEND;VALUE=DATE:20261125\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:2\r\nSUMMARY:Play\r\n\
                DTSTART:20261126T180000\r\nDTEND:20261126T200000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let listed = school.house.engine.calendar_import(text, true).await.map_err(failed)?;
    assert_eq!(listed.sentence, "1 day off would be added; 1 entry is left out.");
    assert!(school.house.engine.view().bells.exceptions.is_empty(), "a dry run adds nothing");
    let added = school.house.engine.calendar_import(text, false).await.map_err(failed)?;
    assert_eq!(
        (added.sentence.as_str(), &added.lines),
        ("1 day off added; 1 entry is left out.", &listed.lines)
    );
    school.rests(RestReason::Exception, Some("2026-11-25T08:00:00Z")).await?;
    let again = school.house.engine.calendar_import(text, false).await.map_err(failed)?;
    assert!(
        again.sentence.starts_with("There is no day off to add; 1 is there already"),
        "{}",
        again.sentence
    );
    assert_eq!(school.house.engine.view().bells.exceptions.len(), 1);
    let plan = school.house.engine.operator().calendar_export("2026-11-23", 7).await.map_err(failed)?;
    assert_eq!(plan.matches("BEGIN:VEVENT").count(), 5, "two of seven days are off: {plan}");
    assert!(plan.contains("DTSTART:20261125T080000Z") && plan.contains("1 camera watches: Gate."), "{plan}");
    let problem = school.house.engine.calendar_import("no calendar", false).await.expect_err("no calendar");
    assert!(problem.message.contains("BEGIN:VCALENDAR"), "{}", problem.message);
    school.house.close().await;
    Ok(())
}
