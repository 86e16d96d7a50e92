//! Test cameras and what the journeys share. Real servers on loopback, real media, faults on command.

pub mod cameras;
pub mod house;
