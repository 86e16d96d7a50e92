use bellwatch_imaging::looks::{CELLS_ACROSS, CELLS_DOWN};

use super::*;

fn looks(fingerprint: u64, brightness: f32, contrast: f32) -> Looks {
    Looks {
        fingerprint,
        brightness,
        contrast,
        cells: [brightness; CELLS_ACROSS * CELLS_DOWN],
        detail: [contrast / 5.0; 9],
    }
}

/// A yard: a steady view with detail all over, and some noise by its number.
fn yard(at: u64) -> Looks {
    let mut yard = looks(at, 110.0, 50.0);
    for (nth, cell) in yard.cells.iter_mut().enumerate() {
        *cell = 110.0 + if (nth / 3) % 2 == 0 { 40.0 } else { -40.0 } + ((at + nth as u64) % 5) as f32;
    }
    yard
}

/// The same, dimmed, with as much of the detail left.
fn dimmed(at: u64, light: f32) -> Looks {
    let mut yard = yard(at);
    yard.brightness *= light;
    yard.contrast *= light;
    yard.cells = yard.cells.map(|cell| cell * light);
    yard.detail = yard.detail.map(|detail| detail * light);
    yard
}

/// The kinds that a series of pictures, one per `every_s`, brings, each with the second it begins in.
fn seen(every_s: u64, pictures: impl Iterator<Item = Looks>) -> Vec<(u64, Option<LastErrorKind>)> {
    let mut scene = Scene::default();
    let mut kinds: Vec<(u64, Option<LastErrorKind>)> = Vec::new();
    for (number, looks) in pictures.enumerate() {
        let at = number as u64 * every_s;
        let kind = match scene.sees(&looks, Duration::from_secs(at)) {
            Sight::Fine => None,
            Sight::Nothing(kind, _) => Some(kind),
        };
        if kinds.last().map_or(kind.is_some(), |(_, last)| *last != kind) {
            kinds.push((at, kind));
        }
    }
    kinds
}

#[test]
fn a_dark_picture_is_told_after_eight_seconds_and_over_at_once() {
    let pictures =
        (0..100).map(|at| looks(at, if at < 50 { 5.0 } else { 90.0 }, if at < 50 { 1.5 } else { 40.0 }));
    assert_eq!(seen(1, pictures), [(8, Some(LastErrorKind::BlackOrCovered)), (50, None)]);
}

#[test]
fn a_hand_over_the_lens_for_a_moment_is_nothing() {
    assert_eq!(seen(1, (0..300).map(|at| looks(at, 100.0, if at % 9 == 0 { 50.0 } else { 0.5 }))), []);
}

#[test]
fn a_dim_room_is_not_black_and_a_white_sheet_is_covered() {
    assert_eq!(seen(1, (0..100).map(|at| looks(at, 12.0, 8.0))), []);
    assert_eq!(seen(1, (0..40).map(|at| looks(at, 200.0, 1.0)))[0].1, Some(LastErrorKind::BlackOrCovered));
}

#[test]
fn a_picture_that_never_changes_is_frozen_until_it_does() {
    // Nothing is known of it yet.
    let pictures = (0..100).map(|at| looks(if at < 90 { 7 } else { at }, 90.0, 40.0));
    assert_eq!(seen(1, pictures), [(60, Some(LastErrorKind::Frozen)), (90, None)]);
    assert_eq!(seen(10, (0..9).map(|_| looks(7, 90.0, 40.0))), [(60, Some(LastErrorKind::Frozen))]);
    assert_eq!(seen(30, (0..5).map(|_| looks(7, 90.0, 40.0))), [], "few pictures say little");
}

#[test]
fn a_camera_whose_pictures_always_differed_is_frozen_after_eight_seconds() {
    let pictures = (0..80).map(|at| yard(if (40..70).contains(&at) { 40 } else { at }));
    assert_eq!(seen(1, pictures), [(48, Some(LastErrorKind::Frozen)), (70, None)]);
}

#[test]
fn a_camera_that_repeats_itself_by_habit_is_given_a_minute() {
    // Nine seconds the same, again and again, as a camera that sends a still scene without noise.
    assert_eq!(seen(1, (0..400).map(|at| yard(at / 10))), []);
    let stands = (0..200).map(|at| yard(if at < 100 { at / 5 } else { 999 }));
    assert_eq!(seen(1, stands), [(160, Some(LastErrorKind::Frozen))]);
    // By day it never did; when the light goes, its noise is smoothed away.
    let night = (0..120).map(|at| if at < 40 { yard(at) } else { dimmed(at / 30, 0.3) });
    assert_eq!(seen(1, night), []);
}

#[test]
fn a_lens_under_paint_is_covered_although_light_falls_in() {
    let painted = |at| Looks { detail: [0.4; 9], ..looks(at, 120.0, 6.0) };
    let pictures = (0..80).map(|at| if (30..60).contains(&at) { painted(at) } else { yard(at) });
    assert_eq!(seen(1, pictures), [(38, Some(LastErrorKind::BlackOrCovered)), (60, None)]);
}

#[test]
fn a_lens_out_of_focus_is_blurred() {
    let blurred = |at| Looks { detail: [1.2; 9], contrast: 44.0, ..yard(at) };
    let pictures = (0..80).map(|at| if (30..60).contains(&at) { blurred(at) } else { yard(at) });
    assert_eq!(seen(1, pictures), [(38, Some(LastErrorKind::Blurred)), (60, None)]);
}

#[test]
fn what_was_never_sharp_is_not_blurred() {
    let wall = |at| Looks { detail: [0.6; 9], ..yard(at) };
    let smoother = |at| Looks { detail: [0.1; 9], ..yard(at) };
    assert_eq!(seen(1, (0..100).map(|at| if at < 50 { wall(at) } else { smoother(at) })), []);
    // A crowd before one third of the view.
    let crowd = |at| {
        let mut seen = yard(at);
        seen.detail[..3].fill(0.3);
        seen
    };
    assert_eq!(seen(1, (0..100).map(|at| if at < 50 { yard(at) } else { crowd(at) })), []);
}

#[test]
fn dusk_and_a_light_that_is_switched_off_are_nothing() {
    let dusk = (0..1200).map(|at| dimmed(at, 1.0 - 0.8 * at as f32 / 1200.0));
    assert_eq!(seen(1, dusk), []);
    assert_eq!(seen(1, (0..200).map(|at| dimmed(at, if at < 100 { 1.0 } else { 0.3 }))), []);
}

#[test]
fn a_camera_that_was_turned_is_told_until_that_is_its_view() {
    let turned = |at: u64| {
        let mut seen = yard(at);
        let before = seen.cells;
        for (nth, cell) in seen.cells.iter_mut().enumerate() {
            *cell = before[(nth + 5) % before.len()];
        }
        seen
    };
    // Whatever it shows, a picture that stands still is no view.
    let stands = |from: u64| (0..120).map(move |at| if at < 70 { yard(at) } else { turned(at.min(from)) });
    assert_eq!(seen(1, stands(70)), [(78, Some(LastErrorKind::Frozen))]);
    let first_moved = [(78, Some(LastErrorKind::Moved)), (98, Some(LastErrorKind::Frozen))];
    assert_eq!(seen(1, stands(90)), first_moved);
    let back = (0..120).map(|at| if (70..100).contains(&at) { turned(at) } else { yard(at) });
    assert_eq!(seen(1, back), [(78, Some(LastErrorKind::Moved)), (100, None)]);
    let stays = (0..1200).map(|at| if at < 70 { yard(at) } else { turned(at) });
    assert_eq!(seen(1, stays), [(78, Some(LastErrorKind::Moved)), (671, None)]);
}

#[test]
fn people_who_go_by_move_no_view() {
    // A third of the cells is somebody else each second.
    let passing = |at: u64| {
        let mut seen = yard(at);
        for (nth, cell) in seen.cells.iter_mut().enumerate() {
            if (nth as u64 * 7 + at).is_multiple_of(3) {
                *cell = (nth as u64 * 37 + at * 91) as f32 % 255.0;
            }
        }
        seen
    };
    assert_eq!(seen(1, (0..600).map(|at| if at < 70 { yard(at) } else { passing(at) })), []);
}
