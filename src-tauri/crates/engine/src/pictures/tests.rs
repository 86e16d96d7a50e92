use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use bellwatch_domain::ProfileId;
use chrono::TimeZone;

use super::*;
use crate::frames::{ColourRange, Shape};

fn key(camera: i64, profile: i64) -> RunnerKey {
    RunnerKey { camera: CameraId(camera), profile: ProfileId(profile) }
}

fn start() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 8, 3, 0).unwrap()
}

/// A frame that is `y` everywhere on the left half, and white on the right.
fn half(width: u32, height: u32, y: u8, at: DateTime<Utc>, range: ColourRange) -> Arc<Frame> {
    let shape = Shape { width_px: width, height_px: height, range };
    let luma = (0..width * height).map(|at| if at % width < width / 2 { y } else { 235 });
    let planes: Vec<u8> = luma.chain(std::iter::repeat(128)).take(shape.bytes()).collect();
    Arc::new(Frame::new(1, at, shape, planes).unwrap())
}

fn decoded(jpeg: &[u8]) -> image::RgbImage {
    image::load_from_memory_with_format(jpeg, image::ImageFormat::Jpeg).unwrap().into_rgb8()
}

fn is_near(pixel: &image::Rgb<u8>, grey: u8) -> bool {
    pixel.0.iter().all(|colour| colour.abs_diff(grey) <= 6)
}

#[test]
fn a_picture_keeps_its_halves_and_proportions_at_every_width() {
    for (width, height) in [(64, 36), (63, 37), (1, 1), (3, 500), (640, 2)] {
        for wanted in [1, 16, 33, 64, 10_000] {
            let made =
                encode::frame(&half(width, height, 16, start(), ColourRange::Limited), wanted).unwrap();
            let picture = decoded(&made.bytes);
            assert_eq!(picture.dimensions(), (made.width, made.height));
            assert_eq!(made.width, width.min(wanted));
            if width == 64 && wanted >= 16 {
                assert_eq!(made.height, 36 * made.width / 64);
                assert!(is_near(picture.get_pixel(1, 1), 0), "limited black is black");
                assert!(is_near(picture.get_pixel(made.width - 2, 1), 255), "limited white is white");
            }
        }
    }
}

#[test]
fn full_range_numbers_stay_as_they_are() {
    let made = encode::frame(&half(64, 32, 16, start(), ColourRange::Full), 64).unwrap();
    let picture = decoded(&made.bytes);
    assert!(is_near(picture.get_pixel(2, 2), 16));
    assert!(is_near(picture.get_pixel(60, 2), 235));
}

#[test]
fn red_is_red_and_blue_is_blue() {
    let shape = Shape { width_px: 32, height_px: 32, range: ColourRange::Limited };
    let check = |y: u8, u: u8, v: u8, expected: [u8; 3]| {
        let planes = [vec![y; 1024], vec![u; 256], vec![v; 256]].concat();
        let frame = Frame::new(1, start(), shape, planes).unwrap();
        let picture = decoded(&encode::frame(&frame, 32).unwrap().bytes);
        let pixel = picture.get_pixel(16, 16).0;
        assert!(pixel.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 6), "{pixel:?}, not {expected:?}");
    };
    // BT.601, limited range: the textbook's numbers of pure colours.
    check(81, 90, 240, [255, 0, 0]);
    check(41, 240, 110, [0, 0, 255]);
    check(145, 54, 34, [0, 255, 0]);
}

#[tokio::test]
async fn a_size_is_made_once_per_picture() {
    let dir = tempfile::tempdir().unwrap();
    let pictures = Pictures::open(dir.path().join("frames"), Clock::turned(start()));
    assert!(pictures.jpeg(key(1, 1), 100).await.is_none());
    pictures.publish(key(1, 1), half(64, 36, 16, start(), ColourRange::Limited));
    let first = pictures.jpeg(key(1, 1), 32).await.unwrap();
    let again = pictures.jpeg(key(1, 1), 32).await.unwrap();
    assert!(Arc::ptr_eq(&first.bytes, &again.bytes));
    assert_eq!((first.picture.width, first.picture.at), (32, start()));
    pictures.publish(key(1, 1), half(64, 36, 99, start(), ColourRange::Limited));
    let newer = pictures.jpeg(key(1, 1), 32).await.unwrap();
    assert!(newer.picture.number > first.picture.number);
    assert!(!Arc::ptr_eq(&first.bytes, &newer.bytes));
}

#[tokio::test]
async fn the_last_picture_of_a_run_and_of_an_engine_is_still_there() {
    let dir = tempfile::tempdir().unwrap();
    let frames = dir.path().join("frames");
    let pictures = Pictures::open(frames.clone(), Clock::turned(start()));
    let frame = half(64, 36, 16, start(), ColourRange::Limited);
    pictures.publish(key(1, 2), frame.clone());
    pictures.run_ended(key(1, 2)).await.unwrap();
    assert_eq!(Arc::strong_count(&frame), 1, "the raw frame is let go");
    let ended = pictures.jpeg(key(1, 2), 9999).await.unwrap();
    assert_eq!(pictures.jpeg(key(1, 2), 32).await.unwrap().picture.width, 32);

    let later = Pictures::open(frames, Clock::turned(start() + Duration::hours(1)));
    let newest = later.newest(key(1, 2)).unwrap();
    assert_eq!((newest.at, newest.width, newest.height), (start(), 64, 36));
    assert!(newest.number > ended.picture.number, "a number is never given twice");
    assert_eq!(later.jpeg(key(1, 2), 9999).await.unwrap().bytes, ended.bytes);
    assert_eq!(later.jpeg(key(1, 2), 32).await.unwrap().picture.width, 32);
    assert!(later.newest(key(1, 3)).is_none());
}

#[tokio::test]
async fn what_is_written_is_whole_and_its_owners_alone() {
    let dir = tempfile::tempdir().unwrap();
    let frames = dir.path().join("frames");
    let pictures = Pictures::open(frames.clone(), Clock::turned(start()));
    pictures.publish(key(5, 2), half(64, 36, 16, start(), ColourRange::Limited));
    pictures.write(key(5, 2), Write::LatestAndKept).await.unwrap();
    let kept = frames.join("5/2026-11-21/080300Z_2.jpg");
    for path in [frames.join("5/latest_2.jpg"), kept] {
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{path:?}");
        decoded(&std::fs::read(path).unwrap());
    }
    assert_eq!(frames.join("5").metadata().unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(std::fs::read_dir(frames.join("5")).unwrap().count(), 2, "nothing half is left beside");
}

#[tokio::test]
async fn a_picture_on_disk_that_is_none_is_not_there() {
    let dir = tempfile::tempdir().unwrap();
    let frames = dir.path().join("frames");
    std::fs::create_dir_all(frames.join("1")).unwrap();
    std::fs::write(frames.join("1/latest_1.jpg"), "no picture").unwrap();
    std::fs::write(frames.join("1/latest_x.jpg"), "no number").unwrap();
    let pictures = Pictures::open(frames, Clock::system());
    assert!(pictures.newest(key(1, 1)).is_none());
}

/// A kept snapshot of `bytes` bytes, taken `age` before the start.
fn snapshot(frames: &Path, name: &str, bytes: usize, age: Duration) {
    let path = frames.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, vec![0; bytes]).unwrap();
    let file = std::fs::File::options().write(true).open(&path).unwrap();
    file.set_modified((start() - age).into()).unwrap();
}

#[test]
fn pruning_takes_the_old_ones_then_the_oldest_and_touches_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    let frames = dir.path().join("frames");
    snapshot(&frames, "1/2026-11-01/080000Z_1.jpg", 10, Duration::days(20));
    snapshot(&frames, "1/2026-11-20/080000Z_1.jpg", 100, Duration::hours(20));
    snapshot(&frames, "2/2026-11-20/090000Z_1.jpg", 100, Duration::hours(19));
    snapshot(&frames, "2/2026-11-21/070000Z_1.jpg", 100, Duration::hours(1));
    snapshot(&frames, "2/latest_1.jpg", 1000, Duration::days(90));
    snapshot(&frames, "2/2026-11-01/notes.txt", 1000, Duration::days(90));
    snapshot(&frames, "mine/2026-11-01/080000Z_1.jpg", 1000, Duration::days(90));
    let outside = dir.path().join("outside");
    snapshot(&outside, "080000Z_1.jpg", 1000, Duration::days(90));
    std::os::unix::fs::symlink(&outside, frames.join("1/2026-10-01")).unwrap();

    let pruned = prune_snapshots(&frames, start(), Duration::days(7), 250).unwrap();
    assert_eq!(pruned, Pruned { count: 2, bytes: 110, remaining_bytes: 200 });
    let there = |name: &str| frames.join(name).exists();
    assert!(!there("1/2026-11-01") && !there("1/2026-11-20"), "folders that became empty go");
    assert!(there("2/2026-11-20/090000Z_1.jpg") && there("2/2026-11-21/070000Z_1.jpg"));
    assert!(
        there("2/latest_1.jpg") && there("2/2026-11-01/notes.txt") && there("mine/2026-11-01/080000Z_1.jpg")
    );
    assert!(outside.join("080000Z_1.jpg").exists());
    let nothing = prune_snapshots(&dir.path().join("none"), start(), Duration::days(7), 0).unwrap();
    assert_eq!(nothing, Pruned::default());
}

#[test]
fn a_full_disk_is_told_from_other_reasons() {
    let error = |source: io::Error| Error::File { path: PathBuf::from("latest_1.jpg"), source };
    assert!(error(io::Error::from_raw_os_error(libc::ENOSPC)).is_disk_full());
    assert!(error(io::Error::from_raw_os_error(libc::EDQUOT)).is_disk_full());
    assert!(!error(io::Error::from_raw_os_error(libc::EACCES)).is_disk_full());
}

#[tokio::test]
async fn nothing_is_kept_of_a_camera_that_was_removed() {
    let dir = tempfile::tempdir().unwrap();
    let frames = dir.path().join("frames");
    std::fs::create_dir_all(frames.join("mine")).unwrap();
    let pictures = Pictures::open(frames.clone(), Clock::turned(start()));
    for camera in [5, 6] {
        pictures.publish(key(camera, 2), half(64, 36, 16, start(), ColourRange::Limited));
        pictures.write(key(camera, 2), Write::LatestAndKept).await.unwrap();
    }
    let known = BTreeSet::from([CameraId(6)]);
    pictures.prune(start(), Duration::days(7), u64::MAX, known).await.unwrap();
    assert!(!frames.join("5").exists() && frames.join("mine").exists());
    assert!(frames.join("6/latest_2.jpg").exists() && frames.join("6/2026-11-21/080300Z_2.jpg").exists());
    assert!(pictures.newest(key(5, 2)).is_none() && pictures.newest(key(6, 2)).is_some());
}
