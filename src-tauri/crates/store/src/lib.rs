//! Bellwatch store.
