//! What connection tests measured, kept until the camera is saved with that address.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bellwatch_domain::profile::StreamChoice;
use bellwatch_domain::{Camera, SourceAddress};
use bellwatch_store::Store;
use chrono::Duration;

/// Addresses that are remembered, newest kept.
const REMEMBERED: usize = 16;

/// A stream that was tested, and how far apart its keyframes are.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measured {
    pub(super) address: SourceAddress,
    pub(super) keyframe_interval: Duration,
}

/// What was measured lately.
#[derive(Debug, Default)]
pub(super) struct Tested(Mutex<VecDeque<Measured>>);

impl Tested {
    pub(super) fn remember(&self, measured: Measured) {
        let mut known = self.lock();
        known.retain(|one| one.address != measured.address);
        known.push_back(measured);
        while known.len() > REMEMBERED {
            known.pop_front();
        }
    }

    pub(super) fn all(&self) -> Vec<Measured> {
        self.lock().iter().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Measured>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes down what was measured of the addresses that a camera is saved with.
///
/// # Errors
///
/// When the store cannot be written.
pub(super) async fn keep(
    store: &Store,
    camera: &Camera,
    measured: &[Measured],
) -> Result<(), bellwatch_store::Error> {
    let streams =
        [(StreamChoice::Main, Some(&camera.address)), (StreamChoice::Sub, camera.sub_address.as_ref())];
    for (stream, address) in streams {
        let found = measured.iter().rfind(|one| Some(&one.address) == address);
        if let Some(found) = found {
            store.set_keyframe_interval(camera.id, stream, Some(found.keyframe_interval)).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_measurement_of_an_address_is_kept_and_few_addresses_are() {
        let tested = Tested::default();
        for number in 0..REMEMBERED as i64 + 3 {
            let address = SourceAddress::parse(&format!("rtsp://10.0.0.{number}/s")).unwrap().address;
            for ms in [2000, 200] {
                let keyframe_interval = Duration::milliseconds(ms);
                tested.remember(Measured { address: address.clone(), keyframe_interval });
            }
        }
        let all = tested.all();
        assert_eq!(all.len(), REMEMBERED);
        assert!(all.iter().all(|one| one.keyframe_interval == Duration::milliseconds(200)));
        assert_eq!(all[0].address.as_str(), "rtsp://10.0.0.3/s");
    }
}
