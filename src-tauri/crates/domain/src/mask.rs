//! Masking of known secrets in any text.
