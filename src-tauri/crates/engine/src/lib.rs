//! What runs: enforcer, runners, frames, journal; `api` is what may be asked, `wire` what crosses to the window.

pub mod ability;
pub mod capture;
pub mod clock;
pub mod frames;
pub mod logs;
pub mod mask;
pub mod pictures;
pub mod probe;
pub mod proc;
pub mod programs;
pub mod runner;
pub mod spawner;
pub mod strays;
pub mod wire;
