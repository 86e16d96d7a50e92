//! Test cameras and what the journeys share. Real servers on loopback, real media, faults on command.

// Tests make their media with ffmpeg and break what they watch; the rule that one place starts processes is the product's.
#![allow(clippy::disallowed_methods)]

pub mod cameras;
pub mod faces;
pub mod house;
pub mod packs;
