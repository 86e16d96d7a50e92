//! `status`, `why` and `events`.

use std::path::PathBuf;

use bellwatch_engine::api::{ability_or_unknown, memory_as_the_engine_sees_it, status as status_of};
use bellwatch_engine::present;
use bellwatch_engine::wire::{RunnerState, RunnerView, StatusView};
use bellwatch_engine::{why as why_of, words};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::cameras::print_json;
use crate::desk::{self, Desk};
use crate::table::table;
use crate::{Exit, Failure};

/// `status`.
pub async fn status(home: Option<PathBuf>, json: bool) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    let status = status_of(&desk.folder, &desk.operator, &desk.clock).await?;
    let exit = if !status.is_running || !status.problems.is_empty() { Exit::Attention } else { Exit::Well };
    if json {
        print_json(&status)?;
        return Ok(exit);
    }
    let zone = desk.config().await?.site.time_zone;
    print!("{}", in_words(&status, desk.clock.now(), zone));
    Ok(exit)
}

fn in_words(status: &StatusView, now: DateTime<Utc>, zone: Tz) -> String {
    let mut text = String::new();
    match (status.is_running, status.engine_pid) {
        (true, Some(pid)) => text.push_str(&format!("The engine runs (pid {pid}).\n")),
        (true, None) => text.push_str("The engine runs.\n"),
        (false, _) => text.push_str("No engine runs. Start one: bellwatchctl run\n"),
    }
    if let Some(error) = &status.last_error {
        text.push_str(&format!("Its last error: {error}\n"));
    }
    if status.is_running && status.problems.is_empty() {
        text.push_str("All well.\n");
    }
    if let Some(mode) = &status.diagnostic_mode {
        let ends = DateTime::from_timestamp_millis(mode.ends_ms).unwrap_or(now);
        let ends = words::local_time(ends, now, zone);
        let line = format!("! Unknown faces are being kept until {ends} (started by {}). ", mode.by);
        text.push_str(&format!("{line}Stop: bellwatchctl unknown stop\n"));
    }
    if status.unknown_faces > 0 {
        text.push_str(&format!("Unknown faces in the tray: {}.\n", status.unknown_faces));
    }
    for problem in &status.problems {
        text.push_str(&format!("! {} {}\n", problem.sentence, problem.cure));
    }
    if !status.runners.is_empty() {
        let name = |runner: &RunnerView| {
            status
                .cameras
                .iter()
                .find(|camera| camera.id == runner.camera)
                .map_or("–", |camera| &camera.name)
        };
        let rows: Vec<Vec<String>> = status
            .runners
            .iter()
            .map(|runner| {
                let (word, sentence) = state(&runner.state);
                let fps =
                    runner.heartbeat.as_ref().map_or_else(String::new, |beat| format!("{:.1}", beat.fps));
                let pid = runner.process.as_ref().filter(|process| process.ended_ms.is_none());
                let pid = pid.map_or_else(String::new, |process| process.pid.to_string());
                vec![name(runner).to_owned(), word.to_owned(), fps, pid, sentence]
            })
            .collect();
        text.push('\n');
        text.push_str(&table(&["CAMERA", "STATE", "FPS", "PID", "WHY"], &rows));
    }
    text
}

fn state(state: &RunnerState) -> (&'static str, String) {
    match state {
        RunnerState::Waiting { .. } => ("Waiting", "for its turn to start".to_owned()),
        RunnerState::Starting { .. } => ("Starting", String::new()),
        RunnerState::Running { .. } => ("Running", String::new()),
        RunnerState::Stopping { why, .. } => ("Stopping", why.clone()),
        RunnerState::Resting { sentence, .. } => ("Resting", sentence.clone()),
    }
}

/// `why CAMERA`.
pub async fn why(home: Option<PathBuf>, camera: &str, at: Option<&str>, json: bool) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    let config = desk.config().await?;
    let found = desk::camera(&config, camera)?;
    let memory = memory_as_the_engine_sees_it(&desk.folder, desk.operator.store()).await?;
    let ability = ability_or_unknown().await;
    let setters = desk.operator.store().setters(found.id).await?;
    let now = desk.clock.now();
    let at = at.map(|text| desk::instant_of(text, now, config.site.time_zone)).transpose()?.unwrap_or(now);
    let chains = why_of::why(&config, &memory, &ability, found, &setters, at);
    if json {
        return print_json(&chains);
    }
    for chain in chains {
        let profile = config.profiles.values().find(|profile| profile.id.0 == chain.profile);
        println!(
            "{}, profile {}: {}",
            found.name,
            profile.map_or("–", |profile| &profile.name),
            chain.sentence
        );
        for gate in chain.gates {
            let by = gate.by.map(|by| format!(" ({by})")).unwrap_or_default();
            println!("  {} {}: {}{by}", if gate.open { "✓" } else { "✗" }, gate.gate, gate.value);
        }
    }
    if desk.engine().is_none() {
        println!("No engine runs, so nothing runs whatever the plan says. Start one: bellwatchctl run");
    }
    Ok(Exit::Well)
}

/// `events`.
pub async fn events(home: Option<PathBuf>, json: bool, limit: u32) -> Result<Exit, Failure> {
    let desk = Desk::open(home).await?;
    let zone = desk.config().await?.site.time_zone;
    let views: Vec<_> = desk.operator.store().events(None, limit).await?.iter().map(present::event).collect();
    if json {
        return print_json(&views);
    }
    let now = desk.clock.now();
    for event in views {
        let at = DateTime::from_timestamp_millis(event.at_ms).unwrap_or(now);
        println!("{}  {}", words::local_time(at, now, zone), event.sentence);
    }
    Ok(Exit::Well)
}
