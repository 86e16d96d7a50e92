//! Passwords in a configuration file, and the key in a backup: sealed with a key that Argon2id makes of a passphrase.
//!
//! Argon2id with 64 MiB, 3 passes and 1 lane (RFC 9106's second recommendation has 4 lanes; these machines have few
//! cores, and a guesser gains nothing by that) and a random salt of 16 bytes, which is in the file as hex. The numbers
//! belong to format 1. Each password is bound to the name of its camera.

use argon2::{Algorithm, Argon2, Params, Version};
use bellwatch_domain::Secret;
use zeroize::Zeroizing;

use super::{FileError, key as compared};
use crate::Error;
use crate::seal::{Key, NoRandom, random};

const SALT: usize = 16;
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;
/// Said of a passphrase that no key can be made of.
pub(crate) const UNUSABLE: &str = "This computer cannot work with this passphrase.";

/// What the key of a store is sealed for in a backup.
const BACKUP_KEY: &str = "backup.key";

/// The salt of a file.
pub(crate) type Salt = [u8; SALT];

/// Seals and opens with a key made of a passphrase.
pub(crate) struct Sealer {
    salt: Salt,
    key: Key,
}

impl Sealer {
    /// With a new salt. Takes some tenths of a second, on a thread of its own.
    pub(crate) async fn new(passphrase: &Secret) -> Result<Self, Error> {
        let mut salt = [0_u8; SALT];
        random(&mut salt).map_err(no_random)?;
        Sealer::with_salt(passphrase, salt).await
    }

    /// With the salt of a file.
    pub(crate) async fn with_salt(passphrase: &Secret, salt: Salt) -> Result<Self, Error> {
        if passphrase.is_empty() {
            return Err(FileError::NoPassphrase.into());
        }
        let passphrase = passphrase.clone();
        let made = tokio::task::spawn_blocking(move || {
            let mut bytes = Zeroizing::new([0_u8; 32]);
            let params = Params::new(MEMORY_KIB, PASSES, LANES, None)?;
            let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            argon2.hash_password_into(passphrase.reveal().as_bytes(), &salt, bytes.as_mut())?;
            Ok::<_, argon2::Error>(Key::from_bytes(bytes.as_ref()))
        });
        // A passphrase of 4 GB, or a thread that ended for want of memory.
        let unusable = || Error::Key { why: UNUSABLE.to_owned() };
        let key = made.await.ok().and_then(Result::ok).flatten().ok_or_else(unusable)?;
        Ok(Sealer { salt, key })
    }

    /// The salt as the file has it.
    pub(crate) fn salt(&self) -> String {
        hex(&self.salt)
    }

    /// Seals the key of a store, for a backup of it.
    pub(crate) fn seal_key(&self, key: &Key) -> Result<Vec<u8>, NoRandom> {
        self.key.seal_bytes(key.bytes(), BACKUP_KEY)
    }

    /// Opens what [`Sealer::seal_key`] sealed; `None` when the passphrase is another.
    pub(crate) fn open_key(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        self.key.open_bytes(sealed, BACKUP_KEY)
    }

    pub(crate) fn seal(&self, password: &Secret, camera: &str) -> Result<String, NoRandom> {
        Ok(hex(&self.key.seal(password, &place(camera))?))
    }

    pub(crate) fn open(&self, sealed: &str, camera: &str) -> Result<Secret, FileError> {
        let opened = unhex(sealed).and_then(|sealed| self.key.open(&sealed, &place(camera)));
        opened.ok_or(FileError::WrongPassphrase)
    }
}

/// A salt from the text of a file.
pub(crate) fn salt_of(text: &str) -> Option<Salt> {
    unhex(text)?.try_into().ok()
}

fn no_random(error: NoRandom) -> Error {
    Error::Key { why: error.to_string() }
}

fn place(camera: &str) -> String {
    format!("export.camera.password {}", compared(camera))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()));
    let digits = digits.collect::<Option<Vec<u8>>>().filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}
