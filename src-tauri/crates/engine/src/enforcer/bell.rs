//! What the enforcer does for the bell beyond carrying out the plan: it keeps what has begun, and notices when the
//! clock jumps or the machine moves to another time zone.

use bellwatch_domain::PeriodOccurrence;
use bellwatch_domain::happened::Happened;
use bellwatch_domain::memory::Hold;
use bellwatch_domain::plan::Config;
use bellwatch_domain::said::{Said, Time};
use bellwatch_domain::schedule::Bells;
use bellwatch_store::{OccurrenceName, Write};
use chrono::Duration;

use super::Enforcer;
use super::live::Phase;
use crate::words;

/// Occurrences that began while no engine ran are kept for so long back: attendance asks for them.
const MISSED_AT_MOST: Duration = Duration::days(14);
/// Begun occurrences held in memory are dropped when they are over for so long.
const HELD_FOR: Duration = Duration::days(3);

impl Enforcer {
    /// Keeps the occurrences that have just begun, so that they stay as they are.
    pub(super) fn begin_occurrences(&mut self) {
        let known = &self.config.begun;
        let fresh: Vec<PeriodOccurrence> = self
            .plan
            .open
            .iter()
            .filter(|one| !known.iter().any(|kept| kept.is_same(one)))
            .map(|one| (**one).clone())
            .collect();
        let (now, zone) = (self.tools.clock.now(), self.config.site.time_zone);
        for one in &fresh {
            let until = words::local_time(one.closes, now, zone);
            let until = Time(&until);
            self.event(None, "bell", "engine", Happened::PeriodBegun { name: &one.name, until });
        }
        self.begin(fresh);
    }

    /// Keeps what began while no engine ran, as the templates say now.
    pub(super) async fn begin_missed(&mut self) {
        let now = self.tools.clock.now();
        let newest = match self.tools.store.newest_occurrence_opened().await {
            Ok(Some(newest)) => newest.max(now - MISSED_AT_MOST),
            // A store in which nothing ever began has missed nothing.
            Ok(None) => return,
            Err(error) => return self.store_failed(&error),
        };
        let bells = Bells::of(&self.config);
        let (first, last) = bells.dates(newest, now);
        let missed = bells.ringing().flat_map(|schedule| bells.occurrences(schedule, first, last));
        let missed: Vec<PeriodOccurrence> = missed
            .filter(|one| newest < one.opens && one.opens <= now)
            .filter(|one| !self.config.begun.iter().any(|kept| kept.is_same(one)))
            .map(|one| (*one).clone())
            .collect();
        self.begin(missed);
    }

    fn begin(&mut self, fresh: Vec<PeriodOccurrence>) {
        if fresh.is_empty() {
            return;
        }
        let over = self.tools.clock.now() - HELD_FOR;
        self.config.begun.retain(|kept| over < kept.closes);
        self.config.begun.extend(fresh.iter().cloned());
        let names: Vec<OccurrenceName> = fresh.iter().map(OccurrenceName::of).collect();
        self.tools.journal.write(Write::BeginOccurrences(fresh));
        names.into_iter().for_each(|name| self.tools.attendance.nudge(name));
    }

    /// After a fresh look at the configuration: what began a moment ago may not have reached the store yet.
    pub(super) fn keep_begun(&mut self, before: &Config) {
        let waiting: Vec<PeriodOccurrence> = before
            .begun
            .iter()
            .filter(|kept| !self.config.begun.iter().any(|known| known.is_same(kept)))
            .filter(|kept| self.config.schedules.iter().any(|schedule| schedule.id == kept.schedule))
            .cloned()
            .collect();
        self.config.begun.extend(waiting);
    }

    /// Looks whether the clock was set or the machine slept, or moved to another time zone; the plan follows at once.
    pub(super) async fn notice_jump(&mut self) {
        // Asked once, so that no jump falls between two looks.
        let mark = self.tools.clock.mark();
        let jump = mark.jump_since(&self.mark);
        self.mark = mark;
        let zone = self.tools.clock.machine_zone();
        if zone != self.machine_zone {
            if let Some(zone) = &zone {
                let site = self.config.site.time_zone.name();
                self.event(None, "clock", "engine", Happened::ZoneMoved { zone, site });
            }
            self.machine_zone = zone;
        }
        let Some(jump) = jump else { return };
        // The two clocks are not read in one instant, and three hours are not to be told as 2 h 59 min.
        let span = words::span(Duration::seconds((jump.num_milliseconds().abs() + 500) / 1000));
        let span = Said(&span);
        let sentence = if jump < Duration::zero() {
            Happened::ClockSetBack { span }
        } else {
            Happened::ClockForward { span }
        };
        tracing::warn!(jump_ms = jump.num_milliseconds(), "the clock jumped");
        self.event(None, "clock", "engine", sentence);
        self.shift(jump);
        self.notice_changes().await;
        self.tick().await;
        self.enforce().await;
    }

    /// Moves every instant that measures a span with the clock, so that a wait of seconds stays one.
    fn shift(&mut self, jump: Duration) {
        for past in self.memory.runners.values_mut() {
            if let Some(Hold::Retry { at }) = &mut past.hold {
                *at += jump;
            }
        }
        for live in self.live.values_mut() {
            match &mut live.phase {
                Phase::Starting { since } | Phase::Running { since } | Phase::Stopping { since, .. } => {
                    *since += jump;
                }
            }
        }
        for since in self.waiting_since.values_mut() {
            *since += jump;
        }
        for failure in &mut self.untold {
            failure.at += jump;
        }
        if let Some(at) = &mut self.enforced_now_at {
            *at += jump;
        }
        self.memory.budget.pressure.shift(jump);
        self.up_since += jump;
        self.announcer.shift(jump);
        self.checks.shift(jump, self.tools.clock.now());
        self.plan_check();
    }
}
