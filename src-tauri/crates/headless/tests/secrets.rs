//! At its most talkative, an engine tells no password: neither in its log nor in what the window would receive.

#![allow(clippy::disallowed_methods)] // It starts what it tests.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

type Failed = Box<dyn std::error::Error>;

const SECRET: &str = "sun/flower@42";
/// Base64 of `admin:` and the secret, as in HTTP's basic authentication.
const BASIC: &str = "YWRtaW46c3VuL2Zsb3dlckA0Mg==";

fn command(home: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bellwatchctl"));
    command.arg("--home").arg(home).args(words).env("BELLWATCH_KEYRING", "off");
    command
}

#[test]
fn the_log_at_trace_and_the_stream_of_changes_hold_no_password() -> Result<(), Failed> {
    let (folder, said) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let home = folder.path();
    // A port at which nothing listens: ffmpeg says the address, and is refused.
    let words = ["camera", "add", "Gate", "rtsp://admin@127.0.0.1:9/s", "--password-stdin"];
    let mut added = command(home, &words).stdin(Stdio::piped()).spawn()?;
    added.stdin.take().ok_or("no stdin")?.write_all(SECRET.as_bytes())?;
    assert!(added.wait()?.success());

    let (out, err) = (said.path().join("out"), said.path().join("err"));
    let mut engine = command(home, &["run", "--json"])
        .env("BELLWATCH_LOG", "trace")
        .stdin(Stdio::null())
        .stdout(File::create(&out)?)
        .stderr(File::create(&err)?)
        .spawn()?;
    let deadline = Instant::now() + Duration::from_secs(30);
    let mut seen = String::new();
    while !seen.contains("\"refused\"") && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(100));
        seen = fs::read_to_string(&out)?;
    }
    Command::new("kill").args(["-TERM", &engine.id().to_string()]).status()?;
    engine.wait()?;
    assert!(seen.contains("\"refused\""), "the camera was tried");
    let log = fs::read_to_string(&err)?;
    assert!(log.contains("TRACE") || log.contains("DEBUG"), "it is talkative");
    assert!(log.contains("•••"), "what ffmpeg said of the address is there, masked");
    for text in [fs::read_to_string(&out)?, log] {
        for form in [SECRET, "sun%2Fflower%4042", "sun%2fflower%4042", BASIC] {
            assert!(!text.contains(form), "{form} was said");
        }
    }
    Ok(())
}
