//! Desktop notifications: what the engine announces, shown. What is announced, and when, is the engine's to decide.

use std::time::Duration;

use bellwatch_engine::wire::{Message, NoticeView, What};
use notify_rust::Notification;
use tauri::async_runtime;

use crate::house::{House, Opened};

/// A desktop that does not answer in this time gets no more of ours until the next one.
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);

/// Shows what engines announce, as long as the app runs.
pub fn keep(house: &House) {
    async_runtime::spawn(follow(house.clone()));
}

async fn follow(house: House) {
    let mut opened = house.opened();
    loop {
        let now = opened.borrow_and_update().clone();
        if let Opened::Running(engine) = now {
            let (mut news, replaced) = (engine.watch(), house.replaced(&engine));
            // An engine that is to be started once more must be able to end.
            drop(engine);
            let told = async {
                while let Some(message) = news.next().await {
                    for notice in announced(message) {
                        show(&notice).await;
                    }
                }
            };
            tokio::select! {
                () = told => {}
                () = replaced => {}
            }
        }
        if opened.changed().await.is_err() {
            return;
        }
    }
}

fn announced(message: Message) -> Vec<NoticeView> {
    let Message::Changes { changes } = message else { return Vec::new() };
    let notices = changes.into_iter().filter_map(|change| match change.what {
        What::Notice { notice } => Some(notice),
        _ => None,
    });
    notices.collect()
}

async fn show(notice: &NoticeView) {
    let mut notification = Notification::new();
    notification.appname("Bellwatch").icon("bellwatch").summary(&notice.title).body(&notice.body);
    match tokio::time::timeout(ANSWERS_WITHIN, notification.show_async()).await {
        Ok(Ok(_)) => {}
        // Not every desktop shows notifications; the window and the tray say the same.
        Ok(Err(error)) => tracing::info!(%error, "a notification cannot be shown"),
        Err(_) => tracing::info!("the desktop does not answer a notification"),
    }
}
