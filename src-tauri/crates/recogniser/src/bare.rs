//! The bare run of a model on one prepared input: what everything else about recognising is measured against.

use bellwatch_domain::recognition::RecognitionError;

use crate::net::Net;

/// A model and one input for it.
pub struct Bare<'a> {
    pub(crate) net: &'a Net,
    pub(crate) shape: [usize; 4],
    pub(crate) values: Vec<f32>,
}

impl Bare<'_> {
    /// Runs the model and drops what it answers.
    ///
    /// # Errors
    ///
    /// [`RecognitionError::Run`].
    pub fn run(&self) -> Result<(), RecognitionError> {
        self.net.with_outputs(self.shape, &self.values, |_| Ok(()))
    }
}
