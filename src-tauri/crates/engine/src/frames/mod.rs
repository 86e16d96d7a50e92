//! Frames on their way from ffmpeg's pipe, and what is measured there. Knows nothing of cameras.

pub mod keyframes;
pub mod meter;
pub mod pace;
pub mod scene;
pub mod y4m;

pub use bellwatch_imaging::{ColourRange, Frame, Shape};
