//! Where a camera's picture comes from: an address, without credentials.

use crate::Secret;

/// A checked address without credentials: `rtsp`, `rtsps`, `http`, `https`, `file` (a path) or `demo`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceAddress(String);

/// What kind of source an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceScheme {
    /// RTSP, plain.
    Rtsp,
    /// RTSP over TLS.
    Rtsps,
    /// MJPEG or HLS over HTTP or HTTPS.
    Http,
    /// A video file on this machine, looped at its own speed.
    File,
    /// A moving picture with a clock, made by ffmpeg itself.
    Demo,
}

/// A pasted address, split.
#[derive(Debug, Clone, PartialEq)]
pub struct SplitAddress {
    /// Without credentials.
    pub address: SourceAddress,
    /// The user name that stood in it, decoded.
    pub user: Option<String>,
    /// The password that stood in it, decoded.
    pub password: Option<Secret>,
}

/// Why an address cannot be taken; each displays as one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Nothing was typed.
    #[error("Type the camera's address, for example rtsp://192.168.1.64/stream1.")]
    Empty,
}

impl SourceAddress {
    /// The address as kept, shown and compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
