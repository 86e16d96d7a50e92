//! The bare runs of a pack's models on prepared input: what everything else about recognising is measured against.

use bellwatch_domain::recognition::RecognitionError;

use crate::faces::{OpenError, cannot, read};
use crate::net::Net;
use crate::packs::Pack;
use crate::runtime::{Computing, Provider, Runtime};

/// What a model is given.
pub struct Prepared {
    pub(crate) shape: [usize; 4],
    pub(crate) values: Vec<f32>,
}

/// A pack's two models as their files are, on the processor, with the threads that [`crate::Faces`] would have.
pub struct Bare {
    detector: Net,
    embedder: Net,
}

impl Bare {
    /// Loads both.
    ///
    /// # Errors
    ///
    /// [`OpenError`].
    pub fn open(runtime: &Runtime, pack: &Pack, computing: &Computing) -> Result<Self, OpenError> {
        let net = |file| {
            let model = read(pack, file)?;
            Net::load(runtime, &model, Provider::Cpu, computing).map_err(|error| cannot(file, &error))
        };
        let manifest = pack.manifest();
        Ok(Bare { detector: net(&manifest.detector.file)?, embedder: net(&manifest.recogniser.file)? })
    }

    /// Runs the detector and drops what it answers.
    ///
    /// # Errors
    ///
    /// [`RecognitionError::Run`].
    pub fn detect(&self, input: &Prepared) -> Result<(), RecognitionError> {
        self.detector.with_outputs(input.shape, &input.values, |_| Ok(()))
    }

    /// Runs the embedder and drops what it answers.
    ///
    /// # Errors
    ///
    /// [`RecognitionError::Run`].
    pub fn embed(&self, input: &Prepared) -> Result<(), RecognitionError> {
        self.embedder.with_outputs(input.shape, &input.values, |_| Ok(()))
    }
}
