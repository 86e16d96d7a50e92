//! Test cameras and helpers for the journeys.
