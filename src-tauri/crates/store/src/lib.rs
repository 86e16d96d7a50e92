//! What is remembered: the only crate with SQL.
//!
//! One SQLite file in the data folder, write-ahead logged, with one writer at a time. Nothing here decides anything
//! about cameras, asks for the time, or knows of processes and windows. Every change of what an operator configures is
//! one transaction that holds its Event.

mod cameras;
mod config;
mod config_file;
mod error;
mod events;
mod exceptions;
mod heartbeats;
mod journal;
mod keys;
mod kinds;
mod memory;
mod occurrences;
mod open;
mod profiles;
mod prune;
mod removed;
mod requests;
mod rows;
mod runs;
mod schedules;
mod seal;
mod setters;
mod site;

pub use cameras::{CameraRow, PasswordChange};
pub use config_file::{FileError, ImportReport, Refused};
pub use error::Error;
pub use events::{Event, NewEvent};
pub use journal::{EnforcerRow, Write};
pub use keys::{KeyChoice, KeyPlace};
pub use open::Store;
pub use prune::Pruned;
pub use removed::KEEP_REMOVED;
pub use requests::{Answer, Request, RequestKind};
pub use runs::{Run, RunningProcess};
pub use setters::{SetBy, Setters};
