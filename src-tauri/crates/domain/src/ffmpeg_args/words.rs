//! Collecting arguments, each with what eyes may see of it.

use std::ffi::OsString;

use crate::mask::{DOTS, Mask, without};
use crate::{Camera, EffectiveArgs, Secret, SourceAddress};

/// Arguments under construction.
pub(super) struct Words<'a> {
    camera: &'a Camera,
    args: EffectiveArgs,
}

impl<'a> Words<'a> {
    pub(super) fn new(camera: &'a Camera) -> Self {
        Words { camera, args: EffectiveArgs { words: Vec::new(), masked: Vec::new() } }
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
        // Made for each word, since there are hardly ever any, and a plan makes thousands of commands.
        let mask = Mask::of(self.camera.user.as_deref(), self.camera.password.as_ref());
        self.args.masked.push(mask.mask(word).into_owned());
        self.args.words.push(OsString::from(word));
    }

    /// The address with its credentials, of which the masked word shows the user name alone.
    pub(super) fn address(&mut self, address: &SourceAddress) {
        let user = self.camera.user.as_deref();
        let password = self.camera.password.as_ref().filter(|password| !password.is_empty());
        self.args.words.push(address.with_credentials(user, password).into());
        let Some(password) = password else {
            self.args.masked.push(address.with_credentials(user, None));
            return;
        };
        // A stand-in of letters alone is not percent-encoded; no address holds this one.
        let stand_in = "u0e000e0u";
        let shown = address.with_credentials(user, Some(&Secret::new(stand_in)));
        // Somebody may have typed the password into the path as well.
        self.args.masked.push(without(&shown, password).replace(stand_in, DOTS));
    }

    pub(super) fn done(self) -> EffectiveArgs {
        self.args
    }
}
