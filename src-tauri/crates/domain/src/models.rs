//! What the engine asks of whoever has the models: which packs there are, one at work, a photo opened.
//!
//! It knows no file and no library; those are the recogniser's.

use std::path::PathBuf;
use std::sync::Arc;

use crate::recognition::{ModelId, Picture, Pixels, Recogniser};

/// Where models come from. Every call may take seconds and must not be made on a thread that serves others.
pub trait Models: Send + Sync {
    /// Every pack that is known here, installed ones first.
    ///
    /// # Errors
    ///
    /// [`ModelsError`] when the packs' folder cannot be read.
    fn packs(&self) -> Result<Vec<PackFacts>, ModelsError>;

    /// Puts a pack to work.
    ///
    /// # Errors
    ///
    /// [`ModelsError`] when it is not installed, damaged, or does not run; nothing is loaded then.
    fn open(&self, pack: &str, wish: &Computing) -> Result<Opened, ModelsError>;

    /// Installs a pack and tells how far it is; answers its id. `pack` names one of the catalogue; `None` takes the one
    /// that the files belong to.
    ///
    /// # Errors
    ///
    /// [`ModelsError`]; what was there is as it was.
    fn install(
        &self,
        pack: Option<&str>,
        from: &PackSource,
        tell: &mut dyn FnMut(PackProgress),
    ) -> Result<String, ModelsError>;

    /// Removes an installed pack.
    ///
    /// # Errors
    ///
    /// [`ModelsError`] when there is none or it cannot be removed.
    fn remove(&self, pack: &str) -> Result<(), ModelsError>;

    /// Puts away what an installation that was cut off left behind; to be called at the start.
    ///
    /// # Errors
    ///
    /// [`ModelsError`] when the packs' folder cannot be written.
    fn mend(&self) -> Result<(), ModelsError> {
        Ok(())
    }

    /// Opens a photo of any usual format, upright; `name` is for the sentences.
    ///
    /// # Errors
    ///
    /// [`ModelsError`] for a file that is none, is damaged, or is too large.
    fn photo(&self, name: &str, bytes: &[u8]) -> Result<OpenPhoto, ModelsError>;
}

/// What is known of a pack.
#[derive(Debug, Clone, PartialEq)]
pub struct PackFacts {
    /// Its stable name.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// Whether it is installed.
    pub installed: bool,
    /// What is wrong with an installed one, one sentence; it is not loaded then.
    pub broken: Option<String>,
    /// Whether the school needs a licence of its own, and fetches the files itself.
    pub own_licence: bool,
    /// Bytes of all its files.
    pub bytes: u64,
    /// The licences of its files, each once.
    pub licences: Vec<String>,
    /// Names the embeddings that it makes; `None` when its manifest cannot be read.
    pub model: Option<ModelId>,
    /// Numbers in an embedding.
    pub embedding_length: usize,
    /// From this cosine on two embeddings are taken for one person, until a gallery says better.
    pub threshold: f32,
}

/// What a model is to compute on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// The best that works here, the processor last.
    Auto,
    /// The processor.
    Cpu,
    /// NVIDIA.
    Cuda,
    /// NVIDIA, by TensorRT.
    TensorRt,
    /// Intel.
    OpenVino,
    /// Windows.
    DirectMl,
}

/// How models are to be computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Computing {
    /// On what. Where it does not work, the processor is taken, and [`Opened::tried`] says so.
    pub wish: Wish,
    /// Threads on the processor, at least 1.
    pub threads: usize,
    /// At most so much memory of the graphics card in all, bytes.
    pub gpu_memory_bytes: usize,
}

/// A pack at work.
pub struct Opened {
    /// Ready, warmed up.
    pub recogniser: Arc<dyn Recogniser>,
    /// What it computes on, in a word or two: "CPU", "CUDA".
    pub provider: String,
    /// What was tried in vain before, one sentence each.
    pub tried: Vec<String>,
}

/// Where a pack comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackSource {
    /// Its makers' address.
    Official,
    /// Files and folders.
    Files(Vec<PathBuf>),
}

/// How far an installation is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackProgress {
    /// The file that is being fetched.
    pub file: String,
    /// Bytes of it that are there.
    pub done: u64,
    /// Its bytes.
    pub of: u64,
}

/// A photo as pixels. Its bytes always fit its size.
pub struct OpenPhoto {
    width_px: u32,
    height_px: u32,
    rgb: Vec<u8>,
}

impl OpenPhoto {
    /// A photo: red, green, blue, 8 bits each, `3 * width_px * height_px` bytes; `None` when they do not fit.
    pub fn new(width_px: u32, height_px: u32, rgb: Vec<u8>) -> Option<Self> {
        Picture::new(width_px, height_px, Pixels::Rgb(&rgb))?;
        Some(OpenPhoto { width_px, height_px, rgb })
    }

    /// As a recogniser looks at it.
    pub fn picture(&self) -> Option<Picture<'_>> {
        Picture::new(self.width_px, self.height_px, Pixels::Rgb(&self.rgb))
    }

    /// Width, pixels.
    pub fn width_px(&self) -> u32 {
        self.width_px
    }

    /// Height, pixels.
    pub fn height_px(&self) -> u32 {
        self.height_px
    }

    /// Red, green, blue after one another, rows from the top.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }
}

/// Why something about models was not done; displays as one sentence that the operator can act on.
#[derive(Debug, thiserror::Error)]
#[error("{sentence}")]
pub struct ModelsError {
    sentence: String,
    #[source]
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl ModelsError {
    /// A sentence by itself.
    pub fn new(sentence: impl Into<String>) -> Self {
        ModelsError { sentence: sentence.into(), source: None }
    }

    /// An error whose text is a sentence.
    pub fn of(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        ModelsError { sentence: error.to_string(), source: Some(Box::new(error)) }
    }
}

/// Where there are no models: no pack is known, and nothing is recognised.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoModels;

impl NoModels {
    /// Said of everything that is asked.
    pub(crate) const SENTENCE: &'static str = "This Bellwatch was built without face recognition.";

    fn none<T>() -> Result<T, ModelsError> {
        Err(ModelsError::new(NoModels::SENTENCE))
    }
}

impl Models for NoModels {
    fn packs(&self) -> Result<Vec<PackFacts>, ModelsError> {
        Ok(Vec::new())
    }

    fn open(&self, _: &str, _: &Computing) -> Result<Opened, ModelsError> {
        NoModels::none()
    }

    fn install(
        &self,
        _: Option<&str>,
        _: &PackSource,
        _: &mut dyn FnMut(PackProgress),
    ) -> Result<String, ModelsError> {
        NoModels::none()
    }

    fn remove(&self, _: &str) -> Result<(), ModelsError> {
        NoModels::none()
    }

    fn photo(&self, _: &str, _: &[u8]) -> Result<OpenPhoto, ModelsError> {
        NoModels::none()
    }
}
