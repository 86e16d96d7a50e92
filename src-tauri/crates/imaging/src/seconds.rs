//! Where in a picture seconds are counted: a digit that is another each second and the same every ten, and to its left one
//! that is another every ten.
//!
//! Nothing is read: what is looked for is a rhythm that only a clock has. A lamp that blinks is the same after two seconds, a
//! minute stands still, people and noise never are what they were ten seconds ago, and what turns round in ten seconds has
//! nothing to its left that stands for just as long and is never what it was.

use std::collections::VecDeque;
use std::ops::RangeInclusive;
use std::time::Duration;

use crate::edges::{Edges, Layout, TILE_SAMPLES, Window, difference};

/// Shapes of a digit, tiles across and down. The largest is that of the demo cameras' in 720p.
const SHAPES: [(usize, usize); 4] = [(2, 2), (2, 3), (3, 5), (4, 7)];
/// Two pictures that are to show the same digit are so far apart, milliseconds.
const SAME: RangeInclusive<u128> = 9_700..=10_300;
/// Two that cannot, whenever in a second either was taken.
const OTHER: RangeInclusive<u128> = 1_500..=8_500;
/// So many of the latter are needed to say anything.
const OTHERS: usize = 3;
/// A longer gap between two looks, and what was held says nothing any more.
const LONGEST_GAP: Duration = Duration::from_millis(2_500);
/// Looks that are held: those of the last ten seconds.
const HELD: usize = 16;
const HELD_MS: u128 = 10_300;

/// Two digits differ by at least so much a sample, of 255: the bar in which an 8 and a 9 differ is a tenth of a digit, and
/// coding leaves 1 to 2 where nothing changes.
const APART: u32 = 3;
/// The same digit ten seconds later differs by at most 2/5 of that.
const ALIKE: (u32, u32) = (2, 5);
/// A look that is as it should be counts so much up, any other one down: more than half of them may be amiss, as where pictures are
/// taken just when the second changes. What came so far is a digit of seconds, or of their tens, after 50 looks and 30 at least.
const UP: u8 = 2;
const SECONDS_AT: u8 = 50 * UP;
const TENS_AT: u8 = 30 * UP;
const MOST: u8 = 60 * UP;
/// How many tiles beyond its own width a digit's neighbour may begin to its left.
const BETWEEN: usize = 2;
/// Digits that must have been seen: every second one where there is a picture every other second.
const DIGITS: usize = 4;

/// Looks for seconds in the edges of one camera's pictures.
#[derive(Debug, Clone, Default)]
pub struct Search {
    held: VecDeque<(Duration, Edges)>,
    layout: Option<Layout>,
    /// Of each shape and place, how much speaks for seconds there, and for their tens.
    scores: Vec<(u8, u8)>,
}

/// Seconds that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seconds {
    /// How the picture is cut into tiles.
    pub layout: Layout,
    /// Where their digit is.
    pub window: Window,
    /// What it looks like, each of those that were seen.
    pub digits: Vec<Vec<u8>>,
    /// By how much two of them differ at least, summed over the samples.
    pub apart: u32,
}

impl Search {
    /// Takes in the edges of the picture of `now`, about a second after the one before.
    pub fn sees(&mut self, edges: Edges, now: Duration) -> Option<Seconds> {
        let gap = self.held.back().map(|(at, _)| now.saturating_sub(*at));
        if self.layout != Some(edges.layout()) || gap.is_some_and(|gap| gap > LONGEST_GAP) {
            let places = SHAPES.len() * edges.layout().tiles();
            *self =
                Search { layout: Some(edges.layout()), scores: vec![(0, 0); places], ..Search::default() };
        }
        let found = self.count(&edges, now);
        self.held.push_back((now, edges));
        let is_old = |at: &Duration, now: Duration| now.saturating_sub(*at).as_millis() > HELD_MS;
        while self.held.len() > HELD || self.held.front().is_some_and(|(at, _)| is_old(at, now)) {
            self.held.pop_front();
        }
        self.seconds_at(found?)
    }

    /// What speaks for each place; the one that speaks for itself best, once there is one.
    fn count(&mut self, edges: &Edges, now: Duration) -> Option<Window> {
        let ago = |at: &Duration| now.saturating_sub(*at).as_millis();
        let same = self
            .held
            .iter()
            .filter(|(at, _)| SAME.contains(&ago(at)))
            .min_by_key(|(at, _)| ago(at).abs_diff(10_000))?;
        let (_, before) = self.held.back()?;
        let others: Vec<Vec<u16>> = self
            .held
            .iter()
            .filter(|(at, _)| OTHER.contains(&ago(at)))
            .map(|(_, other)| edges.differences(other))
            .collect();
        if others.len() < OTHERS {
            return None;
        }
        let same = edges.differences(&same.1);
        let before = edges.differences(before);
        let layout = edges.layout();
        let mut best: Option<(u32, Window)> = None;
        for (nth, (across, down)) in SHAPES.into_iter().enumerate() {
            let scores = nth * layout.tiles();
            for (place, window) in places(layout, across, down) {
                let same = sum(&same, layout, window);
                let floor = APART * window.samples() as u32;
                let least = least(others.iter().map(|other| sum(other, layout, window)), floor);
                let score = &mut self.scores[scores + place];
                count(&mut score.0, least.is_some_and(|least| is_alike(same, least)));
                count(&mut score.1, same >= floor && is_alike(sum(&before, layout, window), same));
                let Some(least) = least.filter(|_| score.0 >= SECONDS_AT) else { continue };
                let has_tens = (1..=(across + BETWEEN).min(window.left))
                    .any(|left| self.scores[scores + place - left].1 >= TENS_AT);
                let clear = least / window.samples() as u32;
                if has_tens && best.is_none_or(|(before, _)| clear > before) {
                    best = Some((clear, window));
                }
            }
        }
        best.map(|(_, window)| window)
    }

    /// What was seen there in the last ten seconds, when it is clear enough to be known again.
    fn seconds_at(&self, window: Window) -> Option<Seconds> {
        let seen: Vec<_> = self.held.iter().map(|(at, edges)| (*at, edges.window(window))).collect();
        let pairs =
            seen.iter().enumerate().flat_map(|(nth, one)| seen[..nth].iter().map(move |two| (one, two)));
        let apart = pairs
            .filter(|(one, two)| OTHER.contains(&one.0.abs_diff(two.0).as_millis()))
            .map(|(one, two)| difference(&one.1, &two.1))
            .min()?;
        let mut digits: Vec<Vec<u8>> = Vec::new();
        for (_, one) in seen {
            if digits.iter().all(|two| !is_alike(difference(&one, two), apart)) {
                digits.push(one);
            }
        }
        let is_clear = apart >= APART * window.samples() as u32;
        let layout = self.layout?;
        (is_clear && (DIGITS..=10).contains(&digits.len())).then_some(Seconds {
            layout,
            window,
            digits,
            apart,
        })
    }
}

impl Seconds {
    /// Which of the digits that were seen an image of the window is.
    pub fn read(&self, image: &[u8]) -> Option<usize> {
        let (nth, differs) = self
            .digits
            .iter()
            .map(|digit| difference(digit, image))
            .enumerate()
            .min_by_key(|(_, differs)| *differs)?;
        is_alike(differs, self.apart).then_some(nth)
    }
}

fn is_alike(differs: u32, apart: u32) -> bool {
    ALIKE.1 * differs <= ALIKE.0 * apart
}

fn count(score: &mut u8, is_so: bool) {
    *score = if is_so { (*score + UP).min(MOST) } else { score.saturating_sub(1) };
}

/// The least of `sums`, when none is below `floor`.
fn least(mut sums: impl Iterator<Item = u32>, floor: u32) -> Option<u32> {
    sums.try_fold(u32::MAX, |least, sum| (sum >= floor).then_some(least.min(sum)))
}

/// Every place of a shape in either edge, with the number of its first tile.
fn places(layout: Layout, across: usize, down: usize) -> impl Iterator<Item = (usize, Window)> {
    let tops = (0..(layout.down + 1).saturating_sub(down)).flat_map(move |top| [top, layout.down + top]);
    tops.flat_map(move |top| {
        let lefts = 0..(layout.across + 1).saturating_sub(across);
        lefts.map(move |left| (top * layout.across + left, Window { left, top, across, down }))
    })
}

fn sum(tiles: &[u16], layout: Layout, window: Window) -> u32 {
    let row = |row: usize| {
        let start = (window.top + row) * layout.across + window.left;
        tiles[start..start + window.across].iter().map(|differs| u32::from(*differs)).sum::<u32>()
    };
    (0..window.down).map(row).sum()
}

// A tile's difference fits its type.
const _: () = assert!(TILE_SAMPLES * 255 <= u16::MAX as usize);
