//! The engine behind the window: started beside it, so that the window is there at once, and ended after it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use bellwatch_engine::api::problem::chain;
use bellwatch_engine::api::{Engine, KeyChoice, Options};
use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::{Problem, ProblemCode, RestoreOutcome};
use bellwatch_engine::words::refusals::Refusal;
use bellwatch_recogniser::Library;
use bellwatch_recogniser::runtime::Places;
use tauri::async_runtime;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::args::Args;

/// How far the engine has come.
#[derive(Clone)]
pub enum Opened {
    /// Not there yet.
    Starting,
    /// There.
    Running(Arc<Engine>),
    /// It could not start; why, in one sentence.
    Broken(Problem),
}

/// The engine, or why there is none. All clones are one.
#[derive(Clone)]
pub struct House {
    args: Args,
    clock: Clock,
    opened: Arc<watch::Sender<Opened>>,
    /// How the newest restore went, until the page was told.
    restored: Arc<Mutex<Option<RestoreOutcome>>>,
}

impl House {
    /// Begins to start the engine; returns at once.
    pub fn open(args: Args) -> Self {
        let opened = Arc::new(watch::channel(Opened::Starting).0);
        let house = House { args, clock: Clock::system(), opened, restored: Arc::default() };
        house.begin();
        house
    }

    /// Begins to start an engine that could not start; one that runs or is starting is left alone.
    pub fn try_again(&self) {
        let was_broken = self.opened.send_if_modified(|opened| {
            let is_broken = matches!(opened, Opened::Broken(_));
            if is_broken {
                *opened = Opened::Starting;
            }
            is_broken
        });
        if was_broken {
            self.begin();
        }
    }

    /// The engine, once it has started.
    ///
    /// # Errors
    ///
    /// Why it could not start, in one sentence.
    pub async fn engine(&self) -> Result<Arc<Engine>, Problem> {
        let mut opened = self.opened.subscribe();
        loop {
            let now = opened.borrow_and_update().clone();
            match now {
                Opened::Running(engine) => return Ok(engine),
                Opened::Broken(problem) => return Err(problem),
                Opened::Starting => {}
            }
            if opened.changed().await.is_err() {
                return Err(Problem::bad_input("", Refusal::Closing));
            }
        }
    }

    /// Puts the backup of this name in the place of the store: ends the engine in order, restores as the command line
    /// does, and starts another engine, whatever came of it. Returns once that runs, or cannot; [`House::restored`] says
    /// how it went. What is asked of the engine meanwhile waits. Killed at any moment it leaves the store from before or
    /// the one from the backup.
    ///
    /// # Errors
    ///
    /// When there is no such backup, or no engine that runs; nothing was stopped then.
    pub async fn restore(&self, name: &str) -> Result<(), Problem> {
        let file = self.engine().await?.operator().backup_named(name).await?;
        let engine = self.take_running().ok_or_else(|| Problem::gone("engine"))?;
        let house = self.clone();
        // A task of its own, so that no page that goes takes the second half of it along.
        let restoring = async_runtime::spawn(async move {
            let outcome = match engine.restore(&file).await {
                Ok(restored) => RestoreOutcome::Restored { restored: Box::new(restored) },
                Err(problem) => RestoreOutcome::NotRestored { problem },
            };
            *lock(&house.restored) = Some(outcome);
            drop(engine);
            house.begin();
        });
        restoring.await.map_err(|error| Problem::failed(&error))?;
        // Why it could not start is told to whoever asks for it.
        let _ = self.engine().await;
        Ok(())
    }

    /// How the newest restore went; told once.
    pub fn restored(&self) -> Option<RestoreOutcome> {
        lock(&self.restored).take()
    }

    /// Resolves when this engine is no longer the one that is asked.
    pub fn replaced(&self, engine: &Arc<Engine>) -> impl Future<Output = ()> + Send + use<> {
        // Nothing that waits may keep an engine alive that is to end.
        let engine = Arc::downgrade(engine);
        let mut opened = self.opened.subscribe();
        async move {
            let is_replaced = |opened: &Opened| match opened {
                Opened::Running(now) => !Weak::ptr_eq(&engine, &Arc::downgrade(now)),
                Opened::Starting | Opened::Broken(_) => true,
            };
            // An error means that the house is gone, and the engine with it.
            let _ = opened.wait_for(is_replaced).await;
        }
    }

    /// How far the engine has come, as it changes.
    pub fn opened(&self) -> watch::Receiver<Opened> {
        self.opened.subscribe()
    }

    /// The clock that the engine goes by.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Ends the engine, if it has started; every camera is stopped when this returns, after 8 s at the latest.
    pub fn close(&self) {
        let opened = self.opened.borrow().clone();
        if let Opened::Running(engine) = opened {
            async_runtime::block_on(engine.shutdown());
        }
    }

    /// The engine if it runs; whoever asks for it waits for another one from then on.
    fn take_running(&self) -> Option<Arc<Engine>> {
        let mut taken = None;
        self.opened.send_if_modified(|opened| {
            if let Opened::Running(engine) = opened {
                taken = Some(Arc::clone(engine));
                *opened = Opened::Starting;
            }
            taken.is_some()
        });
        taken
    }

    fn begin(&self) {
        let house = self.clone();
        async_runtime::spawn(async move {
            let opened = match start(house.args, house.clock).await {
                Ok(engine) => Opened::Running(engine),
                Err(problem) => Opened::Broken(problem),
            };
            house.opened.send_replace(opened);
        });
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn start(args: Args, clock: Clock) -> Result<Arc<Engine>, Problem> {
    let models = Arc::new(Library::at(args.home.path(), Places::of_this_process(None)));
    let options = Options {
        home: args.home.path().to_owned(),
        clock,
        keys: KeyChoice::from_environment(),
        actor: "window".to_owned(),
        models,
    };
    let engine = Engine::start(options).await.map_err(|error| Problem {
        code: ProblemCode::Failed,
        message: error.to_string(),
        detail: chain(&error),
        field: None,
    })?;
    if args.demo
        && engine.view().engine.is_empty
        && let Err(problem) = engine.add_demo_cameras().await
    {
        // It holds the lock, which the next try needs.
        engine.shutdown().await;
        return Err(problem);
    }
    Ok(engine)
}

/// Ends the app as its user would when the session ends it (TERM) or a terminal does (INT, HUP).
pub fn end_on_signals(app: tauri::AppHandle) {
    for kind in [SignalKind::terminate(), SignalKind::interrupt(), SignalKind::hangup()] {
        let app = app.clone();
        async_runtime::spawn(async move {
            match signal(kind) {
                Ok(mut signals) => {
                    signals.recv().await;
                    app.exit(0);
                }
                Err(error) => tracing::warn!(%error, "a signal cannot be listened for"),
            }
        });
    }
}
