//! Runs a program to its end and takes what it wrote: for questions to ffmpeg and ffprobe, bounded in time and size.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::time::Duration;

use bellwatch_domain::profile::CpuAffinity;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::time::{Instant, timeout_at};

use crate::spawner::{self, Input, SpawnOrder, Spawned, Spawner};

/// Bytes taken of each of the two outputs; what comes after is read and dropped.
const MOST_BYTES: usize = 1024 * 1024;
/// How long the outputs are waited for once the program is gone.
const PIPES_PATIENCE: Duration = Duration::from_millis(300);

/// What a program said.
#[derive(Debug)]
pub struct Captured {
    /// How it ended; `None` when it had to be killed, since its time was up.
    pub status: Option<ExitStatus>,
    /// What it wrote, as far as it came.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
}

/// Runs `program` to its end, and at most until `deadline`. When this is dropped the program is killed.
///
/// # Errors
///
/// When it cannot be started.
pub async fn capture(
    spawner: &Spawner,
    program: PathBuf,
    args: Vec<OsString>,
    run: &str,
    deadline: Instant,
) -> Result<Captured, spawner::Error> {
    let order = SpawnOrder {
        program,
        args,
        nice: 0,
        cpu_affinity: CpuAffinity::All,
        run: run.to_owned(),
        input: Input::Nothing,
    };
    let Spawned { pid, mut child, mut stdout, mut stderr, .. } = spawner.spawn(order).await?;
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = {
        let reading = async { tokio::join!(take(&mut stdout, &mut out), take(&mut stderr, &mut err)) };
        tokio::pin!(reading);
        let ended = async {
            tokio::select! {
                _ = &mut reading => child.wait().await,
                status = child.wait() => {
                    // A grandchild could hold the pipes open.
                    let _ = tokio::time::timeout(PIPES_PATIENCE, &mut reading).await;
                    status
                }
            }
        };
        timeout_at(deadline, ended).await
    };
    let status = match status {
        Ok(status) => status.ok(),
        Err(_) => {
            crate::runner::bring_down(&mut child, pid, Duration::ZERO).await;
            None
        }
    };
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok(Captured { status, stdout: text(out), stderr: text(err) })
}

async fn take(pipe: &mut (impl AsyncRead + Unpin), into: &mut Vec<u8>) {
    let mut bytes = [0; 8192];
    // A pipe that breaks has said all it will.
    while let Ok(read @ 1..) = pipe.read(&mut bytes).await {
        let room = MOST_BYTES - into.len();
        into.extend_from_slice(&bytes[..read.min(room)]);
    }
}
