//! The one place that asks what time it is.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use tokio::sync::watch;

/// A clock that everything is handed: the system's, or one that a test turns.
///
/// Waiting for a child or a socket is measured in real time always (tokio's timers); only *what time it is*, and
/// waiting for an instant, come from here.
#[derive(Debug, Clone)]
pub struct Clock(Kind);

#[derive(Debug, Clone)]
enum Kind {
    System,
    /// The system's, off by so many milliseconds.
    Offset(Arc<AtomicI64>),
    Turned(Arc<Turned>),
}

#[derive(Debug)]
struct Turned {
    now: watch::Sender<Mark>,
    machine_zone: Mutex<String>,
}

/// A drift from steady time that is a jump: more than any clock is corrected by while it runs.
const JUMP: chrono::Duration = chrono::Duration::milliseconds(700);

/// An instant on the clock and on steady time, to find jumps by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    at: DateTime<Utc>,
    steady: Instant,
}

impl Mark {
    /// By how much the clock was set, or slept, since an earlier mark; `None` when time merely went by.
    ///
    /// Steady time is never set, and stands still while the machine sleeps: a sleep is a jump forward.
    pub fn jump_since(&self, earlier: &Mark) -> Option<chrono::Duration> {
        let steady = self.steady.saturating_duration_since(earlier.steady);
        let drift = (self.at - earlier.at) - chrono::Duration::from_std(steady).ok()?;
        (drift.abs() > JUMP).then_some(drift)
    }
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Clock(Kind::System)
    }

    /// The system's clock with an offset, as if the system's could be set; see [`Clock::jump_by`].
    pub fn system_with_offset() -> Self {
        Clock(Kind::Offset(Arc::default()))
    }

    /// A clock that stands at `start` until it is turned.
    pub fn turned(start: DateTime<Utc>) -> Self {
        let machine_zone = Mutex::new("UTC".to_owned());
        let now = watch::channel(Mark { at: start, steady: Instant::now() }).0;
        Clock(Kind::Turned(Arc::new(Turned { now, machine_zone })))
    }

    /// What time it is.
    #[allow(clippy::disallowed_methods)] // The clock's own home.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Kind::System => Utc::now(),
            Kind::Offset(offset) => {
                Utc::now() + chrono::Duration::milliseconds(offset.load(Ordering::Relaxed))
            }
            Kind::Turned(turned) => turned.now.borrow().at,
        }
    }

    /// Turns a turned clock to `now`: forward, time goes by until then; back, it was set. On the system's clock it does
    /// nothing and says so.
    pub fn turn_to(&self, now: DateTime<Utc>) -> bool {
        match &self.0 {
            Kind::System | Kind::Offset(_) => false,
            Kind::Turned(turned) => {
                turned.now.send_modify(|mark| {
                    mark.steady += (now - mark.at).to_std().unwrap_or(Duration::ZERO);
                    mark.at = now;
                });
                true
            }
        }
    }

    /// Has a clock of a test jump, as when it is set or the machine sleeps: steady time stands still, and nobody who
    /// waits is woken. On the system's clock it does nothing and says so.
    pub fn jump_by(&self, jump: chrono::Duration) -> bool {
        match &self.0 {
            Kind::System => false,
            Kind::Offset(offset) => {
                offset.fetch_add(jump.num_milliseconds(), Ordering::Relaxed);
                true
            }
            Kind::Turned(turned) => {
                turned.now.send_if_modified(|mark| {
                    mark.at += jump;
                    false
                });
                true
            }
        }
    }

    /// Has a turned clock's machine be in another time zone; on the system's clock it does nothing and says so.
    pub fn move_machine_to(&self, zone: &str) -> bool {
        match &self.0 {
            Kind::System | Kind::Offset(_) => false,
            Kind::Turned(turned) => {
                zone.clone_into(&mut turned.machine_zone.lock().unwrap_or_else(PoisonError::into_inner));
                true
            }
        }
    }

    /// The IANA name of the zone that the machine is set to; `None` where it does not say.
    pub fn machine_zone(&self) -> Option<String> {
        match &self.0 {
            Kind::System | Kind::Offset(_) => iana_time_zone::get_timezone().ok(),
            Kind::Turned(turned) => {
                Some(turned.machine_zone.lock().unwrap_or_else(PoisonError::into_inner).clone())
            }
        }
    }

    /// Where the clock stands now, for [`Mark::jump_since`].
    pub fn mark(&self) -> Mark {
        match &self.0 {
            Kind::System | Kind::Offset(_) => Mark { at: self.now(), steady: Instant::now() },
            Kind::Turned(turned) => *turned.now.borrow(),
        }
    }

    /// Returns once it is `instant` or later. On the system's clock it looks again at least once a second, so that
    /// a jump of the clock or a suspended machine is noticed. Cancel-safe.
    pub async fn until(&self, instant: DateTime<Utc>) {
        match &self.0 {
            Kind::System | Kind::Offset(_) => loop {
                let left = (instant - self.now()).to_std().unwrap_or(Duration::ZERO);
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left.min(Duration::from_secs(1))).await;
            },
            Kind::Turned(turned) => {
                let mut now = turned.now.subscribe();
                // The sender lives as long as this clock does, so waiting can only end by the instant.
                let _ = now.wait_for(|now| now.at >= instant).await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(wall_ms: i64, steady_ms: u64, jump_ms: Option<i64>) {
        let before = Mark { at: DateTime::UNIX_EPOCH, steady: Instant::now() };
        let after = Mark {
            at: before.at + chrono::Duration::milliseconds(wall_ms),
            steady: before.steady + Duration::from_millis(steady_ms),
        };
        let jump = after.jump_since(&before).map(|jump| jump.num_milliseconds());
        assert_eq!(jump, jump_ms, "wall {wall_ms} ms, steady {steady_ms} ms");
    }

    #[test]
    fn what_the_wall_goes_and_steady_time_does_not_is_a_jump() {
        check(250, 250, None);
        check(60_000, 60_000, None);
        check(250 + 700, 250, None);
        check(250 + 701, 250, Some(701));
        check(250 - 701, 250, Some(-701));
        check(3 * 3_600_000 + 250, 250, Some(3 * 3_600_000));
        check(250 - 3_600_000, 250, Some(-3_600_000));
    }

    #[test]
    fn the_systems_clock_jumps_when_it_is_set_and_not_otherwise() {
        for jump in [chrono::Duration::hours(3), chrono::Duration::hours(-1)] {
            let clock = Clock::system_with_offset();
            let before = clock.mark();
            assert_eq!(clock.mark().jump_since(&before), None);
            assert!(clock.jump_by(jump));
            let seen = clock.mark().jump_since(&before).expect("a jump");
            assert!((seen - jump).abs() < JUMP, "{seen}");
        }
        let clock = Clock::system();
        let before = clock.now();
        assert!(!clock.jump_by(chrono::Duration::hours(3)), "the real one is nobody's to set");
        assert!(clock.now() - before < chrono::Duration::hours(1));
    }

    #[tokio::test]
    async fn a_turned_clock_wakes_whoever_waits_and_one_that_jumps_does_not() {
        let start = DateTime::UNIX_EPOCH;
        let clock = Clock::turned(start);
        let before = clock.mark();
        let until = clock.until(start + chrono::Duration::hours(1));
        tokio::pin!(until);
        let woken = tokio::time::timeout(Duration::from_millis(50), &mut until).await;
        assert!(woken.is_err());
        assert!(clock.jump_by(chrono::Duration::hours(3)));
        let woken = tokio::time::timeout(Duration::from_millis(50), &mut until).await;
        assert!(woken.is_err(), "the machine slept");
        assert_eq!(clock.mark().jump_since(&before), Some(chrono::Duration::hours(3)));
        let before = clock.mark();
        assert!(clock.turn_to(start + chrono::Duration::hours(5)));
        until.await;
        assert_eq!(clock.mark().jump_since(&before), None, "time went by");
    }
}
