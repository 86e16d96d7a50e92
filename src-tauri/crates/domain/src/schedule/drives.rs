//! Which cameras a schedule, or a period of it, drives.

use std::collections::BTreeSet;

use crate::{Camera, CameraId};

/// A choice of cameras.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drives {
    /// Every camera, those added later too.
    All,
    /// These, and those that carry one of these tags.
    Some {
        /// By number.
        cameras: BTreeSet<CameraId>,
        /// By tag, without regard to case.
        tags: BTreeSet<String>,
    },
}

impl Drives {
    /// Whether this camera is among them.
    pub fn includes(&self, camera: &Camera) -> bool {
        match self {
            Drives::All => true,
            Drives::Some { cameras, tags } => {
                cameras.contains(&camera.id) || tags.iter().any(|tag| camera.carries(tag))
            }
        }
    }
}
