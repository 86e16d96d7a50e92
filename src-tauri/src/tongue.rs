//! The window's language, for what the shell says itself: in the tray, and in notifications.
//!
//! The shell says everything in English first. What that is in the window's language is the window's to say, because all
//! translations are there: it is asked for each text that is not known yet, over a channel, and answers with a command.
//! Until it answers, and where it does not, English stays. The page is loaded as long as Bellwatch runs, also behind the
//! tray. This module knows no language.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tauri::ipc::Channel;
use tokio::sync::watch;

/// So many texts are remembered or waited for; then all are forgotten and asked for anew.
const MOST: usize = 2000;
/// Characters of a text that is taken.
const LONGEST: usize = 4000;

/// What the shell says, in the window's language. All clones are one.
#[derive(Clone)]
pub struct Tongue {
    held: Arc<Mutex<Held>>,
    /// Goes up whenever something would be said otherwise.
    turns: watch::Sender<u64>,
}

#[derive(Default)]
struct Held {
    /// Whom to ask; none before a page is loaded, and while it speaks English.
    page: Option<Channel<String>>,
    known: BTreeMap<String, String>,
    asked: BTreeSet<String>,
}

impl Tongue {
    /// English, until a page says that it speaks something else.
    pub fn new() -> Self {
        Tongue { held: Arc::default(), turns: watch::Sender::new(0) }
    }

    /// A page was loaded; it is asked from now on, or `None` where it speaks English. What another page said is forgotten.
    pub fn hear(&self, page: Option<Channel<String>>) {
        *self.lock() = Held { page, ..Held::default() };
        self.turn();
    }

    /// What is said for an English text: the English, as long as nothing else is known; the page is asked then.
    pub fn say(&self, english: &str) -> String {
        let mut held = self.lock();
        if let Some(said) = held.known.get(english) {
            return said.clone();
        }
        held.ask(english);
        english.to_owned()
    }

    /// As [`Tongue::say`], waiting `within` at most for the page's answer.
    pub async fn said(&self, english: &str, within: Duration) -> String {
        let mut turns = self.watch();
        let answered = async {
            while self.is_asking(english) {
                if turns.changed().await.is_err() {
                    return;
                }
            }
        };
        self.say(english);
        // Whoever does not answer leaves it English.
        let _ = tokio::time::timeout(within, answered).await;
        self.say(english)
    }

    /// Takes the page's answer. What was not asked for, and what is no text for a menu, is not taken.
    pub fn learn(&self, english: String, said: String) {
        let mut held = self.lock();
        if !is_text(&said) || !held.asked.remove(&english) {
            return;
        }
        held.known.insert(english, said);
        drop(held);
        self.turn();
    }

    /// Resolves whenever something would be said otherwise.
    pub fn watch(&self) -> watch::Receiver<u64> {
        self.turns.subscribe()
    }

    fn is_asking(&self, english: &str) -> bool {
        self.lock().asked.contains(english)
    }

    fn turn(&self) {
        self.turns.send_modify(|turn| *turn += 1);
    }

    fn lock(&self) -> MutexGuard<'_, Held> {
        // Nothing panics while the lock is held.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn ask(&mut self, english: &str) {
        let Some(page) = &self.page else { return };
        if self.asked.contains(english) || english.is_empty() {
            return;
        }
        if page.send(english.to_owned()).is_err() {
            // The page is gone; another says so itself.
            self.page = None;
            return;
        }
        if self.known.len() + self.asked.len() >= MOST {
            self.known.clear();
            self.asked.clear();
        }
        self.asked.insert(english.to_owned());
    }
}

/// Whether a text may stand in a menu: on one line, and not endless.
fn is_text(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use tauri::async_runtime::block_on;
    use tauri::ipc::InvokeResponseBody;

    use super::*;

    /// A page, and what it is asked, as JSON.
    fn page() -> (Channel<String>, mpsc::Receiver<String>) {
        let (asks, asked) = mpsc::channel();
        let channel = Channel::new(move |body| {
            let InvokeResponseBody::Json(text) = body else { panic!("no text") };
            // A test that is over hears no more.
            let _ = asks.send(text);
            Ok(())
        });
        (channel, asked)
    }

    fn learn(tongue: &Tongue, english: &str, said: &str) {
        tongue.learn(english.to_owned(), said.to_owned());
    }

    #[test]
    fn english_stays_until_the_page_answers_and_nothing_is_asked_twice() {
        let tongue = Tongue::new();
        assert_eq!(tongue.say("Quit"), "Quit");
        let (channel, asked) = page();
        tongue.hear(Some(channel));
        assert_eq!(tongue.say("Quit"), "Quit");
        assert_eq!(tongue.say("Quit"), "Quit");
        assert_eq!(asked.try_iter().collect::<Vec<_>>(), ["\"Quit\""]);
        let mut turns = tongue.watch();
        turns.mark_unchanged();
        learn(&tongue, "Quit", "إنهاء");
        assert!(turns.has_changed().unwrap());
        assert_eq!(tongue.say("Quit"), "إنهاء");
        tongue.hear(None);
        assert_eq!(tongue.say("Quit"), "Quit");
    }

    #[test]
    fn what_was_not_asked_for_and_what_is_no_text_is_not_taken() {
        let tongue = Tongue::new();
        let (channel, _asked) = page();
        tongue.hear(Some(channel));
        tongue.say("Quit");
        learn(&tongue, "Resume", "استئناف");
        for said in ["a\nb", "", &"x".repeat(LONGEST + 1)] {
            learn(&tongue, "Quit", said);
        }
        assert_eq!(tongue.say("Resume"), "Resume");
        assert_eq!(tongue.say("Quit"), "Quit");
        learn(&tongue, "Quit", "إنهاء");
        learn(&tongue, "Quit", "again");
        assert_eq!(tongue.say("Quit"), "إنهاء");
    }

    #[test]
    fn a_page_that_is_gone_is_not_asked_and_what_is_remembered_is_bounded() {
        let tongue = Tongue::new();
        tongue.hear(Some(Channel::new(|_| Err(std::io::Error::other("gone").into()))));
        assert_eq!(tongue.say("Quit"), "Quit");
        assert!(!tongue.is_asking("Quit"));
        let (channel, _asked) = page();
        tongue.hear(Some(channel));
        for number in 0..=MOST {
            tongue.say(&format!("until {number}"));
        }
        assert_eq!(tongue.lock().asked.len(), 1);
    }

    #[test]
    fn an_answer_is_waited_for_and_none_leaves_it_english() {
        let tongue = Tongue::new();
        let said = |within| block_on(tongue.said("A camera is down", within));
        assert_eq!(said(Duration::from_secs(60)), "A camera is down");
        let (channel, asked) = page();
        tongue.hear(Some(channel));
        assert_eq!(said(Duration::ZERO), "A camera is down");
        let (channel, asked_again) = page();
        tongue.hear(Some(channel));
        drop(asked);
        let answers = tongue.clone();
        let page = std::thread::spawn(move || {
            asked_again.recv().unwrap();
            // The text is asked for before it counts as asked, so the answer waits for the lock.
            learn(&answers, "A camera is down", "تعطلت كاميرا");
        });
        assert_eq!(said(Duration::from_secs(60)), "تعطلت كاميرا");
        page.join().unwrap();
    }
}
