//! The loader: sees to it that the pack that is wanted is at work, with the gallery of the people who are enrolled.
//!
//! It opens a pack beside the async threads, loads the gallery anew whenever people change, learns photos that have no
//! template of the model yet, and shows how all of it stands. What fails is said once as an event and tried again; the
//! cameras go on.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bellwatch_domain::PhotoId;
use bellwatch_domain::happened::Happened;
use bellwatch_domain::models::{Opened, Wish};
use bellwatch_domain::recognition::Recogniser;
use bellwatch_domain::said::{self, Said};
use bellwatch_domain::sentences;
use bellwatch_store::{NewEvent, Photo, Write};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::brief::{Brief, Wanted, provider_words};
use super::known::{Asked, Known};
use super::learning::Learning;
use super::ruled_out::RuledOut;
use super::{AtWork, RecognitionTools, Shared, lock};
use crate::api::problem::chain;
use crate::wire::{RecognitionState, RecognitionView};
use crate::words::cures::Cure;

/// How often the store is asked whether people changed.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// No track is older: a run ends at its period's end.
const TRACKS_LAST: chrono::Duration = chrono::Duration::days(1);
/// How long a pack that did not open, or a gallery that did not load, is left alone.
const AGAIN_AFTER: Duration = Duration::from_secs(30);
/// While photos are learnt, the gallery is loaded anew so often.
const LOAD_EVERY: Duration = Duration::from_secs(10);
/// Photos that are learnt at most; more are learnt when these are done.
const MOST_PHOTOS: u32 = 200_000;

sentences! {
    /// Why recognition does not work, beyond what its models say.
    pub(crate) enum Broken<'a> {
        Stopped { why: said::Open<'a> } = "Recognition stopped working: {why}.",
        NoMatching { why: said::Open<'a> } = "The enrolled photos cannot be matched: {why}.",
    }
}

/// Loads what recognition works with.
pub(super) struct Loader {
    shared: Arc<Shared>,
    tools: RecognitionTools,
    /// The revision of people that attendance was told of last.
    people: Option<i64>,
    /// The review that was heard of last.
    reviews: Option<i64>,
    open: Option<Open>,
    /// What did not open, and when it is tried again.
    failed: Option<(Wanted, Instant)>,
    /// The sentence that an event told last, so that what goes on failing is said once.
    told: Option<String>,
    store_fails: bool,
}

/// A pack that is open.
struct Open {
    wanted: Wanted,
    recogniser: Arc<dyn Recogniser>,
    /// Of which revision of people its gallery and its learning are.
    loaded: Option<i64>,
    loaded_at: Instant,
    learning: Learning,
    /// After a failure: not before.
    again_at: Instant,
}

impl Loader {
    pub(super) fn new(shared: Arc<Shared>, tools: RecognitionTools) -> Self {
        Loader {
            shared,
            tools,
            people: None,
            reviews: None,
            open: None,
            failed: None,
            told: None,
            store_fails: false,
        }
    }

    /// Runs until recognition is stopped.
    pub(super) async fn run(mut self) {
        let mut tick = interval(LOOK_EVERY);
        tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            tokio::select! {
                _ = tick.tick() => {}
                () = self.shared.news.notified() => {}
            }
            if self.shared.is_over() {
                self.shared.put_to_work(None);
                return;
            }
            if self.shared.is_to_try_again.swap(false, Ordering::Relaxed) {
                self.failed = self.failed.take().map(|(wanted, _)| (wanted, Instant::now()));
            }
            self.look().await;
        }
    }

    async fn look(&mut self) {
        let revision = match self.tools.store.people_revision().await {
            Ok(revision) => revision,
            Err(error) => return self.store_failed(&error),
        };
        if let Err(error) = self.hear_reviews().await {
            return self.store_failed(&error);
        }
        self.store_fails = false;
        if self.people != Some(revision) {
            self.people = Some(revision);
            self.tools.attendance.people_changed();
        }
        self.show(|view| view.people_revision = revision);
        let brief = self.shared.brief_now();
        let gave_up = lock(&self.shared.gave_up).take();
        if let Some(why) = gave_up
            && let Some(open) = self.open.take()
        {
            // A gallery that was being loaded may have put it to work again.
            self.shared.put_to_work(None);
            self.failed = Some((open.wanted, Instant::now() + AGAIN_AFTER));
            self.broken(&Broken::Stopped { why: said::Open(&why) }.to_string());
        }
        let Some(wanted) = &brief.wanted else { return self.close() };
        if self.open.as_ref().is_none_or(|open| open.wanted != *wanted) {
            let is_too_soon = |(failed, at): &(Wanted, Instant)| failed == wanted && Instant::now() < *at;
            if self.failed.as_ref().is_some_and(is_too_soon) {
                return;
            }
            self.open(wanted).await;
        }
        self.load(&brief, revision).await;
        self.learn().await;
    }

    /// Hears whom hands have ruled out of tracks that may still be followed.
    async fn hear_reviews(&mut self) -> Result<(), bellwatch_store::Error> {
        let newest = self.tools.store.reviews_revision().await?;
        if self.reviews == Some(newest) {
            return Ok(());
        }
        let since = self.tools.clock.now() - TRACKS_LAST;
        let ruled_out = self.tools.store.ruled_out_since(since).await?;
        *lock(&self.shared.ruled_out) = Arc::new(RuledOut::new(ruled_out));
        self.reviews = Some(newest);
        Ok(())
    }

    /// No pack is wanted: nothing is looked at.
    fn close(&mut self) {
        if self.open.take().is_some() || self.failed.take().is_some() {
            self.shared.put_to_work(None);
        }
        self.told = None;
        self.show(|view| {
            let (people_revision, attendance_revision) = (view.people_revision, view.attendance_revision);
            let (installing, unknown) = (view.installing.take(), view.unknown.clone());
            let clips_revision = view.clips_revision;
            *view = RecognitionView {
                people_revision,
                attendance_revision,
                clips_revision,
                installing,
                unknown,
                ..RecognitionView::off()
            };
        });
    }

    /// Opens the pack that is wanted in the place of what is open.
    async fn open(&mut self, wanted: &Wanted) {
        self.open = None;
        self.shared.put_to_work(None);
        let retries = self.failed.as_ref().is_some_and(|(failed, _)| failed == wanted);
        if !retries {
            self.show(|view| {
                view.state = RecognitionState::Loading;
                view.pack = Some(wanted.pack.clone());
                view.pack_name = None;
                view.provider = None;
                view.tried.clear();
                view.threshold = None;
                view.threshold_words.clear();
            });
        }
        let (models, asked) = (Arc::clone(&self.tools.models), wanted.clone());
        let opened = tokio::task::spawn_blocking(move || {
            let opened = models.open(&asked.pack, &asked.computing).map_err(|error| error.to_string())?;
            let name = models.packs().unwrap_or_default().into_iter().find(|pack| pack.id == asked.pack);
            Ok((opened, name.map_or(asked.pack, |pack| pack.name)))
        });
        let (opened, name) = match opened.await.map_err(|error| error.to_string()).flatten() {
            Ok(opened) => opened,
            Err(sentence) => {
                self.failed = Some((wanted.clone(), Instant::now() + AGAIN_AFTER));
                self.show(|view| view.pack = Some(wanted.pack.clone()));
                return self.broken(&sentence);
            }
        };
        let Opened { recogniser, provider, tried } = opened;
        if self.told.take().is_some() {
            self.event(Happened::RecognitionWorks);
        }
        if !tried.is_empty() {
            let (provider, tried) = (&provider, tried.join(" "));
            let tried = Said(&tried);
            self.event(match wanted.computing.wish {
                Wish::Auto => Happened::BestRunsElsewhere { provider, tried },
                wish => Happened::RunsElsewhere { wish: provider_words(wish), provider, tried },
            });
        }
        tracing::info!(pack = wanted.pack, provider, "recognition opened its pack");
        self.show(|view| {
            view.pack_name = Some(name);
            view.provider = Some(provider);
            view.tried = tried;
        });
        self.failed = None;
        let now = Instant::now();
        let (wanted, learning) = (wanted.clone(), Learning::default());
        self.open = Some(Open { wanted, recogniser, loaded: None, loaded_at: now, learning, again_at: now });
    }

    /// Loads the gallery when people or what is asked of it changed.
    async fn load(&mut self, brief: &Brief, revision: i64) {
        let Some(open) = &self.open else { return };
        let before = lock(&self.shared.at_work).clone();
        let asked = Asked { false_accepts_per_day: brief.false_accepts_per_day, margin: brief.margin };
        let is_current = open.loaded == Some(revision)
            && before.as_ref().is_some_and(|at_work| at_work.known.answers(asked));
        let is_learning = open.learning.left() > 0 && before.is_some();
        let now = Instant::now();
        if is_current || now < open.again_at || (is_learning && now < open.loaded_at + LOAD_EVERY) {
            return;
        }
        let recogniser = Arc::clone(&open.recogniser);
        let loaded = self.known(recogniser, asked, before).await;
        let Some(open) = &mut self.open else { return };
        match loaded {
            Ok((mut known, revision, photos)) => {
                (open.loaded, open.loaded_at) = (Some(revision), Instant::now());
                open.learning.begin(&photos);
                let templates = known.search.len();
                let (people, threshold, closed) = (known.people, known.threshold, known.closed);
                let left = open.learning.left();
                known.is_learning = left > 0;
                let recogniser = Arc::clone(&open.recogniser);
                self.shared.put_to_work(Some(AtWork { recogniser, known }));
                if closed > 0 {
                    tracing::warn!(closed, "templates do not open, since their key is gone");
                }
                if self.told.take().is_some() {
                    self.event(Happened::RecognitionWorks);
                }
                self.show(|view| {
                    view.state = RecognitionState::Working;
                    view.people = count(people);
                    view.templates = count(templates);
                    view.photos_to_learn = count(left);
                    view.threshold = Some(threshold.value);
                    view.threshold_words = threshold.sentence();
                });
            }
            Err(sentence) => {
                open.again_at = Instant::now() + AGAIN_AFTER;
                open.loaded = None;
                self.shared.put_to_work(None);
                self.broken(&sentence);
            }
        }
    }

    /// Who is known to the model, and which photos it has still to learn.
    async fn known(
        &self,
        recogniser: Arc<dyn Recogniser>,
        asked: Asked,
        before: Option<Arc<AtWork>>,
    ) -> Result<(Known, i64, Vec<Photo>), String> {
        let store = &self.tools.store;
        let model = recogniser.model().as_str().to_owned();
        let read = async {
            let gallery = store.gallery(&model).await?;
            let vetoes = store.pair_vetoes().await?;
            let photos = store.photos_without_template(&model, PhotoId(0), MOST_PHOTOS).await?;
            Ok::<_, bellwatch_store::Error>((gallery, vetoes, photos))
        };
        let (gallery, vetoes, photos) = read.await.map_err(|error| error.to_string())?;
        let revision = gallery.revision;
        let known = tokio::task::spawn_blocking(move || {
            // What was measured with another model says nothing of this one.
            let same = before.filter(|before| before.recogniser.model() == recogniser.model());
            let before = same.as_ref().map(|before| &before.known);
            Known::new(recogniser.as_ref(), &gallery, &vetoes, asked, before)
        });
        match known.await {
            Ok(Ok(known)) => Ok((known, revision, photos)),
            Ok(Err(error)) => Err(Broken::NoMatching { why: said::Open(&chain(&error)) }.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Learns a few photos, and forgets other models' templates when all are learnt.
    async fn learn(&mut self) {
        let Some(open) = &mut self.open else { return };
        if open.learning.left() == 0 || Instant::now() < open.again_at {
            return;
        }
        let RecognitionTools { store, models, clock, .. } = &self.tools;
        let learnt = open.learning.learn_some(store, models, &open.recogniser, clock.now()).await;
        let left = open.learning.left();
        if let Err(error) = learnt {
            open.again_at = Instant::now() + AGAIN_AFTER;
            tracing::warn!(error = chain(&error), "photos could not be learnt");
        } else if left == 0 {
            open.loaded = None;
            let (left_out, model) = (open.learning.left_out(), open.recogniser.model().as_str().to_owned());
            match left_out {
                0 => match store.forget_other_models(&model).await {
                    Ok(_) => self.event(Happened::PhotosLearnt),
                    Err(error) => tracing::warn!(error = chain(&error), "old templates could not be removed"),
                },
                1 => self.event(Happened::PhotoNotLearnt),
                count => self.event(Happened::PhotosNotLearnt { count }),
            }
        }
        self.show(|view| view.photos_to_learn = count(left));
        if left > 0 {
            // The next few at once, after a look at what is wanted.
            self.shared.news.notify_one();
        }
    }

    /// Shows that recognition does not work, and tells it once.
    fn broken(&mut self, sentence: &str) {
        if self.told.as_deref() != Some(sentence) {
            self.told = Some(sentence.to_owned());
            tracing::error!(sentence, "recognition does not work");
            self.event(Happened::RecognitionBroken { why: Said(sentence) });
        }
        let state =
            RecognitionState::Broken { sentence: sentence.to_owned(), cure: Cure::Recognition.to_string() };
        self.show(|view| {
            view.state = state;
            view.threshold = None;
            view.threshold_words.clear();
        });
    }

    fn store_failed(&mut self, error: &bellwatch_store::Error) {
        if !self.store_fails {
            self.store_fails = true;
            tracing::warn!(error = chain(error), "recognition could not ask the store");
        }
    }

    fn show(&self, change: impl FnOnce(&mut RecognitionView)) {
        self.tools.hub.change_recognition(change);
    }

    fn event(&self, happened: Happened<'_>) {
        self.tools.journal.write(Write::Event(NewEvent {
            at: self.tools.clock.now(),
            camera: None,
            kind: "recognition".to_owned(),
            actor: "engine".to_owned(),
            sentence: happened.to_string(),
        }));
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
