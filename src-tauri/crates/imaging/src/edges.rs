//! The top and the bottom of a picture, made small: where cameras write their name and the time of day.

use crate::Frame;

/// The long side of a picture made small is at most so many samples wide. Of 48 ways in which a clock was written into busy 360p,
/// 720p and 1080p, in digits of a 30th to an 11th of the height, all were found within 75 s. With 480 samples those of a 30th were
/// not: in none of 720p, and in 360p in one font alone.
const MOST_ACROSS: u32 = 640;
/// Samples a side of a tile.
pub const TILE: usize = 4;
/// Samples of a tile.
pub const TILE_SAMPLES: usize = TILE * TILE;
/// The share of the height that each edge has, of 100.
const EDGE_OF_100: u32 = 16;
/// A smaller picture has no edges: nothing that is written there could be read.
const LEAST_PX: (u32, u32) = (160, 120);

/// Both edges as tiles of 4 × 4 samples, the upper before the lower, row by row. A sample is the mean of its pixels' luma.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edges {
    layout: Layout,
    /// Tile by tile, so that two can be compared in one step.
    samples: Vec<u8>,
}

/// Where the tiles of a picture of some size lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    width_px: usize,
    height_px: usize,
    /// Pixels a side of a sample.
    step: usize,
    /// Tiles in a row.
    pub across: usize,
    /// Rows of tiles of one edge.
    pub down: usize,
}

/// Some tiles of one edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first tile from the left.
    pub left: usize,
    /// The first row; those of the lower edge are counted on from the upper.
    pub top: usize,
    /// Tiles in a row.
    pub across: usize,
    /// Rows.
    pub down: usize,
}

impl Layout {
    /// Where the tiles of `frame` lie; `None` when it is too small.
    pub fn of(frame: &Frame) -> Option<Layout> {
        let (width_px, height_px) = (frame.shape.width_px, frame.shape.height_px);
        if width_px < LEAST_PX.0 || height_px < LEAST_PX.1 {
            return None;
        }
        let step = width_px.div_ceil(MOST_ACROSS) as usize;
        let side = step * TILE;
        Some(Layout {
            width_px: width_px as usize,
            height_px: height_px as usize,
            step,
            across: width_px as usize / side,
            down: (height_px * EDGE_OF_100 / 100) as usize / side,
        })
    }

    /// Tiles of both edges.
    pub fn tiles(&self) -> usize {
        2 * self.down * self.across
    }

    /// The first row of pixels of a row of tiles.
    fn row_px(&self, row: usize) -> usize {
        let side = self.step * TILE;
        if row < self.down { row * side } else { self.height_px - (2 * self.down - row) * side }
    }

    /// Adds the samples of so many tiles of a row to `samples`, tile by tile.
    fn read(&self, luma: &[u8], row: usize, left: usize, across: usize, samples: &mut Vec<u8>) {
        let (step, begin) = (self.step, samples.len());
        samples.resize(begin + across * TILE_SAMPLES, 0);
        let into = &mut samples[begin..];
        // A 65536th of the pixels of a sample, rounded up, so that white stays white.
        let share = (1u32 << 16).div_ceil((step * step) as u32);
        let mut sums = vec![0u32; across * TILE];
        for line in 0..TILE {
            sums.fill(0);
            for px in 0..step {
                let start = (self.row_px(row) + line * step + px) * self.width_px + left * TILE * step;
                let pixels = &luma[start..start + across * TILE * step];
                for (sum, pixels) in sums.iter_mut().zip(pixels.chunks_exact(step)) {
                    *sum += pixels.iter().map(|px| u32::from(*px)).sum::<u32>();
                }
            }
            for (tile, sums) in sums.chunks_exact(TILE).enumerate() {
                for (column, sum) in sums.iter().enumerate() {
                    into[tile * TILE_SAMPLES + line * TILE + column] = ((sum * share) >> 16).min(255) as u8;
                }
            }
        }
    }

    /// The samples of a window of `frame`, tile by tile; `None` when it is a picture of another size.
    pub fn window(&self, frame: &Frame, window: Window) -> Option<Vec<u8>> {
        if Layout::of(frame)? != *self {
            return None;
        }
        let mut samples = Vec::with_capacity(window.samples());
        for row in window.top..window.top + window.down {
            self.read(frame.y(), row, window.left, window.across, &mut samples);
        }
        Some(samples)
    }
}

impl Window {
    /// How many samples it has.
    pub fn samples(&self) -> usize {
        self.across * self.down * TILE_SAMPLES
    }
}

impl Edges {
    /// Makes the edges of `frame` small; `None` when it is too small itself.
    pub fn of(frame: &Frame) -> Option<Edges> {
        let layout = Layout::of(frame)?;
        let mut samples = Vec::with_capacity(layout.tiles() * TILE_SAMPLES);
        for row in 0..2 * layout.down {
            layout.read(frame.y(), row, 0, layout.across, &mut samples);
        }
        Some(Edges { layout, samples })
    }

    /// Where its tiles lie.
    pub fn layout(&self) -> Layout {
        self.layout
    }

    /// By how much each tile differs from the same one of `other`, which has the same layout: the sum over its samples.
    pub fn differences(&self, other: &Edges) -> Vec<u16> {
        let pairs = self.samples.chunks_exact(TILE_SAMPLES).zip(other.samples.chunks_exact(TILE_SAMPLES));
        pairs.map(|(one, two)| one.iter().zip(two).map(|(a, b)| u16::from(a.abs_diff(*b))).sum()).collect()
    }

    /// The samples of a window, tile by tile.
    pub fn window(&self, window: Window) -> Vec<u8> {
        let rows = window.top..window.top + window.down;
        rows.flat_map(|row| {
            let start = (row * self.layout.across + window.left) * TILE_SAMPLES;
            &self.samples[start..start + window.across * TILE_SAMPLES]
        })
        .copied()
        .collect()
    }
}

/// By how much two windows of one shape differ: the sum over their samples.
pub fn difference(one: &[u8], two: &[u8]) -> u32 {
    one.iter().zip(two).map(|(a, b)| u32::from(a.abs_diff(*b))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ColourRange, Shape};
    use chrono::DateTime;

    fn frame(width_px: u32, height_px: u32, luma: impl Fn(u32, u32) -> u8) -> Frame {
        let shape = Shape { width_px, height_px, range: ColourRange::Full };
        let mut planes: Vec<u8> = (0..height_px)
            .flat_map(|y| (0..width_px).map(move |x| (x, y)))
            .map(|(x, y)| luma(x, y))
            .collect();
        planes.resize(shape.bytes(), 128);
        Frame::new(1, DateTime::UNIX_EPOCH, shape, planes).unwrap()
    }

    #[test]
    fn a_mark_lies_in_one_tile_of_either_edge_and_the_middle_in_none() {
        for (width_px, height_px) in [(160, 120), (320, 240), (1279, 719), (1920, 1080), (2560, 1440)] {
            let plain = frame(width_px, height_px, |_, _| 40);
            let edges = Edges::of(&plain).unwrap();
            let layout = edges.layout();
            let side = (layout.step * TILE) as u32;
            let marks = |from: u32, to: u32| {
                let marked = frame(width_px, height_px, |x, y| {
                    if (side..2 * side).contains(&x) && (from..to).contains(&y) { 255 } else { 40 }
                });
                edges.differences(&Edges::of(&marked).unwrap())
            };
            let above = marks(0, side);
            assert_eq!(above[1], 215 * 16, "white stays white");
            assert_eq!(above.iter().filter(|differs| **differs > 0).count(), 1);
            let below = marks(height_px - side, height_px);
            assert_eq!(below[(2 * layout.down - 1) * layout.across + 1], 215 * 16);
            assert!(marks(height_px / 3, 2 * height_px / 3).iter().all(|differs| *differs == 0));
        }
    }

    #[test]
    fn a_window_is_the_same_read_alone_and_with_all() {
        let noise = frame(1280, 720, |x, y| (x * 7 + y * 13 + x * y % 31) as u8);
        let edges = Edges::of(&noise).unwrap();
        let layout = edges.layout();
        for window in
            [(3, 2), (90, layout.down + 1)].map(|(left, top)| Window { left, top, across: 3, down: 2 })
        {
            assert_eq!(layout.window(&noise, window).unwrap(), edges.window(window));
        }
        assert_eq!(
            layout.window(&frame(640, 360, |_, _| 0), Window { left: 0, top: 0, across: 1, down: 1 }),
            None
        );
        assert_eq!(Edges::of(&frame(64, 64, |_, _| 0)), None);
    }
}
