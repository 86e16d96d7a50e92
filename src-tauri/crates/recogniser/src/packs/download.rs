//! A file from its makers' address: with progress, going on where it stopped, and only whole.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::time::Duration;

use super::{Error, ModelFile};

const CONNECT_WITHIN: Duration = Duration::from_secs(20);
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// A connection slower than this is given up, bytes a second; the next try goes on where it stopped.
const SLOWEST: u64 = 8 * 1024;

/// How far a download is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The file.
    pub file: String,
    /// Bytes that are here.
    pub done: u64,
    /// Bytes in all.
    pub of: u64,
}

/// Downloads `file` to `to`, where the beginning of it may lie already.
///
/// What arrived stays there when the connection breaks. What turns out not to be the file is removed.
///
/// # Errors
///
/// [`Error::Download`], [`Error::Write`], [`Error::Size`], [`Error::Checksum`].
pub(super) fn download(file: &ModelFile, to: &Path, tell: &mut dyn FnMut(Progress)) -> Result<(), Error> {
    let address = file.address.clone().unwrap_or_default();
    let failed = |why: String| Error::Download { file: file.name.clone(), address: address.clone(), why };
    let write = |source| Error::Write { path: to.to_owned(), source };
    // No file yet is a beginning of no length.
    let mut done = fs::metadata(to).map(|metadata| metadata.len()).unwrap_or(0);
    if done < file.bytes {
        let left = Duration::from_secs((file.bytes - done) / SLOWEST);
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .timeout_connect(Some(CONNECT_WITHIN))
            .timeout_recv_response(Some(ANSWER_WITHIN))
            .timeout_recv_body(Some(ANSWER_WITHIN + left))
            .max_redirects(5)
            .build()
            .into();
        let mut request = agent.get(&address).header("Accept-Encoding", "identity");
        if done > 0 {
            request = request.header("Range", format!("bytes={done}-"));
        }
        let response = request.call().map_err(|error| failed(error.to_string()))?;
        // A server that does not go on begins again, and says so by 200 instead of 206.
        let goes_on = response.status().as_u16() == 206;
        if !goes_on {
            done = 0;
        }
        let mut into = fs::OpenOptions::new()
            .create(true)
            .write(true)
            .append(goes_on)
            .truncate(!goes_on)
            .open(to)
            .map_err(write)?;
        let mut body = response.into_body().into_reader();
        let mut buffer = vec![0; 64 * 1024];
        loop {
            tell(Progress { file: file.name.clone(), done, of: file.bytes });
            let count = body.read(&mut buffer).map_err(|error| failed(format!("it broke off ({error})")))?;
            if count == 0 || done > file.bytes {
                break;
            }
            into.write_all(&buffer[..count]).map_err(write)?;
            done += count as u64;
        }
        into.sync_all().map_err(write)?;
        if done < file.bytes {
            return Err(failed(format!("it broke off after {done} of {} bytes", file.bytes)));
        }
    }
    let bytes = fs::read(to).map_err(|source| Error::Read { path: to.to_owned(), source })?;
    if let Err(error) = file.matches(Path::new(&file.name), &bytes) {
        fs::remove_file(to).map_err(write)?;
        return Err(error);
    }
    Ok(())
}
