//! What cannot be taken gets one sentence and a code of its own, and changes nothing.

#![allow(clippy::disallowed_methods)] // It starts what it tests.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

type Failed = Box<dyn std::error::Error>;

const CTL: &str = env!("CARGO_BIN_EXE_bellwatchctl");

fn ctl(home: &Path, words: &[&str], input: &str) -> Result<Output, Failed> {
    let mut child = Command::new(CTL)
        .arg("--home")
        .arg(home)
        .args(words)
        .env("BELLWATCH_KEYRING", "off")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    child.stdin.take().ok_or("no stdin")?.write_all(input.as_bytes())?;
    Ok(child.wait_with_output()?)
}

fn well(home: &Path, words: &[&str]) -> Result<String, Failed> {
    let output = ctl(home, words, "")?;
    if output.status.success() {
        Ok(String::from_utf8(output.stdout)?)
    } else {
        Err(format!("{words:?}: {}", String::from_utf8_lossy(&output.stderr)).into())
    }
}

/// Refused with `code` and one sentence that holds `said`, and the configuration stays as it was.
fn refused(home: &Path, words: &[&str], input: &str, code: i32, said: &str) -> Result<(), Failed> {
    let before = well(home, &["export"])?;
    let output = ctl(home, words, input)?;
    let error = String::from_utf8(output.stderr)?;
    let short: Vec<String> = words.iter().map(|word| word.chars().take(40).collect()).collect();
    assert_eq!(output.status.code(), Some(code), "{short:?}: {error}");
    assert!(error.to_lowercase().contains(&said.to_lowercase()), "{short:?} says: {error}");
    assert!(error.len() < 1000, "{short:?} says too much: {} bytes", error.len());
    assert_eq!(well(home, &["export"])?, before, "{short:?} changed something");
    Ok(())
}

#[test]
fn nonsense_about_cameras_is_refused_with_a_sentence() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let home = folder.path();
    well(home, &["camera", "add", "Gate", "rtsp://127.0.0.1:9/stream"])?;
    let long = "x".repeat(10_000);
    for address in
        ["", "nonsense", "ftp://camera/x", "rtsp://", "rtsp://host:99999/x", "rtsp://ho st/x", "javascript:1"]
    {
        refused(home, &["camera", "add", "Yard", address], "", 2, "address")?;
    }
    refused(home, &["camera", "add", "Yard", &format!("rtsp://host/{long}")], "", 2, "address")?;
    refused(home, &["camera", "add", &long, "demo:gate"], "", 2, "name")?;
    refused(home, &["camera", "add", "  ", "demo:gate"], "", 2, "name")?;
    refused(home, &["camera", "add", "Ga\nte", "demo:gate"], "", 2, "name")?;
    refused(home, &["camera", "add", "gATE", "demo:gate"], "", 2, "gATE")?;
    refused(home, &["camera", "add", "Yard", "demo:gate", "--priority", "10"], "", 2, "10")?;
    refused(
        home,
        &["camera", "add", "Yard", "demo:gate", "--profile", "Standart"],
        "",
        2,
        "Did you mean Standard?",
    )?;
    refused(home, &["camera", "edit", "Gat", "--rename", "x"], "", 2, "Did you mean Gate?")?;
    refused(home, &["camera", "remove", "Nobody"], "", 2, "no camera named Nobody")?;
    refused(home, &["pause", "Gate", "--for", "soon"], "", 2, "soon")?;
    refused(home, &["pause", "Gate", "--for", "2001-01-01T00:00:00Z"], "", 2, "future")?;
    Ok(())
}

#[test]
fn names_may_run_from_right_to_left() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let name = "بوابة المدرسة ٢";
    well(folder.path(), &["camera", "add", name, "demo:gate"])?;
    assert!(well(folder.path(), &["camera", "list"])?.contains(name));
    assert!(well(folder.path(), &["why", name])?.contains(name));
    Ok(())
}

#[test]
fn nonsense_about_knobs_is_refused_with_a_sentence() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let home = folder.path();
    for fps in ["0", "1e9", "NaN", "-1", "many", ""] {
        refused(home, &["profile", "edit", "Standard", &format!("fps={fps}")], "", 2, "30")?;
    }
    refused(home, &["profile", "edit", "Standard", "stall_aftr=4"], "", 2, "stall_after")?;
    refused(home, &["profile", "edit", "Standard", "fps"], "", 2, "KNOB=VALUE")?;
    refused(home, &["profile", "edit", "Standard", "cpu_affinity=-1"], "", 2, "core")?;
    for extra in
        ["-y /tmp/x.mp4", "-i rtsp://other/", "-report", "-filter_complex_script /etc/passwd", "'unclosed"]
    {
        refused(home, &["profile", "edit", "Standard", &format!("extra_cli={extra}")], "", 2, "extra_cli")?;
    }
    refused(home, &["profile", "remove", "Standard"], "", 2, "only profile")?;
    Ok(())
}

#[test]
fn a_broken_configuration_file_names_its_line() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let home = folder.path();
    well(home, &["camera", "add", "Gate", "rtsp://127.0.0.1:9/stream"])?;
    let good = well(home, &["export"])?;
    let file = folder.path().join("school.toml");
    let path = file.to_str().ok_or("path")?;
    let check = |text: &str, said: &str| -> Result<(), Failed> {
        fs::write(&file, text)?;
        refused(home, &["import", path], "", 2, said)
    };
    check("", "format")?;
    check("this is no toml", "line 1")?;
    check(&good.replace("format = 1", "format = 99"), "newer")?;
    let line = good.lines().position(|line| line.starts_with("address = ")).ok_or("no address")? + 1;
    check(&good.replace("rtsp://127.0.0.1:9/stream", "nonsense"), &format!("{line}"))?;
    check(&good.replace("priority = 5", "priority = 50"), "priority")?;
    check(&good.replace("name = \"Gate\"", "name = \"Gate\"\nwings = 2"), "wings")?;
    refused(home, &["import", "/no/such/file.toml"], "", 2, "cannot be read")?;
    fs::write(&file, [0xff, 0xfe, 0x00])?;
    refused(home, &["import", path], "", 2, "text")?;
    Ok(())
}

#[test]
fn an_export_comes_back_whole_and_its_passwords_open_with_their_passphrase_alone() -> Result<(), Failed> {
    let (old, new) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let words = ["camera", "add", "Gate", "rtsp://127.0.0.1:9/stream", "--user", "admin", "--password-stdin"];
    assert!(ctl(old.path(), &words, "hunter2-Ä\n")?.status.success());
    let plain = well(old.path(), &["export"])?;
    assert!(!plain.contains("hunter2"), "{plain}");
    let sealed = ctl(old.path(), &["export", "--with-secrets"], "correct horse\n")?;
    let file = new.path().join("school.toml");
    fs::write(&file, &sealed.stdout)?;
    let path = file.to_str().ok_or("path")?;
    let home = new.path().join("home");
    refused(&home, &["import", path, "--passphrase-stdin"], "wrong horse\n", 2, "passphrase")?;
    assert!(ctl(&home, &["import", path, "--passphrase-stdin"], "correct horse\n")?.status.success());
    assert_eq!(well(&home, &["export"])?, plain);
    assert!(well(&home, &["camera", "list", "--json"])?.contains("\"has_password\": true"));
    Ok(())
}

#[test]
fn lists_and_imports_are_told_as_json_and_a_dry_run_changes_nothing() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let home = folder.path();
    let json = |words: &[&str]| -> Result<serde_json::Value, Failed> {
        Ok(serde_json::from_slice(&ctl(home, words, "")?.stdout)?)
    };
    well(home, &["profile", "edit", "Standard", "fps=2"])?;
    let profiles = json(&["profile", "list", "--json"])?;
    assert_eq!((&profiles[0]["name"], &profiles[0]["used_by"]), (&"Standard".into(), &0.into()));
    let values = profiles[0]["values"].as_array().ok_or("no values")?;
    assert!(values.iter().any(|value| value["key"] == "fps" && value["value"] == "2"), "{values:?}");
    let knobs = json(&["profile", "list", "--knobs", "--json"])?;
    assert_eq!(knobs.as_array().map(Vec::len), Some(values.len()), "as many knobs as values");

    let file = folder.path().join("school.toml");
    let path = file.to_str().ok_or("path")?;
    fs::write(&file, "format = 1\n[[camera]]\nname = \"Gate\"\naddress = \"demo:gate\"\n")?;
    let before = well(home, &["export"])?;
    assert!(well(home, &["import", path, "--dry-run"])?.contains("1 would be new"));
    let dry = json(&["import", path, "--dry-run", "--json"])?;
    assert_eq!((&dry["dry_run"], &dry["new"], &dry["changed"]), (&true.into(), &1.into(), &0.into()));
    assert_eq!(well(home, &["export"])?, before, "nothing changed");
    assert_eq!(json(&["import", path, "--json"])?["new"], 1);
    assert_eq!(json(&["import", path, "--json"])?["same"], 1);
    fs::write(&file, "format = 1\n[[camera]]\nname = \"Gate\"\naddress = \"nonsense\"\n")?;
    let refused = ctl(home, &["import", path, "--json"], "")?;
    assert_eq!(refused.status.code(), Some(2));
    let report: serde_json::Value = serde_json::from_slice(&refused.stdout)?;
    assert_eq!(report["refused"][0]["line"], 4, "{report}");
    Ok(())
}

#[test]
fn a_store_of_a_newer_version_is_left_as_it_is() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let home = folder.path();
    well(home, &["camera", "list"])?;
    let file = home.join("bellwatch.db");
    tokio::runtime::Runtime::new()?.block_on(async {
        let store = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await?;
        sqlx::query(
            "INSERT INTO _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
             VALUES (9999, 'newer', '2030-01-01', 1, x'00', 0)",
        )
        .execute(&store)
        .await?;
        store.close().await;
        Ok::<_, Failed>(())
    })?;
    let before = fs::read(&file)?;
    let output = ctl(home, &["camera", "add", "Yard", "demo:yard"], "")?;
    let error = String::from_utf8(output.stderr)?;
    assert_eq!(output.status.code(), Some(4), "{error}");
    assert!(error.contains("newer"), "{error}");
    assert!(fs::read(&file)? == before, "the store was touched");
    Ok(())
}

#[test]
fn a_folder_that_cannot_be_written_is_said() -> Result<(), Failed> {
    let output = ctl(Path::new("/proc/bellwatch"), &["camera", "list"], "")?;
    let error = String::from_utf8(output.stderr)?;
    assert_eq!(output.status.code(), Some(4), "{error}");
    assert!(error.contains("/proc/bellwatch"), "{error}");
    Ok(())
}
