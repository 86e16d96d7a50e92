//! What the coming week will ask of this machine.

use serde::Serialize;
use ts_rs::TS;

use super::GaugeView;

/// The week ahead, stretch by stretch.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ForecastView {
    pub stretches: Vec<StretchView>,
    /// Runs whose cost was measured here.
    pub measured: u32,
    /// What everything but the cameras uses, in percent of all cores.
    pub other_cpu: f64,
}

/// From one bell to the next.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct StretchView {
    #[ts(type = "number")]
    pub at_ms: i64,
    #[ts(type = "number")]
    pub until_ms: i64,
    /// The periods that are on.
    pub periods: Vec<String>,
    /// Runs that are asked for, and how many of them were never measured.
    pub runs: u32,
    pub estimated: u32,
    /// Percent of all cores and of the memory, everything together, each with the word that its gauge would have.
    pub cpu: GaugeView,
    pub memory: GaugeView,
    /// How many of them fit.
    pub fits: u32,
    /// Cameras that do not, the least important first.
    #[ts(type = "number[]")]
    pub too_many: Vec<i64>,
}
