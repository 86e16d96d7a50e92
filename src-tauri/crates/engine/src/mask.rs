//! The one mask of the engine: it knows the password of every camera, and those they had before.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, RwLock, Weak};

use bellwatch_domain::Secret;
use bellwatch_domain::mask::Mask;
use bellwatch_domain::plan::Config;

/// Passwords that are remembered, newest kept. A password that was just changed may still be said by the ffmpeg that
/// was started with it.
const REMEMBERED: usize = 2000;

type Known = (Option<String>, Secret);

/// Masks every password the engine has ever handed to a child. Cheap to clone; all clones are one.
#[derive(Clone, Default)]
pub struct Masks {
    known: Arc<Mutex<VecDeque<Known>>>,
    mask: Arc<RwLock<Arc<Mask>>>,
}

/// Masks that may be gone.
#[derive(Clone)]
pub struct WeakMasks {
    known: Weak<Mutex<VecDeque<Known>>>,
    mask: Weak<RwLock<Arc<Mask>>>,
}

impl WeakMasks {
    /// The masks, while anybody holds them.
    pub fn upgrade(&self) -> Option<Masks> {
        Some(Masks { known: self.known.upgrade()?, mask: self.mask.upgrade()? })
    }
}

impl Masks {
    /// The same, for somebody who must not keep it.
    pub fn downgrade(&self) -> WeakMasks {
        WeakMasks { known: Arc::downgrade(&self.known), mask: Arc::downgrade(&self.mask) }
    }

    /// Knows every password of `config`.
    pub fn of(config: &Config) -> Self {
        let masks = Masks::default();
        masks.learn(config);
        masks
    }

    /// Learns the passwords of `config`; what was known before stays known.
    pub fn learn(&self, config: &Config) {
        for camera in &config.cameras {
            if let Some(password) = &camera.password {
                self.learn_one(camera.user.as_deref(), password);
            }
        }
    }

    /// Learns one password, for example of a camera that is tried before it is saved.
    pub fn learn_one(&self, user: Option<&str>, password: &Secret) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let new = (user.map(str::to_owned), password.clone());
        if known.contains(&new) {
            return;
        }
        known.push_back(new);
        let mut mask = self.mask.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() <= REMEMBERED {
            Arc::make_mut(&mut mask).add(user, password);
            return;
        }
        known.pop_front();
        let mut fresh = Mask::new();
        for (user, password) in known.iter() {
            fresh.add(user.as_deref(), password);
        }
        *mask = Arc::new(fresh);
    }

    /// `text` without secrets.
    pub fn mask(&self, text: &str) -> String {
        let mask = self.mask.read().unwrap_or_else(PoisonError::into_inner).clone();
        mask.mask(text).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_stays_masked_after_it_was_changed() {
        let masks = Masks::default();
        masks.learn_one(Some("admin"), &Secret::new("old-secret"));
        masks.learn_one(Some("admin"), &Secret::new("new-secret"));
        let masked = masks.mask("old-secret new-secret");
        assert!(!masked.contains("secret"), "{masked}");
    }

    #[test]
    fn the_memory_for_passwords_is_bounded() {
        let masks = Masks::default();
        for number in 0..REMEMBERED + 3 {
            masks.learn_one(None, &Secret::new(format!("secret-{number:06}")));
        }
        assert_eq!(masks.known.lock().unwrap().len(), REMEMBERED);
        assert_eq!(masks.mask("secret-000000"), "secret-000000", "the oldest is forgotten");
        assert_ne!(masks.mask("secret-002002"), "secret-002002");
    }
}
