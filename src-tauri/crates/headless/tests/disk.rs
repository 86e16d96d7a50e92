//! A disk that is full, and one that cannot be written: one sentence, a code of its own, and nothing is lost.

#![allow(clippy::disallowed_methods)] // It mounts, starts and stops what it tests.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use bellwatch_engine::api::{KeyChoice, Store};

type Failed = Box<dyn std::error::Error>;

const CTL: &str = env!("CARGO_BIN_EXE_bellwatchctl");

/// A small disk of memory, gone when this is dropped.
struct Disk {
    folder: tempfile::TempDir,
}

impl Disk {
    /// `None` where this user may not mount; the test says so by its name and is counted as skipped.
    fn mount(test: &str, size: &str) -> Result<Option<Disk>, Failed> {
        let folder = tempfile::tempdir()?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size},mode=0700"), "tmpfs"])
            .arg(folder.path())
            .output();
        match mounted {
            Ok(output) if output.status.success() => Ok(Some(Disk { folder })),
            Ok(_) | Err(_) => {
                // Past the harness, which keeps what a passing test prints to itself.
                writeln!(std::io::stderr(), "skipped: {test}: this user may not mount a small disk")?;
                Ok(None)
            }
        }
    }

    fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    fn remount(&self, how: &str) -> Result<(), Failed> {
        let status =
            Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(self.folder.path()).status()?;
        if status.success() { Ok(()) } else { Err(format!("remount {how}: {status}").into()) }
    }

    /// Takes all the space there is.
    fn fill(&self) -> Result<(), Failed> {
        let mut file = fs::File::create(self.folder.path().join("filler"))?;
        let mut size = 64 * 1024;
        while size > 0 {
            if file.write_all(&vec![7; size]).is_err() {
                size /= 2;
            }
        }
        Ok(())
    }

    fn make_space(&self) -> Result<(), Failed> {
        Ok(fs::remove_file(self.folder.path().join("filler"))?)
    }

    fn integrity(&self) -> Result<Vec<String>, Failed> {
        tokio::runtime::Runtime::new()?.block_on(async {
            let store = Store::open(&self.home(), KeyChoice::File).await?;
            let found = store.integrity_check().await?;
            store.close().await;
            Ok(found)
        })
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: an engine that is still ending must not keep the folder from going.
        let _ = Command::new("umount").arg("--lazy").arg(self.folder.path()).status();
    }
}

fn command(home: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(CTL);
    command.arg("--home").arg(home).args(words).env("BELLWATCH_KEYRING", "off").stdin(Stdio::null());
    command
}

fn well(home: &Path, words: &[&str]) -> Result<String, Failed> {
    let output = command(home, words).output()?;
    if output.status.success() {
        Ok(String::from_utf8(output.stdout)?)
    } else {
        Err(format!("{words:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
    }
}

fn says(output: &Output, code: i32, said: &str) {
    let error = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{error}");
    assert!(error.contains(said), "it says: {error}");
}

/// Changes of all sorts, each of which must be refused as a whole.
const CHANGES: [&[&str]; 5] = [
    &["camera", "add", "Yard", "demo:yard"],
    &["camera", "edit", "Gate", "--address", "demo:hall"],
    &["camera", "remove", "Gate"],
    &["profile", "edit", "Standard", "fps=2"],
    &["pause", "--all", "--for", "2h"],
];

#[test]
fn a_full_disk_changes_nothing_and_says_so() -> Result<(), Failed> {
    let Some(disk) = Disk::mount("a_full_disk_changes_nothing_and_says_so", "1500k")? else { return Ok(()) };
    let home = disk.home();
    well(&home, &["camera", "add", "Gate", "demo:gate"])?;
    let before = well(&home, &["export"])?;
    for change in CHANGES {
        // Each time: what a program that has just ended had mapped may be given back after its end.
        disk.fill()?;
        says(&command(&home, change).output()?, 4, "The disk is full, so nothing was changed");
    }
    disk.make_space()?;
    assert_eq!(well(&home, &["export"])?, before);
    assert_eq!(disk.integrity()?, Vec::<String>::new());
    well(&home, &["camera", "add", "Yard", "demo:yard"])?;
    Ok(())
}

#[test]
fn a_disk_that_cannot_be_written_changes_nothing_and_says_so() -> Result<(), Failed> {
    let test = "a_disk_that_cannot_be_written_changes_nothing_and_says_so";
    let Some(disk) = Disk::mount(test, "4m")? else { return Ok(()) };
    let home = disk.home();
    well(&home, &["camera", "add", "Gate", "demo:gate"])?;
    let before = well(&home, &["export"])?;
    disk.remount("ro")?;
    for change in CHANGES {
        says(&command(&home, change).output()?, 4, "cannot be written");
    }
    disk.remount("rw")?;
    assert_eq!(well(&home, &["export"])?, before);
    assert_eq!(disk.integrity()?, Vec::<String>::new());
    Ok(())
}

#[test]
fn an_engine_goes_on_while_its_disk_is_full_and_recovers() -> Result<(), Failed> {
    let test = "an_engine_goes_on_while_its_disk_is_full_and_recovers";
    let Some(disk) = Disk::mount(test, "24m")? else { return Ok(()) };
    let home = disk.home();
    well(&home, &["profile", "edit", "Standard", "hb_interval=1", "fps=1"])?;
    well(&home, &["camera", "add", "Gate", "demo:gate"])?;
    let run = command(&home, &["run", "--json"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut engine = Engine(run);
    let heard = listen(engine.0.stdout.take().ok_or("no output")?);
    let running = || well(&home, &["status"]).ok().filter(|text| text.contains("Running"));
    until("the camera runs", running)?;
    disk.fill()?;
    let child = pid(&home)?;
    // The engine cannot write that it cannot write: it says it where it can, in its log and its window.
    let is_full = |line: &String| line.contains(r#""code":"disk_full""#);
    until("the camera's disk is full", || heard.try_iter().any(|line| is_full(&line)).then_some(()))?;
    let lives = |pid: u32| Path::new(&format!("/proc/{pid}")).exists();
    let refused = command(&home, &["camera", "edit", "Gate", "--address", "demo:hall"]).output()?;
    says(&refused, 4, "The disk is full, so nothing was changed");
    assert!(lives(child), "the camera goes on");
    assert!(engine.0.try_wait()?.is_none(), "the engine goes on");
    disk.make_space()?;
    well(&home, &["camera", "edit", "Gate", "--address", "demo:hall"])?;
    until("the change is carried out", || pid(&home).ok().filter(|now| *now != child))?;
    let began = Instant::now();
    engine.end()?;
    assert!(began.elapsed() < Duration::from_secs(10), "it ends in time");
    assert_eq!(disk.integrity()?, Vec::<String>::new());
    Ok(())
}

/// An engine in the foreground.
struct Engine(Child);

impl Engine {
    fn end(&mut self) -> Result<(), Failed> {
        Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status()?;
        self.0.wait()?;
        Ok(())
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // Both fail when it has ended already, as it should have.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Everything that is printed, line by line, until its end.
fn listen(output: ChildStdout) -> mpsc::Receiver<String> {
    let (say, heard) = mpsc::channel();
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            // Read on to the end although nobody listens any more, so that the engine can print.
            let _ = say.send(line);
        }
    });
    heard
}

/// The pid of the one camera's ffmpeg.
fn pid(home: &Path) -> Result<u32, Failed> {
    let output = command(home, &["status", "--json"]).output()?;
    let status: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let process = &status["runners"][0]["process"];
    let pid = process["pid"].as_u64().filter(|_| process["ended_ms"].is_null()).ok_or("no process")?;
    Ok(u32::try_from(pid)?)
}

fn until<T>(what: &str, mut seen: impl FnMut() -> Option<T>) -> Result<T, Failed> {
    let deadline = Instant::now() + Duration::from_secs(30);
    while Instant::now() < deadline {
        if let Some(found) = seen() {
            return Ok(found);
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err(format!("not within 30 s: {what}").into())
}
