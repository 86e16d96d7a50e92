//! Waiting between tries. Pure: chance is handed in.

use chrono::Duration;

/// Waits before the first tries, seconds; later ones wait [`LAST_S`].
const WAITS_S: [i64; 6] = [1, 2, 4, 8, 16, 30];

/// Wait once all of [`WAITS_S`] are used up, seconds. It has no jitter: what came before has spread the cameras.
const LAST_S: i64 = 60;

/// How far a wait strays to either side.
const JITTER: f64 = 0.2;

/// How long to wait after the `failures`-th failure in a row (1 is the first).
///
/// `chance` is a number from 0 to 1; 0.5 gives the wait without jitter.
pub fn delay(failures: u32, chance: f64) -> Duration {
    let nth = usize::try_from(failures.saturating_sub(1)).unwrap_or(usize::MAX);
    let Some(seconds) = WAITS_S.get(nth) else {
        return Duration::seconds(LAST_S);
    };
    let factor = 1.0 - JITTER + 2.0 * JITTER * chance.clamp(0.0, 1.0);
    Duration::milliseconds((*seconds as f64 * 1000.0 * factor).round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_half_a_minute_and_then_are_a_minute() {
        let waits: Vec<i64> = (1..10).map(|failures| delay(failures, 0.5).num_seconds()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 30, 60, 60, 60]);
        assert_eq!(delay(0, 0.5), Duration::seconds(1));
        assert_eq!(delay(u32::MAX, 0.0), Duration::seconds(60));
    }

    #[test]
    fn waits_stray_by_a_fifth_to_either_side() {
        assert_eq!(delay(1, 0.0), Duration::milliseconds(800));
        assert_eq!(delay(1, 1.0), Duration::milliseconds(1200));
        assert_eq!(delay(6, 0.0), Duration::seconds(24));
        assert_eq!(delay(6, 1.0), Duration::seconds(36));
        // A bad number is as good as any.
        assert_eq!(delay(1, 7.0), Duration::milliseconds(1200));
    }
}
