//! Desktop notifications: what the engine announces, shown. What is announced, and when, is the engine's to decide.

use std::time::Duration;

use bellwatch_engine::wire::{Message, NoticeView, What};
use notify_rust::Notification;
use tauri::async_runtime;

use crate::house::{House, Opened};
use crate::tongue::Tongue;

/// A desktop that does not answer in this time gets no more of ours until the next one.
const ANSWERS_WITHIN: Duration = Duration::from_secs(5);
/// A window that does not answer in this time leaves it English.
const SAID_WITHIN: Duration = Duration::from_secs(2);

/// Shows what engines announce, as long as the app runs.
pub fn keep(house: &House, tongue: &Tongue) {
    async_runtime::spawn(follow(house.clone(), tongue.clone()));
}

async fn follow(house: House, tongue: Tongue) {
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
                        show(&notice, &tongue).await;
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

/// Shows a notice in the window's language, as far as the window answers in time.
async fn show(notice: &NoticeView, tongue: &Tongue) {
    let title = tongue.said(&notice.title, SAID_WITHIN).await;
    let body = tongue.said(&notice.body, SAID_WITHIN).await;
    let mut notification = Notification::new();
    notification.appname("Bellwatch").icon("bellwatch").summary(&title).body(&body);
    match tokio::time::timeout(ANSWERS_WITHIN, notification.show_async()).await {
        Ok(Ok(_)) => {}
        // Not every desktop shows notifications; the window and the tray say the same.
        Ok(Err(error)) => tracing::info!(%error, "a notification cannot be shown"),
        Err(_) => tracing::info!("the desktop does not answer a notification"),
    }
}
