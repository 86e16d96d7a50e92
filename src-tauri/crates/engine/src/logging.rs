//! Where our own log goes, masked on the way: the last place at which a secret could slip out.

use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use tracing::Metadata;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt};

use crate::clock::Clock;
use crate::logs::{Level, Logs, WeakLogs};
use crate::mask::{Masks, WeakMasks};

/// The masks of the engines of this process. It has one as a rule; tests have several.
static MASKS: Mutex<Vec<WeakMasks>> = Mutex::new(Vec::new());

/// The logs of the engines of this process, which the window shows.
static LOGS: Mutex<Vec<WeakLogs>> = Mutex::new(Vec::new());

/// Log to standard error; `BELLWATCH_LOG` sets levels ("debug", "bellwatch_engine=trace"), `warn` without it. What is at
/// least worth knowing (`info`) goes to the engines' own logs too.
///
/// A second call does nothing.
pub fn to_stderr() {
    let filter = EnvFilter::try_from_env("BELLWATCH_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let to_stderr = fmt::layer().with_writer(|| Masked(io::stderr())).with_target(false).with_filter(filter);
    let to_logs = fmt::layer()
        .with_writer(ToLogs)
        .with_ansi(false)
        .without_time()
        .with_level(false)
        .with_target(false)
        .with_filter(LevelFilter::INFO);
    if tracing_subscriber::registry().with(to_stderr).with(to_logs).try_init().is_err() {
        tracing::debug!("the log is already set up");
    }
}

/// Has what Bellwatch itself says kept in `logs`, as long as somebody holds a clone of them.
pub fn keep_in(logs: &Logs) {
    let mut known = LOGS.lock().unwrap_or_else(PoisonError::into_inner);
    known.retain(|one| one.upgrade().is_some());
    known.push(logs.downgrade());
}

/// Hands whole lines to the engines' logs.
struct ToLogs;

struct ToLogsAt(Level);

impl<'a> MakeWriter<'a> for ToLogs {
    type Writer = ToLogsAt;

    fn make_writer(&'a self) -> ToLogsAt {
        ToLogsAt(Level::Info)
    }

    fn make_writer_for(&'a self, about: &Metadata<'_>) -> ToLogsAt {
        ToLogsAt(match *about.level() {
            tracing::Level::ERROR => Level::Error,
            tracing::Level::WARN => Level::Warning,
            tracing::Level::INFO | tracing::Level::DEBUG | tracing::Level::TRACE => Level::Info,
        })
    }
}

impl Write for ToLogsAt {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = masked(&String::from_utf8_lossy(bytes));
        let known: Vec<Logs> = {
            let known = LOGS.lock().unwrap_or_else(PoisonError::into_inner);
            known.iter().filter_map(WeakLogs::upgrade).collect()
        };
        let now = Clock::system().now();
        known.iter().for_each(|logs| logs.hear_own(now, self.0, text.trim()));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
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
        self.0.write_all(masked(&String::from_utf8_lossy(bytes)).as_bytes())?;
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
