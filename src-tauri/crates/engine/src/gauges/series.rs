//! What was measured, laid out for charts: one row of instants, and a row of numbers for each gauge.

use std::collections::BTreeMap;

use bellwatch_domain::gauges::{Mean, Measure, with_gaps};
use chrono::{DateTime, Duration, Utc};

use super::Measured;
use crate::wire::{GaugeHistoryView, GaugeSeriesView};

/// A sample is missing when nothing came for so long: two of the slower ones.
const SAMPLES_APART: Duration = Duration::seconds(25);
/// Likewise of minutes.
const MINUTES_APART: Duration = Duration::seconds(90);

type Values = BTreeMap<Measure, (f64, f64)>;

/// Single samples, oldest first.
pub(super) fn of_samples<'a>(samples: impl Iterator<Item = &'a Measured>) -> GaugeHistoryView {
    let samples = samples.map(|(at, values)| {
        (*at, values.iter().map(|(measure, value)| (*measure, (*value, *value))).collect())
    });
    lay_out(samples.collect(), SAMPLES_APART)
}

/// Means of minutes.
pub(super) fn of_minutes(means: &[Mean]) -> GaugeHistoryView {
    let mut minutes: BTreeMap<DateTime<Utc>, Values> = BTreeMap::new();
    for mean in means {
        minutes.entry(mean.at).or_default().insert(mean.measure, (mean.mean, mean.most));
    }
    lay_out(minutes, MINUTES_APART)
}

fn lay_out(rows: BTreeMap<DateTime<Utc>, Values>, apart: Duration) -> GaugeHistoryView {
    let instants: Vec<DateTime<Utc>> = rows.keys().copied().collect();
    let laid = with_gaps(&instants, apart);
    let row = |(at, is_known): &(DateTime<Utc>, bool)| if *is_known { rows.get(at) } else { None };
    let mut measures: Vec<Measure> = rows.values().flat_map(BTreeMap::keys).copied().collect();
    measures.sort_unstable();
    measures.dedup();
    let series = measures.into_iter().map(|measure| {
        let values = || laid.iter().map(|at| row(at).and_then(|row| row.get(&measure)).copied());
        GaugeSeriesView {
            key: measure.to_string(),
            mean: values().map(|value| value.map(|(mean, _)| mean)).collect(),
            most: values().map(|value| value.map(|(_, most)| most)).collect(),
        }
    });
    GaugeHistoryView {
        at_ms: laid.iter().map(|(at, _)| at.timestamp_millis()).collect(),
        series: series.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_a_hole_and_never_a_line() {
        let at = |minute| DateTime::UNIX_EPOCH + Duration::minutes(minute);
        let mean = |minute, measure, mean, most| Mean { at: at(minute), measure, mean, most };
        let history = of_minutes(&[
            mean(0, Measure::Cpu, 10.0, 20.0),
            mean(0, Measure::GpuUse(0), 5.0, 6.0),
            mean(1, Measure::Cpu, 11.0, 21.0),
            mean(7, Measure::Cpu, 12.0, 22.0),
        ]);
        assert_eq!(history.at_ms, [0, 60_000, 150_000, 420_000]);
        let series: Vec<(&str, &[Option<f64>])> =
            history.series.iter().map(|series| (series.key.as_str(), series.most.as_slice())).collect();
        assert_eq!(
            series,
            [
                ("cpu", [Some(20.0), Some(21.0), None, Some(22.0)].as_slice()),
                ("gpu0.use", [Some(6.0), None, None, None].as_slice()),
            ]
        );
    }
}
