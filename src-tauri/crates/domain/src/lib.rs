//! Bellwatch domain.
