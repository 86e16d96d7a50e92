//! What `status` and `why` tell of an engine that runs in another process, and of none.

#![allow(clippy::disallowed_methods)] // It starts what it tests.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

type Failed = Box<dyn std::error::Error>;

/// Longest wait for what an engine does by itself; a tick is 15 s.
const WITHIN: Duration = Duration::from_secs(45);

fn command(home: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bellwatchctl"));
    command.arg("--home").arg(home).args(words).env("BELLWATCH_KEYRING", "off").stdin(Stdio::null());
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// An engine in the foreground; killed when it is dropped.
struct Engine(Child);

impl Drop for Engine {
    fn drop(&mut self) {
        // Both fail when it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn engine(home: &Path, ffmpeg: Option<&Path>) -> Result<Engine, Failed> {
    let mut command = command(home, &["run"]);
    if let Some(ffmpeg) = ffmpeg {
        command.env("BELLWATCH_FFMPEG", ffmpeg);
    }
    Ok(Engine(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?))
}

/// Asks until the answer holds `wanted`; with it, the exit code.
fn until(home: &Path, words: &[&str], wanted: &str) -> Result<(String, Option<i32>), Failed> {
    let deadline = Instant::now() + WITHIN;
    loop {
        let output = command(home, words).output()?;
        let text = said(&output);
        if text.contains(wanted) {
            return Ok((text, output.status.code()));
        }
        if Instant::now() > deadline {
            return Err(format!("not within {WITHIN:?}: {wanted}; {words:?} says: {text}").into());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn in_path(name: &str) -> Result<PathBuf, Failed> {
    let path = std::env::var_os("PATH").ok_or("no PATH")?;
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.is_file());
    Ok(found.ok_or_else(|| format!("{name} is not in the PATH"))?)
}

#[test]
fn a_missing_ffmpeg_is_told_from_outside_and_cameras_run_once_it_is_there() -> Result<(), Failed> {
    let (folder, programs) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let home = folder.path();
    let added = command(home, &["camera", "add", "Gate", "demo:gate"]).output()?;
    assert!(added.status.success(), "{}", said(&added));
    let ffmpeg = programs.path().join("ffmpeg");
    let _engine = engine(home, Some(&ffmpeg))?;
    let (status, code) = until(home, &["status"], "ffmpeg is not installed")?;
    assert_eq!(code, Some(5), "{status}");
    assert!(!status.contains("All well.") && !status.contains("for its turn"), "{status}");
    let (why, _) = until(home, &["why", "Gate"], "✗ ffmpeg is there")?;
    assert!(why.contains("ffmpeg is not installed"), "{why}");
    symlink(in_path("ffmpeg")?, &ffmpeg)?;
    let (status, code) = until(home, &["status"], "Running")?;
    assert_eq!(code, Some(0), "{status}");
    assert!(status.contains("All well."), "{status}");
    Ok(())
}

#[test]
fn why_knows_that_all_cameras_were_stopped_and_forgets_it_with_the_engine() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let home = folder.path();
    let added = command(home, &["camera", "add", "Gate", "demo:gate"]).output()?;
    assert!(added.status.success(), "{}", said(&added));
    let running = engine(home, None)?;
    until(home, &["status"], "Running")?;
    let stopped = command(home, &["stop-runners"]).output()?;
    assert!(stopped.status.success(), "{}", said(&stopped));
    let (why, _) = until(home, &["why", "Gate"], "✗ Stopped by hand: by bellwatchctl")?;
    assert!(why.contains("All cameras were stopped by bellwatchctl"), "{why}");
    drop(running);
    let status = command(home, &["status"]).output()?;
    let text = said(&status);
    assert!(text.contains("No engine runs.") && !text.contains("All well."), "{text}");
    assert_eq!(status.status.code(), Some(5));
    let why = said(&command(home, &["why", "Gate"]).output()?);
    assert!(why.contains("✓ Stopped by hand: no") && why.contains("No engine runs"), "{why}");
    Ok(())
}

#[test]
fn an_accelerator_that_ffmpeg_lacks_is_told_once_and_shown_by_why() -> Result<(), Failed> {
    let (folder, programs) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let home = folder.path();
    // An ffmpeg that lists no accelerator, whatever this machine's was built with.
    let ffmpeg = programs.path().join("ffmpeg");
    let real = in_path("ffmpeg")?;
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in *-hwaccels*) exit 0;; esac\nexec {} \"$@\"\n",
        real.to_str().ok_or("a path")?
    );
    fs::write(&ffmpeg, script)?;
    fs::set_permissions(&ffmpeg, fs::Permissions::from_mode(0o755))?;
    let film = programs.path().join("film.mp4");
    let made = Command::new(&real)
        .args("-v error -f lavfi -i testsrc2=size=160x90:rate=10:duration=2 -pix_fmt yuv420p".split(' '))
        .arg(&film)
        .status()?;
    assert!(made.success());
    let address = format!("file:{}", film.to_str().ok_or("a path")?);
    for words in [
        &["profile", "edit", "Standard", "hwaccel=cuda"][..],
        &["camera", "add", "Gate", &address],
        &["camera", "add", "Yard", &address],
    ] {
        let done = command(home, words).output()?;
        assert!(done.status.success(), "{}", said(&done));
    }
    let _engine = engine(home, Some(&ffmpeg))?;
    let told = "2 cameras decode in software, since the ffmpeg of this computer offers no cuda: Gate, Yard.";
    until(home, &["events"], told)?;
    until(home, &["status"], "Running")?;
    let looked = command(home, &["enforce-now"]).output()?;
    assert!(looked.status.success(), "{}", said(&looked));
    let events = said(&command(home, &["events"]).output()?);
    assert_eq!(events.matches("in software").count(), 1, "{events}");
    let why = command(home, &["why", "Gate"]).env("BELLWATCH_FFMPEG", &ffmpeg).output()?;
    let why = said(&why);
    assert!(why.contains("✓ Hardware decoding: no, software decodes: the ffmpeg of this computer"), "{why}");
    Ok(())
}

#[test]
fn try_again_looks_for_the_missing_program_at_once() -> Result<(), Failed> {
    let (folder, programs) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let home = folder.path();
    // No tick comes while this test runs.
    let settings = programs.path().join("settings.toml");
    fs::write(&settings, "format = 1\n\n[site]\ntick = '300'\n")?;
    let settings = settings.to_str().ok_or("a path")?;
    for words in [&["import", settings][..], &["camera", "add", "Gate", "demo:gate"]] {
        let done = command(home, words).output()?;
        assert!(done.status.success(), "{}", said(&done));
    }
    let ffmpeg = programs.path().join("ffmpeg");
    let _engine = engine(home, Some(&ffmpeg))?;
    until(home, &["status"], "ffmpeg is not installed")?;
    symlink(in_path("ffmpeg")?, &ffmpeg)?;
    let tried = command(home, &["try-again", "Gate"]).output()?;
    assert!(tried.status.success(), "{}", said(&tried));
    let (status, code) = until(home, &["status"], "Running")?;
    assert_eq!(code, Some(0), "{status}");
    Ok(())
}
