//! Where the sealing key lies, and how it is had: the desktop's keyring, or a file beside the store.
//!
//! A keyring may be locked and wait for its user for as long as it likes. It is asked from a thread of its own, and an
//! answer that comes too late is taken all the same: the passwords open then without a restart.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bellwatch_domain::said::Open;
use bellwatch_domain::sentences;

use crate::Error;
use crate::seal::{Key, NoRandom};

/// Longest wait for the keyring.
const KEYRING_WITHIN: Duration = Duration::from_secs(2);
const KEYRING_SERVICE: &str = "bellwatch";
pub(crate) const KEY_FILE: &str = "seal.key";

/// Where the sealing key may be put when a new one is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyChoice {
    /// In the desktop's keyring when there is one, else in a file.
    KeyringOrFile,
    /// In a file beside the store.
    File,
}

impl KeyChoice {
    /// `BELLWATCH_KEYRING=off` chooses the file; anything else leaves the choice to the machine.
    pub fn from_environment() -> Self {
        match std::env::var("BELLWATCH_KEYRING").as_deref() {
            Ok("off") => KeyChoice::File,
            Ok(_) | Err(_) => KeyChoice::KeyringOrFile,
        }
    }
}

/// Where the sealing key lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyPlace {
    /// In the desktop's keyring.
    Keyring,
    /// In this file, readable by its owner alone.
    File(PathBuf),
}

impl KeyPlace {
    /// For Settings: one sentence that says what that means.
    pub fn sentence(&self) -> String {
        match self {
            KeyPlace::Keyring => Sentence::InKeyring.to_string(),
            KeyPlace::File(path) => Sentence::InFile { file: &path.display().to_string() }.to_string(),
        }
    }

    /// The word that the store keeps for it.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            KeyPlace::Keyring => "keyring",
            KeyPlace::File(_) => "file",
        }
    }
}

sentences! {
    /// Where the key lies and what that means; why it cannot be had, and what can be done.
    pub(crate) enum Sentence<'a> {
        InKeyring = "Passwords are sealed with a key in this computer's keyring; they open only while its user is logged in.",
        InFile { file: &'a str }
            = "Passwords are sealed with the key in {file}; whoever can read that file and the store can open them.",
        Silent = "The keyring does not answer. Unlock it.",
        NoKeyInKeyring = "The keyring's entry for Bellwatch does not hold a key.",
        GoneFromKeyring = "The keyring no longer holds Bellwatch's key.",
        NoKeyring = "Its key lies in the desktop's keyring, which cannot be reached from here. Start Bellwatch on the desktop of the user who set it up.",
        Closed = "The keyring does not open. Unlock it and start Bellwatch again.",
        NoKeyInFile { file: &'a str } = "The key file {file} does not hold a key.",
        FileMissing { file: &'a str } = "The key file {file} is missing.",
        FileUnreadable { file: &'a str, why: Open<'a> } = "The key file {file} cannot be read ({why}).",
    }
}

/// The key of one store. All clones are one.
#[derive(Clone)]
pub(crate) struct Keys(Arc<Shared>);

struct Shared {
    folder: PathBuf,
    mark: String,
    state: Mutex<State>,
}

struct State {
    place: KeyPlace,
    held: Held,
    /// How often the key came after it had been missed.
    arrivals: i64,
}

enum Held {
    Ready(Key),
    /// It is nowhere any more: a new one may take its place. A sentence.
    Lost(String),
    /// It cannot be had now. A sentence.
    OutOfReach(String),
}

impl Keys {
    /// A key for a store that has none yet. A key file that lies there already is used, so that an older copy of the
    /// store still opens.
    pub(crate) async fn make(folder: &Path, mark: &str, choice: KeyChoice) -> Result<Keys, Error> {
        let file = folder.join(KEY_FILE);
        let (place, key) = match from_file(&file) {
            Held::Ready(key) => (KeyPlace::File(file), key),
            Held::Lost(_) | Held::OutOfReach(_) => new_key(folder, mark, choice).await?,
        };
        Ok(Keys::of(folder, mark, place, Held::Ready(key)))
    }

    /// The key of a store that has one in the keyring. That it cannot be had is no error here.
    pub(crate) async fn from_keyring(folder: &Path, mark: &str) -> Keys {
        let wait = Sentence::Silent.to_string();
        let keys = Keys::of(folder, mark, KeyPlace::Keyring, Held::OutOfReach(wait));
        let (late, name) = (keys.clone(), mark.to_owned());
        let asked = in_keyring(move || {
            let held = match keyring::Entry::new(KEYRING_SERVICE, &name).and_then(|entry| entry.get_secret())
            {
                Ok(bytes) => Key::from_bytes(&zeroize::Zeroizing::new(bytes))
                    .map_or_else(|| Held::Lost(Sentence::NoKeyInKeyring.to_string()), Held::Ready),
                Err(keyring::Error::NoEntry) => Held::Lost(Sentence::GoneFromKeyring.to_string()),
                Err(error) => {
                    tracing::warn!(error = %error, "the keyring cannot be opened");
                    Held::OutOfReach(out_of_reach(&error).to_string())
                }
            };
            let mut state = late.state();
            state.arrivals += i64::from(matches!(held, Held::Ready(_)));
            state.held = held;
        });
        if asked.await.is_none() {
            tracing::warn!("the keyring does not answer; passwords open as soon as it does");
        }
        keys
    }

    /// The key of a store that has one in a file. That it cannot be had is no error here.
    pub(crate) fn from_file(folder: &Path, mark: &str) -> Keys {
        let file = folder.join(KEY_FILE);
        let held = from_file(&file);
        Keys::of(folder, mark, KeyPlace::File(file), held)
    }

    fn of(folder: &Path, mark: &str, place: KeyPlace, held: Held) -> Keys {
        let state = Mutex::new(State { place, held, arrivals: 0 });
        Keys(Arc::new(Shared { folder: folder.to_owned(), mark: mark.to_owned(), state }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A state is written in one piece, so a thread that panicked left a whole one.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the key lies.
    pub(crate) fn place(&self) -> KeyPlace {
        self.state().place.clone()
    }

    /// A number that goes up when a key that had been missed has come.
    pub(crate) fn arrivals(&self) -> i64 {
        self.state().arrivals
    }

    /// The key, to open what is sealed; else a sentence.
    pub(crate) fn to_open(&self) -> Result<Key, String> {
        let mut state = self.state();
        if let (KeyPlace::File(path), Held::Lost(_) | Held::OutOfReach(_)) = (&state.place, &state.held) {
            // Somebody may have put it back.
            state.held = from_file(path);
        }
        match &state.held {
            Held::Ready(key) => Ok(key.clone()),
            Held::Lost(why) | Held::OutOfReach(why) => Err(why.clone()),
        }
    }

    /// The key, to seal something with. A key that is lost is replaced by a new one; what was sealed with the old one
    /// stays closed and is kept.
    pub(crate) async fn to_seal(&self) -> Result<Key, Error> {
        if let Ok(key) = self.to_open() {
            return Ok(key);
        }
        let choice = match &*self.state() {
            State { held: Held::OutOfReach(why), .. } => return Err(Error::Key { why: why.clone() }),
            State { place: KeyPlace::Keyring, .. } => KeyChoice::KeyringOrFile,
            State { place: KeyPlace::File(_), .. } => KeyChoice::File,
        };
        let (place, key) = new_key(&self.0.folder, &self.0.mark, choice).await?;
        tracing::warn!(place = place.word(), "the sealing key was lost and a new one was made");
        let mut state = self.state();
        state.place = place;
        state.held = Held::Ready(key.clone());
        Ok(key)
    }
}

/// What an operator can do about a keyring that gives nothing.
fn out_of_reach(error: &keyring::Error) -> Sentence<'static> {
    match error {
        keyring::Error::NoDefaultStore => Sentence::NoKeyring,
        _ => Sentence::Closed,
    }
}

async fn new_key(folder: &Path, mark: &str, choice: KeyChoice) -> Result<(KeyPlace, Key), Error> {
    let key = Key::random().map_err(|NoRandom| Error::Key { why: NoRandom.to_string() })?;
    if choice == KeyChoice::KeyringOrFile && into_keyring(mark, &key).await {
        return Ok((KeyPlace::Keyring, key));
    }
    let file = folder.join(KEY_FILE);
    into_file(&file, &key).map_err(|error| Error::file(error, &file))?;
    Ok((KeyPlace::File(file), key))
}

fn from_file(path: &Path) -> Held {
    let file: &str = &path.display().to_string();
    match fs::read(path).map(zeroize::Zeroizing::new) {
        Ok(bytes) => Key::from_bytes(&bytes)
            .map_or_else(|| Held::OutOfReach(Sentence::NoKeyInFile { file }.to_string()), Held::Ready),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Held::Lost(Sentence::FileMissing { file }.to_string())
        }
        Err(error) => {
            let why = error.to_string();
            Held::OutOfReach(Sentence::FileUnreadable { file, why: Open(&why) }.to_string())
        }
    }
}

/// Writes the key so that it is there whole or not at all, readable by its owner alone.
fn into_file(path: &Path, key: &Key) -> io::Result<()> {
    let draft = path.with_extension("part");
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(key.bytes())?;
    file.sync_all()?;
    fs::rename(&draft, path)?;
    // The name must be on the disk before anything that was sealed with the key is.
    fs::File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}

async fn into_keyring(mark: &str, key: &Key) -> bool {
    let (name, key) = (mark.to_owned(), key.clone());
    let (kept_in, kept) = std::sync::mpsc::sync_channel(1);
    let given_up = Arc::new(Mutex::new(false));
    let is_given_up = Arc::clone(&given_up);
    let asked = in_keyring(move || {
        let put = || -> keyring::Result<bool> {
            let entry = keyring::Entry::new(KEYRING_SERVICE, &name)?;
            entry.set_secret(key.bytes())?;
            let is_kept = *zeroize::Zeroizing::new(entry.get_secret()?) == key.bytes();
            // The key lies in a file by now; a second one in the keyring would only confuse.
            if *is_given_up.lock().unwrap_or_else(PoisonError::into_inner) {
                entry.delete_credential()?;
            }
            Ok(is_kept)
        };
        let answer = put();
        if let Err(error) = &answer {
            tracing::info!(error = %error, "no keyring");
        }
        // Whoever asked may have stopped waiting.
        let _ = kept_in.try_send(answer.unwrap_or(false));
    });
    if asked.await.is_none() {
        *given_up.lock().unwrap_or_else(PoisonError::into_inner) = true;
        tracing::warn!("the keyring does not answer; the sealing key goes into a file");
    }
    kept.try_recv().unwrap_or(false)
}

/// Has a thread of its own ask the keyring; `None` when that takes longer than is waited for. It goes on then.
async fn in_keyring(ask: impl FnOnce() + Send + 'static) -> Option<()> {
    let (done, waits) = tokio::sync::oneshot::channel();
    let thread = std::thread::Builder::new().name("keyring".to_owned()).spawn(move || {
        ask();
        // Whoever asked may have stopped waiting.
        let _ = done.send(());
    });
    thread.ok()?;
    tokio::time::timeout(KEYRING_WITHIN, waits).await.ok()?.ok()
}
