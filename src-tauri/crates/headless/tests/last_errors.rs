//! Errors that this machine's ffmpeg does not make on command, from an ffmpeg that plays them.

#![allow(clippy::disallowed_methods)] // It starts what it tests.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

type Failed = Box<dyn std::error::Error>;

const CTL: &str = env!("CARGO_BIN_EXE_bellwatchctl");
/// For what starts and fails at once, on a machine that does other things too.
const WITHIN: Duration = Duration::from_secs(30);

/// Answers questions as the real one does; of a camera it says what its address asks for.
const PLAYER: &str = r#"#!/bin/sh
case "$*" in
  *full-disk*) echo '[error] av_interleaved_write_frame(): No space left on device' >&2; exit 1 ;;
  *option*) echo "[error] Unrecognized option 'wings'." >&2; exit 1 ;;
  *killed*) kill -s KILL $$ ;;
  *mystery*) echo '[error] The moon is in the wrong house' >&2; exit 3 ;;
esac
exec ffmpeg "$@"
"#;

#[test]
fn what_an_ffmpeg_says_of_itself_and_its_machine_is_said() -> Result<(), Failed> {
    let kinds = [
        ("full-disk", "disk_full"),
        ("option", "option_refused"),
        ("killed", "killed_by_system"),
        ("mystery", "unknown"),
    ];
    let folder = tempfile::tempdir()?;
    let (home, ffmpeg) = (folder.path().join("home"), folder.path().join("ffmpeg"));
    let house = House::open(&home, &ffmpeg, |house| {
        for (name, _) in kinds {
            house.well(&["camera", "add", name, &format!("rtsp://127.0.0.1:9/{name}")])?;
        }
        house.well(&["camera", "add", "fine", "demo:gate"])
    })?;

    // At first there is none; the window hears it, and nothing is started.
    let deadline = Instant::now() + WITHIN;
    while !fs::read_to_string(house.heard())?.contains("ffmpeg is not installed on this computer") {
        assert!(Instant::now() < deadline, "not within {WITHIN:?}: ffmpeg is missing");
        std::thread::sleep(Duration::from_millis(50));
    }
    fs::write(&ffmpeg, PLAYER)?;
    fs::set_permissions(&ffmpeg, fs::Permissions::from_mode(0o755))?;
    // It is looked for with every tick.
    house.well(&["enforce-now"])?;
    house.until("fine", |runner| (runner["state"]["is"] == "running").then_some(()))?;
    for (name, code) in kinds {
        let evidence = house.until(name, |runner| {
            let error = runner["last_error"].as_object()?;
            (error["code"] == code).then(|| error["evidence"].to_string())
        })?;
        println!("{name}: {evidence}");
    }
    Ok(())
}

/// A data folder with an engine of its own ffmpeg.
struct House<'a> {
    home: &'a Path,
    ffmpeg: &'a Path,
    engine: Option<Child>,
}

impl<'a> House<'a> {
    fn open(
        home: &'a Path,
        ffmpeg: &'a Path,
        prepare: impl FnOnce(&House) -> Result<(), Failed>,
    ) -> Result<House<'a>, Failed> {
        let mut house = House { home, ffmpeg, engine: None };
        house.well(&["profile", "edit", "Standard", "fps=1", "hb_interval=1"])?;
        prepare(&house)?;
        let heard = fs::File::create(house.heard())?;
        let engine = house.command(&["run", "--json"]).stdout(heard).stderr(Stdio::null()).spawn()?;
        house.engine = Some(engine);
        Ok(house)
    }

    /// What the window would hear.
    fn heard(&self) -> PathBuf {
        self.home.join("heard")
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(CTL);
        command.arg("--home").arg(self.home).args(words).stdin(Stdio::null());
        command.env("BELLWATCH_KEYRING", "off").env("BELLWATCH_FFMPEG", self.ffmpeg);
        command
    }

    fn ctl(&self, words: &[&str]) -> Result<String, Failed> {
        Ok(String::from_utf8(self.command(words).output()?.stdout)?)
    }

    fn well(&self, words: &[&str]) -> Result<(), Failed> {
        let output = self.command(words).output()?;
        let said = String::from_utf8_lossy(&output.stderr);
        if output.status.success() { Ok(()) } else { Err(format!("{words:?}: {said}").into()) }
    }

    /// Waits until a camera's runner is as looked for.
    fn until<T>(&self, camera: &str, mut seen: impl FnMut(&Value) -> Option<T>) -> Result<T, Failed> {
        let deadline = Instant::now() + WITHIN;
        loop {
            let status: Value = serde_json::from_str(&self.ctl(&["status", "--json"])?)?;
            let runner = runner(&status, camera);
            if let Some(found) = runner.and_then(&mut seen) {
                return Ok(found);
            }
            if Instant::now() > deadline {
                return Err(format!("not within {WITHIN:?}: {camera} is {runner:#?}").into());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for House<'_> {
    fn drop(&mut self) {
        let Some(engine) = &mut self.engine else { return };
        let told = Command::new("kill").args(["-s", "TERM", &engine.id().to_string()]).status();
        if told.is_ok_and(|status| status.success()) {
            // An error means that it is gone already, which is what is wanted.
            let _ = engine.wait();
        }
    }
}

fn runner<'a>(status: &'a Value, camera: &str) -> Option<&'a Value> {
    let id = &status["cameras"].as_array()?.iter().find(|known| known["name"] == camera)?["id"];
    status["runners"].as_array()?.iter().find(|runner| runner["camera"] == *id)
}
