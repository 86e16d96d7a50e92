//! A model that is loaded: planes in, rows of numbers out.

use std::sync::{Mutex, PoisonError};

use bellwatch_domain::recognition::RecognitionError;
use multiversion::multiversion;
use ort::session::{Session, SessionOutputs};
use ort::value::{Outlet, TensorRef, ValueType};

use crate::bt601::Bt601;
use crate::packs::Colours;
use crate::runtime::{Computing, Provider, Runtime};

/// A loaded model with one picture input. It works on one call at a time.
pub(crate) struct Net {
    session: Mutex<Session>,
    input: [i64; 4],
    outputs: Vec<(String, Vec<i64>)>,
}

/// One of a model's answers, as it lies in the library's memory.
pub(crate) struct Answer<'a> {
    pub name: &'a str,
    pub shape: &'a [i64],
    pub values: &'a [f32],
}

/// What 0–255 becomes, and in which order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scaling {
    pub colours: Colours,
    pub mean: [f32; 3],
    pub std: [f32; 3],
}

impl Net {
    /// Loads a model whose input is one picture, `[batch, 3, height, width]`.
    pub fn load(
        runtime: &Runtime,
        model: &[u8],
        on: Provider,
        computing: &Computing,
    ) -> Result<Self, LoadError> {
        let session = runtime.session(model, on, computing)?;
        let [input] = session.inputs() else { return Err(LoadError::Input) };
        let input = <[i64; 4]>::try_from(sides(input)).map_err(|_| LoadError::Input)?;
        if input[1] != 3 {
            return Err(LoadError::Input);
        }
        let outputs =
            session.outputs().iter().map(|outlet| (outlet.name().to_owned(), sides(outlet))).collect();
        Ok(Net { session: Mutex::new(session), input, outputs })
    }

    /// Batch, channels, height, width; −1 where it is free.
    pub fn input(&self) -> [i64; 4] {
        self.input
    }

    /// Names and sides of what it answers; −1 where a side is free.
    pub fn outputs(&self) -> &[(String, Vec<i64>)] {
        &self.outputs
    }

    /// Runs it on `[batch, 3, height, width]` numbers and has the answers read.
    pub fn run<T>(
        &self,
        shape: [usize; 4],
        values: &[f32],
        read: impl FnOnce(&[Answer<'_>]) -> Result<T, RecognitionError>,
    ) -> Result<T, RecognitionError> {
        self.with_outputs(shape, values, |outputs| {
            let mut values = Vec::with_capacity(outputs.len());
            for (name, value) in outputs.iter() {
                values.push((name, value));
            }
            let mut answers = Vec::with_capacity(values.len());
            for (name, value) in &values {
                let (shape, values) = value.try_extract_tensor::<f32>().map_err(failed)?;
                answers.push(Answer { name, shape, values });
            }
            read(&answers)
        })
    }

    /// The same, with whatever the library gives.
    pub fn with_outputs<T>(
        &self,
        shape: [usize; 4],
        values: &[f32],
        read: impl FnOnce(&SessionOutputs<'_>) -> Result<T, RecognitionError>,
    ) -> Result<T, RecognitionError> {
        let input = TensorRef::from_array_view((shape, values)).map_err(failed)?;
        // A panic of another caller leaves nothing half done in a session.
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        read(&session.run(ort::inputs![input]).map_err(failed)?)
    }
}

fn failed(error: ort::Error) -> RecognitionError {
    RecognitionError::Run(error.into())
}

/// Why a model's file cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LoadError {
    #[error("{0}")]
    Runtime(#[from] ort::Error),
    #[error("its input is not one picture with three colours")]
    Input,
}

fn sides(outlet: &Outlet) -> Vec<i64> {
    match outlet.dtype() {
        ValueType::Tensor { shape, .. } => shape.to_vec(),
        _ => Vec::new(),
    }
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
    pub fn planes(&self, rgb: &[u8], width: usize, planes: &mut [f32], stride: usize) {
        let area = planes.len() / 3;
        let (first, rest) = planes.split_at_mut(area);
        let (second, third) = rest.split_at_mut(area);
        let [red, green, blue] = match self.colours {
            Colours::Rgb => [first, second, third],
            Colours::Bgr => [third, second, first],
        };
        let factors = self.std.map(|std| 1.0 / std);
        let less: [f32; 3] = std::array::from_fn(|nth| self.mean[nth] * factors[nth]);
        // All three in one go: each pixel is read once.
        let rows = red.chunks_exact_mut(stride).zip(green.chunks_exact_mut(stride));
        let rows = rows.zip(blue.chunks_exact_mut(stride)).zip(rgb.chunks_exact(3 * width));
        for (((red, green), blue), row) in rows {
            spread(row.as_chunks().0, [red, green, blue], factors, less);
        }
    }

    /// Spreads planes of luma and chroma (4:2:0, BT.601), `width` pixels a row, into three planes of colours `stride`
    /// wide. A colour and a row at a time, so that the compiler makes vectors of it.
    pub fn planes_of_yuv(
        &self,
        [y, u, v]: [&[u8]; 3],
        width: usize,
        full_range: bool,
        planes: &mut [f32],
        stride: usize,
    ) {
        let Bt601 { black, luma, of_u, of_v } = Bt601::new(full_range);
        let half = width.div_ceil(2);
        let mut added = vec![0.0; 2 * half];
        let area = planes.len() / 3;
        for (plane, colour) in planes.chunks_exact_mut(area.max(1)).zip(self.order()) {
            let (of_u, of_v) = (of_u[colour], of_v[colour]);
            let (mean, factor) = (self.mean[colour], 1.0 / self.std[colour]);
            let (black_as, white_as) = (-mean * factor, (255.0 - mean) * factor);
            let range = [black_as.min(white_as), black_as.max(white_as)];
            // Two rows share one of chroma; of an odd number the last has it alone.
            let rows = plane.chunks_mut(2 * stride).zip(y.chunks(2 * width));
            for ((into, y), (u, v)) in rows.zip(u.chunks_exact(half).zip(v.chunks_exact(half))) {
                let (pairs, _) = added.as_chunks_mut::<2>();
                for ((pair, u), v) in pairs.iter_mut().zip(u).zip(v) {
                    let both = of_u * (f32::from(*u) - 128.0) + of_v * (f32::from(*v) - 128.0);
                    *pair = [(both - black * luma - mean) * factor; 2];
                }
                for (into, y) in into.chunks_mut(stride).zip(y.chunks_exact(width)) {
                    lit(into, y, &added, luma * factor, range);
                }
            }
        }
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
            scaling(colours).planes(&[110, 120, 130], 1, &mut planes, 2);
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
            scaling.planes_of_yuv([&[y; 9], &[u; 4], &[v; 4]], 3, full_range, &mut planes, 4);
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
