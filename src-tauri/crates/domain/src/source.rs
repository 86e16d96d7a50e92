//! Where a camera's picture comes from: an address, without credentials.
//!
//! It knows how people paste addresses: with the user name and password inside, unescaped, in the user-info or in
//! the query. It opens nothing and looks nothing up.

mod authority;
mod parse;
mod query;

#[cfg(test)]
mod tests;

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::Secret;

pub(crate) use authority::userinfo_len;
pub(crate) use query::find_secrets;

/// Longest address taken, in characters.
pub const LONGEST: usize = 2000;

/// All but RFC 3986's unreserved characters.
const STRICT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A checked address without credentials: `rtsp`, `rtsps`, `http`, `https`, `file` (a path) or `demo`.
///
/// Where a camera wants its password inside the path or the query, `{password}` and `{user}` stand in for them.
/// Parsing what [`SourceAddress::as_str`] gives yields the same address.
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
    /// More than [`LONGEST`] characters.
    #[error("This address is {length} characters long; the longest that can be kept is {LONGEST}.")]
    TooLong {
        /// How many characters it has.
        length: usize,
    },
    /// A line break, a tab, or another character that cannot be seen.
    #[error("This address contains a line break or another invisible character. Type it on one line.")]
    ControlCharacter,
    /// It does not begin with a kind of address.
    #[error(
        "An address begins with rtsp://, rtsps://, http://, https://, file: or demo: – this one does not."
    )]
    NoScheme,
    /// It begins with a kind that is not known.
    #[error(
        "Addresses that begin with \"{0}:\" cannot be watched. Use rtsp, rtsps, http, https, file or demo."
    )]
    UnknownScheme(String),
    /// Nothing stands where the host should.
    #[error("The host is missing: write the camera's name or number after \"://\".")]
    NoHost,
    /// What stands where the host should is none.
    #[error("\"{0}\" is not a host name or an IP address.")]
    BadHost(String),
    /// The port is not a number from 1 to 65535.
    #[error("\"{0}\" is not a port; ports are numbers from 1 to 65535.")]
    BadPort(String),
    /// A file that is not named from the root of the file system.
    #[error("Name the video file with its whole path, for example file:/home/school/gate.mp4.")]
    RelativePath,
    /// Two passwords that differ.
    #[error("This address contains two different passwords. Remove one, or write {{password}} in its place.")]
    TwoPasswords,
}

impl SourceAddress {
    /// Reads an address as typed or pasted, and takes the credentials out of it.
    ///
    /// `@ : / % # ?` and non-ASCII letters in an unescaped password are understood: the user-info ends at the last
    /// `@` that a plausible host follows. A password in the query or path (`?user=..&password=..`, as some makers
    /// want it) becomes `{password}` in the address.
    ///
    /// # Errors
    ///
    /// [`AddressError`], a sentence, when this is no address that can be watched. It never quotes a password.
    pub fn parse(text: &str) -> Result<SplitAddress, AddressError> {
        parse::parse(text)
    }

    /// What stands in the place of a stored address that no longer reads as one; its camera rests with the reason.
    pub fn unreadable() -> Self {
        SourceAddress("demo:unreadable".to_owned())
    }

    /// The address as kept, shown and compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What kind of source it names.
    pub fn scheme(&self) -> SourceScheme {
        match self.0.split(':').next() {
            Some("rtsp") => SourceScheme::Rtsp,
            Some("rtsps") => SourceScheme::Rtsps,
            Some("http" | "https") => SourceScheme::Http,
            Some("file") => SourceScheme::File,
            // The parser lets nothing else through.
            Some(_) | None => SourceScheme::Demo,
        }
    }

    /// Whether a network lies between us and it.
    pub fn is_network(&self) -> bool {
        match self.scheme() {
            SourceScheme::Rtsp | SourceScheme::Rtsps | SourceScheme::Http => true,
            SourceScheme::File | SourceScheme::Demo => false,
        }
    }

    /// The host of a network source, IPv6 addresses without their brackets.
    pub fn host(&self) -> Option<&str> {
        let (host, _) = authority::host_and_port(self.authority()?);
        Some(host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host))
    }

    /// The port of a network source, the scheme's own where none is written.
    pub fn port(&self) -> Option<u16> {
        let (_, port) = authority::host_and_port(self.authority()?);
        let usual = match self.0.split(':').next() {
            Some("rtsp") => 554,
            Some("rtsps") => 322,
            Some("https") => 443,
            _ => 80,
        };
        Some(port.and_then(|port| port.parse().ok()).unwrap_or(usual))
    }

    /// The path of a `file:` source.
    pub fn path(&self) -> Option<&str> {
        self.0.strip_prefix("file:")
    }

    /// The words behind `demo:`, often none.
    pub fn demo_words(&self) -> Option<&str> {
        self.0.strip_prefix("demo:")
    }

    /// Whether it is an HLS playlist, as far as the address tells.
    pub fn is_hls(&self) -> bool {
        let path = self.0.split(['?', '#']).next().unwrap_or_default();
        self.scheme() == SourceScheme::Http && path.to_ascii_lowercase().ends_with(".m3u8")
    }

    /// The address as ffmpeg is to open it, with the credentials in it, percent-encoded.
    ///
    /// They replace `{user}` and `{password}` where the address has these, and else stand before the host.
    pub fn with_credentials(&self, user: Option<&str>, password: Option<&Secret>) -> String {
        let encode = |text: &str| utf8_percent_encode(text, STRICT).to_string();
        let user_text = user.map(encode).unwrap_or_default();
        let password_text = password.map(|secret| encode(secret.reveal())).unwrap_or_default();
        let Some((scheme, rest)) = self.0.split_once("://").filter(|_| self.is_network()) else {
            return self.0.clone();
        };
        if rest.contains("{password}") || rest.contains("{user}") {
            let filled = rest.replace("{user}", &user_text).replace("{password}", &password_text);
            return format!("{scheme}://{filled}");
        }
        match (user, password) {
            (None, None) => self.0.clone(),
            (Some(_), None) => format!("{scheme}://{user_text}@{rest}"),
            (_, Some(_)) => format!("{scheme}://{user_text}:{password_text}@{rest}"),
        }
    }

    fn authority(&self) -> Option<&str> {
        let (_, rest) = self.0.split_once("://").filter(|_| self.is_network())?;
        rest.split(['/', '?', '#']).next()
    }
}

impl fmt::Display for SourceAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
