//! What bytes of a picture become on their way into a model: numbers, in its order of colours.

use multiversion::multiversion;

use crate::bt601::Bt601;
use crate::packs::Colours;

/// What 0–255 becomes, and in which order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scaling {
    pub colours: Colours,
    pub mean: [f32; 3],
    pub std: [f32; 3],
}

impl Scaling {
    /// Three planes of black, `area` numbers each.
    pub fn black(&self, area: usize) -> Vec<f32> {
        let black = |nth: usize| -self.mean[nth] / self.std[nth];
        self.order().into_iter().flat_map(|nth| std::iter::repeat_n(black(nth), area)).collect()
    }

    /// Which of red, green, blue (0, 1, 2) each plane holds.
    fn order(&self) -> [usize; 3] {
        match self.colours {
            Colours::Rgb => [0, 1, 2],
            Colours::Bgr => [2, 1, 0],
        }
    }

    /// Spreads RGB bytes, `width` pixels a row, into three planes `stride` wide.
    pub fn planes(&self, rgb: &[u8], width: usize, planes: [&mut [f32]; 3], stride: usize) {
        let [first, second, third] = planes;
        let [red, green, blue] = match self.colours {
            Colours::Rgb => [first, second, third],
            Colours::Bgr => [third, second, first],
        };
        let factors = self.std.map(|std| 1.0 / std);
        let less: [f32; 3] = std::array::from_fn(|nth| self.mean[nth] * factors[nth]);
        // All three in one go: each pixel is read once.
        let rows = red.chunks_mut(stride).zip(green.chunks_mut(stride));
        let rows = rows.zip(blue.chunks_mut(stride)).zip(rgb.chunks_exact(3 * width));
        for (((red, green), blue), row) in rows {
            spread(row.as_chunks().0, [red, green, blue], factors, less);
        }
    }

    /// Spreads two rows of luma (or the last one alone), `width` pixels each, and the row of chroma that they share
    /// (4:2:0, BT.601) into as many rows of three planes of colours, `stride` wide. A colour at a time, so that the
    /// compiler makes vectors of it; `added` is what it works in.
    pub fn rows_of_yuv(
        &self,
        [y, u, v]: [&[u8]; 3],
        width: usize,
        full_range: bool,
        rows: [&mut [f32]; 3],
        stride: usize,
        added: &mut Vec<[f32; 2]>,
    ) {
        let Bt601 { black, luma, of_u, of_v } = Bt601::new(full_range);
        added.resize(width.div_ceil(2), [0.0; 2]);
        for (rows, colour) in rows.into_iter().zip(self.order()) {
            let (of_u, of_v) = (of_u[colour], of_v[colour]);
            let (mean, factor) = (self.mean[colour], 1.0 / self.std[colour]);
            let (black_as, white_as) = (-mean * factor, (255.0 - mean) * factor);
            let range = [black_as.min(white_as), black_as.max(white_as)];
            let of_zero = -black * luma - mean;
            tint(added, [u, v], [of_u * factor, of_v * factor], of_zero * factor);
            for (into, y) in rows.chunks_mut(stride).zip(y.chunks_exact(width)) {
                lit(into, y, added.as_flattened(), luma * factor, range);
            }
        }
    }
}

/// Three planes of equal size, one after the other.
pub(crate) fn thirds(planes: &mut [f32]) -> [&mut [f32]; 3] {
    let (first, rest) = planes.split_at_mut(planes.len() / 3);
    let (second, third) = rest.split_at_mut(rest.len() / 2);
    [first, second, third]
}

/// What a row of chroma adds to one colour, for both pixels it lies under.
#[multiversion(targets("x86_64+avx2"))]
fn tint(added: &mut [[f32; 2]], [u, v]: [&[u8]; 2], [of_u, of_v]: [f32; 2], of_zero: f32) {
    for ((pair, u), v) in added.iter_mut().zip(u).zip(v) {
        *pair = [of_u * (f32::from(*u) - 128.0) + of_v * (f32::from(*v) - 128.0) + of_zero; 2];
    }
}

/// A row of one colour: luma, and what chroma adds. Processors of the last ten years do eight at once, which the build
/// cannot take for granted; this chooses when it runs.
#[multiversion(targets("x86_64+avx2"))]
fn lit(into: &mut [f32], y: &[u8], added: &[f32], luma: f32, [least, most]: [f32; 2]) {
    for ((into, y), added) in into.iter_mut().zip(y).zip(added) {
        *into = (f32::from(*y) * luma + added).clamp(least, most);
    }
}

/// A row of pixels spread into a row of each colour's plane.
#[multiversion(targets("x86_64+avx2"))]
fn spread(pixels: &[[u8; 3]], [red, green, blue]: [&mut [f32]; 3], factors: [f32; 3], less: [f32; 3]) {
    for (((pixel, red), green), blue) in pixels.iter().zip(red).zip(green).zip(blue) {
        *red = f32::from(pixel[0]) * factors[0] - less[0];
        *green = f32::from(pixel[1]) * factors[1] - less[1];
        *blue = f32::from(pixel[2]) * factors[2] - less[2];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_plane_has_its_colours_own_mean_and_deviation() {
        let scaling = |colours| Scaling { colours, mean: [10.0, 20.0, 30.0], std: [1.0, 2.0, 5.0] };
        // One pixel on a canvas two wide.
        let spread = |colours| {
            let mut planes = scaling(colours).black(2);
            scaling(colours).planes(&[110, 120, 130], 1, thirds(&mut planes), 2);
            planes
        };
        assert_eq!(spread(Colours::Rgb), [100.0, -10.0, 50.0, -10.0, 20.0, -6.0]);
        assert_eq!(spread(Colours::Bgr), [20.0, -6.0, 50.0, -10.0, 100.0, -10.0]);
    }

    #[test]
    fn luma_and_chroma_become_the_colours_they_are() {
        // Full red by BT.601, in both ranges; three pixels a row, three rows, on a canvas four wide.
        for (full_range, [y, u, v]) in [(true, [76, 85, 255]), (false, [81, 90, 240])] {
            let scaling = Scaling { colours: Colours::Bgr, mean: [5.0, 0.0, 0.0], std: [2.0, 1.0, 1.0] };
            let mut planes = scaling.black(4 * 4);
            let mut added = Vec::new();
            for (y, rows) in [(&[y; 6][..], 0..8), (&[y; 3], 8..12)] {
                let rows = thirds(&mut planes).map(|plane| &mut plane[rows.clone()]);
                scaling.rows_of_yuv([y, &[u; 2], &[v; 2]], 3, full_range, rows, 4, &mut added);
            }
            for (nth, value) in planes.iter().enumerate() {
                let is_picture = nth % 4 < 3 && nth % 16 < 12;
                let expected = match (nth / 16, is_picture) {
                    (2, true) => 125.0,
                    (2, false) => -2.5,
                    _ => 0.0,
                };
                assert!((value - expected).abs() < 1.0, "{nth}: {value}, not {expected}");
            }
        }
    }
}
