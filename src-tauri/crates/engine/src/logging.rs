//! Where our own log goes, masked on the way: the last place at which a secret could slip out.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use tracing_subscriber::EnvFilter;

use crate::mask::{Masks, WeakMasks};

/// The masks of the engines of this process. It has one as a rule; tests have several.
static MASKS: Mutex<Vec<WeakMasks>> = Mutex::new(Vec::new());

/// The newest lines of our own log, for a diagnostics bundle.
static RECENT: Mutex<VecDeque<String>> = Mutex::new(VecDeque::new());
/// Lines of it that are kept.
const LINES_KEPT: usize = 1000;

/// What this process last logged, masked, oldest first.
pub fn recent() -> Vec<String> {
    RECENT.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
}

/// Log to standard error; `BELLWATCH_LOG` sets levels ("debug", "bellwatch_engine=trace"), `warn` without it.
///
/// A second call does nothing.
pub fn to_stderr() {
    let filter = EnvFilter::try_from_env("BELLWATCH_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(|| Masked(io::stderr()))
        .with_target(false);
    if subscriber.try_init().is_err() {
        tracing::debug!("the log is already set up");
    }
}

/// Masks in the log what `masks` knows, as long as somebody holds a clone of it.
pub fn mask_with(masks: &Masks) {
    let mut known = MASKS.lock().unwrap_or_else(PoisonError::into_inner);
    known.retain(|one| one.upgrade().is_some());
    known.push(masks.downgrade());
}

/// `text` without the secrets of any engine of this process.
fn masked(text: &str) -> String {
    let known: Vec<Masks> = {
        let known = MASKS.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().filter_map(WeakMasks::upgrade).collect()
    };
    known.iter().fold(text.to_owned(), |text, masks| masks.mask(&text))
}

/// A writer that masks. Each write is masked by itself: the log hands over one whole line at a time.
struct Masked<W>(W);

impl<W: Write> Write for Masked<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let line = masked(&String::from_utf8_lossy(bytes));
        self.0.write_all(line.as_bytes())?;
        let mut recent = RECENT.lock().unwrap_or_else(PoisonError::into_inner);
        if recent.len() == LINES_KEPT {
            recent.pop_front();
        }
        recent.push_back(line);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use bellwatch_domain::Secret;

    use super::*;

    fn logged(text: &str) -> String {
        let mut written = Vec::new();
        Masked(&mut written).write_all(text.as_bytes()).unwrap();
        String::from_utf8(written).unwrap()
    }

    #[test]
    fn a_line_of_the_log_holds_no_secret_in_any_form() {
        let secret = "sun/flower@42";
        // Of `admin:sun/flower@42`.
        let basic = "YWRtaW46c3VuL2Zsb3dlckA0Mg==";
        let line = format!("raw {secret} percent sun%2Fflower%4042 basic {basic} end\n");
        let masks = Masks::default();
        masks.learn_one(Some("admin"), &Secret::new(secret));
        assert_eq!(logged(&line), line, "nobody knows it yet");
        mask_with(&masks);
        let text = logged(&line);
        for form in [secret, "flower", basic] {
            assert!(!text.contains(form), "{text}");
        }
        assert!(text.starts_with("raw ") && text.ends_with(" end\n"), "{text}");
        drop(masks);
        assert_eq!(logged(&line), line, "an engine that is gone is forgotten");
    }
}
