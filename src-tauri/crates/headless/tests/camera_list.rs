//! Many cameras by one file: looked at, imported, imported again, and put back as it was.

#![allow(clippy::disallowed_methods)] // It starts what it tests.
#![allow(clippy::unwrap_used)] // What the tests share unwraps as they do.

mod shared;

use std::fs;
use std::io::Write;
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use bellwatch_engine::api::{KeyChoice, Store};
use journeys::cameras::onvif::{Device, Manner, Onvif};
use serde_json::Value;
use shared::{ctl, well};

/// In quotes as CSV writes it, and as it is.
const PASSWORD: (&str, &str) = ("a@b/c:d%41\"\"e", "a@b/c:d%41\"e");
const HEAD: &str = "Camera name,IP,Sub stream,User name,Password,Profile,Priority,Tags,Enabled,Location\n";

/// The rows that cannot be taken, each of another kind, with the sentence that is said of it after its line.
const BAD: [(&str, &str); 12] = [
    (",rtsp://10.9.0.1/s,,,,,,,,", "Type a name."),
    ("camera 3,rtsp://10.9.0.2/s,,,,,,,,", "Line 4 has this name already."),
    ("Twin,rtsp://10.1.0.4/s,,,,,,,,", "Line 5 has this address already."),
    (
        "Other door,rtsp://10.0.0.1/s,,,,,,,,",
        "The camera Gate has this address already. Give the row that name to change it.",
    ),
    ("No address,,,,,,,,,", "Type the camera's address, for example rtsp://192.168.1.64/stream1."),
    (
        "No scheme,10.9.0.3,,,,,,,,",
        "An address begins with rtsp://, rtsps://, http://, https://, file: or demo: – this one does not.",
    ),
    ("Bad port,rtsp://10.9.0.4:99999/s,,,,,,,,", "\"…\" is not a port; ports are numbers from 1 to 65535."),
    (
        "Bad sub,rtsp://10.9.0.5/s,10.9.0.5,,,,,,,",
        "The sub address cannot be taken. An address begins with rtsp://, rtsps://, http://, https://, file: or demo: – \
         this one does not.",
    ),
    (
        "Profile,rtsp://10.9.0.6/s,,,,Fast,,,,",
        "There is no profile of this name. The profiles are: Standard.",
    ),
    ("Priority,rtsp://10.9.0.7/s,,,,,high,,,", "A priority is a number from 0 to 9."),
    ("Enabled,rtsp://10.9.0.8/s,,,,,,,perhaps,", "Whether a camera is enabled is yes or no."),
    (
        "Comma,rtsp://10.9.0.9/s,,admin,sesame,one,,,,,",
        "It has more cells than the first line. Put quotation marks around a cell that holds the separator.",
    ),
];

/// 188 rows that can be taken, and the twelve.
fn list() -> String {
    let (quoted, _) = PASSWORD;
    let good = (1..=188).map(|nth| {
        let address = match nth % 2 {
            0 => format!("rtsp://10.1.0.{nth}/s,rtsp://10.1.0.{nth}/t,admin,\"{quoted}\""),
            // The same password as part of the address, as lists of recorders have it.
            _ => format!("rtsp://admin:a%40b%2Fc%3Ad%2541%22e@10.1.0.{nth}/s,,,"),
        };
        format!("Camera {nth},{address},standard,{},\"yard, floor {}\",yes,Room {nth}\n", nth % 10, nth % 3)
    });
    let bad = BAD.iter().map(|(row, _)| format!("{row}\n"));
    HEAD.chars().map(String::from).chain(good).chain(bad).collect()
}

fn json(home: &Path, words: &[&str]) -> (Option<i32>, Value) {
    let (code, out, err) = ctl(home, words);
    assert!(err.is_empty(), "{words:?}: {err}");
    (code, serde_json::from_str(&out).unwrap())
}

fn counts(report: &Value) -> [u64; 4] {
    ["new", "changed", "same", "refused"].map(|key| report[key].as_u64().unwrap())
}

#[tokio::test]
async fn two_hundred_cameras_come_by_a_file_and_go_in_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let file = folder.path().join("cameras.csv");
    let path = file.to_str().unwrap();
    fs::write(&file, list()).unwrap();
    well(&home, &["camera", "add", "Gate", "rtsp://10.0.0.1/s"]);
    let before = well(&home, &["export"]);

    let (code, report) = json(&home, &["camera", "import", path, "--dry-run", "--json"]);
    assert_eq!((code, counts(&report)), (Some(2), [188, 0, 0, 12]));
    let refused: Vec<String> = report["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["verdict"] == "refused")
        .map(|row| row["sentence"].as_str().unwrap().to_owned())
        .collect();
    // The list's first camera stands in line 2.
    let sentences: Vec<String> =
        BAD.iter().zip(190..).map(|((_, said), line)| format!("Line {line}: {said}")).collect();
    assert_eq!(refused, sentences);
    let mut told = vec![report.to_string()];
    let (code, out, _) = ctl(&home, &["camera", "import", path]);
    assert_eq!(code, Some(2));
    assert!(out.ends_with("or say --leave-out-refused to import the other rows.\n"), "{out}");
    told.push(out);
    assert_eq!(well(&home, &["export"]), before, "nothing was imported");

    let (code, out, err) = ctl(&home, &["camera", "import", path, "--leave-out-refused"]);
    assert_eq!((code, err.as_str()), (Some(2), ""), "some were refused");
    assert!(out.contains("188 added, 0 changed, 0 as before, 12 left out."), "{out}");
    told.push(out);
    let events = well(&home, &["events"]);
    assert_eq!(
        events.matches("A list of cameras was imported: 188 added, 0 changed.").count(),
        1,
        "{events}"
    );
    assert!(!events.contains("Camera 7 was added"), "one event tells of all");
    // Passwords are as they were in the file, whichever way they came.
    let store = Store::open(&home, KeyChoice::File).await.unwrap();
    let cameras = store.config().await.unwrap().0.cameras;
    for camera in cameras.iter().filter(|camera| camera.name != "Gate") {
        assert_eq!(
            camera.password.as_ref().map(|secret| secret.reveal()),
            Some(PASSWORD.1),
            "{}",
            camera.name
        );
        assert_eq!(camera.user.as_deref(), Some("admin"));
    }
    drop(store);

    let (_, report) = json(&home, &["camera", "import", path, "--leave-out-refused", "--json"]);
    assert_eq!((counts(&report), &report["import"]), ([0, 0, 188, 12], &Value::Null));
    told.push(report.to_string());
    // What is exported is these cameras, without their passwords.
    let exported = folder.path().join("exported.csv");
    told.push(well(&home, &["camera", "export", exported.to_str().unwrap()]));
    told.push(well(&home, &["camera", "export"]));
    let (code, report) = json(&home, &["camera", "import", exported.to_str().unwrap(), "--json"]);
    assert_eq!((code, counts(&report)), (Some(0), [0, 0, 189, 0]));

    told.push(well(&home, &["camera", "import", "--undo"]));
    assert!(told.last().unwrap().contains("188 removed, 0 as they were before."), "{told:?}");
    assert_eq!(well(&home, &["export"]), before);
    let (code, _, err) = ctl(&home, &["camera", "import", "--undo"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("There is no import of cameras to undo."), "{err}");
    told.push(well(&home, &["events"]));
    for text in told {
        for form in [PASSWORD.0, PASSWORD.1, "a%40b", "a@b", "d%41", "sesame"] {
            assert!(!text.contains(form), "{form} was said: {text}");
        }
    }
}

#[test]
fn a_changed_camera_gets_its_password_back_and_an_edited_one_stops_the_undoing() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let file = folder.path().join("cameras.csv");
    let path = file.to_str().unwrap();
    well(&home, &["camera", "add", "Gate", "rtsp://admin:first@10.0.0.1/s"]);
    let list = well(&home, &["camera", "list", "--json"]);
    fs::write(&file, "name;password;priority\nGATE;second;9\n").unwrap();
    let out = well(&home, &["camera", "import", path]);
    assert!(out.contains("Changes name, password and priority.") && !out.contains("second"), "{out}");
    well(&home, &["camera", "import", "--undo"]);
    assert_eq!(well(&home, &["camera", "list", "--json"]), list);
    // The first password opens: a list that brings it changes nothing.
    fs::write(&file, "name;password\nGate;first\n").unwrap();
    assert!(well(&home, &["camera", "import", path]).contains("1 as before"));

    fs::write(&file, "name;priority\nGate;9\n").unwrap();
    well(&home, &["camera", "import", path]);
    well(&home, &["camera", "edit", "Gate", "--priority", "3"]);
    let (code, _, err) = ctl(&home, &["camera", "import", "--undo"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("Gate was changed since the import, so it cannot be undone."), "{err}");
    assert!(well(&home, &["export"]).contains("priority = 3"));
}

#[tokio::test(flavor = "multi_thread")]
async fn cameras_are_found_asked_and_added_without_their_password_anywhere() {
    let device = Device {
        at: Ipv4Addr::new(127, 0, 3, 31),
        name: "Gate%20east",
        login: Some(("viewer", "open-sesame")),
        ahead: chrono::Duration::zero(),
        manner: Manner::Well,
    };
    let device = Onvif::start(device).await.unwrap();
    let home = tempfile::tempdir().unwrap();
    let at = device.heard_at().to_string();
    let find = async |words: &[&str], password: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bellwatchctl"));
        command.arg("--home").arg(home.path()).args(["camera", "find", "--at", &at]).args(words);
        command
            .env("BELLWATCH_KEYRING", "off")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let password = format!("{password}\n");
        let ended = tokio::task::spawn_blocking(move || {
            let mut child = command.spawn().unwrap();
            child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
            child.wait_with_output().unwrap()
        });
        let Output { status, stdout, stderr } = ended.await.unwrap();
        (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
    };
    let (code, out, _) = find(&["--user", "viewer", "--add"], "not-it").await;
    assert_eq!(code, Some(5), "{out}");
    assert!(
        out.contains("It refuses this user name and password.") && out.contains("0 cameras were added."),
        "{out}"
    );
    assert_eq!(device.refusals(), 1);
    let (code, out, err) = find(&["--user", "viewer", "--add", "--json"], "open-sesame").await;
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(!out.contains("sesame") && !err.contains("sesame"), "{out}{err}");
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(told["answers"][0]["streams"][0]["address"], device.stream("main0"));
    assert_eq!((&told["added"]["added"], &told["cameras"][0]["name"]), (&1.into(), &"Gate east".into()));
    let (code, out, _) = find(&[], "").await;
    assert!(code == Some(0) && out.contains("is there as Gate east"), "{out}");
    let undone = well(home.path(), &["camera", "import", "--undo"]);
    assert!(undone.contains("1 removed"), "{undone}");
}
