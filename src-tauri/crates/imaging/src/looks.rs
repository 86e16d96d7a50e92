//! What a picture looks like as a whole, cheap enough for the frame path once in a while.

use crate::{ColourRange, Frame};

/// Samples across and down.
const ACROSS: u32 = 64;
const DOWN: u32 = 36;

/// A picture as a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Looks {
    /// The same for two pictures that are the same to the last bit of luma, and practically never for others.
    pub fingerprint: u64,
    /// Mean luma, 0 (black) to 255 (white) whatever the range.
    pub brightness: f32,
    /// Standard deviation of luma on the same scale; a picture of one colour has none.
    pub contrast: f32,
}

/// Looks at the luma of a frame: every byte for the fingerprint (0.2 ms for 1080p), a grid of samples for the rest.
pub fn looks(frame: &Frame) -> Looks {
    let (width, height) = (frame.shape.width_px, frame.shape.height_px);
    let (across, down) = (ACROSS.min(width), DOWN.min(height));
    let (mut count, mut sum, mut squares) = (0.0f32, 0.0f32, 0.0f32);
    for row in 0..down {
        let start = ((2 * row + 1) * height / (2 * down) * width) as usize;
        for column in 0..across {
            let luma = f32::from(frame.y()[start + ((2 * column + 1) * width / (2 * across)) as usize]);
            let luma = match frame.shape.range {
                ColourRange::Full => luma,
                ColourRange::Limited => ((luma - 16.0) * (255.0 / 219.0)).clamp(0.0, 255.0),
            };
            count += 1.0;
            sum += luma;
            squares += luma * luma;
        }
    }
    let brightness = sum / count;
    let contrast = (squares / count - brightness * brightness).max(0.0).sqrt();
    Looks { fingerprint: fingerprint(frame.y()), brightness, contrast }
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

    #[test]
    fn a_picture_of_one_pixel_has_looks_too() {
        let shape = Shape { width_px: 1, height_px: 1, range: ColourRange::Full };
        let looks = looks(&Frame::new(1, DateTime::UNIX_EPOCH, shape, vec![9, 128, 128]).unwrap());
        assert_eq!((looks.brightness, looks.contrast), (9.0, 0.0));
    }
}
