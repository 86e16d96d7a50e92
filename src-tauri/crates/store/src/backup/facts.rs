//! What a backup says of itself, in `backup.toml`.

use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use super::BackupError;

/// The format of the file, raised with each change that an older program would misread.
const FORMAT: i64 = 1;

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BackupKind {
    /// The day's.
    Daily,
    /// Somebody asked for it.
    ByHand,
    /// A newer version was about to bring the store up to date.
    BeforeUpgrade,
    /// Another backup was about to take the store's place.
    BeforeRestore,
    /// A configuration file was about to be taken over.
    BeforeImport,
}

impl BackupKind {
    /// All of them, with the word that files and names use.
    const WORDS: [(BackupKind, &str); 5] = [
        (BackupKind::Daily, "daily"),
        (BackupKind::ByHand, "by-hand"),
        (BackupKind::BeforeUpgrade, "before-upgrade"),
        (BackupKind::BeforeRestore, "before-restore"),
        (BackupKind::BeforeImport, "before-import"),
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            BackupKind::Daily => "daily",
            BackupKind::ByHand => "by-hand",
            BackupKind::BeforeUpgrade => "before-upgrade",
            BackupKind::BeforeRestore => "before-restore",
            BackupKind::BeforeImport => "before-import",
        }
    }

    /// What a word means.
    pub fn of(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

/// How a backup holds the sealing key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyHeld {
    /// As it is: whoever has the file can open every password and picture in it.
    Bare,
    /// Sealed with a key that Argon2id makes of a passphrase.
    Sealed,
    /// Not at all: it lies in the keyring of the computer that made the backup.
    InKeyring,
    /// Not at all: it could not be had.
    Missing,
}

impl KeyHeld {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            KeyHeld::Bare => "bare",
            KeyHeld::Sealed => "sealed",
            KeyHeld::InKeyring => "keyring",
            KeyHeld::Missing => "missing",
        }
    }

    fn of(word: &str) -> Option<Self> {
        let all = [KeyHeld::Bare, KeyHeld::Sealed, KeyHeld::InKeyring, KeyHeld::Missing];
        all.into_iter().find(|held| held.word() == word)
    }

    /// For whoever keeps the file: what that means.
    pub fn sentence(self) -> &'static str {
        match self {
            KeyHeld::Bare => {
                "It holds the key too, so whoever can read this file can open every camera's password: keep it as safe \
                 as the passwords."
            }
            KeyHeld::Sealed => "Its key is sealed: the passwords open with the passphrase alone.",
            KeyHeld::InKeyring => {
                "The key lies in this computer's keyring and not in the backup: on another computer no password opens. \
                 Give a passphrase to take the key along, sealed."
            }
            KeyHeld::Missing => {
                "The key could not be had and is not in the backup: the passwords must be typed again after restoring."
            }
        }
    }
}

/// What a backup says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupFacts {
    /// Why it was made.
    pub kind: BackupKind,
    /// When.
    pub made: DateTime<Utc>,
    /// The version of the program that made it.
    pub app: String,
    /// The newest migration of its store.
    pub store_version: i64,
    /// The site's name.
    pub site: String,
    /// How it holds the key.
    pub key: KeyHeld,
    /// How many of its cameras have a password.
    pub passwords: u64,
    pub(super) salt: Option<String>,
    pub(super) parts: Vec<Part>,
}

/// A part, as it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) name: String,
    pub(super) bytes: u64,
    /// In hex.
    pub(super) sha256: String,
}

impl BackupFacts {
    pub(super) fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.name == name)
    }

    pub(super) fn to_toml(&self) -> String {
        let mut document = DocumentMut::new();
        document["format"] = value(FORMAT);
        document["kind"] = value(self.kind.word());
        document["made"] = value(self.made.to_rfc3339_opts(SecondsFormat::Millis, true));
        document["app"] = value(&self.app);
        document["store_version"] = value(self.store_version);
        document["site"] = value(&self.site);
        document["key"] = value(self.key.word());
        document["passwords"] = value(i64::try_from(self.passwords).unwrap_or(i64::MAX));
        if let Some(salt) = &self.salt {
            document["salt"] = value(salt);
        }
        let mut parts = ArrayOfTables::new();
        for part in &self.parts {
            let mut table = Table::new();
            table["name"] = value(&part.name);
            table["bytes"] = value(i64::try_from(part.bytes).unwrap_or(i64::MAX));
            table["sha256"] = value(&part.sha256);
            parts.push(table);
        }
        document["part"] = Item::ArrayOfTables(parts);
        document.to_string()
    }

    /// From the text of a backup's `backup.toml`; `file` is named where it cannot be.
    pub(super) fn of_toml(text: &str, file: &Path) -> Result<Self, BackupError> {
        let damaged = || BackupError::Damaged { file: file.to_owned(), part: "list of parts" };
        let document: DocumentMut = text.parse().map_err(|_| damaged())?;
        let number = |key: &str| document.get(key).and_then(Item::as_integer);
        let word = |key: &str| document.get(key).and_then(Item::as_str);
        let format = number("format").ok_or_else(damaged)?;
        if format > FORMAT {
            return Err(BackupError::Newer { file: file.to_owned(), found: format, known: FORMAT });
        }
        let parts = document.get("part").and_then(Item::as_array_of_tables).ok_or_else(damaged)?;
        let part = |table: &Table| {
            Some(Part {
                name: table.get("name")?.as_str()?.to_owned(),
                bytes: u64::try_from(table.get("bytes")?.as_integer()?).ok()?,
                sha256: table.get("sha256")?.as_str()?.to_owned(),
            })
        };
        let facts = || {
            Some(BackupFacts {
                kind: BackupKind::of(word("kind")?)?,
                made: DateTime::parse_from_rfc3339(word("made")?).ok()?.to_utc(),
                app: word("app")?.to_owned(),
                store_version: number("store_version")?,
                site: word("site")?.to_owned(),
                key: KeyHeld::of(word("key")?)?,
                passwords: u64::try_from(number("passwords")?).ok()?,
                salt: word("salt").map(str::to_owned),
                parts: parts.iter().map(part).collect::<Option<_>>()?,
            })
        };
        facts().ok_or_else(damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_backup_says_of_itself_is_read_as_it_was_written() {
        let part = Part { name: "bellwatch.db".to_owned(), bytes: 7, sha256: "ab".to_owned() };
        for (kind, _) in BackupKind::WORDS {
            let facts = BackupFacts {
                kind,
                made: "2026-11-26T03:00:00.125Z".parse().unwrap(),
                app: "0.1.0".to_owned(),
                store_version: 15,
                site: "مدرسة \"one\"".to_owned(),
                key: KeyHeld::Sealed,
                passwords: 3,
                salt: Some("00ff".to_owned()),
                parts: vec![part.clone(), part.clone()],
            };
            assert_eq!(BackupFacts::of_toml(&facts.to_toml(), Path::new("x")).unwrap(), facts);
        }
    }

    #[test]
    fn a_newer_format_is_said() {
        let error = BackupFacts::of_toml("format = 2", Path::new("b.zip")).unwrap_err();
        assert!(error.to_string().contains("made by a newer Bellwatch"), "{error}");
        assert!(matches!(BackupFacts::of_toml("", Path::new("b")), Err(BackupError::Damaged { .. })));
    }
}
