//! The tables of sentences in here, for the test that writes them down.

pub(crate) use super::operator::Goes;
pub(crate) use super::recognition::Quick;
pub(crate) use super::what_if::{Follows, Timeline};
