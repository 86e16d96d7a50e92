//! A model that is loaded: planes in, rows of numbers out.

use std::sync::{Mutex, PoisonError};

use bellwatch_domain::recognition::RecognitionError;
use ort::session::{Session, SessionOutputs};
use ort::value::{Outlet, TensorRef, ValueType};

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

    /// What each value of a colour becomes.
    fn table(&self, nth: usize) -> [f32; 256] {
        let (mean, factor) = (self.mean[nth], 1.0 / self.std[nth]);
        std::array::from_fn(|value| (value as f32 - mean) * factor)
    }

    /// Spreads RGB bytes, `width` pixels a row, into three planes `stride` wide.
    pub fn planes(&self, rgb: &[u8], width: usize, planes: &mut [f32], stride: usize) {
        let area = planes.len() / 3;
        let (first, rest) = planes.split_at_mut(area);
        let (second, third) = rest.split_at_mut(area);
        // All three in one go: each pixel is read once.
        let order = self.order();
        let tables = order.map(|nth| self.table(nth));
        let rows = first.chunks_exact_mut(stride).zip(second.chunks_exact_mut(stride));
        let rows = rows.zip(third.chunks_exact_mut(stride)).zip(rgb.chunks_exact(3 * width));
        for (((first, second), third), row) in rows {
            let (pixels, _) = row.as_chunks::<3>();
            for (((pixel, first), second), third) in pixels.iter().zip(first).zip(second).zip(third) {
                let value = |plane: usize| tables[plane][usize::from(pixel[order[plane]])];
                (*first, *second, *third) = (value(0), value(1), value(2));
            }
        }
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
}
