//! Many cameras that fail together for one cause: one incident.
//!
//! What cameras share is guessed from what they fail with: a host that refuses (a recorder with many channels), a
//! network that is silent (a switch), or this computer itself (its disk, its ffmpeg, its name server).

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use chrono::{DateTime, Duration, Utc};

use crate::{Camera, LastErrorKind, RunnerKey};

/// Failures within so long of each other can be one incident.
pub const TOGETHER: Duration = Duration::seconds(10);

/// One runner's failure.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Whose.
    pub key: RunnerKey,
    /// When.
    pub at: DateTime<Utc>,
    /// What kind.
    pub kind: LastErrorKind,
    /// What its camera could share with others.
    pub cause: Cause,
}

/// What failures are put down to. Failures of one cause are one trouble.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cause {
    /// What goes wrong there.
    pub trouble: Trouble,
    /// Where.
    pub place: Place,
}

/// Kinds of trouble that one cause gives at once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trouble {
    /// No answer, no way, or no more pictures: what a switch without power looks like, depending on the moment.
    Silence,
    /// This kind alone.
    Kind(LastErrorKind),
}

/// What cameras can share.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// This computer.
    ThisComputer,
    /// A part of the network, for example `192.168.1.*`.
    Network(String),
    /// A host.
    Host(String),
    /// Nothing but itself.
    Itself(RunnerKey),
}

/// Failures with one cause.
#[derive(Debug, Clone, PartialEq)]
pub struct Incident {
    /// Their cause.
    pub cause: Cause,
    /// Whose they are, each once.
    pub keys: Vec<RunnerKey>,
    /// The first of them.
    pub since: DateTime<Utc>,
}

impl Cause {
    /// What a failure of `kind` on `camera` can be put down to.
    pub fn of(kind: &LastErrorKind, camera: &Camera, key: RunnerKey) -> Cause {
        let host = camera.address.host();
        let at_host = || host.map_or(Place::Itself(key), |host| Place::Host(host.to_owned()));
        let (trouble, place) = match kind {
            LastErrorKind::Unreachable | LastErrorKind::ConnectTimeout | LastErrorKind::Stalled => {
                (Trouble::Silence, host.map_or(Place::Itself(key), network_of))
            }
            LastErrorKind::NameNotFound
            | LastErrorKind::FfmpegMissing
            | LastErrorKind::HwaccelUnavailable
            | LastErrorKind::DiskFull
            | LastErrorKind::KilledBySystem
            | LastErrorKind::OptionRefused { .. } => (Trouble::Kind(kind.clone()), Place::ThisComputer),
            LastErrorKind::AuthFailed
            | LastErrorKind::Forbidden
            | LastErrorKind::Refused
            | LastErrorKind::EndedByCamera
            | LastErrorKind::TransportRefused
            | LastErrorKind::CameraError { .. } => (Trouble::Kind(kind.clone()), at_host()),
            LastErrorKind::NotFoundOnCamera
            | LastErrorKind::Frozen
            | LastErrorKind::BlackOrCovered
            | LastErrorKind::Blurred
            | LastErrorKind::Moved
            | LastErrorKind::ClockStands
            | LastErrorKind::NotVideo
            | LastErrorKind::CodecNotSupported
            | LastErrorKind::Damaged
            | LastErrorKind::FileUnreadable
            | LastErrorKind::Unknown => (Trouble::Kind(kind.clone()), Place::Itself(key)),
        };
        Cause { trouble, place }
    }
}

/// The network that cameras with this host share: a /24 or /64, or a name without its first label.
fn network_of(host: &str) -> Place {
    let without_zone = host.split('%').next().unwrap_or(host);
    match without_zone.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) if address == Ipv4Addr::LOCALHOST => Place::ThisComputer,
        Ok(IpAddr::V6(address)) if address == Ipv6Addr::LOCALHOST => Place::ThisComputer,
        Ok(IpAddr::V4(address)) => {
            let [a, b, c, _] = address.octets();
            Place::Network(format!("{a}.{b}.{c}.*"))
        }
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            Place::Network(format!("{a:x}:{b:x}:{c:x}:{d:x}:*"))
        }
        Err(_) => match host.split_once('.').filter(|(_, domain)| !domain.is_empty()) {
            Some((_, domain)) => Place::Network(format!("*.{domain}")),
            None => Place::Host(host.to_owned()),
        },
    }
}

/// Puts failures of one cause that lie within `window` of the one before them into one incident, in order of time.
pub fn group(failures: &[Failure], window: Duration) -> Vec<Incident> {
    let mut sorted: Vec<&Failure> = failures.iter().collect();
    sorted.sort_by_key(|failure| (failure.at, failure.key));
    let mut incidents: Vec<Incident> = Vec::new();
    // Per cause, its newest incident and that one's last failure.
    let mut open: BTreeMap<&Cause, (usize, DateTime<Utc>)> = BTreeMap::new();
    for failure in sorted {
        match open.get_mut(&failure.cause).filter(|(_, last)| failure.at - *last <= window) {
            Some((nth, last)) => {
                *last = failure.at;
                let keys = &mut incidents[*nth].keys;
                if !keys.contains(&failure.key) {
                    keys.push(failure.key);
                }
            }
            None => {
                open.insert(&failure.cause, (incidents.len(), failure.at));
                incidents.push(Incident {
                    cause: failure.cause.clone(),
                    keys: vec![failure.key],
                    since: failure.at,
                });
            }
        }
    }
    incidents
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{camera, key};
    use LastErrorKind::*;

    fn failure(id: i64, address: &str, kind: LastErrorKind, second: i64) -> Failure {
        let cause = Cause::of(&kind, &camera(id, address), key(id));
        Failure { key: key(id), at: DateTime::UNIX_EPOCH + Duration::seconds(second), kind, cause }
    }

    fn check(failures: &[Failure], expected: &[&[i64]]) {
        let incidents = group(failures, TOGETHER);
        let ids: Vec<Vec<i64>> =
            incidents.iter().map(|incident| incident.keys.iter().map(|key| key.camera.0).collect()).collect();
        assert_eq!(ids, expected, "{incidents:?}");
    }

    #[test]
    fn a_switch_without_power_is_one_incident() {
        let failures = [
            failure(1, "rtsp://10.0.1.1/s", Stalled, 0),
            failure(2, "rtsp://10.0.1.2/s", Unreachable, 4),
            failure(3, "rtsp://10.0.1.3/s", ConnectTimeout, 9),
            failure(4, "rtsp://10.0.2.4/s", ConnectTimeout, 9),
            failure(1, "rtsp://10.0.1.1/s", Unreachable, 12),
        ];
        check(&failures, &[&[1, 2, 3], &[4]]);
    }

    #[test]
    fn what_lies_apart_in_time_is_two_incidents() {
        let failures = [
            failure(1, "rtsp://10.0.1.1/s", Stalled, 0),
            failure(2, "rtsp://10.0.1.2/s", Stalled, 10),
            failure(3, "rtsp://10.0.1.3/s", Stalled, 21),
        ];
        check(&failures, &[&[1, 2], &[3]]);
    }

    #[test]
    fn a_recorder_with_many_channels_is_one_host() {
        let failures = [
            failure(1, "rtsp://nvr.lan/1", Refused, 0),
            failure(2, "rtsp://nvr.lan/2", Refused, 1),
            failure(3, "rtsp://other.lan/2", Refused, 1),
            failure(4, "rtsp://nvr.lan/4", AuthFailed, 1),
        ];
        check(&failures, &[&[1, 2], &[3], &[4]]);
    }

    #[test]
    fn troubles_of_this_computer_are_one_whatever_the_host() {
        let failures = [
            failure(1, "rtsp://a.lan/1", NameNotFound, 0),
            failure(2, "rtsp://b.example/2", NameNotFound, 1),
            failure(3, "file:/srv/a.mp4", DiskFull, 1),
            failure(4, "rtsp://a.lan/1", DiskFull, 2),
            failure(5, "file:/srv/b.mp4", FileUnreadable, 2),
            failure(6, "file:/srv/b.mp4", FileUnreadable, 2),
        ];
        check(&failures, &[&[1, 2], &[3, 4], &[5], &[6]]);
    }

    #[test]
    fn networks_are_named_as_people_know_them() {
        let place = |host: &str| network_of(host);
        assert_eq!(place("192.168.1.64"), Place::Network("192.168.1.*".to_owned()));
        assert_eq!(place("fe80::1%eth0"), Place::Network("fe80:0:0:0:*".to_owned()));
        assert_eq!(place("cam1.school.lan"), Place::Network("*.school.lan".to_owned()));
        assert_eq!(place("nvr"), Place::Host("nvr".to_owned()));
        assert_eq!(place("127.0.0.1"), Place::ThisComputer);
    }
}
