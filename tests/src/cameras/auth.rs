//! User names and passwords, as basic and as digest.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::request::Request;

/// How a camera asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Auth {
    /// In clear.
    Basic,
    /// As a hash with a nonce (RFC 2069, as cameras do).
    Digest,
}

/// What a camera asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// How.
    pub auth: Auth,
    /// The user.
    pub user: String,
    /// The password.
    pub password: String,
}

/// What was brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Brought {
    Nothing,
    Wrong,
    Right,
}

const REALM: &str = "test camera";
const NONCE: &str = "6b2f7c0e9d1a4853";

impl Login {
    /// Credentials that are asked for as `auth`.
    pub fn new(auth: Auth, user: &str, password: &str) -> Login {
        Login { auth, user: user.to_owned(), password: password.to_owned() }
    }

    pub(super) fn challenge(&self) -> String {
        match self.auth {
            Auth::Basic => format!("Basic realm=\"{REALM}\""),
            Auth::Digest => format!("Digest realm=\"{REALM}\", nonce=\"{NONCE}\""),
        }
    }

    pub(super) fn look_at(&self, request: &Request) -> Brought {
        let Some(header) = request.header("authorization") else { return Brought::Nothing };
        let is_right = match self.auth {
            Auth::Basic => {
                let known = STANDARD.encode(format!("{}:{}", self.user, self.password));
                header.strip_prefix("Basic ") == Some(&known)
            }
            Auth::Digest => self.digest(header, request),
        };
        if is_right { Brought::Right } else { Brought::Wrong }
    }

    fn digest(&self, header: &str, request: &Request) -> bool {
        let value = |name: &str| {
            let start = header.find(&format!("{name}=\""))? + name.len() + 2;
            header[start..].split('"').next()
        };
        let (Some(uri), Some(response)) = (value("uri"), value("response")) else { return false };
        let hash = |text: String| format!("{:x}", md5::compute(text));
        let who = hash(format!("{}:{REALM}:{}", self.user, self.password));
        let what = hash(format!("{}:{uri}", request.method));
        value("username") == Some(&self.user) && response == hash(format!("{who}:{NONCE}:{what}"))
    }
}
