//! A picture laid onto the detector's canvas, scaled. This is most of what a look costs beside the model's own run, and
//! what it costs is memory that comes and goes: so each row goes all its way at once, in what the processor has at hand,
//! and as many bands of rows are on their way at a time as the model may use threads.

use bellwatch_domain::recognition::{Picture, Pixels};
use multiversion::multiversion;

use crate::scaling::{Scaling, thirds};

/// Lays pictures. What it works in is kept between them: memory that is asked for anew costs more than the work in it
/// (at 1024 pixels 5 of 7 ms were the system handing out pages).
pub(crate) struct Scaler {
    others: Option<rayon::ThreadPool>,
    works: Vec<Work>,
    grids: Option<Grids>,
}

/// What one band works in.
#[derive(Default)]
struct Work {
    /// Luma (two rows), and both of chroma; or RGB.
    rows: [Row; 3],
    added: Vec<[f32; 2]>,
}

/// Where a band goes: its first row, and its rows of the three planes.
struct Band<'a> {
    first: usize,
    planes: [&'a mut [f32]; 3],
}

impl Scaler {
    /// One that works in `threads` bands; in one if the system has no more threads to give.
    pub fn new(threads: usize) -> Self {
        let others = threads.max(1) - 1;
        let pool = || {
            let named = |nth| format!("scaler {nth}");
            rayon::ThreadPoolBuilder::new().num_threads(others).thread_name(named).build()
        };
        // Without others it is slower, and right.
        let others = if others == 0 { None } else { pool().ok() };
        let count = others.as_ref().map_or(0, rayon::ThreadPool::current_num_threads) + 1;
        Scaler { others, works: std::iter::repeat_with(Work::default).take(count).collect(), grids: None }
    }

    /// Puts a picture, scaled to `to` pixels, into the upper left of three planes that are `stride` wide. Planes of luma
    /// and chroma are scaled before they become colours: that is a third of the work.
    pub fn put(
        &mut self,
        picture: &Picture<'_>,
        to: (u32, u32),
        scaling: &Scaling,
        planes: &mut [f32],
        stride: usize,
    ) {
        let from = (picture.width_px(), picture.height_px());
        let channels = if matches!(picture.pixels(), Pixels::Rgb(_)) { 3 } else { 1 };
        let fits = |grids: &Grids| (grids.from, grids.to, grids.channels) == (from, to, channels);
        let grids = self.grids.take().filter(fits).unwrap_or_else(|| Grids::new(from, to, channels));
        let (width, height) = (to.0 as usize, to.1 as usize);
        // Two rows share one of chroma.
        let rows = height.div_ceil(self.works.len()).next_multiple_of(2);
        let [first, second, third] =
            thirds(planes).map(|plane| plane[..height * stride].chunks_mut(rows * stride));
        let bands = first.zip(second).zip(third).enumerate().map(|(nth, ((first, second), third))| Band {
            first: nth * rows,
            planes: [first, second, third],
        });
        let lay = |work: &mut Work, band: Band<'_>| match picture.pixels() {
            Pixels::Rgb(bytes) => work.rgb(bytes, &grids, width, scaling, band, stride),
            Pixels::Yuv420 { y, u, v, full_range } => {
                work.yuv([y, u, v], &grids, (width, full_range), scaling, band, stride);
            }
        };
        let mut bands = self.works.iter_mut().zip(bands);
        match &self.others {
            None => bands.for_each(|(work, band)| lay(work, band)),
            Some(others) => others.in_place_scope(|scope| {
                let mine = bands.next();
                for (work, band) in bands {
                    scope.spawn(|_| lay(work, band));
                }
                if let Some((work, band)) = mine {
                    lay(work, band);
                }
            }),
        }
        self.grids = Some(grids);
    }
}

impl Work {
    fn rgb(
        &mut self,
        bytes: &[u8],
        grids: &Grids,
        width: usize,
        scaling: &Scaling,
        Band { first, planes }: Band<'_>,
        stride: usize,
    ) {
        let [red, green, blue] = planes.map(|plane| plane.chunks_mut(stride));
        for (nth, ((red, green), blue)) in red.zip(green).zip(blue).enumerate() {
            let [row, ..] = &mut self.rows;
            row.scaled.clear();
            row.add::<3>(bytes, &grids.full, first + nth);
            scaling.planes(&row.scaled, width, [red, green, blue], stride);
        }
    }

    fn yuv(
        &mut self,
        [y, u, v]: [&[u8]; 3],
        grids: &Grids,
        (width, full_range): (usize, bool),
        scaling: &Scaling,
        Band { first, planes }: Band<'_>,
        stride: usize,
    ) {
        let [red, green, blue] = planes.map(|plane| plane.chunks_mut(2 * stride));
        for (nth, ((red, green), blue)) in red.zip(green).zip(blue).enumerate() {
            self.rows.iter_mut().for_each(|row| row.scaled.clear());
            let [luma, blueness, redness] = &mut self.rows;
            for below in 0..red.len().div_ceil(stride) {
                luma.add::<1>(y, &grids.full, first + 2 * nth + below);
            }
            blueness.add::<1>(u, &grids.half, first / 2 + nth);
            redness.add::<1>(v, &grids.half, first / 2 + nth);
            let rows = [&*luma, &*blueness, &*redness].map(|row| row.scaled.as_slice());
            scaling.rows_of_yuv(rows, width, full_range, [red, green, blue], stride, &mut self.added);
        }
    }
}

/// Where all pixels of a scaled picture come from; of one that is half as large, too.
struct Grids {
    from: (u32, u32),
    to: (u32, u32),
    channels: usize,
    full: Grid,
    half: Grid,
}

impl Grids {
    fn new(from: (u32, u32), to: (u32, u32), channels: usize) -> Self {
        let half = |(width, height): (u32, u32)| (width.div_ceil(2), height.div_ceil(2));
        let half = Grid::new(half(from), half(to), channels);
        Grids { from, to, channels, full: Grid::new(from, to, channels), half }
    }
}

struct Grid {
    from: (u32, u32),
    rows: Vec<Between>,
    columns: Columns,
    kind: Kind,
}

/// Where a row's pixels come from, as the processor reads it soonest: left neighbours, and for each of a pixel's bytes
/// what both count.
struct Columns {
    firsts: Vec<u32>,
    weights: Vec<[i16; 2]>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Same,
    /// At an odd ratio (1080p at 640) each pixel lies on one of the picture's, and is taken as it is.
    Picked,
    Weighed,
}

impl Grid {
    fn new(from: (u32, u32), to: (u32, u32), channels: usize) -> Self {
        let (columns, rows) = (between(from.0, to.0), between(from.1, to.1));
        let kind = match rows.iter().chain(&columns).all(|at| at.second == 0) {
            true if from == to => Kind::Same,
            true => Kind::Picked,
            false => Kind::Weighed,
        };
        let weights = |at: &Between| {
            std::iter::repeat_n([WHOLE - at.second, at.second].map(|count| count as i16), channels)
        };
        let columns = Columns {
            firsts: columns.iter().map(|at| at.first).collect(),
            weights: columns.iter().flat_map(weights).collect(),
        };
        Grid { from, rows, columns, kind }
    }
}

/// A whole, as weights of neighbours count it: what is weighed so, one way, fits 16 bits, eight of which are weighed at
/// once. It is at most one step of 255 off.
const WHOLE: u16 = 128;

/// Where a pixel of the smaller picture comes from along one side: a neighbour, and how much the next one counts beside
/// it, of a [`WHOLE`]; nothing where there is no next one.
struct Between {
    first: u32,
    second: u16,
}

fn between(from: u32, to: u32) -> Vec<Between> {
    let ratio = f64::from(from) / f64::from(to);
    let last = f64::from(from - 1);
    let at = |nth: u32| {
        let middle = ((f64::from(nth) + 0.5) * ratio - 0.5).clamp(0.0, last);
        let first = middle as u32;
        Between { first, second: ((middle - f64::from(first)) * f64::from(WHOLE)).round() as u16 }
    };
    (0..to).map(at).collect()
}

/// Rows that are scaled, and what that works in.
#[derive(Default)]
struct Row {
    blended: Vec<u16>,
    neighbours: Vec<[i16; 2]>,
    scaled: Vec<u8>,
}

impl Row {
    /// Adds a picture's scaled row, `CHANNELS` bytes a pixel. Bilinear between pixels' middles, rounded once; nothing is
    /// averaged when much smaller: the detectors were measured with pictures made so.
    fn add<const CHANNELS: usize>(&mut self, bytes: &[u8], grid: &Grid, nth: usize) {
        let source = CHANNELS * grid.from.0 as usize;
        let row = |nth: u32| &bytes[nth as usize * source..][..source];
        let at = &grid.rows[nth];
        match grid.kind {
            Kind::Same => self.scaled.extend_from_slice(row(at.first)),
            Kind::Picked => {
                let (pixels, _) = row(at.first).as_chunks::<CHANNELS>();
                self.scaled.extend(grid.columns.firsts.iter().flat_map(|first| pixels[*first as usize]));
            }
            Kind::Weighed => {
                // Down first: whole rows are weighed side by side, and only what is left is picked from across. The last
                // pixel has a neighbour too, which counts nothing.
                self.blended.resize(source + CHANNELS, 0);
                let (first, second) = (row(at.first), row((at.first + 1).min(grid.from.1 - 1)));
                blend(&mut self.blended, first, second, at.second);
                let (before, width) = (self.scaled.len(), grid.columns.weights.len());
                self.neighbours.resize(width, [0; 2]);
                pick::<CHANNELS>(&mut self.neighbours, &self.blended, &grid.columns.firsts);
                self.scaled.resize(before + width, 0);
                weigh(&mut self.scaled[before..], &self.neighbours, &grid.columns.weights);
            }
        }
    }
}

/// Two rows weighed into one: `weight` of a [`WHOLE`] is the second's.
#[multiversion(targets("x86_64+avx2"))]
fn blend(into: &mut [u16], first: &[u8], second: &[u8], weight: u16) {
    for ((into, first), second) in into.iter_mut().zip(first).zip(second) {
        // It cannot wrap (255 × 128); checking that would keep the compiler from many at once.
        let (first, second) = (u16::from(*first), u16::from(*second));
        *into = first.wrapping_mul(WHOLE - weight).wrapping_add(second.wrapping_mul(weight));
    }
}

/// The neighbours across of each pixel that is left of a row. Apart from [`weigh`], which the compiler then makes
/// vectors of: together they take twice as long.
fn pick<const CHANNELS: usize>(into: &mut [[i16; 2]], row: &[u16], firsts: &[u32]) {
    let (into, _) = into.as_chunks_mut::<CHANNELS>();
    let (pixels, _) = row.as_chunks::<CHANNELS>();
    for (into, first) in into.iter_mut().zip(firsts) {
        let Some([first, second]) = pixels.get(*first as usize..).and_then(<[_]>::first_chunk) else {
            return;
        };
        *into = std::array::from_fn(|nth| [first[nth] as i16, second[nth] as i16]);
    }
}

/// Neighbours weighed into one each.
#[multiversion(targets("x86_64+avx2"))]
fn weigh(into: &mut [u8], neighbours: &[[i16; 2]], weights: &[[i16; 2]]) {
    for ((into, [first, second]), weights) in into.iter_mut().zip(neighbours).zip(weights) {
        let first = i32::from(*first) * i32::from(weights[0]);
        // Half of one rounds it. It cannot wrap (255 × 128 × 128).
        let both = first.wrapping_add(i32::from(*second) * i32::from(weights[1])).wrapping_add(1 << 13);
        *into = (both >> 14) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scaling_weighs_neighbours_by_their_distance() {
        // What was there before says nothing.
        let mut row = Row { blended: vec![9; 40], neighbours: vec![[9; 2]; 3], scaled: vec![9; 50] };
        let mut check = |bytes: &[u8], from: (u32, u32), to: (u32, u32), expected: &[u8]| {
            row.scaled.clear();
            let channels = bytes.len() / (from.0 * from.1) as usize;
            let grid = Grid::new(from, to, channels);
            for nth in 0..to.1 as usize {
                match channels {
                    1 => row.add::<1>(bytes, &grid, nth),
                    _ => row.add::<3>(bytes, &grid, nth),
                }
            }
            assert_eq!(row.scaled, expected, "{from:?} to {to:?}");
        };
        check(&[0, 100], (2, 1), (4, 1), &[0, 25, 75, 100]);
        check(&[0, 100, 200, 60], (2, 2), (1, 1), &[90]);
        check(&[10, 20, 30, 50, 60, 70], (2, 1), (1, 1), &[30, 40, 50]);
        let picked: Vec<u8> = (0..27).collect();
        check(&picked, (9, 3), (3, 1), &[10, 13, 16]);
        check(&[7; 35], (5, 7), (3, 11), &[7; 33]);
        check(&[1, 2], (2, 1), (2, 1), &[1, 2]);
    }

    #[test]
    fn bands_are_what_one_alone_would_be() {
        let scaling = Scaling { colours: crate::packs::Colours::Bgr, mean: [3.0, 2.0, 1.0], std: [2.0; 3] };
        let bytes: Vec<u8> = (0..3 * 37 * 29).map(|nth| (nth * 31 % 251) as u8).collect();
        let (y, rest) = bytes.split_at(37 * 29);
        let (u, v) = (&rest[..19 * 15], &rest[19 * 15..][..19 * 15]);
        for pixels in [Pixels::Rgb(&bytes), Pixels::Yuv420 { y, u, v, full_range: false }] {
            let picture = Picture::new(37, 29, pixels).unwrap();
            for to in [(37, 29), (21, 17), (50, 39), (5, 1)] {
                let laid = |threads| {
                    let mut planes = vec![f32::MAX; 3 * 64 * 40];
                    let mut scaler = Scaler::new(threads);
                    scaler.put(&picture, (64, 40), &scaling, &mut vec![0.0; 3 * 64 * 40], 64);
                    scaler.put(&picture, to, &scaling, &mut planes, 64);
                    planes
                };
                let alone = laid(1);
                assert!(alone.iter().enumerate().all(|(at, value)| {
                    let outside = at % 64 >= to.0 as usize || at % (64 * 40) >= 64 * to.1 as usize;
                    outside == (*value == f32::MAX)
                }));
                for threads in [2, 3, 7] {
                    assert!(laid(threads) == alone, "{to:?} in {threads} bands");
                }
            }
        }
    }
}
