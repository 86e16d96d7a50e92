//! What a camera's pictures are like as a rule. Pure.

use std::time::Duration;

use bellwatch_imaging::looks::{CELLS_ACROSS, CELLS_DOWN, Looks};

/// What is not as usual for so long is usual from then on.
pub(super) const NEW_VIEW_AFTER: Duration = Duration::from_secs(600);

/// Looks before detail and contrast are known, and before it is known what never changes.
const LEARNT_AFTER: u32 = 20;
const VIEW_LEARNT_AFTER: u32 = 60;
/// How much of a new look goes into what is usual: half of it is forgotten in a minute and a half.
const FOLLOWS: f32 = 1.0 / 128.0;

/// Less of the usual detail and contrast is left: something is on the lens. Paper before a lens leaves 2–8 % of either.
const COVERED_LEFT: f32 = 0.25;
/// It is dark, and detail goes with the light.
const TOO_DARK: f32 = 40.0;
/// Less of the usual detail is left while the contrast stays: out of focus. A blur of a hundredth of the width leaves
/// 5–20 %; fog, rain and a compression that was turned up leave 50 % and more.
const BLURRED_LEFT: f32 = 0.35;
const BLURRED_CONTRAST: f32 = 0.5;
/// A region with less detail is a wall: nothing can be missed there.
const A_DETAIL: f32 = 1.5;
/// So many regions with detail are needed to say anything, and in so many of them some of it must be lost.
const REGIONS: usize = 3;
const MOST_REGIONS: f32 = 0.65;
const SOME_LEFT: f32 = 0.6;

/// Neighbouring cells that differ by so much (of 255) and by little more or less ever are a mark of the view.
const A_MARK: f32 = 14.0;
const STEADY: f32 = 0.35;
/// So many marks are needed to say anything, and so many of them must be otherwise.
const MARKS: usize = 24;
const MOST_MARKS: f32 = 0.6;

const PAIRS: usize = (CELLS_ACROSS - 1) * CELLS_DOWN + CELLS_ACROSS * (CELLS_DOWN - 1);

/// What was learnt of a camera's pictures.
#[derive(Debug, Clone)]
pub(super) struct Usual {
    looks: u32,
    brightness: f32,
    contrast: f32,
    detail: [f32; 9],
    /// Of each pair of neighbouring cells, how much they differ, and how much that varies.
    pairs: Box<[(f32, f32); PAIRS]>,
}

impl Default for Usual {
    fn default() -> Self {
        Usual {
            looks: 0,
            brightness: 0.0,
            contrast: 0.0,
            detail: [0.0; 9],
            pairs: Box::new([(0.0, 0.0); PAIRS]),
        }
    }
}

impl Usual {
    /// Takes in a picture that is as it should be.
    pub(super) fn learn(&mut self, looks: &Looks) {
        self.looks = self.looks.saturating_add(1);
        // At first each look counts as much as those before, so that what is learnt does not hang on the first.
        let share = FOLLOWS.max(1.0 / self.looks as f32);
        let follow = |usual: &mut f32, now: f32| *usual += share * (now - *usual);
        follow(&mut self.brightness, looks.brightness);
        follow(&mut self.contrast, looks.contrast);
        for (usual, now) in self.detail.iter_mut().zip(looks.detail) {
            follow(usual, now);
        }
        for ((usual, varies), now) in self.pairs.iter_mut().zip(differences(looks)) {
            follow(varies, (now - *usual).abs());
            follow(usual, now);
        }
    }

    /// Whether enough was seen to know what is usual.
    pub(super) fn is_learnt(&self) -> bool {
        self.looks >= LEARNT_AFTER
    }

    /// Whether it is less than half as bright as usual.
    pub(super) fn is_much_darker(&self, looks: &Looks) -> bool {
        looks.brightness < self.brightness / 2.0
    }

    /// Light falls in, and detail and contrast are gone.
    pub(super) fn is_covered(&self, looks: &Looks) -> bool {
        looks.brightness >= TOO_DARK
            && self.is_learnt()
            && looks.contrast < COVERED_LEFT * self.contrast
            && self.has_lost(looks, COVERED_LEFT)
    }

    /// Detail is gone, and contrast is not.
    pub(super) fn is_blurred(&self, looks: &Looks) -> bool {
        self.is_learnt()
            && looks.contrast >= BLURRED_CONTRAST * self.contrast
            && !self.is_much_darker(looks)
            && self.has_lost(looks, BLURRED_LEFT)
    }

    /// What never changes is otherwise in most places.
    pub(super) fn is_moved(&self, looks: &Looks) -> bool {
        self.looks >= VIEW_LEARNT_AFTER && self.marks() >= MARKS && self.otherwise(looks) >= MOST_MARKS
    }

    /// How much of the usual detail is left, 0 to 1.
    pub(super) fn left(&self, looks: &Looks) -> f32 {
        let usual: f32 = self.detail.iter().sum();
        let now: f32 = looks.detail.iter().sum();
        if usual > 0.0 { (now / usual).min(1.0) } else { 1.0 }
    }

    /// The share of the view's marks that are otherwise.
    pub(super) fn otherwise(&self, looks: &Looks) -> f32 {
        // Less light makes every difference smaller; what is turned round, or gone altogether, is another view.
        let dimmed = (looks.contrast / self.contrast.max(1.0)).clamp(0.2, 1.0);
        let marks =
            self.pairs.iter().zip(differences(looks)).filter(|((usual, varies), _)| is_mark(*usual, *varies));
        let otherwise = marks.filter(|((usual, _), now)| now * usual.signum() < 0.3 * dimmed * usual.abs());
        otherwise.count() as f32 / self.marks().max(1) as f32
    }

    fn marks(&self) -> usize {
        self.pairs.iter().filter(|(usual, varies)| is_mark(*usual, *varies)).count()
    }

    /// Whether less than a share of the detail is left where there is any, and most of these regions have lost some:
    /// somebody who stands before a part of the view takes all of it away there, and none elsewhere.
    fn has_lost(&self, looks: &Looks, share: f32) -> bool {
        let fine = self.detail.iter().zip(looks.detail).filter(|(usual, _)| **usual >= A_DETAIL);
        let (mut all, mut lost, mut usually, mut left) = (0u8, 0u8, 0.0, 0.0);
        for (usual, now) in fine {
            all += 1;
            lost += u8::from(now < SOME_LEFT * usual);
            usually += usual;
            left += now;
        }
        usize::from(all) >= REGIONS
            && f32::from(lost) >= MOST_REGIONS * f32::from(all)
            && left < share * usually
    }
}

fn is_mark(usual: f32, varies: f32) -> bool {
    usual.abs() >= A_MARK && varies <= STEADY * usual.abs()
}

/// By how much each cell differs from the one to its right and the one below it.
fn differences(looks: &Looks) -> impl Iterator<Item = f32> {
    let cell = |row: usize, column: usize| looks.cells[row * CELLS_ACROSS + column];
    let right = (0..CELLS_DOWN).flat_map(move |row| {
        (0..CELLS_ACROSS - 1).map(move |column| cell(row, column) - cell(row, column + 1))
    });
    let below = (0..CELLS_DOWN - 1)
        .flat_map(move |row| (0..CELLS_ACROSS).map(move |column| cell(row, column) - cell(row + 1, column)));
    right.chain(below)
}
