//! What is remembered: the only crate with SQL.
//!
//! One SQLite file in the data folder, write-ahead logged, with one writer at a time. Nothing here decides anything
//! about cameras, asks for the time, or knows of processes and windows. Every change of what an operator configures is
//! one transaction that holds its Event.

mod attendance;
mod backup;
mod camera_import;
mod cameras;
mod clips;
mod config;
mod config_file;
mod consent;
mod counts;
mod coverage;
mod doubts;
mod erase;
mod error;
mod events;
mod exceptions;
mod gallery;
mod gauges;
mod heartbeats;
mod journal;
mod keys;
mod kinds;
mod memory;
mod occurrences;
mod open;
mod people;
mod personal_data;
mod photos;
mod profiles;
mod prune;
mod removed;
mod requests;
mod reviews;
mod rows;
mod runs;
mod schedules;
mod seal;
mod setters;
mod sightings;
mod signed_days;
mod site;
mod unknown;

#[cfg(test)]
mod sentences;

pub use attendance::{AttendanceEntry, AttendanceOf, AttendanceRow};
pub use backup::{
    BACKUPS_FOLDER, BackupError, BackupFacts, BackupKind, BackupState, Contents, Difference, KeyHeld, Listed,
    Made, Rehearsal, Restored, backup_name, backups_in, check_backup, prune_backups, rehearse, restore,
};
pub use camera_import::{CamerasImported, KEEP_IMPORT};
pub use cameras::{CameraRow, PasswordChange};
pub use clips::{Clip, NewClip};
pub use config_file::{FileError, ImportReport, Refused};
pub use consent::Withdrawn;
pub use counts::KeptCounts;
pub use coverage::CoverageRow;
pub use doubts::Voted;
pub use erase::ErasureCertificate;
pub use error::Error;
pub use events::{Event, EventChoice, NewEvent};
pub use gallery::{FaceTemplate, Gallery, NewTemplate};
pub use journal::{EnforcerRow, Write};
pub use keys::{KeyChoice, KeyPlace};
pub use open::Store;
pub use people::{Imported, PersonRow};
pub use personal_data::PersonalData;
pub use photos::{NewPhoto, Photo, PhotoOrigin};
pub use prune::Pruned;
pub use removed::KEEP_REMOVED;
pub use requests::{Answer, Request, RequestKind};
pub use reviews::Decision;
pub use runs::{Run, RunCounts, RunningProcess};
pub use setters::{SetBy, Setters};
pub use sightings::{Evidence, KeptSighting, LIKEST, Likest, NewEvidence, NewSighting, OccurrenceName};
pub use signed_days::SignedDay;
pub use unknown::{NewUnknownFace, UnknownFace, UnknownState};
