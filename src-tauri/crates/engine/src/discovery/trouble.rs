//! Why a camera did not say where its streams are.

use chrono::Duration;

/// A clock that is further off than this is what a refused password may come from: cameras take what was signed within some
/// minutes of their own time.
const CLOCK_OFF: Duration = Duration::minutes(5);

/// Why a camera did not say where its streams are; each displays as a sentence with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// It named no address that it answered from.
    #[error(
        "It names no address that it can be asked at, or another one than it answers from. Look at its network settings, \
         and switch plain HTTP on for ONVIF."
    )]
    NoAddress,
    /// Nothing came within the time, or the connection was refused.
    #[error(
        "It answered the search and not the question for its streams. A firewall may stand between, or its ONVIF is \
         switched off. Look at its settings, then ask again."
    )]
    NoAnswer,
    /// The user name or the password is not taken.
    #[error(
        "It refuses this user name and password. Many cameras keep users of their own for ONVIF, in their settings."
    )]
    Refused,
    /// As [`Trouble::Refused`], and its clock is so far off that it may be for that.
    #[error(
        "It refuses this user name and password, and its clock is {} this computer's, which may be why. Set its clock, then \
         ask again.", off(*seconds)
    )]
    Clock {
        /// How far ahead its clock is, seconds; below zero it is behind.
        seconds: i64,
    },
    /// It is no camera, or shows its pictures otherwise.
    #[error("It offers no video over ONVIF. Add it by its address, as its manual gives it.")]
    NoMedia,
    /// What it answers is not what was asked for.
    #[error("What it answers cannot be read. Add it by its address, as its manual gives it.")]
    Unreadable,
}

impl Trouble {
    /// A refusal by a camera whose clock is `ahead`.
    pub(super) fn refused(ahead: Duration) -> Trouble {
        if ahead.abs() > CLOCK_OFF {
            Trouble::Clock { seconds: ahead.num_seconds() }
        } else {
            Trouble::Refused
        }
    }
}

/// "3 hours behind", "2 days ahead of".
fn off(seconds: i64) -> String {
    let (minutes, direction) = (seconds.unsigned_abs() / 60, if seconds < 0 { "behind" } else { "ahead of" });
    let (count, unit) = match minutes {
        0..120 => (minutes, "minutes"),
        120..2880 => (minutes / 60, "hours"),
        _ => (minutes / 1440, "days"),
    };
    format!("{count} {unit} {direction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_tells_of_the_clock_only_where_that_may_be_why() {
        assert_eq!(Trouble::refused(Duration::seconds(-299)), Trouble::Refused);
        let said = |hours| Trouble::refused(Duration::hours(hours)).to_string();
        assert!(said(-3).contains("3 hours behind this computer's"), "{}", said(-3));
        assert!(said(24 * 366).contains("366 days ahead of this computer's"));
        assert!(Trouble::refused(Duration::minutes(6)).to_string().contains("6 minutes ahead"));
    }
}
