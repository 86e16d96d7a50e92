//! Sealing of passwords: XChaCha20-Poly1305 with a key that never lies in the store.
//!
//! A sealed value is a version byte (1), a random nonce of 24 bytes, and the ciphertext with its tag of 16 bytes. What
//! it belongs to (table, column, row) is authenticated with it, so a value copied to another row does not open.

use bellwatch_domain::Secret;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const NONCE: usize = 24;

/// A sealing key, 32 bytes, wiped when it is dropped.
#[derive(Clone)]
pub(crate) struct Key(Zeroizing<[u8; 32]>);

impl Key {
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: [u8; 32] = bytes.try_into().ok()?;
        Some(Key(Zeroizing::new(bytes)))
    }

    pub(crate) fn random() -> Option<Self> {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        getrandom::fill(bytes.as_mut()).ok()?;
        Some(Key(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// Seals `secret` for `place`; `None` when the system gives no random numbers.
    pub(crate) fn seal(&self, secret: &Secret, place: &str) -> Option<Vec<u8>> {
        let mut nonce = [0_u8; NONCE];
        getrandom::fill(&mut nonce).ok()?;
        let payload = Payload { msg: secret.reveal().as_bytes(), aad: place.as_bytes() };
        let ciphertext = self.cipher().encrypt(&XNonce::from(nonce), payload).ok()?;
        Some([&[VERSION][..], &nonce, &ciphertext].concat())
    }

    /// Opens what was sealed for `place`; `None` when it was sealed with another key, for another place, or changed.
    pub(crate) fn open(&self, sealed: &[u8], place: &str) -> Option<Secret> {
        let (version, rest) = sealed.split_first()?;
        let (nonce, ciphertext) = rest.split_at_checked(NONCE)?;
        if *version != VERSION {
            return None;
        }
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let payload = Payload { msg: ciphertext, aad: place.as_bytes() };
        let opened = Zeroizing::new(self.cipher().decrypt(&XNonce::from(nonce), payload).ok()?);
        Some(Secret::new(std::str::from_utf8(&opened).ok()?))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}

/// Where the password of a camera is sealed for.
pub(crate) fn camera_password(camera: i64) -> String {
    format!("camera.password {camera}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_opens_at_its_own_place_alone() {
        let key = Key::random().unwrap();
        let secret = Secret::new("p@ss:w/ö%#");
        let sealed = key.seal(&secret, &camera_password(1)).unwrap();
        assert_eq!(key.open(&sealed, &camera_password(1)), Some(secret));
        assert_eq!(key.open(&sealed, &camera_password(2)), None);
        assert_eq!(Key::random().unwrap().open(&sealed, &camera_password(1)), None);
        for byte in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[byte] ^= 1;
            assert_eq!(key.open(&changed, &camera_password(1)), None, "byte {byte}");
        }
        assert_eq!(key.open(&[], &camera_password(1)), None);
    }
}
