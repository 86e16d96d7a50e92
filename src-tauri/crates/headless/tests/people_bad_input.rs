//! Photos and lists that cannot be taken: a sentence each, and the store as it was.

#![allow(clippy::unwrap_used)] // What the tests share unwraps as they do.

mod shared;

use std::fs;
use std::path::Path;

use image::{DynamicImage, ImageFormat};
use shared::{
    ctl, described, given_with, has_runtime, home_with_models, photo, skipped, turned, well, written, zipped,
};

const CONSENT: [&str; 4] = ["--given", "2026-09-01", "--by", "Mother"];

/// Everything that is kept of people, and what happened.
fn kept(home: &Path) -> String {
    well(home, &["people", "list", "--json"]) + &well(home, &["events", "--json"])
}

/// Refused with one sentence that holds `said`, and the store is as before.
fn refused(home: &Path, words: &[&str], said: &str) {
    let before = kept(home);
    let (code, out, err) = ctl(home, words);
    assert_eq!(code, Some(2), "{words:?}: {out}{err}");
    assert!(err.contains(said), "{words:?} says: {err}");
    assert!(
        err.lines().count() == 1 && err.len() < 400 && err.trim_end().ends_with('.'),
        "{words:?} says: {err}"
    );
    assert_eq!(kept(home), before, "{words:?} changed something");
}

#[test]
fn lists_of_another_kind_are_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    well(&home, &["people", "add", "1", "Ana", "--group", "7A"]);
    let file = folder.path().join("list.csv");
    let path = file.to_str().unwrap();
    let check = |bytes: &[u8], said: &str| {
        fs::write(&file, bytes).unwrap();
        refused(&home, &["people", "import", path], said);
        refused(&home, &["people", "import", path, "--dry-run"], said);
    };
    let picture = DynamicImage::new_rgb8(8, 8);
    check(b"", "is empty");
    check(b"\xef\xbb\xbf\r\n\r\n", "is empty");
    check(&zipped(&[("xl/workbook.xml", b"x")]), "save it as CSV");
    check(&zipped(&[("users.csv", b"code,name\n1,Ana\n")]), "is a zip");
    check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an older workbook", "save it as CSV");
    check(&written(&picture, ImageFormat::Jpeg), "is a picture");
    check(&written(&picture, ImageFormat::Png), "is a picture");
    check(b"%PDF-1.7", "is a PDF");
    check(&[0, 1, 2, 3, 0, 0, 0, 9], "not a list");
    check(b"1,Ana\n2,Bo\n", "has to name the columns");
    check(b"code,group\n1,7A\n", "none for names");
    check(b"code,name\n", "nobody");
    let many: String = (0..20_001).map(|nth| format!("{nth},Somebody\n")).collect();
    check(format!("code,name\n{many}").as_bytes(), "more than 20000 rows");
    fs::File::create(&file).unwrap().set_len(100 << 20).unwrap();
    refused(&home, &["people", "import", path], "larger than 16 MB");
    refused(&home, &["people", "import", "/no/such/list.csv"], "cannot be read");
}

#[test]
fn photos_that_cannot_be_taken_are_one_sentence() {
    if !has_runtime("photos that cannot be taken") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let home = home_with_models(folder.path());
    well(&home, &["people", "add", "1", "Ana"]);
    well(&home, &["people", "add", "2", "Bo"]);
    well(&home, &[&["people", "consent", "1", "2"], &CONSENT[..]].concat());
    let file = folder.path().join("1.jpg");
    let path = file.to_str().unwrap();
    let check = |bytes: &[u8], said: &str| {
        fs::write(&file, bytes).unwrap();
        refused(&home, &["people", "enrol", path], said);
    };
    let one = photo(&[1], 0);
    let (jpeg, png) = (written(&one, ImageFormat::Jpeg), written(&one, ImageFormat::Png));
    check(b"", "not a photo");
    check(b"%PDF-1.7 an identity card", "not a photo");
    check(&jpeg[..60], "damaged");
    check(&png[..png.len() / 2], "damaged");
    check(&hundred_megapixels(&png), "100 megapixels");
    check(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC");
    check(&written(&photo(&[], 0), ImageFormat::Jpeg), "no face in this photo");
    check(&written(&photo(&[1, 2], 0), ImageFormat::Jpeg), "There are 2 faces");
    // The tiny faces are magenta; in grey there is nothing to see.
    check(&written(&DynamicImage::ImageLuma8(one.to_luma8()), ImageFormat::Jpeg), "no face");

    let zip = folder.path().join("photos.zip");
    let zip_path = zip.to_str().unwrap();
    let check = |bytes: &[u8], said: &str| {
        fs::write(&zip, bytes).unwrap();
        refused(&home, &["people", "enrol", zip_path], said);
    };
    check(&zipped(&[("../1.jpg", &jpeg)]), "leads out of the zip");
    check(&zipped(&[("/photos/1.jpg", &jpeg)]), "leads out of the zip");
    check(&zipped(&[("C:\\1.jpg", &jpeg)]), "leads out of the zip");
    check(&zipped(&[("1.jpg", &vec![0; 50 << 20])]), "grows more than 200-fold");
    check(&zipped(&[("[Content_Types].xml", b"x")]), "a workbook or a document");
    check(&zipped(&[("__MACOSX/1.jpg", b"x")]), "no photo in this zip");
    check(&zipped(&[("inner.zip", &zipped(&[("1.jpg", &jpeg)]))]), "nobody with the code inner");
    check(&zipped(&[("1.jpg", &zipped(&[("1.jpg", &jpeg)]))]), "not a photo");
    check(b"PK\x03\x04 cut short", "damaged");
    check(&zipped(&[("1/2.jpg", &jpeg)]), "one person and its name another");

    // After all that the same files are taken as they should be.
    fs::write(&file, turned(&written(&one.rotate270(), ImageFormat::Jpeg))).unwrap();
    well(&home, &["people", "enrol", path]);
    fs::write(&file, written(&DynamicImage::ImageRgba8(photo(&[1], 1).to_rgba8()), ImageFormat::Png))
        .unwrap();
    well(&home, &["people", "enrol", path]);
    refused(&home, &["people", "enrol", path], "This photo is enrolled already");
    refused(&home, &["people", "enrol", path, "--code", "2"], "enrolled for Ana");
    fs::write(&file, written(&photo(&[7], 0), ImageFormat::Jpeg)).unwrap();
    refused(&home, &["people", "enrol", path], "not like this person's other photos");
    well(&home, &["people", "enrol", path, "--code", "2"]);
    refused(&home, &["people", "enrol", path, "--code", "3"], "nobody with the code 3");
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).unwrap();
    refused(&home, &["people", "enrol", empty.to_str().unwrap()], "There is no photo in");
    refused(&home, &["people", "enrol", "/no/such.jpg"], "cannot be read");
}

#[test]
fn a_model_of_the_wrong_shape_enrols_nobody() {
    if !has_runtime("a model of the wrong shape") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    well(&home, &["people", "add", "1", "Ana"]);
    well(&home, &[&["people", "consent", "1"], &CONSENT[..]].concat());
    let file = folder.path().join("1.jpg");
    fs::write(&file, written(&photo(&[1], 0), ImageFormat::Jpeg)).unwrap();
    let path = file.to_str().unwrap();
    // Put there by hand, past the installation, which would refuse it.
    let pack = home.join("models/our-own");
    given_with(&pack, &tiny_models::detector());
    let check = |said: &str| {
        let before = kept(&home);
        let (code, _, err) = ctl(&home, &["people", "enrol", path]);
        assert!(code != Some(0) && err.contains(said) && err.lines().count() == 1, "{code:?} {err}");
        assert_eq!(kept(&home), before);
    };
    check("know.onnx cannot be used");
    given_with(&pack, &tiny_models::embedder());
    fs::write(pack.join("know.onnx"), "damaged").unwrap();
    check("know.onnx");
    fs::write(pack.join("pack.toml"), "nonsense").unwrap();
    check("Install the model pack again");
    given_with(&pack, &tiny_models::embedder());
    well(&home, &["people", "enrol", path]);
}

#[test]
fn real_faces_are_enrolled_whatever_file_they_come_in() {
    const TEST: &str = "real faces enrolled";
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let both = variable("BELLWATCH_TEST_MODELS").zip(variable("BELLWATCH_TEST_FACES"));
    let Some((models, faces)) = both else {
        skipped(TEST, "it needs real weights and faces (BELLWATCH_TEST_MODELS, BELLWATCH_TEST_FACES)");
        return;
    };
    if !has_runtime(TEST) {
        return;
    }
    let (models, faces) = (Path::new(&models), Path::new(&faces));
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let pack = home.join("models/real");
    fs::create_dir_all(&pack).unwrap();
    let mut files = Vec::new();
    for name in ["yunet_s_dynamic.onnx", "mobilefacenet_128_rgb.onnx"] {
        let bytes = fs::read(models.join(name)).unwrap();
        files.push(described(name, &bytes));
        fs::write(pack.join(name), bytes).unwrap();
    }
    let manifest = format!(
        "id = 'real'\nname = 'Real'\n[detector]\nkind = 'yunet'\ncolours = 'bgr'\n[detector.file]\n{}[recogniser]\n\
         side_px = 112\ncolours = 'rgb'\nmean = [123.675, 116.28, 103.53]\nstd = [58.395, 57.12, 57.375]\n\
         output_length = 128\ntemplate = 'arcface'\nthreshold = 0.36\n[recogniser.file]\n{}",
        files[0], files[1]
    );
    fs::write(pack.join("pack.toml"), manifest).unwrap();

    let people: Vec<String> = {
        let entries = fs::read_dir(faces.join("lfw10")).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    for (nth, name) in people.iter().enumerate() {
        well(&home, &["people", "add", &format!("p{nth}"), &name.replace('_', " ")]);
        well(&home, &[&["people", "consent", &format!("p{nth}")], &CONSENT[..]].concat());
    }
    let given = folder.path().join("photos");
    for (nth, name) in people.iter().enumerate() {
        let into = given.join(format!("p{nth}"));
        fs::create_dir_all(&into).unwrap();
        for entry in fs::read_dir(faces.join("lfw10").join(name)).unwrap() {
            let from = entry.unwrap().path();
            fs::copy(&from, into.join(from.file_name().unwrap())).unwrap();
        }
    }
    let (_, out, _) = ctl(&home, &["people", "enrol", given.to_str().unwrap(), "--json"]);
    let reports: serde_json::Value = serde_json::from_str(&out).unwrap();
    let reports = reports.as_array().unwrap();
    let count = |outcome: &str| reports.iter().filter(|report| report["outcome"] == outcome).count();
    let taken = count("enrolled") + count("doubtful");
    println!("{taken} of {} photos were enrolled, {} without doubt", reports.len(), count("enrolled"));
    assert!(reports.len() == 100 && taken >= 75, "{taken}: {out}");

    // One photo of the first three people, in other kinds of files, of somebody who has none yet.
    let check = |code: &str, name: &str, bytes: &[u8]| {
        well(&home, &["people", "add", code, "Another"]);
        well(&home, &[&["people", "consent", code], &CONSENT[..]].concat());
        let file = folder.path().join(name);
        fs::write(&file, bytes).unwrap();
        let (_, out, err) = ctl(&home, &["people", "enrol", file.to_str().unwrap(), "--code", code]);
        // They are known already: what matters is that the face was found and measured.
        let is_known = format!("{out}{err}");
        assert!(
            is_known.contains("very much like") || is_known.contains("This very photo"),
            "{name}: {is_known}"
        );
    };
    let source = image::open(given.join("p4/George_W_Bush_0002.jpg"));
    let picture = source.or_else(|_| image::open(first_photo(&given.join("p4")))).unwrap();
    check("a1", "grey.jpg", &written(&DynamicImage::ImageLuma8(picture.to_luma8()), ImageFormat::Jpeg));
    check("a2", "glass.png", &written(&DynamicImage::ImageRgba8(picture.to_rgba8()), ImageFormat::Png));
    check("a3", "turned.jpg", &turned(&written(&picture.rotate270(), ImageFormat::Jpeg)));
    check("a4", "print.jpg", &cmyk(&picture));

    let crowd = faces.join("groups/multiface.jpg");
    refused(&home, &["people", "enrol", crowd.to_str().unwrap(), "--code", "p0"], "faces in this photo");
    let other = first_photo(&given.join("p1"));
    refused(&home, &["people", "enrol", other.to_str().unwrap(), "--code", "p0"], "enrolled for");
}

fn first_photo(folder: &Path) -> std::path::PathBuf {
    let mut found: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found.remove(0)
}

/// As a printer's file: four colours, without their transform.
fn cmyk(picture: &DynamicImage) -> Vec<u8> {
    let rgb = picture.to_rgb8();
    let inks: Vec<u8> = rgb
        .pixels()
        .flat_map(|pixel| {
            let [red, green, blue] = pixel.0;
            let key = 255 - red.max(green).max(blue);
            [255 - red - key, 255 - green - key, 255 - blue - key, key]
        })
        .collect();
    let mut bytes = Vec::new();
    let (width, height) = (rgb.width() as u16, rgb.height() as u16);
    jpeg_encoder::Encoder::new(&mut bytes, 92)
        .encode(&inks, width, height, jpeg_encoder::ColorType::Cmyk)
        .unwrap();
    bytes
}

/// A header that says 10 000 × 10 000, before whatever else a PNG holds.
fn hundred_megapixels(png: &[u8]) -> Vec<u8> {
    let mut large = png[..33].to_vec();
    large[16..24].copy_from_slice(&[0, 0, 0x27, 0x10, 0, 0, 0x27, 0x10]);
    let step = |sum: u32, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
    let sum = !large[12..29].iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step));
    large[29..33].copy_from_slice(&sum.to_be_bytes());
    large.extend_from_slice(&png[33..]);
    large
}
