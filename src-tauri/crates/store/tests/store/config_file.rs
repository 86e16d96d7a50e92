//! The configuration as one file.

use bellwatch_domain::plan::Config;
use bellwatch_domain::schedule::ExceptionKind;
use bellwatch_domain::{BellSchedule, Drives, ScheduleException, ScheduleId};
use bellwatch_store::{Error, FileError, ImportReport, PasswordChange};

use super::bells::{exception, period, some, week};
use super::*;

async fn full() -> (TempDir, Store) {
    let (folder, store) = new_store().await;
    let mut second = StreamProfile::with_defaults(ProfileId(0), "Zweites \"Profil\"");
    second.fps = 0.5;
    second.extra_cli = vec!["-user_agent".to_owned(), "Bell 'watch'".to_owned()];
    let second = store.add_profile(&second, ACTOR, now()).await.unwrap();
    let mut gate = row("بوابة");
    gate.also_profiles = vec![second];
    store.add_camera(&gate, ACTOR, now()).await.unwrap();
    let mut yard = row("Yard");
    (yard.password, yard.user, yard.sub_address) = (PasswordChange::Clear, None, None);
    yard.enabled = false;
    store.add_camera(&yard, ACTOR, now()).await.unwrap();
    (folder, store)
}

async fn take(store: &Store, text: &str) -> Result<ImportReport, Error> {
    store.import(text, None, false, ACTOR, now()).await
}

async fn config(store: &Store) -> Config {
    store.config().await.unwrap().0
}

/// Each line that is refused, as "line: sentence".
async fn refusals(store: &Store, text: &str) -> Vec<String> {
    let report = take(store, text).await.unwrap();
    assert_eq!((report.new, report.changed), (0, 0));
    report.refused.iter().map(|refused| format!("{}: {}", refused.line, refused.sentence)).collect()
}

#[tokio::test]
async fn a_store_comes_back_from_its_file_passwords_and_all() {
    let (_folder, here) = full().await;
    let (_other, there) = new_store().await;
    let passphrase = Secret::new("correct horse");
    let text = here.export(Some(&passphrase)).await.unwrap();
    let report = there.import(&text, Some(&passphrase), false, ACTOR, now()).await.unwrap();
    assert_eq!((report.new, report.same, report.passwords_left_out), (3, 2, 0), "{report:?}");
    assert_eq!(config(&there).await, config(&here).await);
    let again = there.import(&text, Some(&passphrase), false, ACTOR, now()).await.unwrap();
    assert_eq!((again.new, again.changed, again.same), (0, 0, 5), "{again:?}");
    assert!(there.events(None, 1).await.unwrap()[0].sentence.contains("0 new, 0 changed"));
}

#[tokio::test]
async fn without_a_passphrase_no_password_leaves_and_none_is_touched() {
    let (_folder, here) = full().await;
    let text = here.export(None).await.unwrap();
    assert!(!text.contains("p@ss") && !text.contains("sealed") && !text.contains("salt"), "{text}");
    let before = config(&here).await;
    let report = take(&here, &text).await.unwrap();
    assert_eq!((report.new, report.changed, report.same), (0, 0, 5), "{report:?}");
    assert_eq!(config(&here).await, before);

    let (_other, there) = new_store().await;
    let sealed = here.export(Some(&Secret::new("correct horse"))).await.unwrap();
    assert!(!sealed.contains("p@ss"));
    assert_eq!(take(&there, &sealed).await.unwrap().passwords_left_out, 1);
    assert_eq!(config(&there).await.cameras[0].password, None);
}

#[tokio::test]
async fn another_passphrase_is_one_sentence_and_changes_nothing() {
    let (_folder, store) = full().await;
    let sealed = store.export(Some(&Secret::new("correct horse"))).await.unwrap();
    let before = store.config().await.unwrap();
    let wrong = store.import(&sealed, Some(&Secret::new("horse")), false, ACTOR, now()).await.unwrap_err();
    assert_eq!(wrong.to_string(), "This passphrase does not open the passwords in this file.");
    let empty = store.export(Some(&Secret::new(""))).await.unwrap_err();
    assert!(matches!(empty, Error::ConfigFile(FileError::NoPassphrase)));
    let plain = store.export(None).await.unwrap();
    let unneeded = store.import(&plain, Some(&Secret::new("x")), false, ACTOR, now()).await.unwrap_err();
    assert!(matches!(unneeded, Error::ConfigFile(FileError::NothingSealed)));
    assert_eq!(store.config().await.unwrap(), before);
}

#[tokio::test]
async fn a_sealed_password_belongs_to_its_camera() {
    let (_folder, store) = full().await;
    let passphrase = Secret::new("correct horse");
    let text = store.export(Some(&passphrase)).await.unwrap().replace("بوابة", "Elsewhere");
    let moved = store.import(&text, Some(&passphrase), false, ACTOR, now()).await.unwrap_err();
    assert!(matches!(moved, Error::ConfigFile(FileError::WrongPassphrase)));
}

#[tokio::test]
async fn a_dry_run_reports_what_the_import_does_and_does_nothing() {
    let (_folder, store) = full().await;
    let text = "format = 1\nsite.tomorrow_hour = 6\n[[profile]]\nname = \"Third\"\nfps = 2\n\
                [[camera]]\nname = \"YARD\"\nenabled = true\n\
                [[camera]]\nname = \"New\"\naddress = \"demo:new\"\nprofile = \"third\"\n";
    let text = &text.replace("site.tomorrow_hour = 6\n", "[site]\ntomorrow_hour = 6\n");
    let before = store.config().await.unwrap();
    let dry = store.import(text, None, true, ACTOR, now()).await.unwrap();
    assert_eq!(store.config().await.unwrap(), before);
    let events = store.newest_event().await.unwrap();
    assert_eq!(take(&store, text).await.unwrap(), dry);
    assert_eq!((dry.new, dry.changed, dry.same), (2, 2, 0));
    assert_eq!(store.newest_event().await.unwrap(), events + 1);
    let after = config(&store).await;
    assert_eq!(after.site.tomorrow_hour, 6);
    let yard = &after.cameras[1];
    assert_eq!((yard.name.as_str(), yard.enabled, yard.tags.len()), ("YARD", true, 2), "the rest stays");
    assert_eq!(after.profiles[&after.cameras[2].profile].fps, 2.0);
}

#[tokio::test]
async fn what_is_broken_is_named_by_its_line_and_nothing_is_imported() {
    let (_folder, store) = full().await;
    let before = store.config().await.unwrap();
    let broken = take(&store, "format = 1\n[site]\nname = \"open\n").await.unwrap_err().to_string();
    assert!(broken.starts_with("Line 3 cannot be read: "), "{broken}");
    let text = "format = 1\n\
                colour = \"blue\"\n\
                [site]\n\
                tomorrow_hour = 25\n\
                mood = \"good\"\n\
                [[profile]]\n\
                name = \"Standard\"\n\
                fps = 1e9\n\
                extra_cli = \"-report\"\n\
                [[camera]]\n\
                name = \"Gate\"\n\
                address = \"rtsp://admin:secret@host/\"\n\
                [[camera]]\n\
                name = \"gate\"\n\
                [[camera]]\n\
                name = \"Hall\"\n\
                profile = \"Nowhere\"\n\
                tags = \"one\"\n\
                priority = 10\n\
                user = 5\n\
                password = \"x\"\n\
                [[camera]]\n\
                location = \"nameless\"\n";
    let found = refusals(&store, text).await;
    let expected = [
        "2: A configuration has no \"colour\".",
        "4: tomorrow_hour takes",
        "5: There is no setting named \"mood\"",
        "8: fps takes",
        "9: -report cannot be added",
        "12: An address in this file holds no user name and no password.",
        "13: The camera gate stands here twice.",
        "21: A camera has no \"password\". Passwords do not stand in this file in clear",
        "15: The camera Hall has no address.",
        "20: \"user\" takes a text in quotation marks.",
        "18: \"tags\" takes a list of texts",
        "17: There is no profile named \"Nowhere\".",
        "19: \"priority\" takes a number from 0 to 9.",
        "22: This has no name.",
    ];
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.starts_with(expected), "{found} / {expected}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    assert_eq!(store.config().await.unwrap(), before);
}

#[tokio::test]
async fn a_file_that_is_none_or_is_newer_is_said() {
    let (_folder, store) = new_store().await;
    let sentence = async |text: &str| take(&store, text).await.unwrap_err().to_string();
    assert!(sentence("").await.starts_with("This is no Bellwatch configuration"));
    assert!(sentence("name = \"other\"").await.starts_with("This is no Bellwatch configuration"));
    assert!(sentence("format = 2").await.starts_with("This file was written by a newer Bellwatch (format 2"));
    assert!(sentence(&"#".repeat(17_000_000)).await.starts_with("This file is larger than 16 MB"));
    assert_eq!(
        refusals(&store, "format = 1\ncamera = 5\nsite = 6\n").await,
        [
            "3: Write the settings of the site under a line [site].",
            "2: Write each camera under a line [[camera]]."
        ]
    );
    let many = format!("format = 1\n{}", "[[camera]]\n".repeat(1000));
    assert_eq!(refusals(&store, &many).await.len(), 50);
}

/// The full store with a week and exceptions of every kind.
async fn with_bells() -> (TempDir, Store) {
    let (folder, store) = full().await;
    let before = config(&store).await;
    let mut school = week("Schulwoche \"A\"", &[before.cameras[0].id]);
    school.periods[0].profile = Some(before.cameras[0].also_profiles[0]);
    school.periods.push(school.periods[0].clone());
    school.periods[2].only = Some(Drives::All);
    let school = store.save_schedule(&school, ACTOR, now()).await.unwrap();
    let empty = BellSchedule { enabled: false, periods: Vec::new(), ..week("Empty", &[]) };
    store.save_schedule(&empty, ACTOR, now()).await.unwrap();
    let time = |text: &str| text.parse().unwrap();
    let window = ExceptionKind::Window { start: time("22:00:00"), end: time("02:30:00") };
    let own = |exception| ScheduleException { schedule: Some(school), ..exception };
    let exceptions = [
        exception("Winter holidays", "2026-12-20", "2027-01-03", ExceptionKind::Off),
        own(exception("Winter holidays", "2026-12-20", "2027-01-06", ExceptionKind::Off)),
        exception("Twice", "2027-02-01", "2027-02-01", ExceptionKind::On),
        exception("Twice", "2027-02-01", "2027-02-02", ExceptionKind::On),
        own(exception("Night of books", "2027-03-01", "2027-03-01", window)),
        exception("Exchange", "2027-04-01", "2027-04-01", ExceptionKind::Shift { to: chrono::Weekday::Sun }),
    ];
    store.add_exceptions(&exceptions, ACTOR, now()).await.unwrap();
    (folder, store)
}

/// Without the numbers of schedules and periods, which another store gives anew.
fn unnumbered(mut config: Config) -> Config {
    config.schedules.sort_by(|a, b| a.name.cmp(&b.name));
    let numbers: Vec<ScheduleId> = config.schedules.iter().map(|schedule| schedule.id).collect();
    let place = |id: ScheduleId| (1..).zip(&numbers).find(|(_, known)| **known == id).map(|(place, _)| place);
    for exception in &mut config.exceptions {
        exception.schedule = exception.schedule.map(|id| ScheduleId(place(id).unwrap()));
    }
    for schedule in &mut config.schedules {
        schedule.id = ScheduleId(0);
        schedule.periods.iter_mut().for_each(|period| period.id = bellwatch_domain::PeriodId(0));
    }
    config
}

#[tokio::test]
async fn the_bell_comes_back_from_its_file() {
    let (_folder, here) = with_bells().await;
    let text = here.export(None).await.unwrap();
    let before = config(&here).await;
    let report = take(&here, &text).await.unwrap();
    assert_eq!((report.new, report.changed, report.same), (0, 0, 13), "{report:?}");
    assert_eq!(config(&here).await, before, "periods and exceptions stay themselves, numbers and all");

    let (_other, there) = new_store().await;
    take(&there, &text).await.unwrap();
    let mut found = config(&there).await;
    found.cameras.clone_from(&before.cameras); // Without their passwords they would differ.
    assert_eq!(unnumbered(found), unnumbered(before));
    assert_eq!(there.integrity_check().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_file_changes_the_bell_it_names_and_no_other() {
    let (_folder, store) = with_bells().await;
    let before = config(&store).await;
    take(&store, "format = 1\n[site]\ntomorrow_hour = 7\n").await.unwrap();
    assert_eq!(config(&store).await.schedules, before.schedules);
    let text = "format = 1\n\
                [[camera]]\nname = \"Hall\"\naddress = \"demo:hall\"\n\
                [[schedule]]\nname = \"SCHULWOCHE \\\"a\\\"\"\ndrives = { cameras = [\"hall\"] }\n\
                [[schedule.period]]\nname = \"night WATCH\"\nearly_grace = 15\n\
                [[schedule.period]]\nname = \"Sport\"\nstart = \"7:05\"\nend = \"08:00\"\n\
                weekdays = \"wed\"\nprofile = \"standard\"\nonly = \"all\"\n\
                expects = [\"8B\", \" 7C \"]\n\
                [[schedule]]\nname = \"All day\"\nenabled = false\n\
                [[exception]]\nname = \"Spring\"\nfirst = 2027-03-20\nlast = \"2027-04-02\"\n\
                [[exception]]\nname = \"winter HOLIDAYS\"\nfirst = \"2026-12-20\"\nschedule = \"\"\n\
                kind = \"shift\"\nto = \"monday\"\n";
    let report = take(&store, text).await.unwrap();
    assert_eq!((report.new, report.changed, report.same), (2, 3, 0), "{report:?}");
    let after = config(&store).await;
    let [all_day, school, empty] = &after.schedules[..] else { panic!("{:?}", after.schedules) };
    assert_eq!(*all_day, BellSchedule { enabled: false, ..before.schedules[0].clone() });
    assert_eq!(*empty, before.schedules[2]);
    let hall = after.cameras.iter().find(|camera| camera.name == "Hall").unwrap().id;
    let Drives::Some { cameras, tags } = &school.drives else { panic!() };
    assert_eq!((cameras.iter().copied().collect::<Vec<_>>(), tags.len()), (vec![hall], 0));
    let [night, sport] = &school.periods[..] else { panic!("{:?}", school.periods) };
    let mut expected = before.schedules[1].periods[1].clone();
    (expected.name, expected.early_grace) = ("night WATCH".to_owned(), Duration::minutes(15));
    assert_eq!(*night, expected);
    let mut expected = period("Sport", "07:05:00".parse().unwrap(), "08:00:00".parse().unwrap());
    (expected.id, expected.weekdays) = (sport.id, [chrono::Weekday::Wed].into_iter().collect());
    (expected.early_grace, expected.late_grace) = (Duration::zero(), Duration::zero());
    (expected.late_after, expected.profile) = (Duration::minutes(10), Some(ProfileId(1)));
    expected.only = Some(Drives::All);
    expected.expects = ["7C".to_owned(), "8B".to_owned()].into();
    assert_eq!(*sport, expected);
    let mut expected = before.exceptions;
    expected[0].name = "winter HOLIDAYS".to_owned();
    expected[0].kind = ExceptionKind::Shift { to: chrono::Weekday::Mon };
    let mut spring = exception("Spring", "2027-03-20", "2027-04-02", ExceptionKind::Off);
    spring.id = after.exceptions[6].id;
    expected.push(spring);
    assert_eq!(after.exceptions, expected);
}

#[tokio::test]
async fn the_first_schedule_makes_room_for_those_of_a_school_that_moves_in() {
    const MOVED: &str = "format = 1\n[[camera]]\nname = \"Hall\"\naddress = \"demo:hall\"\n\
                         [[schedule]]\nname = \"School week\"\n";
    let names = async |store: &Store| -> Vec<String> {
        config(store).await.schedules.into_iter().map(|schedule| schedule.name).collect()
    };
    let (_folder, new) = new_store().await;
    let dry = new.import(MOVED, None, true, ACTOR, now()).await.unwrap();
    assert_eq!(names(&new).await, ["All day"]);
    assert_eq!(take(&new, MOVED).await.unwrap(), dry);
    assert_eq!((dry.new, dry.changed), (2, 1));
    assert_eq!(names(&new).await, ["School week"]);

    let (_folder, used) = full().await;
    take(&used, MOVED).await.unwrap();
    assert_eq!(names(&used).await, ["All day", "School week"], "a store with cameras keeps what it has");

    let (_folder, edited) = new_store().await;
    let mut own = config(&edited).await.schedules.remove(0);
    own.drives = some(&[]);
    edited.save_schedule(&own, ACTOR, now()).await.unwrap();
    take(&edited, MOVED).await.unwrap();
    assert_eq!(names(&edited).await, ["All day", "School week"], "what somebody has edited stays");
}

#[tokio::test]
async fn what_is_broken_of_the_bell_is_named_by_its_line() {
    let (_folder, store) = with_bells().await;
    let before = store.config().await.unwrap();
    let text = "format = 1\n\
                [[schedule]]\n\
                name = \"Week\"\n\
                enabled = \"yes\"\n\
                drives = { cameras = [\"Nowhere\"], tags = [\"a,b\"] }\n\
                colour = 3\n\
                [[schedule.period]]\n\
                name = \"One\"\n\
                start = \"24:00\"\n\
                weekdays = \"Sam\"\n\
                early_grace = 241\n\
                late_grace = \"5\"\n\
                profile = \"Nothing\"\n\
                only = \"some\"\n\
                [[schedule]]\n\
                name = \"WEEK\"\n\
                [[schedule]]\n\
                name = \"Other\"\n\
                period = 5\n\
                [[exception]]\n\
                name = \"Feast\"\n\
                [[exception]]\n\
                name = \"Feast\"\n\
                first = \"2027-02-30\"\n\
                [[exception]]\n\
                name = \"Feast\"\n\
                first = \"2027-02-20\"\n\
                last = \"2027-02-19\"\n\
                kind = \"window\"\n\
                start = \"08:00\"\n\
                [[exception]]\n\
                name = \"Feast\"\n\
                first = \"2027-02-20\"\n\
                schedule = \"Nothing\"\n\
                kind = \"shift\"\n\
                to = \"Sonntag\"\n\
                [[exception]]\n\
                name = \"Feast\"\n\
                first = \"2027-02-20\"\n\
                kind = \"closed\"\n\
                mood = \"good\"\n";
    let mut found = refusals(&store, text).await;
    found.sort_by_key(|refused| refused.split(':').next().unwrap().parse::<usize>().unwrap());
    assert_eq!(
        found,
        [
            "4: \"enabled\" takes true or false.",
            "5: There is no camera named \"Nowhere\".",
            "5: A tag is one word or a few, without commas; type several tags one by one.",
            "6: A schedule has no \"colour\".",
            "7: The period One has no \"end\".",
            "9: \"start\" takes a time such as \"07:45\".",
            "10: \"weekdays\" takes days such as \"Sun Mon Tue\", or \"none\".",
            "11: \"early_grace\" takes 0 to 240 whole minutes.",
            "12: \"late_grace\" takes 0 to 240 whole minutes.",
            "13: There is no profile named \"Nothing\".",
            "14: \"only\" takes \"all\", or { cameras = [\"Gate\"], tags = [\"yard\"] }.",
            "15: The schedule WEEK stands here twice.",
            "19: Write each period under a line [[schedule.period]].",
            "20: The exception Feast has no \"first\" day.",
            "24: \"first\" takes a date such as \"2026-11-21\".",
            "25: The exception Feast has no \"end\".",
            "28: The exception Feast ends before it begins.",
            "34: There is no schedule named \"Nothing\".",
            "36: The exception Feast needs \"to\" with a weekday, as in to = \"Sun\".",
            "40: \"kind\" takes off, on, window or shift.",
            "41: An exception has no \"mood\".",
        ]
    );
    assert_eq!(store.config().await.unwrap(), before);
}

#[tokio::test]
async fn a_calendar_of_ten_thousand_days_is_exported_and_imported() {
    let (_folder, here) = new_store().await;
    let day = |n| exception(&format!("Day {n}"), "2026-12-20", "2026-12-20", ExceptionKind::Off);
    let all: Vec<ScheduleException> = (0..10_000).map(day).collect();
    here.add_exceptions(&all, ACTOR, now()).await.unwrap();
    let text = here.export(None).await.unwrap();
    let (_other, there) = new_store().await;
    assert_eq!(take(&there, &text).await.unwrap().new, 10_000);
    assert_eq!(take(&there, &text).await.unwrap().same, 10_002);
    let one_more = "format = 1\n[[exception]]\nname = \"One more\"\nfirst = \"2026-12-20\"\n";
    let full = take(&there, one_more).await.unwrap_err();
    assert_eq!(full.to_string(), "There can be 10000 exceptions at most. Remove some first.");
}
