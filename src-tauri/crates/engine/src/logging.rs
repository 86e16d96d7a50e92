//! Where our own log goes.

use std::io;

use tracing_subscriber::EnvFilter;

/// Log to standard error; `BELLWATCH_LOG` sets levels ("debug", "bellwatch_engine=trace"), `warn` without it.
///
/// A second call does nothing.
pub fn to_stderr() {
    let filter = EnvFilter::try_from_env("BELLWATCH_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    let subscriber =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_target(false);
    if subscriber.try_init().is_err() {
        tracing::debug!("the log is already set up");
    }
}
