//! Faces: model packs, detector, alignment, embedder, gallery, photos.
//!
//! The only crate that names ONNX Runtime. It knows no person, no store and no camera: pictures and files come in,
//! faces, embeddings and sentences go out. A crate of its own for that, and because it is compiled for speed in every
//! profile.

pub mod alignment;
mod bare;
mod bt601;
mod detector;
mod embedder;
mod faces;
pub mod gallery;
mod letterbox;
pub mod library;
mod net;
mod onnx;
pub mod packs;
pub mod photo;
pub mod quality;
mod rewriting;
pub mod runtime;
mod scaler;
mod scaling;
#[cfg(test)]
mod sentences;

pub use bare::{Bare, Prepared};
pub use faces::{Faces, OpenError, Opened};
pub use library::Library;
