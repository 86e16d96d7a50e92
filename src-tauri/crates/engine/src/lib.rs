//! What runs: enforcer, runners, frames, journal; `api` is what may be asked, `wire` what crosses to the window.

pub mod ability;
pub mod api;
mod bell;
pub mod calendar;
mod capture;
pub mod clock;
mod decoding;
mod downloads;
pub mod enforcer;
pub mod folder;
pub mod frames;
pub mod hub;
pub mod journal;
pub mod logging;
pub mod logs;
pub mod mask;
pub mod pictures;
pub mod present;
pub mod probe;
pub mod proc;
pub mod programs;
pub mod runner;
pub mod spawner;
pub mod strays;
pub mod why;
pub mod wire;
pub mod words;
