//! What is sent to the window, and to one page of it at most.

use std::future::Future;
use std::sync::{Mutex, PoisonError};

use tauri::async_runtime::{self, JoinHandle};

/// The task that sends; none while nobody sees the window.
#[derive(Default)]
pub struct Watching {
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Watching {
    /// Has `send` go on from now on, in the place of what was there before (a page that was loaded anew watches anew).
    pub fn begin(&self, send: impl Future<Output = ()> + Send + 'static) {
        self.put(Some(async_runtime::spawn(send)));
    }

    /// Ends it.
    pub fn end(&self) {
        self.put(None);
    }

    fn put(&self, task: Option<JoinHandle<()>>) {
        // Nothing panics while the lock is held.
        let mut held = self.task.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = std::mem::replace(&mut *held, task) {
            before.abort();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_begin_and_the_end_stop_what_was_sent() {
        let watching = Watching::default();
        let (held, first) = tokio::sync::oneshot::channel::<()>();
        watching.begin(async move {
            let _held = held;
            std::future::pending().await
        });
        let (held, second) = tokio::sync::oneshot::channel::<()>();
        watching.begin(async move {
            let _held = held;
            std::future::pending().await
        });
        // What a task held is dropped with it.
        assert!(async_runtime::block_on(first).is_err());
        watching.end();
        assert!(async_runtime::block_on(second).is_err());
    }
}
