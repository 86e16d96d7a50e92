//! Cameras and configurations for tests.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, NaiveTime, Utc};

use crate::ffmpeg_args::FfmpegAbility;
use crate::plan::Config;
use crate::{
    BellSchedule, Camera, CameraId, Drives, LastErrorKind, PeriodId, PeriodTemplate, ProfileId, RunnerKey,
    ScheduleId, Site, SourceAddress, StreamProfile, Weekdays,
};

/// A Saturday morning.
pub fn now() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + chrono::Duration::seconds(1_795_255_200)
}

/// `Camera {id}` at `address`, with profile 1.
pub fn camera(id: i64, address: &str) -> Camera {
    let split = SourceAddress::parse(address).unwrap();
    Camera {
        id: CameraId(id),
        revision: 1,
        name: format!("Camera {id}"),
        location: String::new(),
        address: split.address,
        sub_address: None,
        user: split.user,
        password: split.password,
        priority: 5,
        enabled: true,
        pause: None,
        tags: Vec::new(),
        profile: ProfileId(1),
        also_profiles: Vec::new(),
        keyframe_interval: None,
        sub_keyframe_interval: None,
        unreadable: None,
    }
}

/// The runner of camera `id` with profile 1.
pub fn key(id: i64) -> RunnerKey {
    RunnerKey { camera: CameraId(id), profile: ProfileId(1) }
}

/// These cameras, and the profiles 1 and 2.
pub fn config(cameras: Vec<Camera>) -> Config {
    let profiles = [1, 2].map(|id| (ProfileId(id), StreamProfile::with_defaults(ProfileId(id), "Usual")));
    Config {
        site: Site::with_defaults("School", chrono_tz::UTC),
        cameras,
        profiles: BTreeMap::from(profiles),
        schedules: vec![all_day()],
        exceptions: Vec::new(),
        begun: Vec::new(),
    }
}

/// A schedule that drives every camera round the clock.
pub fn all_day() -> BellSchedule {
    BellSchedule {
        id: ScheduleId(1),
        name: "All day".to_owned(),
        enabled: true,
        drives: Drives::All,
        periods: vec![PeriodTemplate {
            id: PeriodId(1),
            name: "All day".to_owned(),
            start: NaiveTime::MIN,
            end: NaiveTime::MIN,
            weekdays: Weekdays::ALL,
            early_grace: Duration::zero(),
            late_grace: Duration::zero(),
            late_after: Duration::minutes(10),
            profile: None,
            only: None,
            expects: std::collections::BTreeSet::new(),
        }],
    }
}

/// ffmpeg as Debian 12 has it.
pub fn ability() -> FfmpegAbility {
    FfmpegAbility { version: (5, 1), hwaccels: vec!["cuda".into(), "vaapi".into(), "qsv".into()] }
}

/// One trouble of each kind.
pub fn every_kind() -> Vec<LastErrorKind> {
    use LastErrorKind::*;
    let all = vec![
        AuthFailed,
        Forbidden,
        NotFoundOnCamera,
        Refused,
        Unreachable,
        NameNotFound,
        ConnectTimeout,
        Stalled,
        Frozen,
        BlackOrCovered,
        Blurred,
        Moved,
        ClockStands,
        EndedByCamera,
        NotVideo,
        CodecNotSupported,
        Damaged,
        TransportRefused,
        CameraError { status: 503 },
        OptionRefused { option: "-x".to_owned() },
        FfmpegMissing,
        HwaccelUnavailable,
        DiskFull,
        FileUnreadable,
        KilledBySystem,
        Unknown,
    ];
    // A new kind must be added above.
    for kind in &all {
        match kind {
            AuthFailed
            | Forbidden
            | NotFoundOnCamera
            | Refused
            | Unreachable
            | NameNotFound
            | ConnectTimeout
            | Stalled
            | Frozen
            | BlackOrCovered
            | Blurred
            | Moved
            | ClockStands
            | EndedByCamera
            | NotVideo
            | CodecNotSupported
            | Damaged
            | TransportRefused
            | CameraError { .. }
            | OptionRefused { .. }
            | FfmpegMissing
            | HwaccelUnavailable
            | DiskFull
            | FileUnreadable
            | KilledBySystem
            | Unknown => {}
        }
    }
    all
}
