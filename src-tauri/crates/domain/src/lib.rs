//! Bellwatch's nouns and rules.
//!
//! Pure: no async, no IO, no clock, nothing `Serialize`. Whatever needs the time is handed `now`; whatever needs
//! chance is handed a number. Deciding happens here; acting happens in `engine`, remembering in `store`.

pub mod attendance;
pub mod backoff;
pub mod backup;
pub mod budget;
pub mod camera;
pub mod clips;
pub mod coverage;
pub mod doubt;
pub mod enrolment;
pub mod extra_cli;
pub mod ffmpeg_args;
pub mod forecast;
pub mod gauges;
pub mod happened;
pub mod heartbeat;
pub mod ids;
pub mod incident;
pub mod knobs;
pub mod last_error;
pub mod mask;
pub mod matching;
pub mod memory;
pub mod models;
pub mod motion;
pub mod notices;
pub mod pause;
pub mod person;
pub mod plan;
pub mod problems;
pub mod profile;
pub mod readiness;
pub mod recognition;
pub mod reconcile;
pub mod retention;
pub mod roster;
pub mod run;
pub mod said;
pub mod schedule;
pub mod secret;
pub mod sighting;
pub mod site;
pub mod source;
pub mod threshold;
pub mod tracking;
pub mod unknown;

#[cfg(test)]
mod examples;
#[cfg(test)]
mod sentences;

pub use attendance::{AttendanceRecord, AttendanceRules, Status};
pub use camera::{Camera, Pause};
pub use coverage::{Coverage, Interval};
pub use ids::{
    CameraId, ClipId, ExceptionId, OccurrenceId, PeriodId, PersonId, PhotoId, ProfileId, RunId, RunnerKey,
    ScheduleId, SightingId, TemplateId, UnknownFaceId,
};
pub use last_error::{LastError, LastErrorKind};
pub use person::{Consent, Person};
pub use plan::{Plan, Rest, RestWhy, plan};
pub use profile::StreamProfile;
pub use reconcile::{Order, RestartWhy, StopWhy, reconcile};
pub use run::{EffectiveArgs, Ending, InSoftware, RunSpec};
pub use schedule::{BellSchedule, Drives, PeriodOccurrence, PeriodTemplate, ScheduleException, Weekdays};
pub use secret::Secret;
pub use sighting::Sighting;
pub use site::Site;
pub use source::{SourceAddress, SourceScheme};
