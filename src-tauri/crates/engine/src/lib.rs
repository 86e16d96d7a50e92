//! What runs: enforcer, runners, frames, journal; `api` is what may be asked, `wire` what crosses to the window.

pub mod clock;
pub mod wire;
