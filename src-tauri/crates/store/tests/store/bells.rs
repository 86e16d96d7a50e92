//! The bell: schedules, exceptions, and what has begun.

use std::collections::BTreeSet;

use bellwatch_domain::schedule::{BellSource, ExceptionKind};
use bellwatch_domain::{
    BellSchedule, Drives, ExceptionId, PeriodId, PeriodOccurrence, PeriodTemplate, ScheduleException,
    ScheduleId, Weekdays,
};
use bellwatch_store::{Error, SetBy, Setters, Write};
use chrono::{NaiveDate, NaiveTime, Weekday};

use super::*;

type Change<'a> = &'a dyn Fn(&mut BellSchedule);

fn at(hour: u32, minute: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, minute, 0).unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// These cameras, and those with the tag "gates".
pub fn some(cameras: &[CameraId]) -> Drives {
    let tags = BTreeSet::from(["gates".to_owned()]);
    Drives::Some { cameras: cameras.iter().copied().collect(), tags }
}

pub fn period(name: &str, start: NaiveTime, end: NaiveTime) -> PeriodTemplate {
    PeriodTemplate {
        id: PeriodId(0),
        name: name.to_owned(),
        start,
        end,
        weekdays: [Weekday::Sun, Weekday::Mon, Weekday::Thu].into_iter().collect(),
        early_grace: Duration::minutes(5),
        late_grace: Duration::minutes(240),
        late_after: Duration::zero(),
        profile: None,
        only: None,
        expects: ["7A".to_owned()].into(),
    }
}

/// A new schedule with two periods, for these cameras.
pub fn week(name: &str, cameras: &[CameraId]) -> BellSchedule {
    BellSchedule {
        id: ScheduleId(0),
        name: name.to_owned(),
        enabled: true,
        drives: some(cameras),
        periods: vec![
            period("Period 1", at(8, 0), at(8, 45)),
            PeriodTemplate {
                profile: Some(ProfileId(1)),
                only: Some(some(cameras)),
                ..period("Night watch", at(22, 0), at(6, 0))
            },
        ],
    }
}

pub fn exception(name: &str, first: &str, last: &str, kind: ExceptionKind) -> ScheduleException {
    ScheduleException {
        id: ExceptionId(0),
        name: name.to_owned(),
        first: date(first),
        last: date(last),
        kind,
        schedule: None,
    }
}

fn holiday() -> ScheduleException {
    exception("Winter holidays", "2026-12-20", "2027-01-03", ExceptionKind::Off)
}

/// An occurrence of a period, that opens `hours` after now and lasts one.
fn begun(schedule: ScheduleId, period: PeriodId, hours: i64) -> PeriodOccurrence {
    let starts = now() + Duration::hours(hours);
    PeriodOccurrence {
        schedule,
        source: BellSource::Period(period),
        date: starts.date_naive(),
        name: "Period 1".to_owned(),
        starts,
        ends: starts + Duration::minutes(45),
        opens: starts - Duration::minutes(5),
        closes: starts + Duration::hours(1),
        late_after: Duration::minutes(10),
        profile: Some(ProfileId(1)),
        only: Some(some(&[CameraId(7)])),
        expects: ["7A".to_owned()].into(),
    }
}

async fn schedules(store: &Store) -> Vec<BellSchedule> {
    store.config().await.unwrap().0.schedules
}

async fn exceptions(store: &Store) -> Vec<ScheduleException> {
    store.config().await.unwrap().0.exceptions
}

/// Keeps a schedule and gives it back as it is kept.
async fn saved(store: &Store, schedule: &BellSchedule) -> BellSchedule {
    let id = store.save_schedule(schedule, ACTOR, now()).await.unwrap();
    schedules(store).await.into_iter().find(|kept| kept.id == id).unwrap()
}

async fn newest_sentence(store: &Store) -> String {
    store.events(None, 1).await.unwrap().remove(0).sentence
}

fn without_ids(mut schedule: BellSchedule) -> BellSchedule {
    schedule.id = ScheduleId(0);
    schedule.periods.iter_mut().for_each(|period| period.id = PeriodId(0));
    schedule
}

async fn is_sound(store: &Store) {
    assert_eq!(store.integrity_check().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_new_store_watches_all_day_until_somebody_draws_a_week() {
    let (_folder, store) = new_store().await;
    let kept = schedules(&store).await.remove(0);
    assert_eq!(without_ids(kept.clone()), BellSchedule::all_day());
    assert_eq!(kept.periods[0].weekdays, Weekdays::ALL);
    store.save_schedule(&BellSchedule { enabled: false, ..kept.clone() }, ACTOR, now()).await.unwrap();
    assert!(!schedules(&store).await[0].enabled);
    store.remove_schedule(kept.id, ACTOR, now()).await.unwrap();
    assert!(schedules(&store).await.is_empty(), "it does not come back");
}

#[tokio::test]
async fn a_schedule_comes_back_as_it_went_in() {
    let (folder, store) = new_store().await;
    let gate = add(&store, "Gate").await;
    let mut wanted = week("Schulwoche بوابة", &[gate]);
    wanted.periods[0].only = Some(Drives::All);
    wanted.periods.push(PeriodTemplate {
        weekdays: Weekdays::NONE,
        only: Some(Drives::Some { cameras: BTreeSet::new(), tags: BTreeSet::new() }),
        ..period("Never", at(0, 0), at(23, 59))
    });
    let kept = saved(&store, &wanted).await;
    assert_eq!(without_ids(kept.clone()), wanted);
    assert_eq!(newest_sentence(&store).await, "The schedule Schulwoche بوابة was added.");
    store.close().await;
    assert_eq!(schedules(&open(folder.path()).await).await[1], kept);
}

#[tokio::test]
async fn a_period_stays_itself_when_its_schedule_is_edited() {
    let (_folder, store) = new_store().await;
    let gate = add(&store, "Gate").await;
    let mut kept = saved(&store, &week("School week", &[gate])).await;
    let [first, night] = [kept.periods[0].id, kept.periods[1].id];
    kept.name = "SCHOOL WEEK".to_owned();
    kept.drives = Drives::All;
    kept.periods.reverse();
    kept.periods[0].only = None;
    kept.periods[1].start = at(7, 45);
    kept.periods.insert(1, period("Break", at(8, 45), at(9, 0)));
    let edited = saved(&store, &kept).await;
    assert_eq!(newest_sentence(&store).await, "The schedule SCHOOL WEEK was changed.");
    assert_eq!([edited.periods[0].id, edited.periods[2].id], [night, first]);
    kept.periods[1].id = edited.periods[1].id;
    assert_eq!(edited, kept);
    kept.periods.truncate(1);
    assert_eq!(saved(&store, &kept).await.periods, kept.periods);
    is_sound(&store).await;
}

#[tokio::test]
async fn what_a_schedule_cannot_be_is_refused_and_changes_nothing() {
    let (_folder, store) = new_store().await;
    let gate = add(&store, "Gate").await;
    let kept = saved(&store, &week("School week", &[gate])).await;
    let before = store.config().await.unwrap();
    let refusal = async |change: Change| {
        let mut schedule = week("Other", &[gate]);
        change(&mut schedule);
        store.save_schedule(&schedule, ACTOR, now()).await.unwrap_err()
    };
    let taken = refusal(&|schedule| schedule.name = "school WEEK".to_owned()).await;
    assert!(matches!(&taken, Error::NameTaken { name } if name == "school WEEK"), "{taken:?}");
    let gone: [(Change, &str); 6] = [
        (&|schedule| schedule.id = ScheduleId(99), "schedule"),
        (&|schedule| schedule.drives = some(&[CameraId(99)]), "camera"),
        (&|schedule| schedule.periods[0].only = Some(some(&[CameraId(99)])), "camera"),
        (&|schedule| schedule.periods[0].profile = Some(ProfileId(99)), "profile"),
        (&|schedule| schedule.periods[0].id = kept.periods[0].id, "period"),
        (&|schedule| schedule.periods[0].id = PeriodId(99), "period"),
    ];
    for (change, expected) in gone {
        let error = refusal(change).await;
        assert!(matches!(error, Error::Gone { what } if what == expected), "{error:?} / {expected}");
    }
    let twice = BellSchedule { periods: vec![kept.periods[0].clone(); 2], ..kept.clone() };
    let error = store.save_schedule(&twice, ACTOR, now()).await.unwrap_err();
    assert!(matches!(error, Error::Gone { what: "period" }), "{error:?}");
    let out_of_range: [Change; 6] = [
        &|schedule| schedule.name = String::new(),
        &|schedule| schedule.periods[1].name = "x".repeat(81),
        &|schedule| schedule.periods[1].start = NaiveTime::from_hms_opt(8, 0, 30).unwrap(),
        &|schedule| schedule.periods[1].early_grace = Duration::minutes(241),
        &|schedule| schedule.periods[1].late_grace = Duration::minutes(-1),
        &|schedule| schedule.periods[1].late_after = Duration::seconds(90),
    ];
    for (nth, change) in out_of_range.into_iter().enumerate() {
        let error = refusal(change).await;
        assert!(matches!(error, Error::OutOfRange { .. }), "{nth}: {error:?}");
    }
    let many = refusal(&|schedule| schedule.periods = vec![schedule.periods[0].clone(); 201]).await;
    assert_eq!(many.to_string(), "There can be 200 periods in a schedule at most. Remove some first.");
    assert_eq!(store.config().await.unwrap(), before);
    assert_eq!(store.events(None, 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_removed_schedule_takes_its_own_exceptions_along_and_leaves_the_sites() {
    let (_folder, store) = new_store().await;
    let kept = saved(&store, &week("School week", &[])).await;
    let own = ScheduleException { schedule: Some(kept.id), ..holiday() };
    store.add_exceptions(&[own, holiday()], ACTOR, now()).await.unwrap();
    store.remove_schedule(kept.id, ACTOR, now()).await.unwrap();
    assert_eq!(newest_sentence(&store).await, "The schedule School week was removed.");
    let left: Vec<Option<ScheduleId>> =
        exceptions(&store).await.iter().map(|exception| exception.schedule).collect();
    assert_eq!(left, [None]);
    let again = store.remove_schedule(kept.id, ACTOR, now()).await.unwrap_err();
    assert!(matches!(again, Error::Gone { what: "schedule" }), "{again:?}");
    assert_ne!(saved(&store, &week("School week", &[])).await.id, kept.id, "numbers are not lent again");
    is_sound(&store).await;
}

#[tokio::test]
async fn a_removed_camera_leaves_every_list() {
    let (_folder, store) = new_store().await;
    let (gate, yard) = (add(&store, "Gate").await, add(&store, "Yard").await);
    saved(&store, &week("School week", &[gate, yard])).await;
    store.remove_camera(gate, ACTOR, now()).await.unwrap();
    let kept = schedules(&store).await.remove(1);
    assert_eq!(without_ids(kept), week("School week", &[yard]));
    is_sound(&store).await;
}

#[tokio::test]
async fn a_profile_that_a_period_asks_for_stays() {
    let (_folder, store) = new_store().await;
    let second = StreamProfile::with_defaults(ProfileId(0), "Second");
    let second = store.add_profile(&second, ACTOR, now()).await.unwrap();
    let mut schedule = week("School week", &[]);
    schedule.periods.iter_mut().for_each(|period| period.profile = Some(second));
    let mut kept = saved(&store, &schedule).await;
    let sentence = async || store.remove_profile(second, ACTOR, now()).await.unwrap_err().to_string();
    assert_eq!(
        sentence().await,
        "Periods use this profile: Period 1 of School week, Night watch of School week. Give them another one first."
    );
    let mut gate = row("Gate");
    gate.profile = second;
    store.add_camera(&gate, ACTOR, now()).await.unwrap();
    kept.periods.truncate(1);
    let mut kept = saved(&store, &kept).await;
    assert_eq!(
        sentence().await,
        "Cameras and periods use this profile: Gate, Period 1 of School week. Give them another one first."
    );
    kept.periods.clear();
    saved(&store, &kept).await;
    assert_eq!(sentence().await, "Cameras use this profile: Gate. Give them another one first.");
}

#[tokio::test]
async fn an_exception_comes_back_as_it_went_in_and_can_be_changed() {
    let (_folder, store) = new_store().await;
    let schedule = schedules(&store).await[0].id;
    let window = ExceptionKind::Window { start: at(22, 0), end: at(2, 0) };
    let wanted = [
        holiday(),
        exception("Open day", "2026-12-05", "2026-12-05", ExceptionKind::On),
        ScheduleException {
            schedule: Some(schedule),
            ..exception("Feast", "2028-02-29", "2028-02-29", window)
        },
        exception("Exchange", "2026-12-06", "2026-12-06", ExceptionKind::Shift { to: Weekday::Sun }),
    ];
    for exception in &wanted {
        store.save_exception(exception, ACTOR, now()).await.unwrap();
    }
    assert_eq!(newest_sentence(&store).await, "The exception Exchange (2026-12-06) was added.");
    let kept = exceptions(&store).await;
    let numbered = (1..).zip(wanted).map(|(id, wanted)| ScheduleException { id: ExceptionId(id), ..wanted });
    assert_eq!(kept, numbered.collect::<Vec<_>>());

    let changed = ScheduleException { id: kept[2].id, ..holiday() };
    assert_eq!(store.save_exception(&changed, ACTOR, now()).await.unwrap(), kept[2].id);
    let sentence = "The exception Winter holidays (2026-12-20 to 2027-01-03) was changed.";
    assert_eq!(newest_sentence(&store).await, sentence);
    assert_eq!(exceptions(&store).await[2], changed);
    store.remove_exception(kept[0].id, ACTOR, now()).await.unwrap();
    assert_eq!(newest_sentence(&store).await, "The exception Winter holidays was removed.");
    assert_eq!(exceptions(&store).await.len(), 3);
}

#[tokio::test]
async fn what_an_exception_cannot_be_is_refused_and_changes_nothing() {
    let (_folder, store) = new_store().await;
    let before = store.config().await.unwrap();
    let refusal = async |exception: ScheduleException| {
        // With a good one before it: all or none.
        store.add_exceptions(&[holiday(), exception], ACTOR, now()).await.unwrap_err()
    };
    let backwards = exception("Backwards", "2026-12-02", "2026-12-01", ExceptionKind::Off);
    let far = ScheduleException { last: NaiveDate::MAX, ..holiday() };
    let odd = ExceptionKind::Window { start: NaiveTime::from_hms_opt(8, 0, 1).unwrap(), end: at(9, 0) };
    let odd = ScheduleException { kind: odd, ..holiday() };
    let nameless = ScheduleException { name: String::new(), ..holiday() };
    for exception in [backwards, far, odd, nameless] {
        let error = refusal(exception).await;
        assert!(matches!(error, Error::OutOfRange { .. }), "{error:?}");
    }
    let lost = refusal(ScheduleException { schedule: Some(ScheduleId(99)), ..holiday() }).await;
    assert!(matches!(lost, Error::Gone { what: "schedule" }), "{lost:?}");
    let unknown = ScheduleException { id: ExceptionId(99), ..holiday() };
    let unknown = store.save_exception(&unknown, ACTOR, now()).await.unwrap_err();
    assert!(matches!(unknown, Error::Gone { what: "exception" }), "{unknown:?}");
    let gone = store.remove_exception(ExceptionId(99), ACTOR, now()).await.unwrap_err();
    assert!(matches!(gone, Error::Gone { what: "exception" }), "{gone:?}");
    assert!(store.add_exceptions(&[], ACTOR, now()).await.unwrap().is_empty());
    assert_eq!(store.config().await.unwrap(), before);
    assert_eq!(store.newest_event().await.unwrap(), 0);
}

#[tokio::test]
async fn ten_thousand_exceptions_are_kept_and_no_more() {
    let (_folder, store) = new_store().await;
    let all: Vec<ScheduleException> =
        (0..10_000).map(|n| ScheduleException { name: format!("Day {n}"), ..holiday() }).collect();
    let ids = store.add_exceptions(&all, ACTOR, now()).await.unwrap();
    assert_eq!(newest_sentence(&store).await, "10000 exceptions were added.");
    let kept = exceptions(&store).await;
    assert_eq!((kept.len(), kept[9_999].id, kept[9_999].name.as_str()), (10_000, ids[9_999], "Day 9999"));
    let full = store.save_exception(&holiday(), ACTOR, now()).await.unwrap_err();
    assert_eq!(full.to_string(), "There can be 10000 exceptions at most. Remove some first.");
    assert!(matches!(store.add_exceptions(&all[..1], ACTOR, now()).await, Err(Error::TooMany { .. })));
    store.save_exception(&ScheduleException { id: ids[3], ..holiday() }, ACTOR, now()).await.unwrap();
    store.remove_exception(ids[4], ACTOR, now()).await.unwrap();
    store.save_exception(&holiday(), ACTOR, now()).await.unwrap();
    is_sound(&store).await;
}

#[tokio::test]
async fn the_revision_goes_up_with_the_bell_and_not_with_what_has_begun() {
    let (_folder, store) = new_store().await;
    let mut revision = store.revision().await.unwrap();
    let mut went_up = async |what: &str, expected: bool| {
        let found = store.revision().await.unwrap();
        assert_eq!(found > revision, expected, "{what}");
        revision = found;
    };
    let mut kept = saved(&store, &week("School week", &[])).await;
    went_up("a schedule was added", true).await;
    kept.periods[0].name = "First".to_owned();
    saved(&store, &kept).await;
    went_up("a schedule was changed", true).await;
    let id = store.save_exception(&holiday(), ACTOR, now()).await.unwrap();
    went_up("an exception was added", true).await;
    store.save_exception(&ScheduleException { id, ..holiday() }, ACTOR, now()).await.unwrap();
    went_up("an exception was changed", true).await;
    store.remove_exception(id, ACTOR, now()).await.unwrap();
    went_up("an exception was removed", true).await;
    let occurrence = begun(kept.id, kept.periods[0].id, 0);
    store.batch(&[Write::BeginOccurrences(vec![occurrence])]).await.unwrap();
    went_up("a period began", false).await;
    store.remove_schedule(kept.id, ACTOR, now()).await.unwrap();
    went_up("a schedule was removed", true).await;
}

#[tokio::test]
async fn what_cannot_be_read_is_left_out_and_the_rest_rings_on() {
    let (folder, store) = new_store().await;
    let kept = saved(&store, &week("School week", &[])).await;
    let bad = store.save_exception(&holiday(), ACTOR, now()).await.unwrap();
    let good = store.save_exception(&holiday(), ACTOR, now()).await.unwrap();
    let mut connection = raw(folder.path()).await;
    let broken = format!(
        "PRAGMA ignore_check_constraints = ON;
         UPDATE period_template SET start_min = 5000 WHERE id = {};
         UPDATE schedule_exception SET first_date = 'soon' WHERE id = {bad};",
        kept.periods[0].id
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(broken)).execute(&mut connection).await.unwrap();
    assert_eq!(schedules(&store).await[1].periods, kept.periods[1..]);
    let left: Vec<ExceptionId> = exceptions(&store).await.iter().map(|exception| exception.id).collect();
    assert_eq!(left, [good]);
}

#[tokio::test]
async fn an_occurrence_that_has_begun_is_kept_as_it_was() {
    let (folder, store) = new_store().await;
    let mut kept = saved(&store, &week("School week", &[])).await;
    let first = begun(kept.id, kept.periods[0].id, 0);
    let special = PeriodOccurrence {
        source: BellSource::Exception(ExceptionId(3)),
        profile: None,
        only: None,
        ..begun(kept.id, PeriodId(0), 0)
    };
    let everywhere = PeriodOccurrence { only: Some(Drives::All), ..begun(kept.id, kept.periods[1].id, 1) };
    let all = vec![first.clone(), special.clone(), everywhere.clone()];
    store.batch(&[Write::BeginOccurrences(all.clone())]).await.unwrap();
    assert_eq!(store.newest_occurrence_opened().await.unwrap(), Some(everywhere.opens));

    // Once more, otherwise, as after a restart or an edit: it is not overwritten.
    let otherwise = PeriodOccurrence { name: "Other".to_owned(), only: None, ..first.clone() };
    store.batch(&[Write::BeginOccurrences(vec![otherwise])]).await.unwrap();
    kept.periods[0].name = "Renamed".to_owned();
    kept.periods.truncate(1);
    saved(&store, &kept).await;
    store.close().await;
    let store = open(folder.path()).await;
    assert_eq!(store.config().await.unwrap().0.begun, all);
    let found = store.occurrences(now(), now() + Duration::days(1)).await.unwrap();
    assert_eq!(found, all);

    // A removed schedule drives nothing any more; its history stays.
    store.remove_schedule(kept.id, ACTOR, now()).await.unwrap();
    assert!(store.config().await.unwrap().0.begun.is_empty());
    assert_eq!(store.occurrences(now(), now() + Duration::days(1)).await.unwrap(), all);
    is_sound(&store).await;
}

#[tokio::test]
async fn occurrences_are_found_by_when_their_cameras_watched() {
    let (_folder, store) = new_store().await;
    assert_eq!(store.newest_occurrence_opened().await.unwrap(), None);
    let occurrence = begun(ScheduleId(1), PeriodId(1), 0);
    store.batch(&[Write::BeginOccurrences(vec![occurrence.clone()])]).await.unwrap();
    let count = async |from, to| store.occurrences(from, to).await.unwrap().len();
    let PeriodOccurrence { opens, closes, .. } = occurrence;
    let instant = Duration::milliseconds(1);
    assert_eq!(count(opens - instant, opens).await, 0);
    assert_eq!(count(opens, opens + instant).await, 1);
    assert_eq!(count(closes - instant, closes).await, 1);
    assert_eq!(count(closes, closes + instant).await, 0);
}

#[tokio::test]
async fn an_occurrence_that_cannot_be_is_refused_and_not_swallowed() {
    let (_folder, store) = new_store().await;
    let good = begun(ScheduleId(1), PeriodId(1), 0);
    let bad = PeriodOccurrence { ends: good.starts, ..begun(ScheduleId(1), PeriodId(2), 0) };
    let error = store.batch(&[Write::BeginOccurrences(vec![good, bad])]).await.unwrap_err();
    assert!(matches!(error, Error::OutOfRange { .. }) && !error.may_pass(), "{error:?}");
    assert_eq!(store.newest_occurrence_opened().await.unwrap(), None);
}

#[tokio::test]
async fn planning_hears_of_three_days_whatever_a_clock_once_said() {
    let (_folder, store) = new_store().await;
    let day = |days: i64| begun(ScheduleId(1), PeriodId(1), 24 * days);
    let begin = async |days: &[i64]| {
        let all = days.iter().map(|days| day(*days)).collect();
        store.batch(&[Write::BeginOccurrences(all)]).await.unwrap();
        let (config, _) = store.config().await.unwrap();
        config.begun.iter().map(|begun| (begun.starts - now()).num_days()).collect::<Vec<_>>()
    };
    assert_eq!(begin(&[0, 1, 2]).await, [0, 1, 2]);
    assert_eq!(begin(&[3]).await, [0, 1, 2, 3]);
    assert_eq!(begin(&[4]).await, [1, 2, 3, 4]);
    assert_eq!(begin(&[4000]).await, [4000]);
    // The clock is put right; what begins then is what counts.
    assert_eq!(begin(&[5]).await, [2, 3, 4, 4000, 5]);
}

#[tokio::test]
async fn occurrences_are_pruned_with_the_events() {
    let (_folder, store) = new_store().await;
    let mut site = store.config().await.unwrap().0.site;
    site.keep_events = Duration::days(2);
    let all = [0, 24, 48].map(|hours| begun(ScheduleId(1), PeriodId(1), hours)).to_vec();
    store.batch(&[Write::BeginOccurrences(all.clone())]).await.unwrap();
    let at = all[0].closes + Duration::days(2);
    assert_eq!(store.prune(at, &site).await.unwrap().occurrences, 0);
    let pruned = store.prune(at + Duration::milliseconds(1), &site).await.unwrap();
    assert_eq!((pruned.occurrences, pruned.total()), (1, 1));
    assert_eq!(store.config().await.unwrap().0.begun, all[1..]);
    is_sound(&store).await;
}

#[tokio::test]
async fn each_schedule_exception_and_switch_keeps_who_set_it() {
    let (_folder, store) = new_store().await;
    let camera = store.add_camera(&row("Gate"), "window", now()).await.unwrap();
    let later = |minutes| now() + Duration::minutes(minutes);
    let set = |actor: &str, minutes| SetBy { actor: actor.to_owned(), at: later(minutes) };
    let fresh = store.setters(camera).await.unwrap();
    assert_eq!(
        fresh,
        Setters { switched: Some(set("window", 0)), ..Setters::default() },
        "All day is nobody's"
    );

    let first = store.save_schedule(&week("Week", &[camera]), "window", later(1)).await.unwrap();
    let second = store.save_schedule(&week("Nights", &[camera]), "tray", later(2)).await.unwrap();
    let days = [holiday(), exception("May", "2027-05-01", "2027-05-01", ExceptionKind::Off)];
    let ids = store.add_exceptions(&days, "bellwatchctl", later(3)).await.unwrap();
    store
        .save_exception(&ScheduleException { id: ids[1], ..days[1].clone() }, "window", later(4))
        .await
        .unwrap();
    store.edit_camera(camera, &CameraRow { priority: 1, ..row("Gate") }, "tray", later(5)).await.unwrap();
    store.set_enabled(camera, true, "tray", later(6)).await.unwrap();

    let setters = store.setters(camera).await.unwrap();
    assert_eq!(setters.switched, Some(set("window", 0)), "an edit that switches nothing is no switch");
    assert_eq!(setters.schedules, [(first, set("window", 1)), (second, set("tray", 2))].into());
    assert_eq!(setters.exceptions, [(ids[0], set("bellwatchctl", 3)), (ids[1], set("window", 4))].into());

    store.edit_camera(camera, &CameraRow { enabled: false, ..row("Gate") }, "tray", later(7)).await.unwrap();
    let text = store.export(None).await.unwrap().replace("22:00", "23:00");
    store.import(&text, None, false, "bellwatchctl", later(8)).await.unwrap();
    let setters = store.setters(camera).await.unwrap();
    assert_eq!(setters.switched, Some(set("tray", 7)), "what the file leaves as it was keeps its setter");
    assert_eq!(setters.schedules[&first], set("bellwatchctl", 8));
    assert_eq!(setters.exceptions[&ids[0]], set("bellwatchctl", 3));
}
