//! What is remembered: the only crate with SQL.
//!
//! One SQLite file in the data folder, write-ahead logged, one writer at a time within a process. Nothing here decides
//! anything, asks for the time, or knows of processes and windows.

mod cameras;
mod config;
mod config_file;
mod error;
mod events;
mod kinds;
mod open;
mod profiles;
mod prune;
mod requests;
mod rows;
mod runtime;
mod seal;

pub use cameras::{CameraRow, PasswordChange};
pub use config_file::{ImportReport, Refused};
pub use error::Error;
pub use events::{Event, NewEvent};
pub use open::{KeyChoice, KeyPlace, Store};
pub use prune::Pruned;
pub use requests::{Answer, Request, RequestKind};
pub use runtime::{EnforcerRow, Run, RunningProcess, Write};
