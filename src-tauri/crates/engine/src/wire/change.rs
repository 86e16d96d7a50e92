//! Changes: what the one Channel carries after the first View.

use serde::Serialize;
use ts_rs::TS;

use super::bell::BellsView;
use super::gauges::GaugesView;
use super::recognition::RecognitionView;
use super::view::{
    CameraView, EngineView, EventView, NoticeView, ProblemView, ProfileView, RunnerView, SiteView, View,
};

/// One message of the Channel.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum Message {
    /// Everything; the first message, and again whenever the engine could not keep up with this reader.
    View { view: Box<View> },
    /// What changed, in order. A gap in `seq` means that something was missed: ask for a fresh view.
    Changes { changes: Vec<Change> },
}

/// One numbered change.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export)]
pub struct Change {
    #[ts(type = "number")]
    pub seq: u64,
    pub what: What,
}

/// What changed. Each carries the whole new thing, so applying it is replacing it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "is", rename_all = "snake_case")]
#[ts(export)]
pub enum What {
    Camera {
        camera: Box<CameraView>,
    },
    CameraGone {
        #[ts(type = "number")]
        camera: i64,
    },
    Profile {
        profile: Box<ProfileView>,
    },
    ProfileGone {
        #[ts(type = "number")]
        profile: i64,
    },
    Bells {
        bells: BellsView,
    },
    Runner {
        runner: Box<RunnerView>,
    },
    RunnerGone {
        #[ts(type = "number")]
        camera: i64,
        #[ts(type = "number")]
        profile: i64,
    },
    Site {
        site: Box<SiteView>,
    },
    Engine {
        engine: Box<EngineView>,
    },
    Problems {
        problems: Vec<ProblemView>,
    },
    Recognition {
        recognition: Box<RecognitionView>,
    },
    Gauges {
        gauges: Box<GaugesView>,
    },
    Event {
        event: EventView,
    },
    /// To be announced on the desktop; no part of the View.
    Notice {
        notice: NoticeView,
    },
}
