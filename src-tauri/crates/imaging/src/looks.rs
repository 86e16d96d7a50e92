//! What a picture looks like as a whole, cheap enough for the frame path once in a while.

use crate::{ColourRange, Frame};

/// Samples across and down.
const ACROSS: u32 = 64;
const DOWN: u32 = 36;
/// Cells across and down; each is the mean of 4 × 4 samples.
pub const CELLS_ACROSS: usize = 16;
pub const CELLS_DOWN: usize = 9;
/// Regions across and down, each with a sharpness of its own.
pub const REGIONS_A_SIDE: usize = 3;
/// How far apart the neighbours are that tell whether there is fine detail, pixels. Two, since coding smooths what lies
/// beside.
const DETAIL_PX: usize = 2;
/// The smallest picture in which detail is looked for.
const DETAIL_FROM_PX: u32 = 64;

/// A picture as a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Looks {
    /// The same for two pictures that are the same to the last bit of luma, and practically never for others.
    pub fingerprint: u64,
    /// Mean luma, 0 (black) to 255 (white) whatever the range.
    pub brightness: f32,
    /// Standard deviation of luma on the same scale; a picture of one colour has none.
    pub contrast: f32,
    /// Mean luma of each cell on the same scale, row by row.
    pub cells: [f32; CELLS_ACROSS * CELLS_DOWN],
    /// Fine detail of each region, row by row: the mean difference between a sample and its four neighbours two pixels
    /// away (their Laplacian, halved), on the same scale. 0 in pictures smaller than 64 pixels a side.
    pub detail: [f32; REGIONS_A_SIDE * REGIONS_A_SIDE],
}

/// Looks at the luma of a frame: every byte for the fingerprint (0.2 ms for 1080p), a grid of samples for the rest.
pub fn looks(frame: &Frame) -> Looks {
    let (width, height) = (frame.shape.width_px, frame.shape.height_px);
    let (across, down) = (ACROSS.min(width), DOWN.min(height));
    let (mut count, mut sum, mut squares) = (0.0f32, 0.0f32, 0.0f32);
    let mut cells = [(0.0f32, 0u32); CELLS_ACROSS * CELLS_DOWN];
    let mut details = [(0u32, 0u32); REGIONS_A_SIDE * REGIONS_A_SIDE];
    let has_detail = width >= DETAIL_FROM_PX && height >= DETAIL_FROM_PX;
    let scale = match frame.shape.range {
        ColourRange::Full => 1.0,
        ColourRange::Limited => 255.0 / 219.0,
    };
    for row in 0..down {
        let start = ((2 * row + 1) * height / (2 * down) * width) as usize;
        for column in 0..across {
            let at = start + ((2 * column + 1) * width / (2 * across)) as usize;
            let luma = f32::from(frame.y()[at]);
            let luma = match frame.shape.range {
                ColourRange::Full => luma,
                ColourRange::Limited => ((luma - 16.0) * (255.0 / 219.0)).clamp(0.0, 255.0),
            };
            let cell =
                &mut cells[nth(row, down, CELLS_DOWN) * CELLS_ACROSS + nth(column, across, CELLS_ACROSS)];
            *cell = (cell.0 + luma, cell.1 + 1);
            if has_detail {
                let region =
                    nth(row, down, REGIONS_A_SIDE) * REGIONS_A_SIDE + nth(column, across, REGIONS_A_SIDE);
                let seen = &mut details[region];
                *seen = (seen.0 + detail_at(frame.y(), at, width as usize), seen.1 + 1);
            }
            count += 1.0;
            sum += luma;
            squares += luma * luma;
        }
    }
    let brightness = sum / count;
    let contrast = (squares / count - brightness * brightness).max(0.0).sqrt();
    Looks {
        fingerprint: fingerprint(frame.y()),
        brightness,
        contrast,
        cells: cells.map(|(sum, count)| if count == 0 { 0.0 } else { sum / count as f32 }),
        detail: details
            .map(|(sum, count)| if count == 0 { 0.0 } else { scale * sum as f32 / (2 * count) as f32 }),
    }
}

/// In which of `parts` equal parts the sample numbered `at` of `all` lies.
fn nth(at: u32, all: u32, parts: usize) -> usize {
    (at as usize * parts / all.max(1) as usize).min(parts - 1)
}

/// By how much a sample differs from its four neighbours together.
///
/// The outermost samples of a grid of 64 × 36 lie at least a 128th from the edge, that is a pixel at the smallest size in
/// which detail is looked for; a neighbour that would lie outside is the sample of the row beside or the nearest there is.
fn detail_at(luma: &[u8], at: usize, width: usize) -> u32 {
    let there = |at: Option<usize>| at.and_then(|at| luma.get(at)).map(|luma| i32::from(*luma));
    let own = i32::from(luma[at]);
    let neighbours = [
        at.checked_sub(DETAIL_PX),
        at.checked_add(DETAIL_PX),
        at.checked_sub(DETAIL_PX * width),
        at.checked_add(DETAIL_PX * width),
    ];
    let sum: i32 = neighbours.into_iter().map(|at| there(at).unwrap_or(own)).sum();
    (4 * own - sum).unsigned_abs()
}

/// A sum that any changed bit changes: eight lanes of multiply and add, which the compiler does side by side.
fn fingerprint(bytes: &[u8]) -> u64 {
    const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut lanes = [PRIME; 8];
    let mut chunks = bytes.chunks_exact(64);
    for chunk in &mut chunks {
        for (lane, word) in lanes.iter_mut().zip(chunk.chunks_exact(8)) {
            let word = word.iter().fold(0u64, |word, byte| word << 8 | u64::from(*byte));
            *lane = (*lane ^ word).wrapping_mul(PRIME).rotate_left(29);
        }
    }
    let rest = chunks
        .remainder()
        .iter()
        .fold(bytes.len() as u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(PRIME).rotate_left(29));
    lanes.iter().fold(rest, |sum, lane| (sum ^ lane).wrapping_mul(PRIME).rotate_left(29))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Shape;
    use chrono::DateTime;

    fn frame(range: ColourRange, luma: impl Fn(u32) -> u8) -> Frame {
        let shape = Shape { width_px: 100, height_px: 50, range };
        let planes = (0..5000).map(luma).chain(std::iter::repeat_n(128, 2500)).collect();
        Frame::new(1, DateTime::UNIX_EPOCH, shape, planes).unwrap()
    }

    #[test]
    fn black_is_dark_in_either_range_and_has_no_contrast() {
        for (range, black, white) in [(ColourRange::Limited, 16, 235), (ColourRange::Full, 0, 255)] {
            let dark = looks(&frame(range, |_| black));
            assert!(dark.brightness < 1.0 && dark.contrast < 0.1, "{dark:?}");
            let checks = looks(&frame(range, |at| if at / 10 % 2 == 0 { black } else { white }));
            assert!((checks.brightness - 127.0).abs() < 20.0 && checks.contrast > 100.0, "{checks:?}");
        }
    }

    #[test]
    fn one_changed_bit_anywhere_changes_the_fingerprint() {
        let of =
            |changed: u32| looks(&frame(ColourRange::Full, |at| 77 ^ u8::from(at == changed))).fingerprint;
        let untouched = of(u32::MAX);
        assert_eq!(untouched, of(u32::MAX));
        for changed in [0, 7, 8, 63, 64, 2500, 4991, 4992, 4999] {
            assert_ne!(of(changed), untouched, "{changed}");
        }
    }

    fn large(luma: impl Fn(u32, u32) -> u8) -> Looks {
        let shape = Shape { width_px: 640, height_px: 360, range: ColourRange::Full };
        let luma = (0..360).flat_map(|y| (0..640).map(move |x| (x, y))).map(|(x, y)| luma(x, y));
        let planes = luma.chain(std::iter::repeat_n(128, 640 * 180)).collect();
        looks(&Frame::new(1, DateTime::UNIX_EPOCH, shape, planes).unwrap())
    }

    #[test]
    fn cells_tell_where_it_is_bright_and_detail_where_it_is_fine() {
        let half = large(|x, _| if x < 320 { 200 } else { 40 });
        assert_eq!((half.cells[0], half.cells[7], half.cells[8]), (200.0, 200.0, 40.0));
        assert_eq!(half.detail[0], 0.0, "a smooth face has no detail");
        // Stripes of four pixels in the left third alone.
        let fine = large(|x, _| if x < 214 && x / 4 % 2 == 0 { 160 } else { 60 });
        assert!(fine.detail[0] > 20.0 && fine.detail[3] > 20.0, "{:?}", fine.detail);
        assert_eq!((fine.detail[1], fine.detail[5]), (0.0, 0.0), "{:?}", fine.detail);
        let blurred =
            large(|x, _| if x < 214 { (110.0 + 50.0 * (f64::from(x) / 12.0).sin()) as u8 } else { 60 });
        assert!(blurred.detail[0] < fine.detail[0] / 8.0, "{:?}", blurred.detail);
    }

    #[test]
    fn a_picture_of_one_pixel_has_looks_too() {
        let shape = Shape { width_px: 1, height_px: 1, range: ColourRange::Full };
        let looks = looks(&Frame::new(1, DateTime::UNIX_EPOCH, shape, vec![9, 128, 128]).unwrap());
        assert_eq!((looks.brightness, looks.contrast), (9.0, 0.0));
    }
}
