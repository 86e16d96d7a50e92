//! The English sentences of the engine, as templates by which the window says them in another language; as those of the
//! domain are (`domain/src/sentences.rs`).

use std::collections::BTreeMap;

use bellwatch_domain::budget::Limit;
use bellwatch_domain::ffmpeg_args::FfmpegAbility;
use bellwatch_domain::last_error::sentence_about;
use bellwatch_domain::memory::Memory;
use bellwatch_domain::plan::{Config, NextBell, RestWhy};
use bellwatch_domain::reconcile::{RestartWhy, StopWhy};
use bellwatch_domain::run::{Ending, EndingWhy};
use bellwatch_domain::{
    BellSchedule, Camera, CameraId, LastError, LastErrorKind, Pause, ProfileId, Site, SourceAddress,
    StreamProfile,
};
use bellwatch_store::Setters;
use chrono::{DateTime, Duration, Utc};

use crate::api::StartError;
use crate::api::sentences::{Follows, Goes, Quick, Timeline};
use crate::attendance::watched;
use crate::clips::remux;
use crate::discovery::{NoNetwork, Trouble};
use crate::lists::Told;
use crate::lists::text::{NoText, OTHER_KIND, OTHERS};
use crate::recognition::Broken;
use crate::words::cures::Cure;
use crate::words::refusals::{Named, Refusal};
use crate::{backups, calendar, camera_list, diagnostics, folder, people, probe, spawner, why, words};

fn now() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

/// Later on the same day: "12:34".
fn later() -> DateTime<Utc> {
    "2026-11-23T12:34:00Z".parse().unwrap()
}

fn of_rests(said: &mut Vec<String>) {
    let error = LastError { kind: LastErrorKind::Stalled, at: now(), evidence: String::new() };
    let by = || "{by:open}".to_owned();
    let whys = [
        RestWhy::Disabled,
        RestWhy::NoSchedule,
        RestWhy::OutsidePeriods,
        RestWhy::Exception { name: "{day}".to_owned() },
        RestWhy::Paused(Pause { until: later(), by: by(), at: now() }),
        RestWhy::StoppedByHand { by: by() },
        RestWhy::WaitingToRetry { failures: 4710, error: Some(error.clone()) },
        RestWhy::WaitingToRetry { failures: 4710, error: None },
        RestWhy::Held(error),
    ];
    let about = sentence_about(&LastErrorKind::Stalled, "{camera}");
    for why in &whys {
        for until in [None, Some(later())] {
            let text = words::rest(why, until, "{camera}", now(), chrono_tz::UTC);
            let text = text.replace("12:34", "{until:time}").replace("4711", "{try:number}");
            said.push(text.replace(&about, "{why:said}"));
        }
    }
}

fn of_runs(said: &mut Vec<String>) {
    let stops = [
        StopWhy::Disabled,
        StopWhy::NoSchedule,
        StopWhy::PeriodOver,
        StopWhy::Exception,
        StopWhy::Paused,
        StopWhy::ByHand,
        StopWhy::SettingsWrong,
        StopWhy::Held,
        StopWhy::DependencyMissing,
        StopWhy::BudgetUsedUp,
        StopWhy::NoLongerWanted,
        StopWhy::EngineStops,
    ];
    said.extend(stops.map(|why| words::stop(why).to_owned()));
    let restarts = [
        RestartWhy::CommandChanged,
        RestartWhy::SettingsChanged,
        RestartWhy::DecodeChanged,
        RestartWhy::ByHand,
    ];
    said.extend(restarts.map(|why| words::restart(why).to_owned()));
    said.push(words::ending(&Ending {
        at: now(),
        why: EndingWhy::EngineDied,
        exit_code: None,
        signal: None,
    }));
    said.push("The store cannot be written.".to_owned());
    // Of the beats of a run: `enforcer::show`.
    said.push("{fps:number} of {wanted:number} frames a second".to_owned());
    said.push("{fps:number} of {wanted:number} frames a second; {given:number} are looked at".to_owned());
    // Joined in `words::because`, from the names of periods.
    said.push("For {periods:names}, until {until:time}.".to_owned());
    said.push("It is to run now.".to_owned());
}

/// What keeps a film from being made, and how a camera decodes.
fn of_films_and_decoding(said: &mut Vec<String>) {
    let whys = [remux::Error::NoProgram, remux::Error::TooLong, remux::Error::Nothing("{line}".to_owned())];
    said.extend(whys.map(|why| why.to_string()));
    said.extend(["no, software decodes: {why:said}", "no, there is none here"].map(str::to_owned));
}

fn of_bells(said: &mut Vec<String>) {
    let bells = [(1, 0, 0), (0, 1, 0), (0, 0, 1), (4711, 0, 0), (0, 4711, 0), (0, 0, 4711)];
    let bell = |(starting, stopping, changing)| NextBell { at: later(), starting, stopping, changing };
    said.extend(bells.map(|of| words::next_bell(&bell(of)).replace("4711", "{count:number}")));
    said.push("{one:said}, {more:said}".to_owned());
}

fn of_gates(said: &mut Vec<String>) {
    let camera = Camera {
        id: CameraId(1),
        revision: 1,
        name: "{camera}".to_owned(),
        location: String::new(),
        address: SourceAddress::parse("demo:gate").unwrap().address,
        sub_address: None,
        user: None,
        password: None,
        priority: 5,
        enabled: true,
        pause: None,
        tags: Vec::new(),
        profile: ProfileId(1),
        also_profiles: Vec::new(),
        keyframe_interval: None,
        sub_keyframe_interval: None,
        unreadable: None,
    };
    let paused = Camera {
        pause: Some(Pause { until: later(), by: "{by:open}".to_owned(), at: now() }),
        ..camera.clone()
    };
    let profile = StreamProfile::with_defaults(ProfileId(1), "Usual");
    let config = |camera: &Camera, schedules| Config {
        site: Site::with_defaults("School", chrono_tz::UTC),
        cameras: vec![camera.clone()],
        profiles: BTreeMap::from([(ProfileId(1), profile.clone())]),
        schedules,
        exceptions: Vec::new(),
        begun: Vec::new(),
    };
    let stopped = Memory { stopped_by_hand: Some(("{by:open}".to_owned(), now())), ..Memory::default() };
    for (config, memory) in [
        (config(&camera, vec![BellSchedule::all_day()]), Memory::default()),
        (config(&paused, Vec::new()), stopped),
    ] {
        let chains = why::why(
            &config,
            &memory,
            &FfmpegAbility::unknown(),
            &config.cameras[0],
            &Setters::default(),
            now(),
        );
        for gate in chains.into_iter().flat_map(|chain| chain.gates) {
            said.push(gate.gate);
            let value = gate.value.replace("12:34", "{until:time}");
            // Names of schedules and periods are the school's own.
            said.extend(
                ["All day", "until Tuesday"].iter().all(|name| !value.contains(name)).then_some(value),
            );
        }
    }
    said.extend(["{period} until {until:time}", "no, the next at {at:time}"].map(str::to_owned));
    said.push("until {until:time}, after {failures:number} failures in a row".to_owned());
}

/// Why somebody gets less, by each limit. Names of cameras are joined with commas.
fn of_budgets(said: &mut Vec<String>) {
    let users = ["{users:names}".to_owned()];
    let gap = |text: String, number: &str, name: &str| text.replace(number, &format!("{{{name}:number}}"));
    for (by, name) in [
        (Limit::Fps { budget: 4711.0 }, "budget"),
        (Limit::Decoders { most: 4711 }, "most"),
        (Limit::Decoders { most: 1 }, "most"),
        (Limit::Gpu { index: 0 }, "gpu"),
        (Limit::Gpu { index: 211 }, "gpu"),
    ] {
        let number = if matches!(by, Limit::Gpu { .. }) { "211" } else { "4711" };
        let lowered = gap(words::budget::lowered(by), number, name);
        said.push(format!("{{given:number}} of {{wanted:number}} frames a second: {lowered}"));
        said.push(lowered);
        // A GPU takes nobody's place.
        if matches!(by, Limit::Gpu { .. }) {
            continue;
        }
        for more in [0, 4712] {
            let why = RestWhy::BudgetUsedUp { by, users: users.to_vec(), more };
            for until in [None, Some(later())] {
                let text = words::rest(&why, until, "{camera}", now(), chrono_tz::UTC);
                let text = text.replace("12:34", "{until:time}").replace("4712", "{more:number}");
                said.push(gap(text, number, name));
            }
        }
    }
    said.push("Within the budget".to_owned());
    said.extend(words::budget::Receipt::templates());
    said.extend(words::budget::InTheWay::templates());
}

/// What files of lists say, whoever is in them, and calendars.
fn of_files(said: &mut Vec<String>) {
    let files =
        [NoText::Empty, NoText::Large { most: 4711 << 20 }, NoText::Workbook, NoText::Other("{what:said}")];
    said.extend(files.map(|why| why.to_string().replace("4711", "{size:number}")));
    said.extend(OTHERS.iter().filter_map(|(_, why)| match why {
        NoText::Other(what) => Some((*what).to_owned()),
        NoText::Empty | NoText::Large { .. } | NoText::Workbook => None,
    }));
    said.push(OTHER_KIND.to_owned());
    said.extend(["commas", "semicolons", "tabs", "bars"].map(str::to_owned));
    said.extend([Told::templates(), calendar::Remark::templates(), calendar::Summary::templates()].concat());
}

/// Why a camera that was found does not say where its streams are.
fn of_found(said: &mut Vec<String>) {
    let troubles =
        [Trouble::NoAddress, Trouble::NoAnswer, Trouble::Refused, Trouble::NoMedia, Trouble::Unreadable];
    said.extend(troubles.map(|trouble| trouble.to_string()));
    said.push(NoNetwork(std::io::Error::other("")).to_string());
    let clock = |seconds| Trouble::Clock { seconds }.to_string();
    for (seconds, number) in [(100 * 60, "100"), (47 * 3600, "47"), (4711 * 86_400, "4711")] {
        for seconds in [seconds, -seconds] {
            said.push(clock(seconds).replace(&format!("{number} "), "{count:number} "));
        }
    }
}

/// Why no bundle is made, and no engine started.
fn of_house(said: &mut Vec<String>) {
    let leak =
        diagnostics::Refusal::Leak { what: "{what:said}".to_owned(), part: "{part}".to_owned(), line: 4711 };
    said.push(leak.to_string().replace("4711", "{line:number}"));
    said.push(diagnostics::Refusal::TooLarge.to_string());
    said.push(diagnostics::Refusal::Packing(zip::result::ZipError::FileNotFound).to_string());
    said.extend(["the key", "person {person:number}", "a camera's password"].map(str::to_owned));
    let cause = || std::io::Error::other("");
    let folder = folder::Error::Unusable { path: "{folder}".into(), source: cause() };
    said.extend([folder, folder::Error::Locked { pid: None }].map(|error| error.to_string()));
    let locked = folder::Error::Locked { pid: Some(4711) }.to_string();
    said.push(locked.replace("4711", "{pid:number}"));
    said.extend([StartError::Thread(cause()), StartError::Spawner(cause())].map(|error| error.to_string()));
    let spawn = spawner::Error::Start { program: "{program}".into(), source: cause() };
    said.extend([spawn, spawner::Error::Gone].map(|error| error.to_string()));
}

/// What the bell, recognition and backups say besides.
fn of_tables(said: &mut Vec<String>) {
    said.extend([Timeline::templates(), Follows::templates(), Goes::templates()].concat());
    said.extend([Quick::templates(), Broken::templates(), Cure::templates()].concat());
    said.extend([why::ByWhom::templates(), watched::Because::templates()].concat());
    said.extend([backups::words::Of::templates(), backups::words::Holding::templates()].concat());
    said.extend([words::NO_PROFILE, probe::NO_PICTURE_YET].map(str::to_owned));
}

#[test]
fn the_sentences_stand_beside_the_generated_types() {
    assert_eq!(
        words::local_time(now() + Duration::days(1), now(), chrono_tz::UTC),
        "Tuesday 24 November, 09:00"
    );
    let mut said = Vec::new();
    of_rests(&mut said);
    of_budgets(&mut said);
    of_runs(&mut said);
    of_bells(&mut said);
    of_films_and_decoding(&mut said);
    of_gates(&mut said);
    of_files(&mut said);
    of_found(&mut said);
    of_house(&mut said);
    of_tables(&mut said);
    said.extend([people::sentences(), camera_list::sentences()].concat());
    said.extend([Refusal::templates(), Named::templates()].concat());
    let folder = std::env::var("TS_RS_EXPORT_DIR").expect("cargo says where generated types go");
    let file = std::path::Path::new(&folder).join("sentencesOfEngine.ts");
    std::fs::write(file, bellwatch_domain::said::module("engine", "ofEngine", said)).unwrap();
}
