//! ONNX Runtime: the library that runs models, opened when it is needed and not linked.
//!
//! There is one library and one environment of it in a process: it is the only thing here that is global, because the
//! library itself is.

mod library;
mod provider;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ort::environment::Environment;
use ort::logging::LogLevel;
use ort::session::Session;

#[cfg(test)]
pub(crate) use library::BY_SETTING;
pub use library::Places;
pub use provider::{Computing, Provider, Tried};

/// Opened once, then kept until the process ends: it cannot be opened a second time.
static OPENED: Mutex<Option<Runtime>> = Mutex::new(None);

/// The opened library.
#[derive(Clone)]
pub struct Runtime {
    environment: Environment,
    library: PathBuf,
}

/// Why models cannot be run here.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A path was named, and there is nothing.
    #[error("{named_by} says that ONNX Runtime is at {}, and it is not there.", path.display())]
    NotThere {
        /// Who named it.
        named_by: &'static str,
        /// What was named.
        path: PathBuf,
    },
    /// It is nowhere.
    #[error("ONNX Runtime, which recognises faces, is missing: there is no {name} in {looked_in}.")]
    Missing {
        /// The file's name.
        name: &'static str,
        /// Folders, with commas.
        looked_in: String,
    },
    /// It is there and cannot be opened: damaged, another machine's, or too old.
    #[error("{} cannot be used as ONNX Runtime: {why}", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the loader says.
        why: String,
    },
}

impl Runtime {
    /// Finds the library and opens it. Once one is open it stays, wherever one looks later.
    ///
    /// # Errors
    ///
    /// [`Error`], one sentence; another try, with other places, may succeed.
    pub fn open(places: &Places) -> Result<Runtime, Error> {
        let mut opened = OPENED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = &*opened {
            return Ok(runtime.clone());
        }
        let library = places.find()?;
        let unusable = |why: String| Error::Unusable { path: library.clone(), why };
        let environment = ort::init_from(&library)
            .map_err(|error| unusable(error.to_string()))?
            .with_name("bellwatch")
            .with_telemetry(false)
            .build()
            .map_err(|error| unusable(error.to_string()))?;
        // Its warnings speak of operators and go to standard error, where nobody can act on them.
        environment.set_log_level(LogLevel::Fatal);
        let runtime = Runtime { environment, library };
        *opened = Some(runtime.clone());
        Ok(runtime)
    }

    /// Where the library is.
    pub fn library(&self) -> &Path {
        &self.library
    }

    /// A model, ready to run on `provider`.
    pub(crate) fn session(
        &self,
        model: &[u8],
        provider: Provider,
        computing: &Computing,
    ) -> ort::Result<Session> {
        let mut builder = Session::builder(&self.environment)?
            .with_intra_threads(computing.threads.max(1))?
            .with_inter_threads(1)?
            // A thread that spins for the next frame takes three times the CPU time (31.8 against 10.8 ms a frame).
            .with_intra_op_spinning(false)?
            // Patterns are kept per shape, and cameras have many.
            .with_memory_pattern(false)?;
        provider.register(&mut builder, computing)?;
        builder.commit_from_memory(model)
    }
}
