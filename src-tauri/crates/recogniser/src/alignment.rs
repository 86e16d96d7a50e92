//! Turning, scaling and cutting a face so that its landmarks lie on the model's own points.

use bellwatch_domain::recognition::{Picture, Pixels};

use crate::bt601::Bt601;

/// Five points, in pixels.
pub type Points = [(f32, f32); 5];

/// Where ArcFace, SFace and most others want the landmarks in a crop of 112 × 112 pixels.
pub const ARCFACE: Points =
    [(38.2946, 51.6963), (73.5318, 51.5014), (56.0252, 71.7366), (41.5493, 92.3655), (70.7299, 92.2041)];

/// The side that [`ARCFACE`] is for.
pub const ARCFACE_SIDE_PX: f32 = 112.0;

/// A turn, a scale and a shift: `(x, y)` becomes `(a·x − b·y + dx, b·x + a·y + dy)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similarity {
    a: f32,
    b: f32,
    dx: f32,
    dy: f32,
}

impl Similarity {
    /// The one that brings `from` nearest to `to` by least squares (Umeyama 1991, for two dimensions, without
    /// mirroring); `None` when all points of `from` are one.
    pub fn between(from: &Points, to: &Points) -> Option<Self> {
        let middle = |points: &Points| {
            let sum =
                points.iter().fold((0.0, 0.0), |sum, at| (sum.0 + f64::from(at.0), sum.1 + f64::from(at.1)));
            (sum.0 / 5.0, sum.1 / 5.0)
        };
        let (from_middle, to_middle) = (middle(from), middle(to));
        let (mut a, mut b, mut spread) = (0.0, 0.0, 0.0);
        for (point, target) in from.iter().zip(to) {
            let (x, y) = (f64::from(point.0) - from_middle.0, f64::from(point.1) - from_middle.1);
            let (u, v) = (f64::from(target.0) - to_middle.0, f64::from(target.1) - to_middle.1);
            a += x * u + y * v;
            b += x * v - y * u;
            spread += x * x + y * y;
        }
        if !spread.is_finite() || spread < 1e-9 || a * a + b * b < 1e-9 {
            return None;
        }
        let (a, b) = (a / spread, b / spread);
        let dx = to_middle.0 - (a * from_middle.0 - b * from_middle.1);
        let dy = to_middle.1 - (b * from_middle.0 + a * from_middle.1);
        Some(Similarity { a: a as f32, b: b as f32, dx: dx as f32, dy: dy as f32 })
    }

    /// Where a point goes.
    pub fn apply(&self, (x, y): (f32, f32)) -> (f32, f32) {
        (self.a * x - self.b * y + self.dx, self.b * x + self.a * y + self.dy)
    }

    fn inverse(&self) -> Similarity {
        let squared = self.a * self.a + self.b * self.b;
        let (a, b) = (self.a / squared, -self.b / squared);
        Similarity { a, b, dx: -(a * self.dx - b * self.dy), dy: -(b * self.dx + a * self.dy) }
    }
}

/// The crop of a face: RGB, `side_px` × `side_px`, bilinear; black where the picture ends. Only what is needed of the
/// picture is turned into colours.
pub fn crop(picture: &Picture<'_>, landmarks: &Points, template: &Points, side_px: usize) -> Vec<u8> {
    let mut rgb = vec![0; 3 * side_px * side_px];
    // Five landmarks in one point are no face; its crop is black, and what is made of it says so.
    let Some(back) = Similarity::between(landmarks, template).map(|there| there.inverse()) else {
        return rgb;
    };
    let size = (picture.width_px() as usize, picture.height_px() as usize);
    match picture.pixels() {
        Pixels::Rgb(bytes) => {
            fill(&mut rgb, side_px, &back, size, |x, y| Near::new(x, y, size).of_rgb(bytes))
        }
        Pixels::Yuv420 { y: luma, u, v, full_range } => {
            let half = (size.0.div_ceil(2), size.1.div_ceil(2));
            let colours = Colours::new(full_range);
            fill(&mut rgb, side_px, &back, size, |x, y| {
                let chroma = Near::new((x - ONE / 2) / 2, (y - ONE / 2) / 2, half);
                colours.of([Near::new(x, y, size).of(luma), chroma.of(u), chroma.of(v)])
            });
        }
    }
    rgb
}

/// Parts of a pixel, in which places and weights are counted: whole numbers are twice as fast here as fractions.
const PARTS: u32 = 11;
const ONE: i32 = 1 << PARTS;

/// Each pixel from where it comes from in the picture; black where that is beyond the picture. `colour` is asked for
/// places in parts of a pixel.
fn fill(
    rgb: &mut [u8],
    side_px: usize,
    back: &Similarity,
    size: (usize, usize),
    colour: impl Fn(i32, i32) -> [u8; 3],
) {
    let place = |at: f32| (at * ONE as f32) as i32;
    for (row, line) in rgb.chunks_exact_mut(3 * side_px).enumerate() {
        let from = |column: usize| back.apply((column as f32, row as f32));
        let covered = |(x, y)| covered(x, size.0) * covered(y, size.1);
        // A line is straight: where both of its ends lie within the picture, all of it does.
        let is_within = [0, side_px - 1].into_iter().all(|column| covered(from(column)) >= 1.0);
        let (pixels, _) = line.as_chunks_mut::<3>();
        for (column, into) in pixels.iter_mut().enumerate() {
            let (x, y) = from(column);
            if is_within {
                *into = colour(place(x), place(y));
                continue;
            }
            let covered = covered((x, y));
            if covered > 0.0 {
                *into = colour(place(x), place(y)).map(|value| (f32::from(value) * covered).round() as u8);
            }
        }
    }
}

/// How much of a pixel at `at` lies within a side, 0 to 1.
fn covered(at: f32, side: usize) -> f32 {
    let inside = (at + 1.0).min(side as f32 - at);
    if inside.is_nan() { 0.0 } else { inside.clamp(0.0, 1.0) }
}

/// [`Bt601`] in 4096ths.
struct Colours {
    black: i32,
    luma: i32,
    of_u: [i32; 3],
    of_v: [i32; 3],
}

impl Colours {
    fn new(full_range: bool) -> Self {
        let Bt601 { black, luma, of_u, of_v } = Bt601::new(full_range);
        let counts = |part: f32| (part * 4096.0).round() as i32;
        Colours { black: black as i32, luma: counts(luma), of_u: of_u.map(counts), of_v: of_v.map(counts) }
    }

    /// Red, green and blue of what [`Near`] gives.
    fn of(&self, yuv: [u32; 3]) -> [u8; 3] {
        // A 64th of a step is kept: more would not fit.
        let [y, u, v] = yuv.map(|value| ((value + (1 << 15)) >> 16) as i32);
        let (y, u, v) = ((y - 64 * self.black) * self.luma, u - 64 * 128, v - 64 * 128);
        std::array::from_fn(|nth| {
            let colour = y + self.of_u[nth] * u + self.of_v[nth] * v;
            ((colour + (1 << 17)) >> 18).clamp(0, 255) as u8
        })
    }
}

/// The pixels around a point and how much each counts; beyond an edge the edge counts on.
struct Near {
    /// Of the upper and the lower row, the first of two neighbours.
    rows: [usize; 2],
    /// How far the second is: 0 at the right edge.
    step: usize,
    across: u32,
    along: u32,
}

impl Near {
    /// Around a place in parts of a pixel.
    fn new(x: i32, y: i32, (width, height): (usize, usize)) -> Self {
        let split = |at: i32, side: usize| {
            let at = at.clamp(0, (side as i32 - 1) << PARTS) as u32;
            ((at >> PARTS) as usize, at % (1 << PARTS))
        };
        let ((left, across), (up, along)) = (split(x, width), split(y, height));
        let down = (up + 1).min(height - 1);
        let step = usize::from(left + 1 < width);
        Near { rows: [up * width + left, down * width + left], step, across, along }
    }

    /// What lies there of one plane, in parts of parts: 2²² are one.
    fn of(&self, plane: &[u8]) -> u32 {
        let between = |first: u32, second: u32, at: u32| first * ((1 << PARTS) - at) + second * at;
        let [upper, lower] =
            self.rows.map(|first| between(plane[first].into(), plane[first + self.step].into(), self.across));
        between(upper, lower, self.along)
    }

    /// What lies there, rounded. All three colours are weighed at once, each in 16 bits of one number, where places count
    /// in 256ths; and neighbours are read at once.
    fn of_rgb(&self, bytes: &[u8]) -> [u8; 3] {
        const HALF: u64 = 0x80_0080_0080;
        const WHOLE: u64 = 0xff_00ff_00ff;
        let between =
            |first: u64, second: u64, at: u64| ((first * (256 - at) + second * at + HALF) >> 8) & WHOLE;
        let apart = |rgb: u64| (rgb & 0xff) | (rgb & 0xff00) << 8 | (rgb & 0xff_0000) << 16;
        let [across, along] = [self.across, self.along].map(|at| u64::from(at >> (PARTS - 8)));
        let row = |first: usize| {
            let (first, second) = match bytes.get(3 * first..).and_then(<[u8]>::first_chunk) {
                Some(both) if self.step == 1 => {
                    let both = u64::from_le_bytes(*both);
                    (both, both >> 24)
                }
                // At an edge, and at the picture's end.
                _ => {
                    let pixel = |nth: usize| match bytes[3 * nth..] {
                        [red, green, blue, ..] => u64::from_le_bytes([red, green, blue, 0, 0, 0, 0, 0]),
                        _ => 0,
                    };
                    (pixel(first), pixel(first + self.step))
                }
            };
            between(apart(first), apart(second), across)
        };
        let both = between(row(self.rows[0]), row(self.rows[1]), along);
        [both as u8, (both >> 16) as u8, (both >> 32) as u8]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_and_scaled_template_comes_back() {
        let moved = ARCFACE.map(|(x, y)| (2.0 * -y + 300.0, 2.0 * x + 10.0));
        let there = Similarity::between(&moved, &ARCFACE).unwrap();
        for (point, target) in moved.iter().zip(ARCFACE) {
            let (x, y) = there.apply(*point);
            assert!((x - target.0).abs() < 1e-3 && (y - target.1).abs() < 1e-3, "{x} {y}");
            let (x, y) = there.inverse().apply(target);
            assert!((x - point.0).abs() < 1e-3 && (y - point.1).abs() < 1e-3, "{x} {y}");
        }
    }

    #[test]
    fn five_landmarks_in_one_point_are_no_face() {
        assert_eq!(Similarity::between(&[(5.0, 5.0); 5], &ARCFACE), None);
    }

    #[test]
    fn a_crop_that_needs_no_move_is_the_picture() {
        let rgb: Vec<u8> = (0..112 * 112 * 3).map(|at| (at * 7 % 251) as u8).collect();
        let picture = Picture::new(112, 112, Pixels::Rgb(&rgb)).unwrap();
        assert_eq!(crop(&picture, &ARCFACE, &ARCFACE, 112), rgb);
    }

    #[test]
    fn beyond_the_picture_it_is_black() {
        let rgb = [200u8; 3 * 20 * 20];
        let picture = Picture::new(20, 20, Pixels::Rgb(&rgb)).unwrap();
        let crop = crop(&picture, &ARCFACE, &ARCFACE, 112);
        assert_eq!((crop[0], crop[3 * 112 * 111]), (200, 0));
    }

    #[test]
    fn planes_give_the_colours_that_rgb_gives() {
        // Full red by BT.601, in both ranges.
        for (full_range, [y, u, v]) in [(true, [76, 85, 255]), (false, [81, 90, 240])] {
            let (luma, u, v) = ([y; 64], [u; 16], [v; 16]);
            let pixels = Pixels::Yuv420 { y: &luma, u: &u, v: &v, full_range };
            let picture = Picture::new(8, 8, pixels).unwrap();
            let red = crop(&picture, &ARCFACE, &ARCFACE, 4);
            assert!(red[0] > 250 && red[1] < 4 && red[2] < 4, "{:?}", &red[..3]);
        }
    }
}
