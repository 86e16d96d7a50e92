use chrono_tz::Tz;

use super::*;
use crate::{ProfileId, Site, StreamProfile};

fn profile() -> StreamProfile {
    StreamProfile::with_defaults(ProfileId(1), "Usual")
}

fn site() -> Site {
    Site::with_defaults("My school", Tz::UTC)
}

fn takes(key: &str, value: &str, shown: &str) {
    let mut profile = profile();
    set(&mut profile, key, value).unwrap_or_else(|problem| panic!("{key}={value}: {problem}"));
    assert_eq!(get(&profile, key), shown, "{key}={value}");
}

fn refuses(key: &str, value: &str, sentence: &str) {
    let before = profile();
    let mut after = before.clone();
    let problem = set(&mut after, key, value).expect_err(value).to_string();
    assert!(problem.contains(sentence), "{key}={value}: {problem}");
    assert_eq!(after, before, "{key}={value}");
}

#[test]
fn the_defaults_in_the_tables_are_the_defaults() {
    for knob in KNOBS {
        assert_eq!(get(&profile(), knob.key), knob.default, "{}", knob.key);
    }
    for setting in SETTINGS {
        assert_eq!(get_setting(&site(), setting.key), setting.default, "{}", setting.key);
    }
}

/// A value of the knob that differs from its default.
fn other_value(knob: &Knob) -> String {
    match (knob.key, knob.input) {
        ("device", _) => "/dev/dri/renderD129".to_owned(),
        ("cpu_affinity", _) => "1,3".to_owned(),
        ("extra_cli", _) => "-user_agent 'Bell watch' -re".to_owned(),
        ("name", _) => "Other school".to_owned(),
        ("time_zone", _) => "Asia/Baghdad".to_owned(),
        ("quiet_hours", _) => "22:00-06:00".to_owned(),
        ("pack", _) => "yunet-sface".to_owned(),
        ("backup_folder", _) => "/mnt/backup/bellwatch".to_owned(),
        (_, Input::Weekdays) => "Fri Sat".to_owned(),
        (_, Input::Choice(choices)) => {
            choices.iter().find(|choice| **choice != knob.default).unwrap().to_string()
        }
        (_, Input::Number { min, max, .. }) => {
            if knob.default == max.to_string() { min } else { max }.to_string()
        }
        (key, Input::Text { .. }) => panic!("{key} needs an example here"),
    }
}

#[test]
fn every_knob_can_be_set_to_something_else_and_back() {
    for knob in KNOBS {
        let mut changed = profile();
        let other = other_value(knob);
        set(&mut changed, knob.key, &other).unwrap_or_else(|problem| panic!("{}: {problem}", knob.key));
        assert_eq!(get(&changed, knob.key), other);
        assert_ne!(changed, profile(), "{}", knob.key);
        set(&mut changed, knob.key, knob.default).unwrap();
        assert_eq!(changed, profile(), "{}", knob.key);
    }
    for setting in SETTINGS {
        let mut changed = site();
        let other = other_value(setting);
        set_setting(&mut changed, setting.key, &other)
            .unwrap_or_else(|problem| panic!("{}: {problem}", setting.key));
        assert_eq!(get_setting(&changed, setting.key), other);
        assert_ne!(changed, site(), "{}", setting.key);
        set_setting(&mut changed, setting.key, setting.default).unwrap();
        assert_eq!(changed, site(), "{}", setting.key);
    }
}

#[test]
fn every_bound_and_word_of_the_tables_is_taken_and_nothing_beyond() {
    for knob in KNOBS {
        let Input::Number { min, max, words, .. } = knob.input else { continue };
        for value in
            [min.to_string(), max.to_string()].iter().map(String::as_str).chain(words.iter().copied())
        {
            takes(knob.key, value, value);
        }
        refuses(knob.key, &(min - 0.1).to_string(), knob.range);
        refuses(knob.key, &(max + 1.0).to_string(), knob.range);
        for nonsense in ["", "1e9", "nan", "inf", "-inf", "ten", "4x", "٤", &"9".repeat(10_000)] {
            refuses(knob.key, nonsense, knob.key);
        }
    }
}

#[test]
fn values_are_read_as_people_type_them() {
    takes("fps", " 0,5 ", "0.5");
    takes("fps", "4 fps", "4");
    takes("hb_interval", "30 s", "30");
    takes("decode", "Keyframes", "keyframes");
    takes("cpu_affinity", "3, 0-1,1", "0,1,3");
    takes("cpu_affinity", " Site", "site");
    takes("device", "none", "");
    takes("gpu_index", "0", "0");
    takes("nice", "-5", "-5");
    takes("det_set", "AUTO", "auto");
    takes("min_score", "0,45", "0.45");
    takes("extra_cli", "  -fflags   nobuffer ", "-fflags nobuffer");
}

#[test]
fn what_makes_no_sense_gets_a_sentence() {
    refuses("fps", "0", "fps takes 0.1 to 30 pictures per second, not \"0\".");
    refuses("hb_interval", "1.5", "1 to 300 whole seconds");
    refuses("decode", "some", "auto, all or keyframes");
    refuses("cpu_affinity", "3-1", "all, auto, cores such as");
    refuses("cpu_affinity", "0,,1", "all, auto, cores such as");
    refuses("cpu_affinity", "0-99999", "all, auto, cores such as");
    refuses("device", "-y /etc/passwd", "a device such as");
    refuses("device", "/dev/dri card", "a device such as");
    refuses("extra_cli", "-y out.mp4", "writes files");
    refuses("fpss", "4", "There is no setting named \"fpss\" (did you mean fps?).");
    refuses("quux", "4", "There is no setting named \"quux\".");
    let problem = set_setting(&mut site(), "time_zone", "Asia/Bagdad").unwrap_err().to_string();
    assert!(problem.contains("did you mean Asia/Baghdad?"), "{problem}");
}

#[test]
fn settings_are_read_as_people_type_them() {
    let check = |key: &str, value: &str, shown: &str| {
        let mut site = site();
        set_setting(&mut site, key, value).unwrap_or_else(|problem| panic!("{key}={value}: {problem}"));
        assert_eq!(get_setting(&site, key), shown, "{key}={value}");
    };
    check("weekend", " saturday,FRI ", "Fri Sat");
    check("weekend", "None", "none");
    check("pre_bell", "15 min", "15");
    check("pre_bell", "0", "off");
    check("notify_down", "OFF", "off");
    check("notify_shared", "Off", "off");
    check("quiet_hours", " 22:00 – 6:00 ", "22:00-06:00");
    check("quiet_hours", "", "none");
    check("pack", " YuNet-SFace ", "yunet-sface");
    check("pack", "", "none");
    check("evidence", "Crop_and_Frame", "crop_and_frame");
    check("false_accepts_per_day", "0,05", "0.05");
    let refuses = |key: &str, value: &str, sentence: &str| {
        let mut after = site();
        let problem = set_setting(&mut after, key, value).expect_err(value).to_string();
        assert_eq!((problem.as_str(), after), (sentence, site()));
    };
    refuses("weekend", "Fri Sam", "weekend takes days such as Fri Sat, or none, not \"Fri Sam\".");
    refuses("weekend", "", "weekend takes days such as Fri Sat, or none, not \"\".");
    refuses("pre_bell", "121", "pre_bell takes 1 to 120 whole minutes, or off, not \"121\".");
    refuses("notify_shared", "yes", "notify_shared takes on or off, not \"yes\".");
    let pack = "pack takes an installed pack's id such as yunet-sface, or none, not \"../x\".";
    refuses("pack", "../x", pack);
    for nonsense in ["22:00", "22:00-22:00", "24:00-06:00", "22-6", "22:00-06:00-07:00", "22:0-6:00"] {
        let sentence =
            format!("quiet_hours takes two times such as 22:00-06:00, or none, not \"{nonsense}\".");
        refuses("quiet_hours", nonsense, &sentence);
    }
}

#[test]
fn names_of_any_script_are_taken_and_nonsense_is_not() {
    assert_eq!(check_name("  Gate 2 "), Ok("Gate 2".to_owned()));
    assert_eq!(check_name("بوابة المدرسة"), Ok("بوابة المدرسة".to_owned()));
    assert_eq!(check_name("\u{2067}بوابة\u{2069} 2"), Ok("\u{2067}بوابة\u{2069} 2".to_owned()));
    let sentence = |text: &str| check_name(text).unwrap_err().to_string();
    assert_eq!(sentence(" \u{200b} "), "Type a name.");
    assert_eq!(sentence(&"x".repeat(10_240)), "This is 10240 characters long; a name has 80 at most.");
    assert!(sentence("a\nb").contains("line break"));
    assert!(sentence("a\u{202e}b").contains("invisible"));
    assert_eq!(check_location(""), Ok(String::new()));
    assert_eq!(check_tag("a,b"), Err(NameError::Comma));
    assert_eq!(check_user("a:b"), Err(NameError::Colon));
    assert_eq!(check_password("p@ss :/%#ß"), Ok(()));
    assert!(check_password(&"x".repeat(257)).is_err());
}
