//! What crosses to the window, and nothing else does: the only serialisable types of the house.
//!
//! None of them can hold a password: a draft that comes *in* holds one as [`PasswordDraft`], which has no
//! `Serialize`. TypeScript is generated from here into `ui/src/wire` by `cargo test`. Instants are Unix
//! milliseconds, UTC (`*_ms`); durations are seconds (`*_s`).

mod ask;
mod attendance;
mod backups;
mod bell;
mod camera_list;
mod change;
mod clips;
mod discovery;
mod forecast;
mod gauges;
mod people;
mod personal;
mod recognition;
#[cfg(test)]
mod sentences;
mod shell;
mod system;
mod unknown;
mod view;

pub use ask::*;
pub use attendance::*;
pub use backups::*;
pub use bell::*;
pub use camera_list::*;
pub use change::*;
pub use clips::*;
pub use discovery::*;
pub use forecast::*;
pub use gauges::*;
pub use people::*;
pub use personal::*;
pub use recognition::*;
pub use shell::*;
pub use system::*;
pub use unknown::*;
pub use view::*;
