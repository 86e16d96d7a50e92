//! A camera to which no road leads, in a network of its own that has none.

#![allow(clippy::disallowed_methods)] // It starts what it tests.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

type Failed = Box<dyn std::error::Error>;

const CTL: &str = env!("CARGO_BIN_EXE_bellwatchctl");
const TEST: &str = "a_camera_without_a_road_to_it_is_unreachable_within_five_seconds";

#[test]
fn a_camera_without_a_road_to_it_is_unreachable_within_five_seconds() -> Result<(), Failed> {
    let may =
        Command::new("unshare").args(["--map-root-user", "--net", "true"]).stderr(Stdio::null()).status();
    if !may.is_ok_and(|status| status.success()) {
        // Past the harness, which keeps what a passing test prints to itself.
        writeln!(std::io::stderr(), "skipped: {TEST}: this user may not make a network of its own")?;
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let alone = |words: &[&str]| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--net", "--", CTL, "--home"]).arg(folder.path()).args(words);
        command.env("BELLWATCH_KEYRING", "off").stdin(Stdio::null()).stdout(Stdio::piped());
        command
    };
    let added = alone(&["camera", "add", "Gate", "rtsp://10.1.2.3/stream"]).status()?;
    assert!(added.success());
    let mut engine = alone(&["run"]).stderr(Stdio::null()).spawn()?;
    let deadline = Instant::now() + Duration::from_secs(5);
    let told = loop {
        let output = alone(&["status", "--json"]).output()?;
        let status: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let error = &status["runners"][0]["last_error"];
        if error["code"] == "unreachable" {
            break Some(error["sentence"].clone());
        }
        if Instant::now() > deadline {
            break None;
        }
        std::thread::sleep(Duration::from_millis(100));
    };
    engine.kill()?;
    engine.wait()?;
    let sentence = told.ok_or("it is not told within 5 s")?;
    assert!(sentence.as_str().is_some_and(|text| !text.is_empty()), "{sentence}");
    Ok(())
}
