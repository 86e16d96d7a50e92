//! A piece of a transport stream as an MP4, as it is: by a short ffmpeg, through pipes alone.

use std::path::PathBuf;
use std::time::Duration;

use bellwatch_domain::profile::CpuAffinity;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, timeout_at};

use crate::spawner::{self, Input, SpawnOrder, Spawned, Spawner};

/// Longest that it may take: nothing is decoded.
const WITHIN: Duration = Duration::from_secs(30);
/// An MP4 is about as large as what it was made of; more than this cannot come of a ring.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// Bytes of complaints that are read.
const MOST_SAID: u64 = 16 * 1024;
/// Cutting may wait; cameras may not.
const NICE: i8 = 10;

/// Why there is no MP4.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("ffmpeg is not there")]
    NoProgram,
    #[error(transparent)]
    Spawn(#[from] spawner::Error),
    #[error("ffmpeg took longer than 30 seconds")]
    TooLong,
    #[error("ffmpeg made nothing of it: {0}")]
    Nothing(String),
}

/// An MP4 of `stream`, which begins with a keyframe.
pub(super) async fn remux(
    spawner: &Spawner,
    program: Option<PathBuf>,
    stream: Vec<u8>,
) -> Result<Vec<u8>, Error> {
    let args = [
        "-hide_banner",
        "-loglevel",
        "error",
        "-f",
        "mpegts",
        "-i",
        "pipe:0",
        "-map",
        "0:v:0",
        "-c",
        "copy",
        "-movflags",
        "frag_keyframe+empty_moov+default_base_moof",
        "-f",
        "mp4",
        "pipe:1",
    ];
    let order = SpawnOrder {
        program: program.ok_or(Error::NoProgram)?,
        args: args.map(Into::into).to_vec(),
        nice: NICE,
        cpu_affinity: CpuAffinity::All,
        run: "clip".to_owned(),
        input: Input::Fed,
    };
    let Spawned { pid, mut child, mut stdout, mut stderr, mut input, .. } = spawner.spawn(order).await?;
    let feeding = async {
        if let Some(mut pipe) = input.take() {
            // Whoever reads no further says why in the end.
            let _ = pipe.write_all(&stream).await;
        }
    };
    let (mut film, mut said) = (Vec::new(), Vec::new());
    let working = async {
        let (mut stdout, mut stderr) = ((&mut stdout).take(MOST_BYTES), (&mut stderr).take(MOST_SAID));
        let (film, said) = (stdout.read_to_end(&mut film), stderr.read_to_end(&mut said));
        // A pipe that breaks has said all it will; the status tells the rest.
        let _ = tokio::join!(feeding, film, said);
        child.wait().await
    };
    let status = timeout_at(Instant::now() + WITHIN, working).await;
    match status {
        Err(_) => {
            crate::runner::bring_down(&mut child, pid, Duration::ZERO).await;
            Err(Error::TooLong)
        }
        Ok(Ok(status)) if status.success() && !film.is_empty() => Ok(film),
        Ok(_) => Err(Error::Nothing(String::from_utf8_lossy(&said).trim().to_owned())),
    }
}
