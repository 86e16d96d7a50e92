//! A file that the window sent: its bytes are the body of the request, whatever else belongs to it is in the headers.
//! So a photo never travels as text.

use bellwatch_engine::wire::Problem;
use bellwatch_engine::words::refusals::Refusal;
use percent_encoding::percent_decode_str;
use tauri::ipc::{InvokeBody, Request};

/// A file of the window's.
#[derive(Debug)]
pub struct Sent<'a> {
    /// Its name, without a folder.
    pub name: String,
    pub bytes: &'a [u8],
    request: &'a Request<'a>,
}

impl<'a> Sent<'a> {
    /// Reads what was sent.
    ///
    /// # Errors
    ///
    /// A sentence when it has no bytes or no name.
    pub fn read(request: &'a Request<'a>) -> Result<Self, Problem> {
        let InvokeBody::Raw(bytes) = request.body() else {
            return Err(Problem::bad_input("", Refusal::NotSent));
        };
        let name = header(request, "name")
            .and_then(|name| percent_decode_str(name).decode_utf8().ok())
            .ok_or_else(|| Problem::bad_input("", Refusal::SentNameless))?;
        Ok(Sent { name: name.into_owned(), bytes, request })
    }

    /// What a header says, as a value; `None` when it is not there.
    ///
    /// # Errors
    ///
    /// A sentence when it cannot be such a value.
    pub fn said<T: std::str::FromStr>(&self, key: &str) -> Result<Option<T>, Problem> {
        let Some(text) = header(self.request, key) else { return Ok(None) };
        let wrong = || Problem::bad_input(key, Refusal::NotOfAFile { value: text, key });
        text.parse().map(Some).map_err(|_| wrong())
    }
}

fn header<'a>(request: &'a Request<'a>, key: &str) -> Option<&'a str> {
    request.headers().get(key)?.to_str().ok()
}
