//! What runs: enforcer, runners, frames, journal; `api` is what may be asked, `wire` what crosses to the window.

pub mod clock;
pub mod frames;
pub mod proc;
pub mod spawner;
pub mod wire;
