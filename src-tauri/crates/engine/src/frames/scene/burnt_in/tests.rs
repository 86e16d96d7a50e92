//! Pictures with a clock, drawn here, and pictures with what is none.

use bellwatch_imaging::{ColourRange, Shape};
use chrono::DateTime;
use proptest::prelude::*;

use super::*;

const WIDTH: usize = 320;
const HEIGHT: usize = 240;
/// A digit's dots, three across and five down, the first the highest bit.
const FONT: [u16; 10] = [
    0b111_101_101_101_111,
    0b010_110_010_010_111,
    0b111_001_111_100_111,
    0b111_001_111_001_111,
    0b101_101_111_001_001,
    0b111_100_111_001_111,
    0b111_100_111_101_111,
    0b111_001_001_001_001,
    0b111_101_111_101_111,
    0b111_101_111_001_111,
];

/// A camera whose pictures are a wall with some noise, and what a test draws.
#[derive(Debug, Clone)]
struct Camera {
    fps: u64,
    /// A frame arrives up to so much later than it was taken, milliseconds.
    jitter_ms: u64,
    /// Luma is otherwise by up to so much.
    noise: u8,
    /// What its clock is ahead of the run, milliseconds.
    ahead_ms: u64,
}

/// How its clock is written.
#[derive(Debug, Clone)]
struct Writing {
    left: usize,
    top: usize,
    /// Pixels a dot.
    dot: usize,
    is_boxed: bool,
    /// Dots that a 1 takes with what is left free beside it, where any other letter takes four.
    a_one: usize,
}

struct Canvas {
    luma: Vec<u8>,
    /// Where the last random number stands.
    seed: u64,
}

impl Canvas {
    fn random(&mut self) -> u64 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        self.seed
    }

    fn fill(&mut self, (left, top): (usize, usize), (across, down): (usize, usize), luma: u8) {
        for y in top..(top + down).min(HEIGHT) {
            let row = &mut self.luma[y * WIDTH..][..WIDTH];
            row[left.min(WIDTH)..(left + across).min(WIDTH)].fill(luma);
        }
    }

    fn write(&mut self, writing: &Writing, text: &str) {
        let Writing { mut left, top, dot, is_boxed, a_one } = *writing;
        if is_boxed {
            self.fill(
                (left.saturating_sub(dot), top.saturating_sub(dot)),
                (4 * dot * text.len(), 7 * dot),
                20,
            );
        }
        for letter in text.chars() {
            if let Some(digit) = letter.to_digit(10) {
                let dots = FONT[digit as usize];
                for place in (0..15).filter(|place| dots >> (14 - place) & 1 == 1) {
                    self.fill((left + place % 3 * dot, top + place / 3 * dot), (dot, dot), 235);
                }
            }
            left += if letter == '1' { a_one } else { 4 } * dot;
        }
    }
}

/// What became of a clock: when it was found, and each second in which it was told to stand or no longer so.
#[derive(Debug, Default, PartialEq)]
struct Seen {
    found: Option<u64>,
    is_known: bool,
    told: Vec<(u64, bool)>,
}

impl Camera {
    /// So many seconds of it, in which `draw` adds to a picture what was there so many milliseconds after the beginning.
    fn watched(&self, seconds: u64, draw: impl Fn(&mut Canvas, u64)) -> Seen {
        self.watched_while(seconds, draw, |_| true)
    }

    /// Likewise, with the frames of those milliseconds alone for which `comes` says so.
    fn watched_while(
        &self,
        seconds: u64,
        draw: impl Fn(&mut Canvas, u64),
        comes: impl Fn(u64) -> bool,
    ) -> Seen {
        let (mut clock, mut seen) = (BurntIn::default(), Seen::default());
        let mut canvas = Canvas { luma: vec![90; WIDTH * HEIGHT], seed: 0x9e37_79b9 + self.ahead_ms };
        let walls: Vec<Vec<u8>> = (0..5).map(|_| self.wall(&mut canvas)).collect();
        for number in 0..seconds * self.fps {
            let taken_ms = number * 1000 / self.fps;
            let now = Duration::from_millis(taken_ms + canvas.random() % (self.jitter_ms + 1));
            if !comes(taken_ms) || !clock.is_due(now) {
                continue;
            }
            let wall = canvas.random() as usize % walls.len();
            canvas.luma.copy_from_slice(&walls[wall]);
            draw(&mut canvas, taken_ms);
            let shape =
                Shape { width_px: WIDTH as u32, height_px: HEIGHT as u32, range: ColourRange::Limited };
            let mut planes = canvas.luma.clone();
            planes.resize(shape.bytes(), 128);
            clock.sees(&Frame::new(number, DateTime::UNIX_EPOCH, shape, planes).unwrap(), now);
            clock.went_on();
            let stands = clock.stands().is_some();
            if stands != seen.told.last().is_some_and(|(_, stood)| *stood) {
                seen.told.push((taken_ms / 1000, stands));
            }
            seen.is_known = clock.is_known();
            seen.found = seen.found.or(seen.is_known.then_some(taken_ms / 1000));
        }
        seen
    }

    /// 460 seconds, from 220 to 400 of which its clock stands and the picture goes on.
    fn watched_while_its_clock_stands(&self, writing: &Writing) -> Seen {
        let shown = |at_ms: u64| if (220_000..400_000).contains(&at_ms) { 220_000 } else { at_ms };
        self.watched(460, |canvas, at_ms| {
            canvas.fill(((at_ms / 20) as usize % WIDTH, HEIGHT / 2), (30, 30), 200);
            canvas.write(writing, &self.time(shown(at_ms)));
        })
    }

    fn wall(&self, canvas: &mut Canvas) -> Vec<u8> {
        let mut noise =
            |x: usize| 60 + (x / 8) as u8 + (canvas.random() % (2 * u64::from(self.noise) + 1)) as u8;
        (0..WIDTH * HEIGHT).map(|at| noise(at % WIDTH)).collect()
    }

    /// What its clock shows, of a day that began with the run.
    fn time(&self, at_ms: u64) -> String {
        let seconds = (at_ms + self.ahead_ms) / 1000;
        format!("{:02}:{:02}:{:02}", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60)
    }
}

/// Somebody who crosses the picture again and again, and stops for nobody.
fn passes(canvas: &mut Canvas, at_ms: u64) {
    let at = (at_ms * 37 / 1000) as usize % (WIDTH + 200);
    canvas.fill((at, 0), (45, HEIGHT), 140);
    canvas.fill(((at_ms * 23 / 1000) as usize % (WIDTH + 90), 20), (30, HEIGHT), 190);
}

prop_compose! {
    fn a_camera()(
        fps in prop::sample::select(vec![1u64, 2, 4, 10, 25]),
        jitter_ms in 0u64..40,
        noise in 0u8..=3,
        ahead_ms in 0u64..86_400_000,
    ) -> Camera {
        Camera { fps, jitter_ms, noise, ahead_ms }
    }
}

prop_compose! {
    fn a_writing()(dot in 2usize..=4)(
        dot in Just(dot),
        left in 4usize..WIDTH - 32 * dot,
        top in prop::sample::select(vec![dot, dot + 3, 12, HEIGHT - 12 - 5 * dot, HEIGHT - 5 * dot - dot]),
        is_boxed in any::<bool>(),
    ) -> Writing {
        Writing { left, top, dot, is_boxed, a_one: 4 }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]

    #[test]
    fn a_clock_is_found_and_told_to_stand_only_while_it_does(camera in a_camera(), writing in a_writing()) {
        let seen = camera.watched_while_its_clock_stands(&writing);
        prop_assert!(seen.found.is_some_and(|found| found < 200), "{seen:?}");
        let &[(told, true), (over, false)] = seen.told.as_slice() else {
            return Err(TestCaseError::fail(format!("{seen:?}")));
        };
        prop_assert!((309..=314).contains(&told) && (400..=402).contains(&over), "{seen:?}");
    }

    #[test]
    fn a_clock_that_goes_is_never_told_to_stand(camera in a_camera(), writing in a_writing()) {
        let seen = camera.watched(600, |canvas, at_ms| {
            passes(canvas, at_ms);
            canvas.write(&writing, &camera.time(at_ms));
        });
        prop_assert_eq!(&seen.told, &[]);
    }

    #[test]
    fn at_worst_a_clock_whose_ones_are_narrow_is_not_known(
        camera in a_camera(),
        writing in a_writing(),
        a_one in 2usize..=3,
    ) {
        let writing = Writing { a_one, ..writing };
        let seen = camera.watched(900, |canvas, at_ms| canvas.write(&writing, &camera.time(at_ms)));
        prop_assert_eq!(&seen.told, &[]);
    }

    #[test]
    fn a_clock_that_is_switched_off_is_forgotten(camera in a_camera(), writing in a_writing()) {
        let seen = camera.watched(500, |canvas, at_ms| {
            if at_ms < 220_000 {
                canvas.write(&writing, &camera.time(at_ms));
            }
        });
        prop_assert!(seen.found.is_some() && !seen.is_known, "{seen:?}");
        prop_assert_eq!(&seen.told, &[]);
    }

    #[test]
    fn what_is_no_clock_of_seconds_is_never_found(
        camera in a_camera(),
        writing in a_writing(),
        period_ms in 300u64..25_000,
    ) {
        let found = |draw: &dyn Fn(&mut Canvas, u64)| camera.watched(300, draw).found;
        let minutes = |canvas: &mut Canvas, at_ms| {
            passes(canvas, at_ms);
            canvas.write(&writing, &camera.time(at_ms)[..5]);
        };
        prop_assert_eq!(found(&minutes), None, "minutes only");
        let blinks = |canvas: &mut Canvas, at_ms: u64| {
            let luma = if at_ms % period_ms < period_ms / 2 { 230 } else { 30 };
            canvas.fill((writing.left, writing.top), (10, 10), luma);
        };
        prop_assert_eq!(found(&blinks), None, "a lamp");
        let turns = |canvas: &mut Canvas, at_ms: u64| {
            let at = (at_ms % period_ms * 28 / period_ms) as usize;
            canvas.fill((writing.left + at, writing.top), (6, 12), 230);
            canvas.fill((writing.left + 28 - at, writing.top + 12), (6, 12), 20);
        };
        prop_assert_eq!(found(&turns), None, "a fan");
        prop_assert_eq!(found(&passes), None, "people");
    }
}

fn steady() -> (Camera, Writing) {
    let camera = Camera { fps: 4, jitter_ms: 20, noise: 2, ahead_ms: 27_000_123 };
    (camera, Writing { left: 20, top: 8, dot: 3, is_boxed: true, a_one: 4 })
}

#[test]
fn what_comes_round_in_ten_seconds_without_tens_beside_it_is_no_clock() {
    let (camera, writing) = steady();
    let sign = |canvas: &mut Canvas, at_ms: u64| {
        canvas.write(&writing, &format!("{}", at_ms / 1000 % 10));
    };
    assert_eq!(camera.watched(300, sign).found, None);
}

#[test]
fn pictures_that_come_too_rarely_tell_nothing() {
    let (camera, writing) = steady();
    // One in ten seconds shows the same digit of a clock that goes.
    let comes = |at_ms: u64| at_ms < 150_000 || at_ms % 10_000 < 250;
    let seen = camera.watched_while(900, |canvas, at_ms| canvas.write(&writing, &camera.time(at_ms)), comes);
    assert!(seen.found.is_some(), "{seen:?}");
    assert_eq!(seen.told, []);
}

#[test]
fn a_clock_is_found_in_a_picture_every_other_second_too() {
    let (camera, writing) = steady();
    let comes = |at_ms: u64| at_ms % 2_000 < 250;
    let shown = |at_ms: u64| at_ms.min(300_000);
    let seen =
        camera.watched_while(500, |canvas, at_ms| canvas.write(&writing, &camera.time(shown(at_ms))), comes);
    assert!(seen.found.is_some_and(|found| found < 200), "{seen:?}");
    assert!(matches!(seen.told.as_slice(), [(388..=396, true)]), "{seen:?}");
}

#[test]
fn a_picture_that_stands_as_a_whole_is_not_a_clock_that_stands() {
    let (camera, writing) = steady();
    let mut clock = BurntIn::default();
    let mut canvas = Canvas { luma: vec![90; WIDTH * HEIGHT], seed: 1 };
    let wall = camera.wall(&mut canvas);
    for second in 0..400u64 {
        canvas.luma.copy_from_slice(&wall);
        canvas.write(&writing, &camera.time(second.min(150) * 1000));
        let shape = Shape { width_px: WIDTH as u32, height_px: HEIGHT as u32, range: ColourRange::Full };
        let mut planes = canvas.luma.clone();
        planes.resize(shape.bytes(), 128);
        clock.sees(
            &Frame::new(second, DateTime::UNIX_EPOCH, shape, planes).unwrap(),
            Duration::from_secs(second),
        );
        if second < 150 {
            clock.went_on();
        }
    }
    assert!(clock.is_known());
    assert_eq!(clock.stands(), None);
}

#[test]
fn a_digit_that_looks_in_part_like_the_one_before_is_counted_from_when_it_is_there_for_certain() {
    // An 8 was taken for the 9 that came then, and stood: told at 308 until the first second was left out.
    let camera = Camera { fps: 25, jitter_ms: 12, noise: 0, ahead_ms: 3_239_148 };
    let writing = Writing { left: 42, top: 6, dot: 3, is_boxed: true, a_one: 4 };
    let seen = camera.watched_while_its_clock_stands(&writing);
    assert!(matches!(seen.told.as_slice(), [(309..=314, true), (400..=402, false)]), "{seen:?}");
}

#[test]
fn a_digit_that_may_have_come_round_unseen_is_counted_from_when_it_is_seen_again() {
    let (camera, writing) = steady();
    // A 0 until 210.9 s, and the 0 that stays from 219.9 s on; nothing between them can be read.
    let seen = camera.watched(320, |canvas, at_ms| {
        canvas.write(&writing, &camera.time(at_ms.min(220_000)));
        if (210_800..219_900).contains(&at_ms) {
            canvas.fill((writing.left, 0), (8 * 4 * writing.dot, 40), 235);
        }
    });
    assert!(matches!(seen.told.as_slice(), [(309..=314, true)]), "{seen:?}");
}
