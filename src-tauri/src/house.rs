//! The engine behind the window: started beside it, so that the window is there at once, and ended after it.

use std::sync::Arc;

use bellwatch_engine::api::problem::chain;
use bellwatch_engine::api::{Engine, KeyChoice, Options};
use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::{Problem, ProblemCode};
use tauri::async_runtime;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::args::Args;

type Opened = Option<Result<Arc<Engine>, Problem>>;

/// The engine, or why there is none.
pub struct House {
    opened: watch::Receiver<Opened>,
}

impl House {
    /// Begins to start the engine; returns at once.
    pub fn open(args: Args) -> Self {
        let (open, opened) = watch::channel(None);
        async_runtime::spawn(async move {
            // An error means that the app has gone again.
            let _ = open.send(Some(start(args).await));
            open.closed().await;
        });
        House { opened }
    }

    /// The engine, once it has started.
    ///
    /// # Errors
    ///
    /// Why it could not start, in one sentence.
    pub async fn engine(&self) -> Result<Arc<Engine>, Problem> {
        let mut opened = self.opened.clone();
        match opened.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(opened)) => opened.clone(),
            Ok(None) | Err(_) => Err(Problem::failed(&std::io::Error::other("Bellwatch is being closed."))),
        }
    }

    /// Ends the engine, if it has started; every camera is stopped when this returns, after 8 s at the latest.
    pub fn close(&self) {
        let opened = self.opened.borrow().clone();
        if let Some(Ok(engine)) = opened {
            async_runtime::block_on(engine.shutdown());
        }
    }
}

async fn start(args: Args) -> Result<Arc<Engine>, Problem> {
    let options = Options {
        home: args.home,
        clock: Clock::system(),
        keys: KeyChoice::from_environment(),
        actor: "window".to_owned(),
    };
    let engine = Engine::start(options).await.map_err(|error| Problem {
        code: ProblemCode::Failed,
        message: error.to_string(),
        detail: chain(&error),
        field: None,
    })?;
    if args.demo && engine.view().engine.is_empty {
        engine.add_demo_cameras().await?;
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
