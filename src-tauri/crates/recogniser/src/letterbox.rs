//! A picture made as large as the detector wants it: scaled, and padded right and below.

use bellwatch_domain::recognition::{Picture, Pixels};
use multiversion::multiversion;

use crate::net::Scaling;

/// Sides of the detector's canvas are multiples of this.
const STEP_PX: u32 = 32;
/// So much black lies beyond the picture, if it does not make a square anyway. A model sees a canvas' end otherwise than
/// black; with three of its largest cells between, faces at the edge come out as on a square (with 64 px one of 174 in
/// the reference pictures did not), at three quarters of the work for 16:9.
const MARGIN_PX: u32 = 96;

/// How a picture lies on the detector's canvas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Letterbox {
    /// The picture on the canvas, pixels.
    pub inner: (u32, u32),
    /// The canvas, pixels.
    pub canvas: (u32, u32),
    /// From the canvas to the picture, each way.
    pub back: (f32, f32),
}

impl Letterbox {
    /// The long side becomes `det_set_px`; on a canvas of a fixed size at most what fits there.
    pub fn new(picture: (u32, u32), det_set_px: u32, fixed: Option<(u32, u32)>) -> Self {
        let long = f64::from(picture.0.max(picture.1));
        let mut scale = f64::from(det_set_px.max(1)) / long;
        if let Some((width, height)) = fixed {
            scale = scale
                .min(f64::from(width) / f64::from(picture.0))
                .min(f64::from(height) / f64::from(picture.1));
        }
        let side = |length: u32| ((f64::from(length) * scale).round() as u32).max(1);
        let inner = (side(picture.0), side(picture.1));
        let square = inner.0.max(inner.1).next_multiple_of(STEP_PX);
        let padded = |side: u32| (side + MARGIN_PX).next_multiple_of(STEP_PX).min(square);
        let canvas = fixed.unwrap_or((padded(inner.0), padded(inner.1)));
        let back = (picture.0 as f32 / inner.0 as f32, picture.1 as f32 / inner.1 as f32);
        Letterbox { inner, canvas, back }
    }
}

/// What scaling works in. It is kept between pictures: memory that is asked for anew costs more than the work in it
/// (at 1024 pixels 5 of 7 ms were the system handing out pages).
#[derive(Default)]
pub(crate) struct Scaler {
    bytes: [Vec<u8>; 3],
    blended: Vec<u16>,
}

impl Scaler {
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
        let Scaler { bytes: [first, second, third], blended } = self;
        match picture.pixels() {
            Pixels::Rgb(bytes) => {
                scale::<3>(bytes, from, to, blended, first);
                scaling.planes(first, to.0 as usize, planes, stride);
            }
            Pixels::Yuv420 { y, u, v, full_range } => {
                let half = |(width, height): (u32, u32)| (width.div_ceil(2), height.div_ceil(2));
                scale::<1>(y, from, to, blended, first);
                scale::<1>(u, half(from), half(to), blended, second);
                scale::<1>(v, half(from), half(to), blended, third);
                scaling.planes_of_yuv([first, second, third], to.0 as usize, full_range, planes, stride);
            }
        }
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

/// Bilinear between pixels' middles, rounded once; `CHANNELS` bytes a pixel. Nothing is averaged when much smaller: the
/// detectors were measured with pictures made so.
fn scale<const CHANNELS: usize>(
    bytes: &[u8],
    from: (u32, u32),
    to: (u32, u32),
    blended: &mut Vec<u16>,
    scaled: &mut Vec<u8>,
) {
    if from == to {
        scaled.clear();
        scaled.extend_from_slice(bytes);
        return;
    }
    let (columns, rows) = (between(from.0, to.0), between(from.1, to.1));
    let (source, width) = (CHANNELS * from.0 as usize, CHANNELS * to.0 as usize);
    scaled.resize(width * to.1 as usize, 0);
    let (pixels, lines) = (bytes.as_chunks::<CHANNELS>().0, scaled.chunks_exact_mut(width).zip(&rows));
    // At an odd ratio (1080p at 640) each pixel lies on one of the picture's, and is taken as it is.
    if rows.iter().chain(&columns).all(|at| at.second == 0) {
        for (line, at) in lines {
            let row = &pixels[at.first as usize * from.0 as usize..][..from.0 as usize];
            let (into, _) = line.as_chunks_mut::<CHANNELS>();
            into.iter_mut().zip(&columns).for_each(|(into, at)| *into = row[at.first as usize]);
        }
        return;
    }
    // Down first: whole rows are weighed side by side, and only what is left is picked from across. The last pixel has a
    // neighbour too, which counts nothing.
    blended.resize(source + CHANNELS, 0);
    for (line, at) in lines {
        let row = |nth: u32| &bytes[nth as usize * source..][..source];
        let (first, second) = (row(at.first), row((at.first + 1).min(from.1 - 1)));
        blend(blended, first, second, at.second);
        let (pixels, _) = blended.as_chunks::<CHANNELS>();
        let (into, _) = line.as_chunks_mut::<CHANNELS>();
        across(into, pixels, &columns);
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

/// What is left of a row, weighed across.
#[multiversion(targets("x86_64+avx2"))]
fn across<const CHANNELS: usize>(
    into: &mut [[u8; CHANNELS]],
    pixels: &[[u16; CHANNELS]],
    columns: &[Between],
) {
    for (into, at) in into.iter_mut().zip(columns) {
        let Some([first, second]) = pixels.get(at.first as usize..).and_then(<[_]>::first_chunk) else {
            return;
        };
        let weights = [u32::from(WHOLE - at.second), u32::from(at.second)];
        for nth in 0..CHANNELS {
            let both = u32::from(first[nth])
                .wrapping_mul(weights[0])
                .wrapping_add(u32::from(second[nth]).wrapping_mul(weights[1]));
            // Half of one rounds it.
            into[nth] = (both.wrapping_add(1 << 13) >> 14) as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_long_side_becomes_det_set_with_black_beside_the_short_one() {
        let check = |picture, det_set, inner, canvas| {
            let made = Letterbox::new(picture, det_set, None);
            assert_eq!((made.inner, made.canvas), (inner, canvas), "{picture:?} at {det_set}");
        };
        check((1920, 1080), 640, (640, 360), (640, 480));
        check((1080, 1920), 640, (360, 640), (480, 640));
        check((640, 600), 640, (640, 600), (640, 640));
        check((250, 250), 320, (320, 320), (320, 320));
        check((4000, 3), 320, (320, 1), (320, 128));
    }

    #[test]
    fn scaling_weighs_neighbours_by_their_distance() {
        // What was there before says nothing.
        let (mut blended, mut scaled) = (vec![9; 40], vec![9; 50]);
        scale::<1>(&[0, 100], (2, 1), (4, 1), &mut blended, &mut scaled);
        assert_eq!(scaled, [0, 25, 75, 100]);
        scale::<1>(&[0, 100, 200, 60], (2, 2), (1, 1), &mut blended, &mut scaled);
        assert_eq!(scaled, [90]);
        scale::<3>(&[10, 20, 30, 50, 60, 70], (2, 1), (1, 1), &mut blended, &mut scaled);
        assert_eq!(scaled, [30, 40, 50]);
        let picked: Vec<u8> = (0..27).collect();
        scale::<1>(&picked, (9, 3), (3, 1), &mut blended, &mut scaled);
        assert_eq!(scaled, [10, 13, 16]);
        scale::<1>(&[7; 35], (5, 7), (3, 11), &mut blended, &mut scaled);
        assert_eq!(scaled, [7; 33]);
        scale::<1>(&[1, 2], (2, 1), (2, 1), &mut blended, &mut scaled);
        assert_eq!(scaled, [1, 2]);
    }

    #[test]
    fn a_fixed_canvas_takes_what_fits() {
        let made = Letterbox::new((1920, 1080), 1024, Some((640, 640)));
        assert_eq!((made.inner, made.canvas), ((640, 360), (640, 640)));
        assert_eq!(made.back, (3.0, 3.0));
    }
}
