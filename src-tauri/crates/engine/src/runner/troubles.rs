//! What is wrong while frames come: each kind is told when it begins and now and then, and once when all is well.

use std::collections::BTreeMap;
use std::time::Duration;

use bellwatch_domain::{LastError, LastErrorKind};
use chrono::{DateTime, Utc};

use super::RunnerEvent;

/// A trouble that lasts is told again after this.
const TELL_AGAIN: Duration = Duration::from_secs(60);

/// The troubles that stand, each with when it was last told, since the run began. Bounded by the number of kinds.
#[derive(Default)]
pub(super) struct Troubles(BTreeMap<LastErrorKind, Duration>);

impl Troubles {
    /// `kind` stands, for the reason `evidence`; what is to be told of it.
    pub(super) fn stands(
        &mut self,
        kind: LastErrorKind,
        evidence: &str,
        at: DateTime<Utc>,
        since_start: Duration,
    ) -> Option<RunnerEvent> {
        if self.0.get(&kind).is_some_and(|told| since_start.saturating_sub(*told) < TELL_AGAIN) {
            return None;
        }
        self.0.insert(kind.clone(), since_start);
        Some(RunnerEvent::Trouble(LastError { kind, at, evidence: evidence.to_owned() }))
    }

    /// `kinds` do not stand (any more); what is to be told when they were the last that did.
    pub(super) fn over(&mut self, kinds: &[LastErrorKind], at: DateTime<Utc>) -> Option<RunnerEvent> {
        let stood = !self.0.is_empty();
        self.0.retain(|kind, _| !kinds.contains(kind));
        (stood && self.0.is_empty()).then_some(RunnerEvent::WellAgain { at })
    }

    /// Whether `kind` does not stand yet.
    pub(super) fn is_new(&self, kind: &LastErrorKind) -> bool {
        !self.0.contains_key(kind)
    }

    /// Whether nothing stands.
    pub(super) fn is_well(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trouble_is_told_once_a_minute_and_its_end_once_for_all() {
        let mut troubles = Troubles::default();
        let at = DateTime::UNIX_EPOCH;
        let seconds = Duration::from_secs;
        assert_eq!(troubles.over(&[LastErrorKind::Damaged], at), None);
        assert!(troubles.stands(LastErrorKind::Damaged, "line", at, seconds(5)).is_some());
        assert!(troubles.stands(LastErrorKind::Damaged, "line", at, seconds(60)).is_none());
        assert!(troubles.stands(LastErrorKind::DiskFull, "line", at, seconds(60)).is_some());
        assert!(troubles.stands(LastErrorKind::Damaged, "line", at, seconds(65)).is_some());
        assert_eq!(troubles.over(&[LastErrorKind::Damaged], at), None, "the disk is still full");
        assert!(!troubles.is_well());
        assert_eq!(troubles.over(&[LastErrorKind::DiskFull], at), Some(RunnerEvent::WellAgain { at }));
        assert_eq!(troubles.over(&[LastErrorKind::DiskFull], at), None);
    }
}
