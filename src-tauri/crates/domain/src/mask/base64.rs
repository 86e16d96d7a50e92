//! Base64 of a secret: whole, within `user:password`, and anywhere inside something longer.

use std::ops::Range;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Shorter pieces of base64 would be found by chance in any log.
pub(super) const LEAST: usize = 6;

/// Base64 texts that betray `password`, without padding.
///
/// Besides the whole of `password` and `user:password`, these are the middles it has at each of the three places it
/// can take in something longer: what depends on neighbours is cut off.
pub(super) fn forms(user: Option<&str>, password: &str) -> Vec<String> {
    let mut forms = Vec::new();
    if let Some(user) = user {
        forms.push(encode(format!("{user}:{password}").as_bytes()));
    }
    forms.extend(middles(password.as_bytes()));
    in_both_alphabets(forms)
}

/// The same of bytes that are no text.
pub(super) fn forms_of(bytes: &[u8]) -> Vec<String> {
    in_both_alphabets(middles(bytes))
}

/// The whole, and the middles at each of the three places.
fn middles(bytes: &[u8]) -> Vec<String> {
    let mut forms = vec![encode(bytes)];
    for before in 0..3usize {
        let mut shifted = vec![0; before];
        shifted.extend_from_slice(bytes);
        let text = encode(&shifted);
        let first = (before * 8).div_ceil(6);
        let last = shifted.len() * 8 / 6;
        if last > first {
            forms.push(text[first..last].to_owned());
        }
    }
    forms
}

/// In the usual alphabet and in that of addresses; what is too short is left out.
fn in_both_alphabets(forms: Vec<String>) -> Vec<String> {
    let mut all: Vec<String> = forms.iter().map(|form| form.replace('+', "-").replace('/', "_")).collect();
    all.extend(forms);
    all.retain(|form| form.len() >= LEAST);
    all
}

/// The whole run of base64 around the `len` bytes at `at`: a piece of it would still tell of its neighbours.
pub(super) fn run_around(text: &str, at: usize, len: usize) -> Range<usize> {
    let is_in_run =
        |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_' | b'=');
    let bytes = text.as_bytes();
    let before = bytes[..at].iter().rev().take_while(|byte| is_in_run(byte)).count();
    let after = bytes[at + len..].iter().take_while(|byte| is_in_run(byte)).count();
    at - before..at + len + after
}

/// Base64 with the usual alphabet, without padding.
pub(super) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let value =
            chunk.iter().fold(0u32, |value, byte| value << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for n in 0..=chunk.len() {
            text.push(char::from(ALPHABET[(value >> (18 - 6 * n)) as usize & 63]));
        }
    }
    text
}
