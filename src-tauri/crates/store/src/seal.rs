//! Sealing of passwords, faces and what is made of them: XChaCha20-Poly1305 with a key that never lies in the store.
//!
//! A sealed value is a version byte (1), a random nonce of 24 bytes, and the ciphertext with its tag of 16 bytes. What
//! it belongs to (table, column, row) is authenticated with it, so a value copied to another row does not open. A
//! password is padded to a multiple of 32 bytes before, so that the store does not tell how long it is.

use bellwatch_domain::Secret;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

const VERSION: u8 = 1;
const NONCE: usize = 24;
const BLOCK: usize = 32;

/// This machine gives no random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This computer gives no random numbers.")]
pub(crate) struct NoRandom;

/// Fills `bytes` with random ones.
pub(crate) fn random(bytes: &mut [u8]) -> Result<(), NoRandom> {
    getrandom::fill(bytes).map_err(|_| NoRandom)
}

/// A sealing key, 32 bytes, wiped when it is dropped.
#[derive(Clone)]
pub(crate) struct Key(Zeroizing<[u8; 32]>);

impl Key {
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut key = Zeroizing::new([0_u8; 32]);
        if bytes.len() != key.len() {
            return None;
        }
        key.copy_from_slice(bytes);
        Some(Key(key))
    }

    pub(crate) fn random() -> Result<Self, NoRandom> {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        random(bytes.as_mut())?;
        Ok(Key(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// How the key would look in a text.
    pub(crate) fn forms(&self) -> Vec<String> {
        let hex: String = self.0.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut forms = vec![hex.to_uppercase(), hex];
        forms.extend(bellwatch_domain::mask::base64_forms_of(self.bytes()));
        forms
    }

    /// Seals `secret` for `place`.
    pub(crate) fn seal(&self, secret: &Secret, place: &str) -> Result<Vec<u8>, NoRandom> {
        let text = secret.reveal().as_bytes();
        let mut padded = Zeroizing::new(vec![0_u8; (text.len() / BLOCK + 1) * BLOCK]);
        padded[..text.len()].copy_from_slice(text);
        // No text holds the byte 0xff, so the text ends where the last one stands.
        padded[text.len()] = 0xff;
        self.seal_bytes(&padded, place)
    }

    /// Opens what was sealed for `place`; `None` when it was sealed with another key or for another place, or changed.
    pub(crate) fn open(&self, sealed: &[u8], place: &str) -> Option<Secret> {
        let padded = self.open_bytes(sealed, place)?;
        let end = padded.iter().rposition(|byte| *byte == 0xff)?;
        Some(Secret::new(std::str::from_utf8(&padded[..end]).ok()?))
    }

    /// Seals bytes as they are: their number shows. `place` is never one that text is sealed for.
    pub(crate) fn seal_bytes(&self, bytes: &[u8], place: &str) -> Result<Vec<u8>, NoRandom> {
        let mut nonce = [0_u8; NONCE];
        random(&mut nonce)?;
        let payload = Payload { msg: bytes, aad: place.as_bytes() };
        // Only 256 GB cannot be sealed at once.
        let ciphertext = self.cipher().encrypt(&XNonce::from(nonce), payload).map_err(|_| NoRandom)?;
        Ok([&[VERSION][..], &nonce, &ciphertext].concat())
    }

    /// Opens what [`Key::seal_bytes`] sealed for `place`; `None` as in [`Key::open`].
    pub(crate) fn open_bytes(&self, sealed: &[u8], place: &str) -> Option<Zeroizing<Vec<u8>>> {
        let (version, rest) = sealed.split_first()?;
        let (nonce, ciphertext) = rest.split_at_checked(NONCE)?;
        if *version != VERSION {
            return None;
        }
        let nonce: [u8; NONCE] = nonce.try_into().ok()?;
        let payload = Payload { msg: ciphertext, aad: place.as_bytes() };
        Some(Zeroizing::new(self.cipher().decrypt(&XNonce::from(nonce), payload).ok()?))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.0).into())
    }
}

/// What the password of a camera is sealed for.
pub(crate) fn camera_password(camera: i64) -> String {
    format!("camera.password {camera}")
}

/// What a photo of a person is sealed for.
pub(crate) fn photo_picture(photo: i64) -> String {
    format!("photo.picture {photo}")
}

/// What an embedding is sealed for.
pub(crate) fn template_embedding(template: i64) -> String {
    format!("face_template.embedding {template}")
}

/// What the face in a sighting's evidence is sealed for.
pub(crate) fn evidence_crop(sighting: i64) -> String {
    format!("evidence.crop {sighting}")
}

/// What the whole frame in a sighting's evidence is sealed for.
pub(crate) fn evidence_frame(sighting: i64) -> String {
    format!("evidence.frame {sighting}")
}

/// What the film of a clip is sealed for, by the name of its file.
pub(crate) fn clip_film(file: &str) -> String {
    format!("clip.film {file}")
}

/// What the picture of an unknown face is sealed for.
pub(crate) fn unknown_crop(face: i64) -> String {
    format!("unknown_face.crop {face}")
}

/// What the embedding of an unknown face is sealed for.
pub(crate) fn unknown_embedding(face: i64) -> String {
    format!("unknown_face.embedding {face}")
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

    #[test]
    fn sealed_bytes_open_at_their_own_place_alone() {
        let key = Key::random().unwrap();
        for bytes in [vec![], vec![0xff], vec![0, 0xff, 0], vec![7; 100_000]] {
            let sealed = key.seal_bytes(&bytes, &photo_picture(7)).unwrap();
            assert_eq!(key.open_bytes(&sealed, &photo_picture(7)).as_deref(), Some(&bytes));
            assert_eq!(key.open_bytes(&sealed, &photo_picture(8)), None);
            assert_eq!(key.open_bytes(&sealed, &evidence_crop(7)), None);
            assert_eq!(Key::random().unwrap().open_bytes(&sealed, &photo_picture(7)), None);
        }
    }

    #[test]
    fn a_sealed_password_does_not_tell_its_length() {
        let key = Key::random().unwrap();
        let length = |text: &str| key.seal(&Secret::new(text), "here").unwrap().len();
        assert_eq!(length(""), length("12345678901234567890123456789"));
        for text in ["", "a", &"x".repeat(31), &"x".repeat(32), &"ö".repeat(200)] {
            let sealed = key.seal(&Secret::new(text), "here").unwrap();
            assert_eq!(key.open(&sealed, "here"), Some(Secret::new(text)), "{text}");
        }
    }
}
