//! Turning, scaling and cutting a face so that its landmarks lie on the model's own points.

use bellwatch_domain::recognition::{Picture, Pixels};
use multiversion::multiversion;

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
    let size = (picture.width_px() as usize, picture.height_px() as usize);
    // Five landmarks in one point are no face, nor is a picture of a pixel or two; the crop is black, and what is made of
    // it says so.
    let Some(back) = Similarity::between(landmarks, template).map(|there| there.inverse()) else {
        return rgb;
    };
    if size.0.min(size.1) < 3 {
        return rgb;
    }
    fetch(picture, &back, side_px);
    let half = (size.0.div_ceil(2), size.1.div_ceil(2));
    let mut line = Line::new(side_px);
    let (pixels, _) = rgb.as_chunks_mut::<3>();
    for (row, into) in pixels.chunks_exact_mut(side_px.max(1)).enumerate() {
        let way = Way::along(&back, row);
        match picture.pixels() {
            Pixels::Rgb(bytes) => {
                line.read(way, |x, y| Near::new(x, y, size).of_rgb(bytes));
                weigh(&mut line.weighed, &line.near);
                into.iter_mut().zip(&line.weighed).for_each(|(into, [colours @ .., _])| {
                    *into = colours.map(|colour| ((colour + HALF_LEVEL) / LEVEL) as u8);
                });
            }
            Pixels::Yuv420 { y: luma, u, v, full_range } => {
                line.read(way, |x, y| {
                    let chroma = Near::new((x - ONE / 2) / 2, (y - ONE / 2) / 2, half);
                    Near::new(x, y, size).of_planes(luma, &chroma, [u, v])
                });
                weigh(&mut line.weighed, &line.near);
                colours_of_line(into, &line.weighed, &Colours::new(full_range));
            }
        }
        darken_beyond(into, &back, row, size);
    }
    rgb
}

/// Has the processor fetch the part of the picture that the crop is made of. One pixel after the other, each row would be
/// waited for anew; here nothing waits for what comes before it. That saves a third of what a crop costs.
fn fetch(picture: &Picture<'_>, back: &Similarity, side_px: usize) {
    const FETCHED_AT_ONCE: usize = 64;
    let end = side_px as f32;
    let corners = [(0.0, 0.0), (end, 0.0), (0.0, end), (end, end)].map(|corner| back.apply(corner));
    let range = |of: fn((f32, f32)) -> f32, side: u32, parts: usize| {
        let at = corners.map(of);
        let [least, most] = [at.into_iter().fold(f32::MAX, f32::min), at.into_iter().fold(0.0, f32::max)];
        let last = side as usize / parts;
        (least as usize / parts).min(last)..(most as usize / parts + 1).min(last)
    };
    let mut seen = 0;
    let mut plane = |bytes: &[u8], of_pixel: usize, parts: usize| {
        let columns = range(|(x, _)| x, picture.width_px(), parts);
        let width = of_pixel * (picture.width_px() as usize).div_ceil(parts);
        for row in range(|(_, y)| y, picture.height_px(), parts) {
            let row = row * width;
            let part =
                bytes.get(row + of_pixel * columns.start..row + of_pixel * columns.end).unwrap_or_default();
            seen = part.iter().step_by(FETCHED_AT_ONCE).fold(seen, |seen, byte| seen ^ byte);
        }
    };
    match picture.pixels() {
        Pixels::Rgb(bytes) => plane(bytes, 3, 1),
        Pixels::Yuv420 { y, u, v, .. } => {
            plane(y, 1, 1);
            plane(u, 1, 2);
            plane(v, 1, 2);
        }
    }
    std::hint::black_box(seen);
}

/// Where a row of the crop lies in the picture: the place of its first pixel and the step to the next, in 2³²ths of a
/// pixel, so that a row of steps ends where it should.
#[derive(Clone, Copy)]
struct Way {
    from: (i64, i64),
    step: (i64, i64),
}

impl Way {
    fn along(back: &Similarity, row: usize) -> Self {
        // What lies further away is beyond every picture, and sums of it must fit.
        let parts =
            |at: f32| (f64::from(at).clamp(-1e6, 1e6) * f64::from(1 << 16) * f64::from(1 << 16)) as i64;
        let (x, y) = back.apply((0.0, row as f32));
        Way { from: (parts(x), parts(y)), step: (parts(back.a), parts(back.b)) }
    }
}

/// Parts of a pixel, in which places are told to [`Near`].
const PARTS: u32 = 11;
const ONE: i32 = 1 << PARTS;
/// What both neighbours weigh together, along each side.
const WHOLE: u16 = 128;
/// A level of 255, in what is weighed.
const LEVEL: u16 = 64;
const HALF_LEVEL: u16 = LEVEL / 2;

/// What a row of the crop is made of: read one pixel after the other, which cannot be done otherwise, and then weighed,
/// eight or sixteen numbers at once. A pixel has four numbers: three colours, or luma and two of chroma, and one that
/// says nothing.
struct Line {
    near: Vec<Four>,
    weighed: Vec<[u16; 4]>,
}

/// Four neighbours of a place (the upper two, the lower two) and how much the right and the lower ones weigh, of a
/// [`WHOLE`].
#[derive(Clone, Copy, Default)]
struct Four {
    corners: [[u8; 4]; 4],
    across: [u16; 4],
    down: [u16; 4],
}

impl Line {
    fn new(side_px: usize) -> Self {
        Line { near: vec![Four::default(); side_px], weighed: vec![[0; 4]; side_px] }
    }

    /// Reads what lies near each place on the way, places in parts of a pixel.
    fn read(&mut self, way: Way, four: impl Fn(i32, i32) -> Four) {
        let (mut x, mut y) = way.from;
        for near in &mut self.near {
            *near = four((x >> (32 - PARTS)) as i32, (y >> (32 - PARTS)) as i32);
            (x, y) = (x + way.step.0, y + way.step.1);
        }
    }
}

/// Four neighbours weighed into one, in [`LEVEL`]s. It is at most a 32nd of a level off.
#[multiversion(targets("x86_64+avx2"))]
fn weigh(into: &mut [[u16; 4]], near: &[Four]) {
    for (into, four) in into.iter_mut().zip(near) {
        for nth in 0..4 {
            let [upper, right, lower, last] = four.corners.map(|corner| u16::from(corner[nth]));
            let across = four.across[nth];
            // It cannot wrap (255 × 128); checking that would keep the compiler from many at once.
            let between = |first: u16, second: u16| {
                first.wrapping_mul(WHOLE.wrapping_sub(across)).wrapping_add(second.wrapping_mul(across))
            };
            let part = |row: u16, weight: u16| ((u32::from(row) * u32::from(weight << 8)) >> 16) as u16;
            let down = four.down[nth];
            into[nth] = part(between(upper, right), WHOLE.wrapping_sub(down))
                .wrapping_add(part(between(lower, last), down));
        }
    }
}

/// What lies beyond the picture is black, and what lies halfway beyond is half as bright.
fn darken_beyond(line: &mut [[u8; 3]], back: &Similarity, row: usize, size: (usize, usize)) {
    let covered = |column: usize| {
        let (x, y) = back.apply((column as f32, row as f32));
        covered(x, size.0) * covered(y, size.1)
    };
    // A line is straight: where both of its ends lie within the picture, all of it does.
    if [0, line.len().saturating_sub(1)].into_iter().all(|column| covered(column) >= 1.0) {
        return;
    }
    for (column, pixel) in line.iter_mut().enumerate() {
        let covered = covered(column);
        *pixel = pixel.map(|value| (f32::from(value) * covered).round() as u8);
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
}

/// Red, green and blue of a row of luma and chroma, in [`LEVEL`]s.
#[multiversion(targets("x86_64+avx2"))]
fn colours_of_line(into: &mut [[u8; 3]], yuv: &[[u16; 4]], colours: &Colours) {
    let level = i32::from(LEVEL);
    for (into, yuv) in into.iter_mut().zip(yuv) {
        let [y, u, v, _] = yuv.map(i32::from);
        let (y, u, v) = ((y - level * colours.black) * colours.luma, u - level * 128, v - level * 128);
        for (nth, into) in into.iter_mut().enumerate() {
            let colour = y + colours.of_u[nth] * u + colours.of_v[nth] * v;
            *into = ((colour + (1 << 17)) >> 18).clamp(0, 255) as u8;
        }
    }
}

/// The pixels around a place; beyond an edge the edge counts on.
struct Near {
    /// Of the upper and the lower row, the first of two neighbours.
    rows: [usize; 2],
    /// How much the second of them weighs, of a [`WHOLE`].
    across: u16,
    /// How much the lower row weighs.
    down: u16,
}

impl Near {
    /// Around a place in parts of a pixel, in a plane of at least two pixels each way.
    #[inline]
    fn new(x: i32, y: i32, (width, height): (usize, usize)) -> Self {
        let split = |at: i32, side: usize| {
            let at = at.clamp(0, (side as i32 - 1) << PARTS) as usize;
            // At the last pixel all the weight is the second's.
            let first = (at >> PARTS).min(side - 2);
            (first, ((at - (first << PARTS)) >> (PARTS - WHOLE.ilog2())) as u16)
        };
        let ((left, across), (up, down)) = (split(x, width), split(y, height));
        Near { rows: [up * width + left, (up + 1) * width + left], across, down }
    }

    #[inline]
    fn of_rgb(&self, bytes: &[u8]) -> Four {
        let [[upper, right], [lower, last]] = [pixels(bytes, self.rows[0]), pixels(bytes, self.rows[1])];
        Four { corners: [upper, right, lower, last], across: [self.across; 4], down: [self.down; 4] }
    }

    /// Of luma, and of two planes of chroma around `chroma`.
    #[inline]
    fn of_planes(&self, luma: &[u8], chroma: &Near, [u, v]: [&[u8]; 2]) -> Four {
        let pairs = |near: &Near, plane| [numbers(plane, near.rows[0]), numbers(plane, near.rows[1])];
        let [y, u, v] = [pairs(self, luma), pairs(chroma, u), pairs(chroma, v)];
        let corner = |row: usize, column: usize| [y[row][column], u[row][column], v[row][column], 0];
        Four {
            corners: [corner(0, 0), corner(0, 1), corner(1, 0), corner(1, 1)],
            across: [self.across, chroma.across, chroma.across, 0],
            down: [self.down, chroma.down, chroma.down, 0],
        }
    }
}

/// Two neighbours of a plane.
#[inline]
fn numbers(plane: &[u8], first: usize) -> [u8; 2] {
    [plane[first], plane[first + 1]]
}

/// Two neighbours of an RGB picture, read at once but for the picture's last two.
#[inline]
fn pixels(bytes: &[u8], first: usize) -> [[u8; 4]; 2] {
    let from = 3 * first;
    let both = match bytes.get(from..from + 8).and_then(<[u8]>::first_chunk) {
        Some(both) => u64::from_le_bytes(*both),
        None => {
            let mut both = [0; 8];
            both[..6].copy_from_slice(&bytes[from..from + 6]);
            u64::from_le_bytes(both)
        }
    };
    [(both as u32).to_le_bytes(), ((both >> 24) as u32).to_le_bytes()]
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
