//! The looker: the thread that takes frames and looks at them, round by round.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bellwatch_domain::clips::ClipKind;
use bellwatch_store::Write;
use tokio::sync::oneshot;

use super::round::{Eyes, Found, Orders, Sighted};
use super::{Shared, lock};
use crate::api::problem::chain;
use crate::attendance::Attendance;
use crate::clips::Clips;
use crate::journal::Journal;

/// Runners of one round: their faces are embedded together, and none waits long for the others.
const TOGETHER: usize = 4;
/// After so many rounds in a row in which a model did not run, it is given up.
const FAILURES: u32 = 3;

/// Who is told of what was found.
pub(super) struct Told {
    pub(super) journal: Journal,
    pub(super) attendance: Attendance,
    pub(super) clips: Clips,
}

/// Starts the thread; it tells `end` when it is over.
pub(super) fn start(shared: Arc<Shared>, told: Told, end: oneshot::Sender<()>) -> std::io::Result<()> {
    let thread = std::thread::Builder::new().name("recognition".to_owned());
    thread.spawn(move || {
        run(&shared, &told);
        // What was found is in the journal, and this thread no longer keeps the journal from ending.
        drop(told);
        // Whoever waited may have gone.
        let _ = end.send(());
    })?;
    Ok(())
}

fn run(shared: &Shared, told: &Told) {
    let mut eyes = Eyes::default();
    let mut failures = 0;
    // Priorities as of the round before; a runner that is new gets its own with the next.
    let mut brief = shared.brief_now();
    loop {
        let priority = |key| brief.runners.get(&key).map_or(0, |rules| rules.priority);
        let Some(round) = shared.slots.take(TOGETHER, priority) else { return };
        brief = shared.brief_now();
        let at_work = lock(&shared.at_work).clone();
        let Some(at_work) = at_work else { continue };
        eyes.keep_only(&shared.slots.seats());
        // A mistake in here must not end recognition for the day: it is given up like a model that does not run.
        let looked = catch_unwind(AssertUnwindSafe(|| {
            let mode = lock(&shared.mode).clone();
            let ruled_out = Arc::clone(&lock(&shared.ruled_out));
            let orders = Orders { brief: &brief, mode: mode.as_ref(), ruled_out: &ruled_out };
            eyes.look(&round, at_work.recogniser.as_ref(), &at_work.known, &orders)
        }));
        match looked {
            Ok(Ok(found)) => {
                failures = 0;
                told.tell(found);
            }
            Ok(Err(error)) => {
                failures += 1;
                tracing::warn!(error = chain(&error), failures, "a round of recognition failed");
                if failures >= FAILURES {
                    failures = 0;
                    give_up(shared, chain(&error));
                }
            }
            Err(_) => {
                eyes = Eyes::default();
                give_up(shared, "recognition broke".to_owned());
            }
        }
    }
}

fn give_up(shared: &Shared, why: String) {
    shared.put_to_work(None);
    *lock(&shared.gave_up) = Some(why);
    shared.news.notify_one();
}

impl Told {
    fn tell(&self, found: Found) {
        for stranger in found.strangers {
            let (key, at, track) = (stranger.key, stranger.at, stranger.track);
            tracing::debug!(%key, %at, track, looks = stranger.looks, "a stranger");
            self.clips.happened(key, ClipKind::UnknownFace, at, None);
            if let Some(face) = stranger.face {
                self.journal.write(Write::UnknownFace(face));
            }
        }
        found.sighted.into_iter().for_each(|sighted| self.tell_sighted(sighted));
    }

    fn tell_sighted(&self, Sighted { key, sighting, doubt }: Sighted) {
        tracing::debug!(person = %sighting.sighting.person, camera = %sighting.sighting.camera, ?doubt, "sighted");
        let occurrence = sighting.occurrence;
        if doubt.is_some() {
            self.clips.happened(key, ClipKind::InDoubt, sighting.sighting.at, Some(sighting.sighting.person));
        }
        self.journal.write(match doubt {
            None => Write::Sighting(sighting),
            Some(why) => Write::Doubtful(sighting, why),
        });
        if let Some(occurrence) = occurrence {
            self.attendance.nudge(occurrence);
        }
    }
}
