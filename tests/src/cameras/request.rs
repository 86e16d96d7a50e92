//! Requests as RTSP and HTTP write them.

use std::collections::BTreeMap;
use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt};

/// Longest line and most headers that are read.
const LINE: u64 = 8 * 1024;
const HEADERS: usize = 100;

/// One request.
#[derive(Debug, Clone)]
pub struct Request {
    /// For example `DESCRIBE`.
    pub method: String,
    /// As it stands in the first line.
    pub target: String,
    headers: BTreeMap<String, String>,
}

impl Request {
    /// A header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// Reads the next request; `None` when the other side is done. Interleaved packets (RTCP) are skipped.
    pub async fn read<R: AsyncBufRead + Unpin>(input: &mut R) -> io::Result<Option<Request>> {
        loop {
            let first = {
                let waiting = input.fill_buf().await?;
                match waiting.first() {
                    None => return Ok(None),
                    Some(first) => *first,
                }
            };
            if first == b'$' {
                let mut head = [0_u8; 4];
                input.read_exact(&mut head).await?;
                let mut body = vec![0_u8; usize::from(u16::from_be_bytes([head[2], head[3]]))];
                input.read_exact(&mut body).await?;
                continue;
            }
            let line = line(input).await?;
            if line.is_empty() {
                continue;
            }
            let mut words = line.split(' ');
            let (Some(method), Some(target)) = (words.next(), words.next()) else {
                return Err(io::Error::from(io::ErrorKind::InvalidData));
            };
            let mut request =
                Request { method: method.to_owned(), target: target.to_owned(), headers: BTreeMap::new() };
            for _ in 0..HEADERS {
                let line = self::line(input).await?;
                if line.is_empty() {
                    break;
                }
                if let Some((name, value)) = line.split_once(':') {
                    request.headers.insert(name.trim().to_lowercase(), value.trim().to_owned());
                }
            }
            let length: u64 =
                request.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(0);
            let mut body = Vec::new();
            (&mut *input).take(length.min(LINE)).read_to_end(&mut body).await?;
            return Ok(Some(request));
        }
    }
}

async fn line<R: AsyncBufRead + Unpin>(input: &mut R) -> io::Result<String> {
    let mut bytes = Vec::new();
    (&mut *input).take(LINE).read_until(b'\n', &mut bytes).await?;
    if bytes.is_empty() {
        return Err(io::Error::from(io::ErrorKind::UnexpectedEof));
    }
    Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
}
