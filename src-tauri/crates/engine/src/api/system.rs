//! What the System screen asks: gauges, endings, what was said, and what happened.

use std::path::Path;

use bellwatch_domain::CameraId;
use bellwatch_domain::forecast::{Costs, Machine, Stretch, forecast};
use bellwatch_domain::gauges::Measure;
use bellwatch_domain::plan::Config;
use bellwatch_store::{Event, EventChoice};
use chrono::{DateTime, Duration, Utc};
use csv::{Terminator, WriterBuilder};

use super::attendance::keep;
use super::{Engine, Operator};
use crate::attendance::sightings::camera_name;
use crate::gauges::gauge;
use crate::lists::{MARK, harmless};
use crate::logs::Level;
use crate::present;
use crate::wire::{
    EndingView, EventQuery, EventsView, ForecastView, GaugeHistoryView, GaugeSpan, GaugesView, LogLevelView,
    Problem, RunnerHourView, RunsView, SaidView, StretchView,
};
use crate::words::refusals::Refusal;

/// Endings in one answer.
const ENDINGS: u32 = 100;
/// Events in one answer.
const EVENTS: u32 = 200;
/// Events in one file: what the store keeps at most, so nothing of a choice is missing.
const EVENTS_WRITTEN: u32 = 500_000;
/// Lines in one answer.
const LINES: usize = 2000;
/// The longest search that is looked for, characters.
const WORDS_AT_MOST: usize = 200;

impl Engine {
    /// Whether somebody looks at the gauges: they are measured ten times as often then.
    pub fn look_at_gauges(&self, on: bool) {
        self.gauges().look(on);
    }

    /// What was measured over a span until now.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn gauge_history(&self, span: GaugeSpan) -> Result<GaugeHistoryView, Problem> {
        Ok(self.gauges().history(self.operator().store(), span, self.clock().now()).await?)
    }

    /// What the coming week will ask of this machine, from what was measured on it in the last one.
    ///
    /// # Errors
    ///
    /// When nothing was measured yet, or the store cannot be read.
    pub async fn forecast(&self) -> Result<ForecastView, Problem> {
        let gauges = self.hub().gauges().ok_or_else(|| Problem::bad_input("", Refusal::Measuring))?;
        let now = self.clock().now();
        let config = self.operator().config().await?;
        let costs = Costs(self.operator().store().costs_since(now - Duration::days(7)).await?);
        let machine = machine(&gauges);
        let ability = self.ability();
        let measured = u32::try_from(costs.0.len()).unwrap_or(u32::MAX);
        // A week of many cameras is some hundred plans.
        let week = tokio::task::spawn_blocking(move || forecast(&config, &ability, &costs, machine, now));
        let stretches = week.await.map_err(|error| Problem::failed(&error))?;
        Ok(ForecastView {
            stretches: stretches.iter().map(stretch).collect(),
            measured,
            other_cpu: 100.0 * machine.other_cores / machine.cores,
        })
    }

    /// What was said after the line numbered `after`, in that order; the newest 2000 lines of it.
    pub fn said(&self, after: u64) -> Vec<SaidView> {
        let said = self.logs().tail(after, LINES).into_iter();
        said.map(|(key, line)| SaidView {
            number: line.number,
            at_ms: line.at.timestamp_millis(),
            level: match line.level {
                Level::Info => LogLevelView::Info,
                Level::Warning => LogLevelView::Warning,
                Level::Error => LogLevelView::Error,
            },
            camera: key.map(|key| key.camera.0),
            profile: key.map(|key| key.profile.0),
            text: line.text,
        })
        .collect()
    }
}

impl Operator {
    /// The last endings of all cameras, and how each runner fared in the last hour.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn runs(&self) -> Result<RunsView, Problem> {
        let config = self.config().await?;
        let ended = self.store().runs_ended(ENDINGS).await?;
        let counted = self.store().runs_counted(self.now() - Duration::hours(1)).await?;
        let endings = ended.iter().map(|run| {
            let camera = run.process.key.camera;
            let name = camera_name(&config, camera);
            EndingView { camera: camera.0, process: present::run(run, Some(&name)) }
        });
        let hour = counted.iter().map(|(key, counts)| RunnerHourView {
            camera: key.camera.0,
            profile: key.profile.0,
            began: counts.began,
            failed: counts.failed,
            stalled: counts.stalled,
        });
        Ok(RunsView { endings: endings.collect(), hour: hour.collect() })
    }

    /// Events of a choice, newest first; 200 at most.
    ///
    /// # Errors
    ///
    /// For an instant that is none, and when the store cannot be read.
    pub async fn events(&self, query: &EventQuery) -> Result<EventsView, Problem> {
        let choice = choice(query)?;
        let mut events = self.store().events_chosen(&choice, EVENTS + 1).await?;
        let more = events.len() > EVENTS as usize;
        events.truncate(EVENTS as usize);
        let kinds = self.store().event_kinds().await?;
        Ok(EventsView { events: events.iter().map(present::event).collect(), more, kinds })
    }

    /// Writes all events of a choice into `folder`, newest first, as a table; answers where it lies.
    ///
    /// # Errors
    ///
    /// As [`Operator::events`], and when the file cannot be written.
    pub async fn events_save(&self, folder: &Path, query: &EventQuery) -> Result<String, Problem> {
        let config = self.config().await?;
        let choice = EventChoice { before: None, ..choice(query)? };
        let events = self.store().events_chosen(&choice, EVENTS_WRITTEN).await?;
        let table = table(&events, &config).map_err(|error| Problem::failed(&error))?;
        let made = self.now().with_timezone(&config.site.time_zone).format("%Y-%m-%d-%H%M");
        keep(folder, &format!("bellwatch-events-{made}"), "csv", table).await
    }
}

/// The machine as its newest gauges show it, without the cameras' part.
fn machine(gauges: &GaugesView) -> Machine {
    let cores = gauges.cores.len().max(1) as f64;
    let cameras: f64 = gauges.runners.iter().map(|runner| runner.cpu).sum();
    let memory: u64 = gauges.runners.iter().map(|runner| runner.memory_bytes).sum();
    Machine {
        cores,
        memory_bytes: gauges.memory_all_bytes as f64,
        other_cores: (gauges.cpu.value * cores / 100.0 - cameras / 100.0).max(0.0),
        other_memory_bytes: gauges.memory_bytes.saturating_sub(memory) as f64,
    }
}

fn stretch(stretch: &Stretch) -> StretchView {
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    StretchView {
        at_ms: stretch.at.timestamp_millis(),
        until_ms: stretch.until.timestamp_millis(),
        periods: stretch.periods.clone(),
        runs: count(stretch.runs),
        estimated: count(stretch.estimated),
        cpu: gauge(Measure::Cpu, 100.0 * stretch.cpu),
        memory: gauge(Measure::Memory, 100.0 * stretch.memory),
        fits: count(stretch.fits),
        too_many: stretch.too_many.iter().map(|camera| camera.0).collect(),
    }
}

fn choice(query: &EventQuery) -> Result<EventChoice, Problem> {
    let words = query.words.as_deref().map(str::trim).filter(|words| !words.is_empty());
    Ok(EventChoice {
        camera: query.camera.map(CameraId),
        kind: query.kind.clone(),
        by_hand: query.by_hand,
        words: words.map(|words| words.chars().take(WORDS_AT_MOST).collect()),
        from: query.from_ms.map(|ms| instant("from_ms", ms)).transpose()?,
        to: query.to_ms.map(|ms| instant("to_ms", ms)).transpose()?,
        before: query.before,
    })
}

fn instant(field: &str, ms: i64) -> Result<DateTime<Utc>, Problem> {
    DateTime::from_timestamp_millis(ms).ok_or_else(|| Problem::bad_input(field, Refusal::NoInstant))
}

/// Times are the site's, with their distance to UTC, so that an hour that came twice is told apart.
fn table(events: &[Event], config: &Config) -> Result<Vec<u8>, csv::Error> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(MARK.to_vec());
    writer.write_record(["Time", "Camera", "Kind", "By", "What happened"])?;
    for event in events {
        let time = event.at.with_timezone(&config.site.time_zone).format("%Y-%m-%d %H:%M:%S %:z").to_string();
        let camera = event.camera.map(|id| camera_name(config, id));
        let camera = camera.unwrap_or_default();
        let cells = [time.as_str(), &camera, &event.kind, &event.actor, &event.sentence];
        writer.write_record(cells.map(|cell| harmless(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

#[cfg(test)]
mod tests {
    use bellwatch_domain::Site;

    use super::*;
    use crate::wire::LevelView;

    #[test]
    fn a_stretch_has_the_words_of_the_gauges() {
        let of = |cpu, memory| {
            let shown = stretch(&Stretch {
                at: DateTime::UNIX_EPOCH,
                until: DateTime::UNIX_EPOCH,
                periods: Vec::new(),
                runs: 0,
                estimated: 0,
                cpu,
                memory,
                fits: 0,
                too_many: Vec::new(),
            });
            (shown.cpu.level, shown.memory.level)
        };
        assert_eq!(of(0.74, 0.79), (LevelView::Good, LevelView::Good));
        assert_eq!(of(0.78, 0.78), (LevelView::Busy, LevelView::Good), "memory is busy later than the cores");
        assert_eq!(of(0.93, 0.85), (LevelView::Full, LevelView::Busy));
        assert_eq!(of(2.4, 0.92), (LevelView::Full, LevelView::Full));
    }

    #[test]
    fn a_table_of_events_holds_no_formula_and_the_sites_hours() {
        let event = Event {
            id: 1,
            at: DateTime::UNIX_EPOCH,
            camera: Some(CameraId(7)),
            kind: "camera".to_owned(),
            actor: "=cmd()".to_owned(),
            sentence: "Gate, \"main\"".to_owned(),
        };
        let zone = chrono_tz::Europe::Berlin;
        let site = Site::with_defaults("School", zone);
        let config = Config {
            site,
            cameras: Vec::new(),
            profiles: Default::default(),
            schedules: Vec::new(),
            exceptions: Vec::new(),
            begun: Vec::new(),
        };
        let text = String::from_utf8(table(&[event], &config).unwrap()).unwrap();
        let row = text.lines().nth(1).unwrap();
        assert_eq!(row, "1970-01-01 01:00:00 +01:00,A removed camera,camera,'=cmd(),\"Gate, \"\"main\"\"\"");
    }
}
