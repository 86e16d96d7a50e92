//! The one window: on screen, in the tray, or nowhere; and what closing it does.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bellwatch_engine::wire::{CloseAnswer, CloseQuestion};
use tauri::ipc::Channel;
use tauri::{AppHandle, Manager, Window, WindowEvent, async_runtime};
use tokio::sync::watch;

use crate::tray::{Shown, Tray};

/// A window that is in a tray which is not there is shown after this: long enough for a panel to come up at login
/// or to be restarted.
const TRAY_GONE: Duration = Duration::from_secs(15);
/// Stands in the data folder once the operator has been told that the window goes into the tray.
const TOLD: &str = "told-about-tray";

/// Where the window is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On screen.
    OnScreen,
    /// Hidden; the tray leads back to it.
    InTray,
    /// Hidden, though there is no tray, because the operator said so. Starting Bellwatch again leads back to it.
    Nowhere,
}

/// What is known about the window.
pub struct Presence {
    place: watch::Sender<Place>,
    page: Mutex<Page>,
    told: PathBuf,
}

/// Whether the page inside the window can put a question to the operator.
enum Page {
    /// It has not come up.
    Deaf,
    /// It listens.
    Listening(Channel<CloseQuestion>),
    /// It was asked this and has not answered.
    Asked(Channel<CloseQuestion>, CloseQuestion),
}

/// What closing the window does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closing {
    Hide,
    Ask(CloseQuestion),
    Quit,
}

/// Whoever closes the window again instead of answering means it, and a page that cannot be asked stands in no one's
/// way.
fn decide(tray: Shown, is_told: bool, page: &Page) -> Closing {
    match (tray, page) {
        (Shown::Yes, Page::Listening(_)) if !is_told => Closing::Ask(CloseQuestion::FirstTime),
        (Shown::Yes, Page::Deaf | Page::Listening(_) | Page::Asked(..)) => Closing::Hide,
        (Shown::No, Page::Listening(_)) => Closing::Ask(CloseQuestion::NoTray),
        (Shown::No, Page::Deaf | Page::Asked(..)) => Closing::Quit,
    }
}

impl Presence {
    /// A window at `place`, of the data folder `home`.
    pub fn new(place: Place, home: &Path) -> Presence {
        Presence { place: watch::channel(place).0, page: Mutex::new(Page::Deaf), told: home.join(TOLD) }
    }

    /// The page listens to questions on this channel from now on.
    pub fn hear(&self, channel: Channel<CloseQuestion>) {
        *self.page() = Page::Listening(channel);
    }

    /// Takes the question that the page was asked.
    fn answered(&self) -> Option<CloseQuestion> {
        let mut page = self.page();
        match std::mem::replace(&mut *page, Page::Deaf) {
            Page::Asked(channel, question) => {
                *page = Page::Listening(channel);
                Some(question)
            }
            other => {
                *page = other;
                None
            }
        }
    }

    /// What closing does now; the question is on its way to the page when this returns one.
    fn close(&self, tray: Shown) -> Closing {
        let mut page = self.page();
        let closing = decide(tray, self.told.exists(), &page);
        let Closing::Ask(question) = closing else { return closing };
        match std::mem::replace(&mut *page, Page::Deaf) {
            Page::Listening(channel) => match channel.send(question) {
                Ok(()) => {
                    *page = Page::Asked(channel, question);
                    closing
                }
                Err(error) => {
                    tracing::warn!(%error, "the window cannot be asked what closing it is to do");
                    decide(tray, true, &Page::Deaf)
                }
            },
            other => {
                *page = other;
                closing
            }
        }
    }

    fn page(&self) -> MutexGuard<'_, Page> {
        // A panic in between leaves a deaf page behind, which is safe.
        self.page.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers the events of the window: it is never closed, only hidden, or the app quits.
pub fn on_event(window: &Window, event: &WindowEvent) {
    let WindowEvent::CloseRequested { api, .. } = event else { return };
    api.prevent_close();
    let app = window.app_handle();
    let tray = app.state::<Tray>().shown();
    match app.state::<Presence>().close(tray) {
        Closing::Hide => hide(app, Place::InTray),
        Closing::Ask(_) => {}
        Closing::Quit => app.exit(0),
    }
}

/// Does what the operator answered.
pub fn answer(app: &AppHandle, answer: CloseAnswer) {
    let presence = app.state::<Presence>();
    let question = presence.answered();
    match (answer, question) {
        (CloseAnswer::Hide, Some(CloseQuestion::FirstTime)) => {
            if let Err(error) = fs::write(&presence.told, "") {
                tracing::warn!(%error, "that the tray was explained cannot be kept; it will be explained again");
            }
            hide(app, Place::InTray);
        }
        (CloseAnswer::Hide, Some(CloseQuestion::NoTray)) => hide(app, Place::Nowhere),
        (CloseAnswer::Quit, Some(_)) => app.exit(0),
        // An answer to nothing comes from a page that was loaded anew meanwhile.
        (CloseAnswer::Stay, _) | (CloseAnswer::Hide | CloseAnswer::Quit, None) => {}
    }
}

/// Brings the window to the front.
pub fn show(app: &AppHandle) {
    let Some(window) = app.get_webview_window("main") else { return };
    app.state::<Presence>().place.send_replace(Place::OnScreen);
    for shown in [window.show(), window.unminimize(), window.set_focus()] {
        if let Err(error) = shown {
            tracing::warn!(%error, "the window cannot be brought to the front");
        }
    }
}

fn hide(app: &AppHandle, place: Place) {
    let Some(window) = app.get_webview_window("main") else { return };
    match window.hide() {
        Ok(()) => drop(app.state::<Presence>().place.send_replace(place)),
        Err(error) => tracing::warn!(%error, "the window cannot be hidden"),
    }
}

/// Shows a window whose tray has gone, as long as the app runs: nothing else would lead back to it.
pub fn keep_reachable(app: &AppHandle, presence: &Presence, tray: &Tray) {
    let (app, mut places, mut shown) = (app.clone(), presence.place.subscribe(), tray.watch());
    async_runtime::spawn(async move {
        loop {
            let is_lost =
                *places.borrow_and_update() == Place::InTray && *shown.borrow_and_update() == Shown::No;
            tokio::select! {
                () = tokio::time::sleep(TRAY_GONE), if is_lost => show(&app),
                changed = places.changed() => if changed.is_err() { return },
                changed = shown.changed() => if changed.is_err() { return },
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_hides_asks_or_quits_and_never_gets_stuck() {
        let channel = || Channel::new(|_| Ok(()));
        let (deaf, listening) = (Page::Deaf, Page::Listening(channel()));
        let asked = Page::Asked(channel(), CloseQuestion::NoTray);
        let check = |tray, is_told, page: &Page, expected| {
            assert_eq!(decide(tray, is_told, page), expected, "{tray:?}, told: {is_told}");
        };
        check(Shown::Yes, true, &listening, Closing::Hide);
        check(Shown::Yes, false, &listening, Closing::Ask(CloseQuestion::FirstTime));
        check(Shown::Yes, false, &asked, Closing::Hide);
        check(Shown::Yes, false, &deaf, Closing::Hide);
        for is_told in [true, false] {
            check(Shown::No, is_told, &listening, Closing::Ask(CloseQuestion::NoTray));
            check(Shown::No, is_told, &asked, Closing::Quit);
            check(Shown::No, is_told, &deaf, Closing::Quit);
        }
    }

    #[test]
    fn a_question_is_put_once_and_answered_once() {
        let presence = Presence::new(Place::OnScreen, Path::new("/nowhere"));
        presence.hear(Channel::new(|_| Ok(())));
        assert_eq!(presence.answered(), None);
        assert_eq!(presence.close(Shown::No), Closing::Ask(CloseQuestion::NoTray));
        assert_eq!(presence.answered(), Some(CloseQuestion::NoTray));
        assert_eq!(presence.answered(), None);
        assert_eq!(presence.close(Shown::Yes), Closing::Ask(CloseQuestion::FirstTime));
        assert_eq!(presence.close(Shown::Yes), Closing::Hide);
    }

    #[test]
    fn a_page_that_is_gone_stands_in_no_ones_way() {
        let gone = || Channel::new(|_| Err(std::io::Error::other("gone").into()));
        let presence = Presence::new(Place::OnScreen, Path::new("/nowhere"));
        presence.hear(gone());
        assert_eq!(presence.close(Shown::No), Closing::Quit);
        presence.hear(gone());
        assert_eq!(presence.close(Shown::Yes), Closing::Hide);
    }
}
