//! Waiting between tries.
