//! What may be asked of the engine: the window, the command line and the journeys all come through here.

mod attendance;
pub mod backups;
mod bell;
mod camera_list;
mod clips;
mod config_file;
mod detail;
mod diagnostics;
mod discovery;
pub mod doctor;
mod engine;
pub mod operator;
mod pauses;
mod people;
mod preview;
pub mod problem;
mod recognition;
#[cfg(test)]
pub(crate) mod sentences;
mod status;
mod system;
mod tested;
mod unknown;
mod what_if;

pub use attendance::{EvidencePart, Made};
pub use bellwatch_store::{Error as StoreError, KeyChoice, RequestKind, RunningProcess, Store};
pub use config_file::ConfigTaking;
pub use detail::test_camera;
pub use diagnostics::diagnostics;
#[cfg(test)]
pub(crate) use engine::first_hub;
pub use engine::{Engine, Options, StartError};
pub use operator::Operator;
pub use preview::preview;

pub use crate::people::{Enroller, Enrolling};
pub use status::{memory_as_the_engine_sees_it, status};

use bellwatch_domain::ffmpeg_args::FfmpegAbility;

use crate::programs::Programs;
use crate::spawner::Spawner;

/// What this machine's ffmpeg can do, for showing commands and plans where no engine runs; where there is no ffmpeg,
/// the newest known version without hardware decoding.
pub async fn ability_or_unknown() -> FfmpegAbility {
    let found = match Spawner::start("looking") {
        Ok(spawner) => crate::ability::find(&Programs::from_environment(), &spawner).await.ok(),
        Err(error) => {
            tracing::warn!(%error, "ffmpeg cannot be asked what it can do");
            None
        }
    };
    found.map_or_else(FfmpegAbility::unknown, |found| found.ability)
}
