//! People by the command line: a list in, consents, photos, and everything of them out again.

#![allow(clippy::disallowed_methods)] // It starts what it tests.
#![allow(clippy::unwrap_used)] // What the tests share unwraps as they do.

mod shared;

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use image::ImageFormat;
use serde_json::Value;
use shared::{ctl, has_runtime, home_with_models, photo, turned, well, written, zipped};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};

const LIST: &str = "الرمز;الاسم;الصف\nST-4711;هيوا رسول;7ب\nST-4712;Zeynab Karim;7ب\nST-4713;Nobody Yet;7ب\n";
const CONSENT: [&str; 6] =
    ["--given", "2026-09-01", "--by", "Mother of Hiwa", "--document", "Folder 3, sheet 12"];

fn json(home: &Path, words: &[&str]) -> Value {
    serde_json::from_str(&well(home, words)).unwrap()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Every file under a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Where bytes lie. A running engine replaces pictures: when a file has gone between looking and reading, its successor
/// may have been missed, so all are looked at once more.
fn holding(home: &Path, wanted: &[u8]) -> Vec<PathBuf> {
    let read = |path: PathBuf| match fs::read(&path) {
        Ok(bytes) => Some((path, bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => panic!("{}: {error}", path.display()),
    };
    let holds = |bytes: &[u8]| bytes.windows(wanted.len()).any(|window| window == wanted);
    loop {
        if let Some(all) = files(home).into_iter().map(read).collect::<Option<Vec<_>>>() {
            return all.into_iter().filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path).collect();
        }
    }
}

async fn raw(home: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(home.join("bellwatch.db"));
    SqliteConnection::connect_with(&options).await.unwrap()
}

/// The sealed bytes of everything that shows a face or comes of one.
async fn sealed(home: &Path) -> Vec<Vec<u8>> {
    let mut sql = raw(home).await;
    let query = "SELECT picture_sealed FROM photo UNION ALL SELECT embedding_sealed FROM face_template";
    let rows: Vec<(Vec<u8>,)> = sqlx::query_as(query).fetch_all(&mut sql).await.unwrap();
    sql.close().await.unwrap();
    rows.into_iter().map(|row| row.0).collect()
}

#[test]
fn a_list_in_windows_1256_comes_out_right_and_a_dry_run_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let file = folder.path().join("students.csv");
    fs::write(&file, encoding_rs::WINDOWS_1256.encode(LIST).0).unwrap();
    let out = well(&home, &["people", "import", path(&file), "--dry-run"]);
    assert!(out.contains("Windows-1256, columns separated by semicolons"), "{out}");
    assert!(out.contains("3 would be added") && out.contains("هيوا رسول"), "{out}");
    assert_eq!(json(&home, &["people", "list", "--json"]), Value::Array(Vec::new()));

    let report = json(&home, &["people", "import", path(&file), "--json"]);
    assert_eq!((&report["is_done"], &report["added"]), (&true.into(), &3.into()));
    let people = json(&home, &["people", "list", "--json"]);
    let names: Vec<&str> =
        people.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert!(names.contains(&"هيوا رسول"), "{names:?}");
    assert_eq!(people[0]["note"], "There is no consent yet.");
    // The same again, with a row that cannot be taken and a person who left: nobody goes by a list.
    let again = LIST.replace("ST-4713;Nobody Yet", ";Nobody").replace("Zeynab", "Zaynab");
    fs::write(&file, format!("\u{feff}{again}")).unwrap();
    let (code, out, _) = ctl(&home, &["people", "import", path(&file)]);
    assert_eq!(code, Some(2), "a row is refused");
    assert!(out.contains("0 added, 1 changed, 1 as before, 1 left out."), "{out}");
    assert!(out.contains("Type a code.") && out.contains("Nobody Yet is not in this file"), "{out}");
    assert_eq!(json(&home, &["people", "list", "--json"]).as_array().unwrap().len(), 3);

    let users =
        "sourcedId,enabledUser,orgSourcedIds,role,givenName,familyName,grades\nu1,true,o,student,Ana,Bo,07\n";
    fs::write(&file, users).unwrap();
    let report = json(&home, &["people", "import", path(&file), "--json"]);
    assert_eq!(report["read_as"], "OneRoster users, UTF-8, columns separated by commas");
    assert_eq!(report["added"], 1);
}

#[test]
fn a_photo_is_never_taken_unseen() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    well(&home, &["people", "add", "1", "Ana", "--group", "7A"]);
    well(&home, &[&["people", "consent", "1"], &CONSENT[..]].concat());
    let file = folder.path().join("1.jpg");
    fs::write(&file, written(&photo(&[1], 0), ImageFormat::Jpeg)).unwrap();
    let (code, _, err) = ctl(&home, &["people", "enrol", path(&file)]);
    assert!(
        code == Some(2) && err.contains("No model pack is installed") && err.contains("models install"),
        "{err}"
    );
    let people = json(&home, &["people", "list", "--json"]);
    assert_eq!((&people[0]["photos"], &people[0]["is_enrolled"]), (&0.into(), &false.into()));
}

#[test]
fn people_are_enrolled_from_folders_and_zips_and_nothing_stays_of_who_is_erased() {
    if !has_runtime("people enrolled and erased") {
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let home = home_with_models(folder.path());
    let list = folder.path().join("students.csv");
    fs::write(&list, LIST).unwrap();
    well(&home, &["people", "import", path(&list)]);

    let photos = folder.path().join("photos");
    fs::create_dir_all(photos.join("ST-4712")).unwrap();
    fs::write(photos.join("ST-4711.jpg"), turned(&on_its_side(&photo(&[1], 0)))).unwrap();
    fs::write(photos.join("ST-4712/IMG_0001.png"), written(&photo(&[2], 0), ImageFormat::Png)).unwrap();
    fs::write(photos.join(".hidden"), "x").unwrap();
    let (code, out, err) = ctl(&home, &["people", "enrol", path(&photos)]);
    assert!(code == Some(2) && out.contains("0 enrolled") && out.contains("2 refused"), "{out}{err}");
    assert!(err.contains("هيوا رسول has no consent, so no photo is kept."), "{err}");
    runtime.block_on(async {
        assert!(sealed(&home).await.is_empty(), "nothing was kept");
        // The database says the same to whoever asks it past us.
        let photo = "INSERT INTO photo (person_id, added_ms, origin, picture_sealed, sharpness, brightness, contrast, yaw,
                                        roll_degrees, eyes_px)
                     VALUES (1, 0, 'file', zeroblob(100), 1, 1, 1, 0, 0, 60)";
        let template =
            "INSERT INTO face_template (person_id, photo_id, model, embedding_sealed, quality, made_ms)
                        VALUES (1, 1, 'any', zeroblob(100), 1, 0)";
        for statement in [photo, template] {
            let said = sqlx::query(statement).execute(&mut raw(&home).await).await.unwrap_err().to_string();
            assert!(said.contains("FOREIGN KEY"), "{said}");
        }
    });

    well(&home, &[&["people", "consent", "ST-4711", "st-4712"], &CONSENT[..]].concat());
    let out = well(&home, &["people", "enrol", path(&photos)]);
    assert!(out.contains("ST-4711.jpg (هيوا رسول): enrolled") && out.contains("2 enrolled"), "{out}");
    let zip = folder.path().join("more.zip");
    let second = written(&photo(&[1], 1), ImageFormat::Jpeg);
    let third = written(&photo(&[1], 2), ImageFormat::Jpeg);
    let other = written(&photo(&[9], 0), ImageFormat::Jpeg);
    let files = [
        ("ST-4711 (2).jpg", second.as_slice()),
        ("7b/ST-4711/front.jpg", &third),
        ("ST-4711_2.jpg", &second),
        ("ST-9999.jpg", &other),
        ("__MACOSX/._ST-4711.jpg", b"x"),
    ];
    fs::write(&zip, zipped(&files)).unwrap();
    let (code, out, err) = ctl(&home, &["people", "enrol", path(&zip)]);
    assert!(code == Some(2) && out.contains("2 enrolled") && out.contains("2 refused"), "{out}{err}");
    assert!(
        err.contains("This photo is enrolled already.") && err.contains("nobody with the code ST-9999"),
        "{err}"
    );

    let people = json(&home, &["people", "list", "--json"]);
    let hiwa = people.as_array().unwrap().iter().find(|one| one["code"] == "ST-4711").unwrap();
    let seen = (&hiwa["photos"], &hiwa["is_enrolled"], &hiwa["note"]);
    assert_eq!(seen, (&3.into(), &true.into(), &Value::Null));

    let page = folder.path().join("report.html");
    well(&home, &["people", "report", "--group", "7ب", "--out", path(&page)]);
    let text = fs::read_to_string(&page).unwrap();
    assert!(text.contains("هيوا رسول") && text.contains("2 can be recognised"), "{text}");
    assert_eq!(ctl(&home, &["people", "report", "--group", "9Z", "--out", path(&page)]).0, Some(2));

    // Events name nobody.
    let events = well(&home, &["events", "--json"]);
    assert!(events.contains("A photo of person 1 was added."), "{events}");
    for word in ["ST-471", "هيوا", "Zeynab", "Mother", "Folder 3", "IMG_0001", "students.csv"] {
        assert!(!events.contains(word), "{word}: {events}");
    }

    let (code, _, err) = ctl(&home, &["people", "erase", "ST-4711"]);
    assert!(code == Some(2) && err.contains("--yes"), "{err}");
    let before = runtime.block_on(sealed(&home));
    assert_eq!(before.len(), 8);
    assert!(!holding(&home, &before[0][..24]).is_empty(), "sealed pictures lie in the file");
    assert!(!holding(&home, "هيوا".as_bytes()).is_empty());
    // Beside a running engine, which holds the store open.
    let engine = Engine::start(&home);
    let out = well(&home, &["people", "erase", "ST-4711", "--yes"]);
    assert!(out.contains("3 photos.") && out.contains("3 templates."), "{out}");
    let left = runtime.block_on(sealed(&home));
    assert_eq!(left.len(), 2, "the others stay");
    let gone = before.iter().filter(|bytes| !left.contains(bytes));
    for bytes in gone {
        // Any stretch of a blob: a page may hold a part of it.
        for at in [0, bytes.len() / 2, bytes.len() - 24] {
            assert_eq!(holding(&home, &bytes[at..at + 24]), Vec::<PathBuf>::new());
        }
    }
    for text in ["ST-4711", "st-4711", "هيوا", "رسول", "WhereAnaLives"] {
        assert_eq!(holding(&home, text.as_bytes()), Vec::<PathBuf>::new(), "{text}");
    }
    assert!(!holding(&home, b"ST-4712").is_empty(), "the search itself works");
    drop(engine);
    well(&home, &["people", "wipe"]);

    let out = well(&home, &["people", "withdraw", "ST-4712"]);
    assert!(out.contains("1 photo.") && out.contains("Attendance stays"), "{out}");
    assert!(runtime.block_on(sealed(&home)).is_empty());
    let (code, _, err) = ctl(&home, &["people", "withdraw", "ST-4712"]);
    assert!(code == Some(2) && err.contains("no longer there"), "{err}");
}

/// An engine in the foreground, killed when it is dropped.
struct Engine(Child);

impl Engine {
    /// Returns when it shows what it knows.
    fn start(home: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bellwatchctl"));
        command.arg("--home").arg(home).args(["run", "--json"]).env("BELLWATCH_KEYRING", "off");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(line.contains("\"engine\""), "{line}");
        Engine(child)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // Both fail when it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// As a telephone that is held upright writes it: turned left, to be turned right again.
fn on_its_side(picture: &image::DynamicImage) -> Vec<u8> {
    written(&picture.rotate270(), ImageFormat::Jpeg)
}

#[test]
fn consents_need_a_day_and_a_name_and_all_of_their_people() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    well(home, &["people", "add", "1", "Ana"]);
    let check = |words: &[&str], said: &str| {
        let (code, _, err) = ctl(home, &[&["people", "consent"], words].concat());
        assert!(code == Some(2) && err.contains(said), "{words:?}: {err}");
        assert_eq!(json(home, &["people", "list", "--json"])[0]["consent"], Value::Null);
    };
    check(&["1", "--given", "yesterday", "--by", "Mother"], "yesterday is no date");
    check(&["1", "--given", "2199-01-01", "--by", "Mother"], "still to come");
    check(&["1", "--given", "2026-09-01", "--by", " "], "who consents");
    check(&["1", "2", "--given", "2026-09-01", "--by", "Mother"], "nobody with the code 2");
    let (code, _, err) = ctl(home, &["people", "add", "1", "Bo"]);
    assert!(code == Some(2) && err.contains("somebody else's already"), "{err}");
}

#[test]
fn unknown_faces_are_kept_for_a_while_and_status_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let (code, _, err) = ctl(home, &["unknown", "start"]);
    assert!(code == Some(2) && err.contains("No model pack is chosen"), "{err}");
    let file = home.join("site.toml");
    std::fs::write(&file, "format = 1\n[site]\npack = 'our-own'\n").unwrap();
    well(home, &["import", file.to_str().unwrap()]);
    well(home, &["unknown", "start", "--for", "1h"]);
    let said = ctl(home, &["status"]).1;
    assert!(said.contains("! Unknown faces are being kept until "), "{said}");
    assert!(said.contains("(started by bellwatchctl). Stop: bellwatchctl unknown stop"), "{said}");
    let json: serde_json::Value = serde_json::from_str(&ctl(home, &["status", "--json"]).1).unwrap();
    assert_eq!(json["diagnostic_mode"]["by"], "bellwatchctl");
    well(home, &["unknown", "stop"]);
    well(home, &["unknown", "delete-all"]);
    assert!(!ctl(home, &["status"]).1.contains("Unknown faces"));
}
