//! Turning, scaling and cutting a face so that its landmarks lie on the model's own points.

use bellwatch_domain::recognition::{Picture, Pixels};

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
    for (row, line) in rgb.chunks_exact_mut(3 * side_px).enumerate() {
        for (column, into) in line.chunks_exact_mut(3).enumerate() {
            let (x, y) = back.apply((column as f32, row as f32));
            let covered = covered(x, size.0) * covered(y, size.1);
            if covered == 0.0 {
                continue;
            }
            let colour = match picture.pixels() {
                Pixels::Rgb(bytes) => {
                    let near = Near::new(x, y, size);
                    std::array::from_fn(|channel| near.of(bytes, 3, channel))
                }
                Pixels::Yuv420 { y: luma, u, v, full_range } => {
                    let half = (size.0.div_ceil(2), size.1.div_ceil(2));
                    let chroma = Near::new((x - 0.5) / 2.0, (y - 0.5) / 2.0, half);
                    let y = Near::new(x, y, size).of(luma, 1, 0);
                    colour([y, chroma.of(u, 1, 0), chroma.of(v, 1, 0)], full_range)
                }
            };
            for (into, colour) in into.iter_mut().zip(colour) {
                *into = (colour * covered).round().clamp(0.0, 255.0) as u8;
            }
        }
    }
    rgb
}

/// How much of a pixel at `at` lies within a side, 0 to 1.
fn covered(at: f32, side: usize) -> f32 {
    let inside = (at + 1.0).min(side as f32 - at);
    if inside.is_nan() { 0.0 } else { inside.clamp(0.0, 1.0) }
}

/// BT.601.
fn colour([y, u, v]: [f32; 3], full_range: bool) -> [f32; 3] {
    let (y, u, v) = if full_range {
        (y, u - 128.0, v - 128.0)
    } else {
        ((y - 16.0) * (255.0 / 219.0), (u - 128.0) * (255.0 / 224.0), (v - 128.0) * (255.0 / 224.0))
    };
    [y + 1.402 * v, y - 0.344_136 * u - 0.714_136 * v, y + 1.772 * u].map(|colour| colour.clamp(0.0, 255.0))
}

/// Four neighbours of a point and how much each counts; beyond an edge the edge counts on.
struct Near {
    places: [usize; 4],
    weights: [f32; 4],
}

impl Near {
    fn new(x: f32, y: f32, (width, height): (usize, usize)) -> Self {
        let x = x.clamp(0.0, (width - 1) as f32);
        let y = y.clamp(0.0, (height - 1) as f32);
        let (left, up) = (x as usize, y as usize);
        let (right, down) = ((left + 1).min(width - 1), (up + 1).min(height - 1));
        let (across, along) = (x - left as f32, y - up as f32);
        Near {
            places: [up * width + left, up * width + right, down * width + left, down * width + right],
            weights: [
                (1.0 - across) * (1.0 - along),
                across * (1.0 - along),
                (1.0 - across) * along,
                across * along,
            ],
        }
    }

    fn of(&self, bytes: &[u8], step: usize, channel: usize) -> f32 {
        let values = self.places.map(|place| f32::from(bytes[step * place + channel]));
        values.iter().zip(self.weights).map(|(value, weight)| value * weight).sum()
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
