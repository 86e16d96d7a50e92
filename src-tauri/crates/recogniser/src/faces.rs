//! A pack at work: detector and embedder, loaded on the first provider that runs both.

use std::fmt::Display;
use std::fs;
use std::sync::Arc;

use bellwatch_domain::recognition::{
    Embedding, Face, FaceQuality, ModelId, Picture, Pixels, Recogniser, RecognitionError, Search,
};
use bellwatch_domain::{PersonId, matching};

use crate::alignment;
use crate::bare::Prepared;
use crate::detector::Detector;
use crate::embedder::Embedder;
use crate::gallery::Gallery;
use crate::net::Net;
use crate::packs::{self, ModelFile, Pack};
use crate::quality;
use crate::rewriting;
use crate::runtime::{Computing, Provider, Runtime, Tried};

/// A pack at work.
pub struct Faces {
    detector: Detector,
    embedder: Embedder,
    threshold: f32,
}

/// A pack at work, and what was tried before it worked.
pub struct Opened {
    /// Ready, warmed up.
    pub faces: Faces,
    /// What it runs on.
    pub provider: Provider,
    /// Providers that did not work, in the order they were tried.
    pub tried: Vec<Tried>,
}

/// Why a pack cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A file is missing, damaged or another one. It was not loaded.
    #[error(transparent)]
    File(#[from] packs::Error),
    /// A file is whole, and the model in it is not what the manifest says, or does not run.
    #[error("{file} cannot be used: {why}.")]
    Model {
        /// The file's name.
        file: String,
        /// What is wrong with it.
        why: String,
    },
}

impl Faces {
    /// Loads a pack: checks each file's checksum, tries the providers in order, and runs both models once.
    ///
    /// # Errors
    ///
    /// [`OpenError`] of the processor, which is tried last.
    pub fn open(runtime: &Runtime, pack: &Pack, computing: &Computing) -> Result<Opened, OpenError> {
        let manifest = pack.manifest();
        let (detector, recogniser) =
            (read(pack, &manifest.detector.file)?, read(pack, &manifest.recogniser.file)?);
        let mut tried = Vec::new();
        let mut last = None;
        for provider in computing.tries() {
            match Self::load(runtime, pack, [&detector, &recogniser], provider, computing) {
                Ok(faces) => return Ok(Opened { faces, provider, tried }),
                Err(error) => {
                    tried.push(Tried { provider, why: error.to_string() });
                    last = Some(error);
                }
            }
        }
        Err(last.unwrap_or_else(|| OpenError::Model {
            file: manifest.detector.file.name.clone(),
            why: "there is nothing to run it on".to_owned(),
        }))
    }

    fn load(
        runtime: &Runtime,
        pack: &Pack,
        [detector, recogniser]: [&[u8]; 2],
        provider: Provider,
        computing: &Computing,
    ) -> Result<Self, OpenError> {
        let manifest = pack.manifest();
        let net = |file: &ModelFile, bytes: &[u8]| {
            // A graphics card does the file's own operations as soon.
            let sooner = (provider == Provider::Cpu).then(|| rewriting::rewritten(bytes)).flatten();
            let sooner = sooner.and_then(|model| Net::load(runtime, &model, provider, computing).ok());
            // What the library has against a model is what it has against the file.
            let net = sooner.map_or_else(|| Net::load(runtime, bytes, provider, computing), Ok);
            net.map_err(|error| cannot(file, &error))
        };
        let (part, file) = (&manifest.detector, &manifest.detector.file);
        let detector =
            Detector::new(net(file, detector)?, part, computing.threads).map_err(|why| cannot(file, &why))?;
        // A provider that was taken can still fail at the first picture.
        let grey = vec![128; 3 * 64 * 64];
        if let Some(picture) = Picture::new(64, 64, Pixels::Rgb(&grey)) {
            detector.detect(&picture, 64).map_err(|error| cannot(file, &chain(&error)))?;
        }
        let (part, file) = (&manifest.recogniser, &manifest.recogniser.file);
        let embedder = Embedder::new(net(file, recogniser)?, part, manifest.model_id())
            .map_err(|why| cannot(file, &why))?;
        embedder.warm_up().map_err(|error| cannot(file, &chain(&error)))?;
        Ok(Faces { detector, embedder, threshold: part.threshold })
    }

    /// The crop of a face as the embedder gets it: RGB and its side, pixels.
    pub fn crop(&self, picture: &Picture<'_>, face: &Face) -> (Vec<u8>, usize) {
        let side = self.embedder.side_px();
        (alignment::crop(picture, &face.landmarks, self.embedder.template(), side), side)
    }

    /// What the detector gets of a picture, to measure [`Recogniser::detect`] against [`crate::Bare::detect`].
    pub fn prepared_picture(&self, picture: &Picture<'_>, det_set_px: u32) -> Prepared {
        self.detector.prepared(picture, det_set_px)
    }

    /// What the embedder gets of one face, to measure [`Recogniser::embed`] against [`crate::Bare::embed`].
    pub fn prepared_face(&self, picture: &Picture<'_>, face: &Face) -> Prepared {
        self.embedder.prepared(&self.crop(picture, face).0)
    }
}

/// A model's file, whole and the one that the manifest means.
pub(crate) fn read(pack: &Pack, file: &ModelFile) -> Result<Vec<u8>, packs::Error> {
    let path = pack.folder().join(&file.name);
    let bytes = fs::read(&path).map_err(|error| packs::Error::Read { path: path.clone(), source: error })?;
    file.matches(&path, &bytes).map(|()| bytes)
}

pub(crate) fn cannot(file: &ModelFile, why: &dyn Display) -> OpenError {
    OpenError::Model { file: file.name.clone(), why: why.to_string().trim_end_matches('.').to_owned() }
}

/// An error with what brought it about.
fn chain(error: &RecognitionError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

impl Recogniser for Faces {
    fn model(&self) -> &ModelId {
        self.embedder.model()
    }

    fn threshold(&self) -> f32 {
        self.threshold
    }

    fn detect(&self, picture: &Picture<'_>, det_set_px: u32) -> Result<Vec<Face>, RecognitionError> {
        self.detector.detect(picture, det_set_px)
    }

    fn embed(&self, faces: &[(&Picture<'_>, &Face)]) -> Result<Vec<Embedding>, RecognitionError> {
        let crops: Vec<Vec<u8>> = faces.iter().map(|(picture, face)| self.crop(picture, face).0).collect();
        self.embedder.embed(&crops)
    }

    fn quality(&self, picture: &Picture<'_>, face: &Face) -> FaceQuality {
        let (crop, side) = self.crop(picture, face);
        quality::measure(&crop, side, &face.landmarks)
    }

    fn gallery(&self, templates: &[(PersonId, Embedding)]) -> Result<Arc<dyn Search>, RecognitionError> {
        let rows = templates.iter().map(|(person, embedding)| (*person, embedding));
        let gallery = Gallery::new(self.model().clone(), self.embedder.length(), rows)
            .map_err(|_| RecognitionError::Shape)?;
        Ok(Arc::new(gallery))
    }
}

impl Search for Gallery<PersonId> {
    fn search(&self, probe: &Embedding, most: usize) -> Vec<matching::Candidate> {
        let Ok(matches) = Gallery::search(self, probe, most) else { return Vec::new() };
        let candidates = matches.candidates.into_iter();
        candidates.map(|one| matching::Candidate { person: one.person, score: one.score }).collect()
    }

    fn len(&self) -> usize {
        Gallery::len(self)
    }
}
