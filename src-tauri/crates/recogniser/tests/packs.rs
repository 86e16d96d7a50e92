//! Packs: installed whole or not at all, from files and from an address.

#![allow(clippy::unwrap_used)] // What the tests share unwraps as they do.

mod shared;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use bellwatch_recogniser::packs::{Error, Manifest, Packs, Source, check};

/// Everything in a folder that is not hidden machinery.
fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let all = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = all.filter(|name| name != ".lock" && name != ".download").collect();
    names.sort();
    names
}

struct House {
    folder: tempfile::TempDir,
    packs: Packs,
}

impl House {
    fn new() -> House {
        let folder = tempfile::tempdir().unwrap();
        let packs = Packs::at(&folder.path().join("models"));
        shared::write_tiny(&folder.path().join("given"));
        House { folder, packs }
    }

    fn given(&self, name: &str) -> PathBuf {
        self.folder.path().join("given").join(name)
    }
}

#[test]
fn a_pack_comes_from_a_folder_whatever_its_files_are_called() {
    let Some(runtime) = shared::runtime("a pack from a folder") else { return };
    let house = House::new();
    fs::rename(house.given("tiny-embedder.onnx"), house.given("another name.onnx")).unwrap();
    fs::write(house.given("README.md"), "about it").unwrap();
    let given = [house.given("")];
    for _ in 0..2 {
        let pack = house.packs.install(&runtime, None, Source::Files(&given)).unwrap();
        assert_eq!(names(pack.folder()), ["pack.toml", "tiny-detector.onnx", "tiny-embedder.onnx"]);
        assert_eq!(names(house.packs.folder()), ["tiny"]);
    }
    assert_eq!(check(&runtime, &house.packs.find("tiny").unwrap()).unwrap().files, 2);
    house.packs.remove("tiny").unwrap();
    assert_eq!(names(house.packs.folder()), [""; 0]);
    assert!(matches!(house.packs.find("tiny"), Err(Error::Unknown(_))));
    assert!(matches!(house.packs.remove("../given"), Err(Error::Unknown(_))));
}

#[test]
fn a_wrong_file_is_one_sentence_and_nothing_is_changed() {
    let Some(runtime) = shared::runtime("wrong model files") else { return };
    let house = House::new();
    house.packs.install(&runtime, None, Source::Files(&[house.given("")])).unwrap();
    let good = tiny_models::embedder();
    let refused = |bytes: Option<&[u8]>, expected: &str| {
        match bytes {
            Some(bytes) => fs::write(house.given("tiny-embedder.onnx"), bytes).unwrap(),
            None => fs::remove_file(house.given("tiny-embedder.onnx")).unwrap(),
        }
        let error = house.packs.install(&runtime, None, Source::Files(&[house.given("")])).unwrap_err();
        let sentence = error.to_string();
        assert!(sentence.contains(expected) && sentence.contains("tiny-embedder.onnx"), "{sentence}");
        assert!(sentence.ends_with('.') && !sentence.contains('\n'), "{sentence}");
        // The one that was there still is, and is whole.
        assert_eq!(names(house.packs.folder()), ["tiny"]);
        check(&runtime, &house.packs.find("tiny").unwrap()).unwrap();
    };
    refused(Some(&good[..good.len() / 2]), "cut short");
    let mut damaged = good.clone();
    damaged[300] ^= 1;
    refused(Some(&damaged), "SHA-256");
    refused(None, "missing");
    // A manifest that is wrong about a file which is whole.
    let mut manifest = shared::tiny();
    manifest.recogniser.output_length = 64;
    fs::write(house.given("pack.toml"), manifest.text().unwrap()).unwrap();
    refused(Some(&good), "cannot be used");
}

#[test]
fn what_belongs_to_no_pack_is_named() {
    let Some(runtime) = shared::runtime("files of no pack") else { return };
    let house = House::new();
    fs::remove_file(house.given("pack.toml")).unwrap();
    let install = |id, given: &[PathBuf]| {
        house.packs.install(&runtime, id, Source::Files(given)).unwrap_err().to_string()
    };
    assert!(install(None, &[house.given("")]).contains("belongs to no pack"));
    assert!(install(Some("nothing"), &[house.given("")]).contains("no model pack nothing"));
    assert!(install(None, &[]).contains("no model file"));
    assert!(install(None, &[house.given("not there.onnx")]).contains("cannot be read"));
    fs::write(house.given("face_recognition_sface_2021dec.onnx"), "half of it").unwrap();
    assert!(install(None, &[house.given("")]).contains("10 of 38696353 bytes"));
    assert_eq!(names(house.packs.folder()), [""; 0]);
}

#[test]
fn a_pack_whose_makers_ask_for_a_licence_is_not_fetched() {
    let Some(runtime) = shared::runtime("a pack with a licence of its own") else { return };
    let house = House::new();
    let mut tell = |_| {};
    let error = house.packs.install(&runtime, Some("buffalo-s"), Source::Official(&mut tell)).unwrap_err();
    assert!(error.to_string().contains("licence"), "{error}");
    assert_eq!(names(house.packs.folder()), [""; 0]);
}

#[test]
fn a_pack_that_was_damaged_later_is_never_loaded() {
    let Some(runtime) = shared::runtime("a pack damaged later") else { return };
    let house = House::new();
    let pack = house.packs.install(&runtime, None, Source::Files(&[house.given("")])).unwrap();
    let path = pack.folder().join("tiny-detector.onnx");
    let mut bytes = fs::read(&path).unwrap();
    bytes[200] ^= 4;
    fs::write(&path, bytes).unwrap();
    assert!(matches!(check(&runtime, &pack), Err(Error::Checksum { .. })));
}

#[test]
fn what_a_killed_install_left_is_mended() {
    let house = House::new();
    let at = |name: &str| house.packs.folder().join(name);
    shared::write_tiny(&at(".old-tiny"));
    fs::create_dir_all(at(".draft-abc")).unwrap();
    house.packs.mend().unwrap();
    assert_eq!(names(house.packs.folder()), ["tiny"]);
    shared::write_tiny(&at(".old-tiny"));
    house.packs.mend().unwrap();
    assert_eq!(names(house.packs.folder()), ["tiny"]);
    fs::write(at("tiny").join("pack.toml"), "id = 3").unwrap();
    let (packs, broken) = house.packs.list().unwrap();
    assert!(packs.is_empty() && broken[0].why.to_string().contains("line 1"), "{broken:?}");
}

/// A server on loopback that gives files, and breaks off or lies when told to.
struct Server {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

#[derive(Clone, Copy)]
enum Manner {
    /// Gives a file and breaks off after so many bytes, once.
    BreaksOffOnce(usize),
    /// Does not know how to go on.
    BeginsAgain(usize),
    /// Gives something else of the same length.
    Lies,
    /// Is not there.
    NotFound,
}

impl Server {
    fn start(files: Vec<(&'static str, Vec<u8>)>, manner: Manner) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = asked.clone();
        // Ends with the test's process; it holds nothing but memory.
        std::thread::spawn(move || {
            let mut broke = false;
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let (mut path, mut from) = (String::new(), 0usize);
                for line in BufReader::new(&stream).lines() {
                    let line = line.unwrap();
                    if line.is_empty() {
                        break;
                    }
                    if let Some(rest) = line.strip_prefix("GET /") {
                        path = rest.split(' ').next().unwrap().to_owned();
                    }
                    if let Some(range) = line.to_lowercase().strip_prefix("range: bytes=") {
                        from = range.trim_end_matches('-').parse().unwrap();
                    }
                }
                heard.lock().unwrap().push(format!("{path} from {from}"));
                let found = files.iter().find(|(name, _)| *name == path).map(|(_, bytes)| bytes.clone());
                let (Some(mut bytes), false) = (found, matches!(manner, Manner::NotFound)) else {
                    stream
                        .write_all(
                            b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
                        )
                        .unwrap();
                    continue;
                };
                if matches!(manner, Manner::Lies) {
                    bytes.iter_mut().for_each(|byte| *byte ^= 1);
                }
                if matches!(manner, Manner::BeginsAgain(_)) {
                    from = 0;
                }
                let status = if from > 0 { "206 Partial Content" } else { "200 OK" };
                let head = format!(
                    "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    bytes.len() - from
                );
                let until = match manner {
                    Manner::BreaksOffOnce(at) | Manner::BeginsAgain(at) if !broke => {
                        broke = true;
                        at
                    }
                    _ => bytes.len(),
                };
                // A client that has gone has heard enough.
                let _ =
                    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&bytes[from..until]));
            }
        });
        Server { address, asked }
    }

    fn tiny(&self) -> Manifest {
        let mut manifest = shared::tiny();
        for file in [&mut manifest.detector.file, &mut manifest.recogniser.file] {
            file.address = Some(format!("{}/{}", self.address, file.name));
        }
        manifest
    }
}

fn tiny_files() -> Vec<(&'static str, Vec<u8>)> {
    vec![("tiny-detector.onnx", tiny_models::detector()), ("tiny-embedder.onnx", tiny_models::embedder())]
}

#[test]
fn a_download_goes_on_where_it_broke_off() {
    let Some(runtime) = shared::runtime("a download goes on") else { return };
    for (manner, second) in [
        (Manner::BreaksOffOnce(1000), "tiny-detector.onnx from 1000"),
        (Manner::BeginsAgain(1000), "tiny-detector.onnx from 1000"),
    ] {
        let house = House::new();
        let server = Server::start(tiny_files(), manner);
        let mut told = Vec::new();
        let mut tell = |progress| told.push(progress);
        let manifest = server.tiny();
        let first = house.packs.install(&runtime, None, Source::Addresses(&manifest, &mut tell));
        assert!(first.unwrap_err().to_string().contains("broke off"));
        assert_eq!(names(house.packs.folder()), [""; 0]);
        let pack = house.packs.install(&runtime, None, Source::Addresses(&manifest, &mut tell)).unwrap();
        assert_eq!(pack.manifest(), &manifest);
        let asked = server.asked.lock().unwrap().clone();
        assert_eq!(asked, ["tiny-detector.onnx from 0", second, "tiny-embedder.onnx from 0"]);
        let last = told.last().unwrap();
        assert!(last.file == "tiny-embedder.onnx" && last.done == last.of, "{last:?}");
        assert_eq!(fs::read_dir(house.packs.folder().join(".download")).unwrap().count(), 0);
    }
}

#[test]
fn a_download_that_is_not_the_file_is_thrown_away() {
    let Some(runtime) = shared::runtime("a download of another file") else { return };
    for (manner, expected) in [(Manner::Lies, "SHA-256"), (Manner::NotFound, "404")] {
        let house = House::new();
        let server = Server::start(tiny_files(), manner);
        let manifest = server.tiny();
        let mut tell = |_| {};
        let error = house.packs.install(&runtime, None, Source::Addresses(&manifest, &mut tell)).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(names(house.packs.folder()), [""; 0]);
        assert_eq!(fs::read_dir(house.packs.folder().join(".download")).unwrap().count(), 0);
    }
}
