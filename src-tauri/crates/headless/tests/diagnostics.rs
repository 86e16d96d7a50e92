//! The diagnostics bundle of a house with secrets and people, opened by whoever gets it.

#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

mod shared;

use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use shared::{ctl, well};

const CTL: &str = env!("CARGO_BIN_EXE_bellwatchctl");
const PASSWORD: &str = "sun/flower@42";

fn camera(home: &Path, name: &str, password: &str) {
    let mut command = Command::new(CTL);
    command.arg("--home").arg(home).args(["camera", "add", name, "rtsp://192.0.2.7/s", "--enabled", "no"]);
    command.args(["--user", "admin", "--password-stdin"]).env("BELLWATCH_KEYRING", "off");
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_bundle_holds_what_helps_and_neither_secrets_nor_people() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    camera(&home, "Gate", PASSWORD);
    camera(&home, "Yard", "a");
    // Somebody is called like a camera, and a word of the configuration; a code is a common number.
    for (code, name) in [("7-4711", "Ana Çelik"), ("480", "Gate"), ("7-2", "main")] {
        well(&home, &["people", "add", code, name, "--group", "7A"]);
    }
    let file = folder.path().join("help.zip");
    let told = well(&home, &["diagnostics", file.to_str().unwrap()]);
    assert!(told.contains("Too short to be searched for: the passwords of 1 cameras."), "{told}");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&file).unwrap()).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let expected = [
        ("about.txt", "Not in it: passwords"),
        ("versions.txt", "ffmpeg version"),
        ("doctor.txt", "Data folder"),
        ("configuration.toml", "[[camera]]"),
        ("problems.txt", "\n"),
        ("logs.txt", "Bellwatch"),
        ("events.csv", "number,at,camera,kind,actor,sentence"),
        ("heartbeats.csv", "camera,profile,at,frames"),
        ("commands.txt", ""),
    ];
    let mut all = String::new();
    for (name, words) in expected {
        let text = read(name);
        assert!(text.contains(words), "{name}: {text}");
        all.push_str(&text);
    }
    for secret in [PASSWORD, "flower", "Ana", "Çelik", "7-4711"] {
        assert!(!all.contains(secret), "{secret}");
    }
    assert!(all.contains("person 2"), "the camera that is called like somebody");
    let (code, _, said) = ctl(&home, &["diagnostics", file.to_str().unwrap()]);
    assert_eq!(code, Some(1), "no file is overwritten: {said}");
}
