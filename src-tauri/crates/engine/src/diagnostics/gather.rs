//! What goes into the bundle, part by part.

use std::fmt::Write as _;
use std::time::Duration;

use bellwatch_domain::plan::Config;
use chrono::{DateTime, SecondsFormat, Utc};
use tokio::time::Instant;

use super::sieve::sift;
use super::{Known, Part, Person};
use crate::api::Operator;
use crate::capture::capture;
use crate::logs::Line;
use crate::present;
use crate::programs::Programs;
use crate::spawner::Spawner;
use crate::wire::{Finding, Problem, ProblemView, Verdict};

/// The newest events that go along.
const EVENTS: u32 = 1000;
/// The most heartbeats of a runner in a day; the history keeps one a minute and some more.
const BEATS: u32 = 2880;
/// Runs of a camera whose commands go along.
const COMMANDS: u32 = 3;
/// Longest wait for what ffmpeg says of itself.
const FFMPEG_WITHIN: Duration = Duration::from_secs(10);

/// What only a running engine knows: what it and its children last said.
#[derive(Default)]
pub(crate) struct Live {
    /// What Bellwatch itself said.
    pub(crate) own: Vec<Line>,
    /// By camera and profile, in words.
    pub(crate) logs: Vec<(String, Vec<Line>)>,
}

/// All parts, sifted, and what must not be in them.
///
/// # Errors
///
/// When the store cannot be read.
pub(crate) async fn gather(
    operator: &Operator,
    findings: &[Finding],
    problems: &[ProblemView],
    live: Live,
) -> Result<(Vec<Part>, Known), Problem> {
    let (store, now) = (operator.store(), operator.now());
    let config = operator.config().await?;
    let people = store.people().await?;
    let known = Known {
        passwords: config
            .cameras
            .iter()
            .filter_map(|camera| Some((camera.user.clone(), camera.password.clone()?)))
            .collect(),
        key: store.key_forms().to_vec(),
        people: people
            .into_iter()
            .map(|person| Person { number: person.id.0, name: person.name, code: person.code })
            .collect(),
    };
    let mut parts = vec![
        Part { name: "about.txt", text: about(&known, now) },
        Part { name: "versions.txt", text: versions().await },
        Part { name: "doctor.txt", text: doctor(findings) },
        Part { name: "configuration.toml", text: store.export(None).await? },
        Part { name: "problems.txt", text: told(problems) },
        Part { name: "logs.txt", text: logs(&live) },
        Part { name: "events.csv", text: events(operator).await? },
        Part { name: "heartbeats.csv", text: heartbeats(operator, &config, now).await? },
        Part { name: "commands.txt", text: commands(operator, &config).await? },
    ];
    for part in &mut parts {
        part.text = sift(&part.text, &known);
    }
    Ok((parts, known))
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn about(known: &Known, now: DateTime<Utc>) -> String {
    let mut text = format!(
        "Diagnostics of Bellwatch, made {}.\n\nIn it: versions; what doctor finds; the configuration without passwords; \
         problems; the last lines of ffmpeg and of Bellwatch's own log; the newest {EVENTS} events; the heartbeats of \
         the last day; ffmpeg's commands, masked.\nNot in it: passwords, the key, photos and other pictures, films, \
         sightings, attendance; people are called by their numbers.\nThe finished bundle was searched for every \
         password, the key, and the name and code of everybody.\n",
        stamp(now)
    );
    if known.too_short() > 0 {
        let _ = writeln!(
            text,
            "Too short to be searched for: the passwords of {} cameras. Choose longer ones.",
            known.too_short()
        );
    }
    text
}

async fn versions() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let os = read("/etc/os-release");
    let os = os.lines().find_map(|line| line.strip_prefix("PRETTY_NAME=")).unwrap_or("not known");
    let said = ffmpeg_says().await.unwrap_or_else(|why| format!("ffmpeg says nothing: {why}\n"));
    format!(
        "Bellwatch {}\nSystem: {}\nKernel: {}\n\n{said}",
        env!("CARGO_PKG_VERSION"),
        os.trim_matches('"'),
        read("/proc/version").trim()
    )
}

/// `ffmpeg -version`: which, and how it was built.
async fn ffmpeg_says() -> Result<String, String> {
    let programs = Programs::from_environment();
    let ffmpeg = programs.ffmpeg().ok_or_else(|| "there is none".to_owned())?;
    let spawner = Spawner::start("diagnostics").map_err(|error| error.to_string())?;
    let deadline = Instant::now() + FFMPEG_WITHIN;
    let said = capture(&spawner, ffmpeg.clone(), vec!["-version".into()], "question", deadline).await;
    said.map(|said| said.stdout).map_err(|error| error.to_string())
}

fn doctor(findings: &[Finding]) -> String {
    let mut text = String::new();
    for Finding { what, verdict, sentence, cure } in findings {
        let word = match verdict {
            Verdict::Good => "good",
            Verdict::Note => "note",
            Verdict::Broken => "BROKEN",
        };
        let _ = writeln!(text, "{word}  {what}: {sentence} {}", cure.as_deref().unwrap_or_default());
    }
    text
}

fn told(problems: &[ProblemView]) -> String {
    if problems.is_empty() {
        return "All well.\n".to_owned();
    }
    let line = |problem: &ProblemView| format!("{} {}\n", problem.sentence, problem.cure);
    problems.iter().map(line).collect()
}

fn logs(live: &Live) -> String {
    let mut text = "Bellwatch\n".to_owned();
    if live.own.is_empty() {
        text.push_str("  (nothing; what ffmpeg says is known to the running engine alone: make the bundle from its window)\n");
    }
    for Line { at, text: line, .. } in &live.own {
        let _ = writeln!(text, "  {} {line}", stamp(*at));
    }
    for (runner, lines) in &live.logs {
        let _ = writeln!(text, "{runner}");
        for Line { at, text: line, .. } in lines {
            let _ = writeln!(text, "  {} {line}", stamp(*at));
        }
    }
    text
}

fn row(writer: &mut csv::Writer<Vec<u8>>, cells: &[String]) -> Result<(), Problem> {
    writer.write_record(cells).map_err(|error| Problem::failed(&error))
}

fn written(writer: csv::Writer<Vec<u8>>) -> Result<String, Problem> {
    let bytes = writer.into_inner().map_err(|error| Problem::failed(error.error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn events(operator: &Operator) -> Result<String, Problem> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    row(&mut writer, &["number", "at", "camera", "kind", "actor", "sentence"].map(str::to_owned))?;
    for event in operator.store().events(None, EVENTS).await? {
        let camera = event.camera.map_or_else(String::new, |camera| camera.to_string());
        let cells = [event.id.to_string(), stamp(event.at), camera, event.kind, event.actor, event.sentence];
        row(&mut writer, &cells)?;
    }
    written(writer)
}

async fn heartbeats(operator: &Operator, config: &Config, now: DateTime<Utc>) -> Result<String, Problem> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = [
        "camera",
        "profile",
        "at",
        "frames",
        "fps",
        "skipped",
        "latency_ms",
        "cpu_percent",
        "memory_bytes",
        "looks",
        "faces",
        "matches",
    ];
    row(&mut writer, &names.map(str::to_owned))?;
    for camera in &config.cameras {
        for profile in camera.profiles() {
            let key = bellwatch_domain::RunnerKey { camera: camera.id, profile };
            let since = now - chrono::Duration::days(1);
            for beat in operator.store().heartbeats_since(key, since, BEATS).await? {
                let cells = [
                    camera.id.to_string(),
                    profile.to_string(),
                    stamp(beat.at),
                    beat.frames.to_string(),
                    format!("{:.2}", beat.fps),
                    beat.skipped.to_string(),
                    beat.latency_ms.to_string(),
                    format!("{:.1}", beat.cpu_percent),
                    beat.memory_bytes.to_string(),
                    beat.looks.to_string(),
                    beat.faces.to_string(),
                    beat.matches.to_string(),
                ];
                row(&mut writer, &cells)?;
            }
        }
    }
    written(writer)
}

async fn commands(operator: &Operator, config: &Config) -> Result<String, Problem> {
    let mut text = String::new();
    for camera in &config.cameras {
        for run in operator.store().runs_of(camera.id, DateTime::UNIX_EPOCH, COMMANDS).await? {
            let process = present::run(&run, Some(&camera.name));
            let ending = process.ending.unwrap_or_else(|| "it runs".to_owned());
            let _ = writeln!(
                text,
                "{} ({}), since {}: {ending}",
                camera.name,
                run.process.key,
                stamp(run.process.started)
            );
            let _ = writeln!(text, "  {}", process.command);
        }
    }
    Ok(text)
}
