//! The engine behind the window: started beside it, so that the window is there at once, and ended after it.

use std::sync::Arc;

use bellwatch_engine::api::problem::chain;
use bellwatch_engine::api::{Engine, KeyChoice, Options};
use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::{Problem, ProblemCode};
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
}

impl House {
    /// Begins to start the engine; returns at once.
    pub fn open(args: Args) -> Self {
        let house =
            House { args, clock: Clock::system(), opened: Arc::new(watch::channel(Opened::Starting).0) };
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
                return Err(Problem::failed(&std::io::Error::other("Bellwatch is being closed.")));
            }
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
