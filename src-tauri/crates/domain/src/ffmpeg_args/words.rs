//! Collecting arguments, each with what eyes may see of it.

use std::ffi::OsString;

use crate::mask::{DOTS, Mask};
use crate::{Camera, EffectiveArgs, Secret, SourceAddress};

/// Arguments under construction.
pub(super) struct Words {
    mask: Mask,
    args: EffectiveArgs,
}

impl Words {
    pub(super) fn new(camera: &Camera) -> Self {
        let mask = Mask::of(camera.user.as_deref(), camera.password.as_ref());
        Words { mask, args: EffectiveArgs { words: Vec::new(), masked: Vec::new() } }
    }

    /// Words of ours. They hold no secret, and are shown even where a password happens to be the same word.
    pub(super) fn all(&mut self, words: &[&str]) {
        for word in words {
            self.args.words.push(OsString::from(word));
            self.args.masked.push((*word).to_owned());
        }
    }

    /// A word somebody typed, masked.
    pub(super) fn free(&mut self, word: &str) {
        self.args.masked.push(self.mask.mask(word).into_owned());
        self.args.words.push(OsString::from(word));
    }

    /// The address with its credentials, of which the masked word shows the user name alone.
    pub(super) fn address(&mut self, address: &SourceAddress, camera: &Camera) {
        let user = camera.user.as_deref();
        let password = camera.password.as_ref().filter(|password| !password.is_empty());
        self.args.words.push(address.with_credentials(user, password).into());
        // A stand-in of letters alone is not percent-encoded; no address holds this one.
        let stand_in = "u0e000e0u";
        let shown = address.with_credentials(user, password.map(|_| Secret::new(stand_in)).as_ref());
        self.args.masked.push(self.mask.mask(&shown).replace(stand_in, DOTS));
    }

    pub(super) fn done(self) -> EffectiveArgs {
        self.args
    }
}
