//! The diagnostics bundle: what somebody who helps from afar needs to see, and nothing that must not leave.
//!
//! Two things keep secrets and people out of it. The sieve takes out what it knows, part by part, before anything is
//! packed. The net then searches the finished bundle, as whoever gets it would open it, and refuses it whole: it is
//! there for what the sieve did not know of, and is not to be needed.

mod gather;
mod net;
mod sieve;

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

pub(crate) use gather::{Live, gather};
use net::Net;
pub use net::{Known, Person};

/// Bytes of all parts together.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// A part of the bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The name of its file.
    pub name: &'static str,
    /// What it says.
    pub text: String,
}

/// Why no bundle was made. It says where, and never what.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// A secret or a person is in it.
    #[error(
        "The bundle would have held {what} ({part}, line {line}), so nothing was written. Please report this; the other \
         ways to ask for help hold no bundle."
    )]
    Leak {
        /// "a camera's password", "the key", "person 12".
        what: String,
        /// Which file.
        part: String,
        /// Which line of it, from 1.
        line: usize,
    },
    /// It is larger than a bundle may be.
    #[error("The bundle would be larger than 64 MB, so nothing was written.")]
    TooLarge,
    /// It cannot be packed.
    #[error("The bundle cannot be packed.")]
    Packing(#[from] zip::result::ZipError),
}

/// Packs the parts as they are and searches what was packed for everything that is known. The bytes of a zip.
///
/// # Errors
///
/// [`Refusal`]; nothing is left then.
pub fn finish(parts: &[Part], known: &Known) -> Result<Vec<u8>, Refusal> {
    if parts.iter().map(|part| part.text.len()).sum::<usize>() > MOST_BYTES {
        return Err(Refusal::TooLarge);
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let packed = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for part in parts {
        zip.start_file(part.name, packed)?;
        zip.write_all(part.text.as_bytes()).map_err(zip::result::ZipError::from)?;
    }
    let bytes = zip.finish()?.into_inner();
    let net = Net::of(known);
    let mut finished = ZipArchive::new(Cursor::new(&bytes))?;
    for index in 0..finished.len() {
        let mut file = finished.by_index(index)?;
        let name = file.name()?.into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(zip::result::ZipError::from)?;
        if let Some((what, line)) = net.search(&text) {
            return Err(Refusal::Leak { what, part: name, line });
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use bellwatch_domain::Secret;
    use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

    use super::*;

    const PASSWORD: &str = "sun/flower@42\"ö";
    const NAMES: [&str; 8] = [
        "about.txt",
        "versions.txt",
        "doctor.txt",
        "configuration.toml",
        "logs.txt",
        "events.csv",
        "heartbeats.csv",
        "commands.txt",
    ];

    fn known() -> Known {
        Known {
            passwords: vec![(Some("admin".to_owned()), Secret::new(PASSWORD)), (None, Secret::new("a"))],
            key: vec!["00ff".repeat(16), "AP8A/wD/AP8A".to_owned()],
            people: vec![
                Person { number: 12, name: "Ana Çelik".to_owned(), code: "7-4711".to_owned() },
                Person { number: 13, name: "Main".to_owned(), code: "x".to_owned() },
            ],
        }
    }

    fn parts(planted: &str, at: usize) -> Vec<Part> {
        let text = |nth| {
            let own = if nth == at { planted } else { "" };
            format!("stream main, a word\nframes 4711, then {own}\nend\n")
        };
        NAMES.iter().enumerate().map(|(nth, name)| Part { name, text: text(nth) }).collect()
    }

    /// Base64 within something longer, `before` bytes into it.
    fn base64(text: &str, before: usize) -> String {
        const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let whole = format!("{}{text} and on", "#".repeat(before));
        let bits: Vec<u8> =
            whole.as_bytes().iter().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
        let letter = |group: &[u8]| {
            ALPHABET[group.iter().fold(0, |value, bit| value << 1 | usize::from(*bit))] as char
        };
        bits.chunks_exact(6).map(letter).collect()
    }

    fn spellings(text: &str) -> Vec<String> {
        let percent = utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let escaped = serde_json::to_string(text).unwrap();
        let ascii: String = text
            .encode_utf16()
            .map(|unit| {
                char::from_u32(unit.into())
                    .filter(|c| c.is_ascii_alphanumeric())
                    .map_or(format!("\\u{unit:04x}"), String::from)
            })
            .collect();
        let mut all = vec![text.to_owned(), percent.clone(), escaped.trim_matches('"').to_owned(), ascii];
        all.push(
            percent
                .chars()
                .collect::<String>()
                .replace("%2F", "%2f")
                .replace("%C3", "%c3")
                .replace("%B6", "%b6"),
        );
        all.extend((0..3).map(|before| base64(text, before)));
        all
    }

    fn refused(planted: &str, at: usize, what: &str) {
        match finish(&parts(planted, at), &known()) {
            Err(Refusal::Leak { what: found, part, line }) => {
                assert_eq!((found.as_str(), part.as_str(), line), (what, NAMES[at], 2), "{planted}");
                let said = Refusal::Leak { what: found, part, line }.to_string();
                assert!(!said.contains("flower") && !said.contains("Ana"), "{said}");
            }
            other => panic!("{planted} in {}: {:?}", NAMES[at], other.map(|bytes| bytes.len())),
        }
    }

    #[test]
    fn a_secret_in_any_part_and_any_form_refuses_the_bundle() {
        for at in 0..NAMES.len() {
            for form in spellings(PASSWORD) {
                refused(&form, at, "a camera's password");
            }
            for form in &known().key {
                refused(form, at, "the key");
            }
            for form in spellings("Ana Çelik").iter().chain(&spellings("7-4711")) {
                refused(form, at, "person 12");
            }
        }
    }

    #[test]
    fn words_that_merely_hold_a_name_and_what_is_too_short_refuse_nothing() {
        let clean = finish(&parts("main, Mainly, 7-47110, Banana Çelikler, x", 3), &known()).unwrap();
        let mut zip = ZipArchive::new(Cursor::new(clean)).unwrap();
        assert_eq!(zip.len(), NAMES.len());
        for name in NAMES {
            let mut text = String::new();
            zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            assert!(text.starts_with("stream main"), "{name}");
        }
        refused("Main", 4, "person 13");
    }

    #[test]
    fn a_bundle_is_bounded() {
        let huge = Part { name: "logs.txt", text: "x".repeat(MOST_BYTES + 1) };
        assert!(matches!(finish(&[huge], &known()), Err(Refusal::TooLarge)));
    }

    #[test]
    fn the_sieve_leaves_nothing_for_the_net() {
        let text = format!("{PASSWORD} by Ana Çelik (7-4711)\nMain and main\n");
        let sifted = sieve::sift(&text, &known());
        assert!(sifted.contains("by person 12 (person 12)\nperson 13 and main"), "{sifted}");
        finish(&[Part { name: "logs.txt", text: sifted }], &known()).unwrap();
    }
}
