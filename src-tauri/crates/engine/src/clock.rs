//! The one place that asks what time it is.

use std::sync::Arc;
use std::time::Duration;

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
    Turned(Arc<watch::Sender<DateTime<Utc>>>),
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Clock(Kind::System)
    }

    /// A clock that stands at `start` until it is turned.
    pub fn turned(start: DateTime<Utc>) -> Self {
        Clock(Kind::Turned(Arc::new(watch::channel(start).0)))
    }

    /// What time it is.
    #[allow(clippy::disallowed_methods)] // The clock's own home.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Kind::System => Utc::now(),
            Kind::Turned(now) => *now.borrow(),
        }
    }

    /// Sets a turned clock to `now`; on the system's clock it does nothing and says so.
    pub fn turn_to(&self, now: DateTime<Utc>) -> bool {
        match &self.0 {
            Kind::System => false,
            Kind::Turned(clock) => {
                clock.send_replace(now);
                true
            }
        }
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
            Kind::Turned(clock) => {
                let mut now = clock.subscribe();
                // The sender lives as long as this clock does, so waiting can only end by the instant.
                let _ = now.wait_for(|now| *now >= instant).await;
            }
        }
    }
}
