//! A model that is loaded: planes in, rows of numbers out.

use std::sync::{Mutex, PoisonError};

use bellwatch_domain::recognition::RecognitionError;
use ort::session::{Session, SessionOutputs};
use ort::value::{Outlet, TensorRef, ValueType};

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
