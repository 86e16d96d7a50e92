//! The one place that asks what time it is.

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
    Turned(Arc<Turned>),
}

#[derive(Debug)]
struct Turned {
    now: watch::Sender<DateTime<Utc>>,
    machine_zone: Mutex<String>,
}

/// A drift from steady time that is a jump: more than any clock is corrected by while it runs.
const JUMP: chrono::Duration = chrono::Duration::milliseconds(700);

/// An instant on the clock and on steady time, to find jumps by.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    at: DateTime<Utc>,
    steady: Instant,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Clock(Kind::System)
    }

    /// A clock that stands at `start` until it is turned.
    pub fn turned(start: DateTime<Utc>) -> Self {
        let machine_zone = Mutex::new("UTC".to_owned());
        Clock(Kind::Turned(Arc::new(Turned { now: watch::channel(start).0, machine_zone })))
    }

    /// What time it is.
    #[allow(clippy::disallowed_methods)] // The clock's own home.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Kind::System => Utc::now(),
            Kind::Turned(turned) => *turned.now.borrow(),
        }
    }

    /// Sets a turned clock to `now`; on the system's clock it does nothing and says so.
    pub fn turn_to(&self, now: DateTime<Utc>) -> bool {
        match &self.0 {
            Kind::System => false,
            Kind::Turned(turned) => {
                turned.now.send_replace(now);
                true
            }
        }
    }

    /// Has a turned clock's machine be in another time zone; on the system's clock it does nothing and says so.
    pub fn move_machine_to(&self, zone: &str) -> bool {
        match &self.0 {
            Kind::System => false,
            Kind::Turned(turned) => {
                zone.clone_into(&mut turned.machine_zone.lock().unwrap_or_else(PoisonError::into_inner));
                true
            }
        }
    }

    /// The IANA name of the zone that the machine is set to; `None` where it does not say.
    pub fn machine_zone(&self) -> Option<String> {
        match &self.0 {
            Kind::System => iana_time_zone::get_timezone().ok(),
            Kind::Turned(turned) => {
                Some(turned.machine_zone.lock().unwrap_or_else(PoisonError::into_inner).clone())
            }
        }
    }

    /// Where the clock stands now, for [`Clock::jump_since`].
    pub fn mark(&self) -> Mark {
        Mark { at: self.now(), steady: Instant::now() }
    }

    /// By how much the clock was set, or slept, since the mark; `None` when time merely went by.
    ///
    /// Steady time stands still while the machine sleeps, so a sleep is a jump forward. A turned clock has no steady
    /// time: turned forward, time went by; turned back, it jumped.
    pub fn jump_since(&self, mark: &Mark) -> Option<chrono::Duration> {
        let went = self.now() - mark.at;
        let drift = match &self.0 {
            Kind::System => went - chrono::Duration::from_std(mark.steady.elapsed()).ok()?,
            Kind::Turned(_) => went.min(chrono::Duration::zero()),
        };
        (drift.abs() > JUMP).then_some(drift)
    }

    /// Returns once it is `instant` or later. On the system's clock it looks again at least once a second, so that
    /// a jump of the clock or a suspended machine is noticed. Cancel-safe.
    pub async fn until(&self, instant: DateTime<Utc>) {
        match &self.0 {
            Kind::System => loop {
                let left = (instant - self.now()).to_std().unwrap_or(Duration::ZERO);
                if left.is_zero() {
                    return;
                }
                tokio::time::sleep(left.min(Duration::from_secs(1))).await;
            },
            Kind::Turned(turned) => {
                let mut now = turned.now.subscribe();
                // The sender lives as long as this clock does, so waiting can only end by the instant.
                let _ = now.wait_for(|now| *now >= instant).await;
            }
        }
    }
}
