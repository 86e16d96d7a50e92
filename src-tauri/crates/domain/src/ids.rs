//! Identities. Each is its own type, so that a profile's number can never be used as a camera's.

use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

id! {
    /// A Camera's number in the store; never used again after the camera is removed.
    CameraId
}
id! {
    /// A StreamProfile's number in the store.
    ProfileId
}
id! {
    /// A BellSchedule's number in the store.
    ScheduleId
}
id! {
    /// A PeriodTemplate's number in the store.
    PeriodId
}
id! {
    /// A ScheduleException's number in the store.
    ExceptionId
}
id! {
    /// A PeriodOccurrence's number in the store, once it has begun.
    OccurrenceId
}
id! {
    /// One spawn of ffmpeg: the number of a RunningProcess in the store.
    RunId
}
id! {
    /// A Person's number in the store; never used again after the person is erased.
    PersonId
}
id! {
    /// An enrolled photo's number in the store.
    PhotoId
}
id! {
    /// A FaceTemplate's number in the store.
    TemplateId
}
id! {
    /// A Sighting's number in the store.
    SightingId
}
id! {
    /// An unknown face's number in the store.
    UnknownFaceId
}
id! {
    /// A Clip's number in the store.
    ClipId
}

/// What a Runner is for: one camera seen through one profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunnerKey {
    /// The camera.
    pub camera: CameraId,
    /// The profile it runs with.
    pub profile: ProfileId,
}

impl fmt::Display for RunnerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.camera, self.profile)
    }
}
