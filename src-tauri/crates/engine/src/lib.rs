//! Bellwatch engine.
