//! `models` and `recognise` with models of the tests' own making.

#![allow(clippy::unwrap_used)] // What the test is made of unwraps as it does.

mod shared;

use std::fs;

use serde_json::Value;
use shared::{ctl, given, has_runtime};

#[test]
fn a_pack_of_the_schools_own_is_installed_used_checked_and_removed() {
    const TEST: &str = "a pack by the command line";
    if !has_runtime(TEST) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (home, from) = (folder.path().join("home"), folder.path().join("given"));
    given(&from);
    let from = from.to_str().unwrap();
    let (code, _, err) = ctl(&home, &["recognise", "nobody.bmp"]);
    assert!(code == Some(2) && err.contains("models install"), "{err}");
    let (code, out, err) = ctl(&home, &["models", "install", "--from", from]);
    assert!(code == Some(0) && out.starts_with("Our own is installed"), "{out}{err}");
    let (code, out, _) = ctl(&home, &["models", "list", "--json"]);
    let list: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &list[0]["id"], &list[0]["installed"]), (Some(0), &"our-own".into(), &true.into()));
    assert!(list.as_array().unwrap().iter().any(|pack| pack["id"] == "yunet-sface"));

    let photo = folder.path().join("two.bmp");
    fs::write(&photo, bitmap()).unwrap();
    let photo = photo.to_str().unwrap();
    let (code, out, err) = ctl(&home, &["recognise", photo, "--det-set", "320", "--json"]);
    assert_eq!(code, Some(0), "{err}");
    let told: Value = serde_json::from_str(&out).unwrap();
    let faces = told["images"][0]["faces"].as_array().unwrap();
    assert_eq!(faces.len(), 2);
    assert_eq!(faces[0]["embedding_length"], 48);
    let (code, out, err) = ctl(&home, &["recognise", photo, "not-there.jpg", "--det-set", "320"]);
    assert!(
        code == Some(2) && out.contains("two.bmp: 2 faces") && err.contains("not-there.jpg"),
        "{out}{err}"
    );

    let (code, out, _) = ctl(&home, &["models", "check"]);
    assert!(code == Some(0) && out.starts_with("good    our-own: 2 files"), "{out}");
    fs::write(home.join("models/our-own/know.onnx"), "damaged").unwrap();
    let (code, out, _) = ctl(&home, &["models", "check"]);
    assert!(code == Some(5) && out.contains("BROKEN") && out.contains("know.onnx"), "{out}");
    let (code, _, err) = ctl(&home, &["recognise", photo]);
    assert!(code == Some(2) && err.contains("know.onnx"), "{err}");
    assert_eq!(ctl(&home, &["models", "remove", "our-own"]).0, Some(0));
    let (code, _, err) = ctl(&home, &["models", "remove", "our-own"]);
    assert!(code == Some(2) && err.contains("no model pack our-own"), "{err}");
}

/// A 320 × 240 bitmap with two tiny faces: a header, then rows from the bottom, blue first.
fn bitmap() -> Vec<u8> {
    let (width, height) = (320usize, 240usize);
    let mut rgb = tiny_models::canvas(width, height);
    tiny_models::paint(&mut rgb, width, (40, 50), 48, 1);
    tiny_models::paint(&mut rgb, width, (220, 120), 48, 2);
    let mut bytes = b"BM".to_vec();
    let numbers = [(54 + rgb.len()) as u32, 0, 54, 40, width as u32, height as u32];
    numbers.iter().for_each(|number| bytes.extend_from_slice(&number.to_le_bytes()));
    bytes.extend_from_slice(&[1, 0, 24, 0]);
    bytes.extend_from_slice(&[0; 24]);
    for row in rgb.chunks_exact(3 * width).rev() {
        row.chunks_exact(3).for_each(|pixel| bytes.extend([pixel[2], pixel[1], pixel[0]]));
    }
    bytes
}
