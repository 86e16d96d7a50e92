//! Calendars in and out: days off from an .ics file, and the plan of some days as one. Pure; `icalendar` reads and
//! writes the format.

mod read;
mod repeats;
mod write;

#[cfg(test)]
mod tests;

pub use read::{Reading, read, report};
#[cfg(test)]
pub(crate) use read::{Remark, Summary};
pub use write::write;
