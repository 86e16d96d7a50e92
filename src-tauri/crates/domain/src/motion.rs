//! The motion gate: whether a frame is worth searching for faces.
//!
//! It is handed the mean luma of each cell of a small grid, and compares it with the grid of the last look, so that
//! somebody who moves slowly adds up. Cells that flicker by themselves (noise at night, light tubes, leaves) need more;
//! how much more has a bound, so that no scene is ever too lively to be looked at. Every few seconds there is a look
//! whatever happens: somebody who stands still is there too.

use chrono::{DateTime, Duration, Utc};

/// Cells in a row.
pub const COLUMNS: usize = 32;
/// Rows of cells.
pub const ROWS: usize = 18;
/// All cells.
pub const CELLS: usize = COLUMNS * ROWS;

/// Without any motion there is a look once in so long; below [`crate::coverage::LOOK_WITHIN`], so that a scene at rest
/// is covered.
pub const LOOK_EVERY: Duration = Duration::seconds(2);
/// So many changed cells are motion. A person fills several even where their face is smaller than one.
const ENOUGH_CELLS: usize = 2;
/// A cell has changed when its luma differs by so much, of 255, and by its noise.
const LEAST_CHANGE: f32 = 5.0;
/// So many times its noise.
const NOISES: f32 = 3.0;
/// A cell's noise is never taken for more: with it a change of 17 still counts.
const MOST_NOISE: f32 = 4.0;
/// A new difference counts for so much of the noise: it settles over some 30 frames, 8 s at 4 fps.
const LEARNT: f32 = 1.0 / 32.0;

/// The gate of one runner. 5 kB, however long it runs.
#[derive(Debug, Clone)]
pub struct MotionGate {
    looked: Option<(DateTime<Utc>, Box<[u8; CELLS]>)>,
    before: Option<Box<[u8; CELLS]>>,
    noise: Box<[f32; CELLS]>,
}

/// What the gate says of a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// Look: nothing was looked at yet, or the clock was set back.
    First,
    /// Look: so many cells have changed.
    Changed {
        /// How many.
        cells: usize,
    },
    /// Look: it is time to, although nothing moves.
    Due,
    /// Nothing has changed since the last look.
    Still,
    /// Look: what was handed in is no such grid, so nothing can be said.
    NotComparable,
}

impl Look {
    /// Whether faces are to be searched for in the frame.
    pub fn is_wanted(self) -> bool {
        match self {
            Look::First | Look::Changed { .. } | Look::Due | Look::NotComparable => true,
            Look::Still => false,
        }
    }
}

impl Default for MotionGate {
    fn default() -> Self {
        MotionGate { looked: None, before: None, noise: Box::new([0.0; CELLS]) }
    }
}

impl MotionGate {
    /// Whether to look at a frame whose cells have these mean lumas, row by row ([`CELLS`] of them).
    ///
    /// A frame that is wanted counts as looked at; when it could not be, say so with [`MotionGate::was_not_looked_at`].
    pub fn look(&mut self, now: DateTime<Utc>, lumas: &[u8]) -> Look {
        let Ok(grid) = <&[u8; CELLS]>::try_from(lumas) else { return Look::NotComparable };
        self.learn(grid);
        let look = match &self.looked {
            None => Look::First,
            Some((at, _)) if now < *at => Look::First,
            Some((at, looked)) => match self.changed(looked, grid) {
                cells if cells >= ENOUGH_CELLS => Look::Changed { cells },
                _ if now - *at >= LOOK_EVERY => Look::Due,
                _ => Look::Still,
            },
        };
        if look.is_wanted() {
            self.looked = Some((now, Box::new(*grid)));
        }
        look
    }

    /// The frame that was wanted last was dropped: the next one is wanted too.
    pub fn was_not_looked_at(&mut self) {
        self.looked = None;
    }

    fn changed(&self, looked: &[u8; CELLS], grid: &[u8; CELLS]) -> usize {
        let cells = looked.iter().zip(grid).zip(self.noise.iter());
        cells.filter(|((a, b), noise)| f32::from(a.abs_diff(**b)) > LEAST_CHANGE + NOISES * **noise).count()
    }

    /// Noise is the usual difference from one frame to the next.
    fn learn(&mut self, grid: &[u8; CELLS]) {
        if let Some(before) = &self.before {
            for ((a, b), noise) in before.iter().zip(grid).zip(self.noise.iter_mut()) {
                let difference = f32::from(a.abs_diff(*b)).min(2.0 * MOST_NOISE);
                *noise = (*noise + (difference - *noise) * LEARNT).min(MOST_NOISE);
            }
        }
        self.before = Some(Box::new(*grid));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(ms: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::milliseconds(ms)
    }

    /// A grey scene in which the cells from 100 on are `by` brighter.
    fn scene(cells: usize, by: u8) -> Vec<u8> {
        let mut grid = vec![100; CELLS];
        grid[100..100 + cells].iter_mut().for_each(|luma| *luma += by);
        grid
    }

    #[test]
    fn somebody_who_moves_is_looked_at_and_a_still_scene_every_two_seconds() {
        let mut gate = MotionGate::default();
        let mut check = |ms, grid: Vec<u8>, expected| assert_eq!(gate.look(at(ms), &grid), expected, "{ms}");
        check(0, scene(0, 0), Look::First);
        check(250, scene(0, 0), Look::Still);
        check(500, scene(1, 50), Look::Still);
        check(750, scene(6, 20), Look::Changed { cells: 6 });
        check(1000, scene(6, 20), Look::Still);
        check(2749, scene(6, 20), Look::Still);
        check(2750, scene(6, 20), Look::Due);
        check(2000, scene(6, 20), Look::First);
    }

    #[test]
    fn what_changes_slowly_adds_up_to_a_look() {
        let mut gate = MotionGate::default();
        let looks = (0..8).map(|n: u8| gate.look(at(i64::from(n) * 200), &scene(6, n)));
        assert_eq!(looks.filter(|look| matches!(look, Look::Changed { .. })).count(), 1);
    }

    #[test]
    fn flicker_is_learnt_and_a_person_in_it_is_still_seen() {
        let mut gate = MotionGate::default();
        let flicker = |n: i64| scene(CELLS - 100, if n % 2 == 0 { 0 } else { 8 });
        let mut late = 0;
        for n in 0..400 {
            let look = gate.look(at(n * 250), &flicker(n));
            late += i32::from(n >= 200 && matches!(look, Look::Changed { .. }));
        }
        assert_eq!(late, 0);
        let mut grid = flicker(400);
        grid[200..206].iter_mut().for_each(|luma| *luma += 40);
        assert_eq!(gate.look(at(400 * 250), &grid), Look::Changed { cells: 6 });
    }

    #[test]
    fn a_frame_that_was_dropped_is_asked_for_again() {
        let mut gate = MotionGate::default();
        gate.look(at(0), &scene(0, 0));
        assert!(gate.look(at(250), &scene(6, 50)).is_wanted());
        gate.was_not_looked_at();
        assert!(gate.look(at(500), &scene(6, 50)).is_wanted());
        assert_eq!(gate.look(at(750), &[1, 2, 3]), Look::NotComparable);
    }

    proptest! {
        #[test]
        fn two_looks_are_never_far_apart_and_a_great_change_is_never_missed(
            steps in proptest::collection::vec((1..1500_i64, any::<u8>(), 0..CELLS), 1..80),
        ) {
            let mut gate = MotionGate::default();
            let (mut now, mut looked) = (0, None::<(i64, Vec<u8>)>);
            for (step, luma, cells) in steps {
                now += step;
                let mut grid = vec![128; CELLS];
                grid[..cells].fill(luma);
                let look = gate.look(at(now), &grid);
                if let Some((when, before)) = &looked {
                    let great = before.iter().zip(&grid).filter(|(a, b)| a.abs_diff(**b) > 17).count();
                    prop_assert!(look.is_wanted() || (now - when < 2000 && great < 2), "{:?}", look);
                }
                if look.is_wanted() {
                    looked = Some((now, grid));
                }
            }
        }
    }
}
