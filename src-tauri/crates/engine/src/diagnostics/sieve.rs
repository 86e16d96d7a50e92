//! The sieve: people by their numbers, secrets as dots.

use std::collections::HashMap;

use bellwatch_domain::mask::Mask;

use super::net::{Known, is_word, names};

/// `text` with "person 12" in the place of their name and code, and without any password.
pub(super) fn sift(text: &str, known: &Known) -> String {
    let mut mask = Mask::new();
    for (user, password) in &known.passwords {
        mask.add(user.as_deref(), password);
    }
    // Passwords first: one that holds a name would not be known any more without it.
    without_people(&mask.mask(text), known)
}

fn without_people(text: &str, known: &Known) -> String {
    let mut by_head: HashMap<&[u8], Vec<(i64, &str)>> = HashMap::new();
    for (number, name) in names(known) {
        by_head.entry(&name.as_bytes()[..3]).or_default().push((number, name));
    }
    // The longer goes first: "Ana Maria" before "Ana".
    by_head.values_mut().for_each(|same| same.sort_by_key(|(_, name)| std::cmp::Reverse(name.len())));
    let mut sifted = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text.as_bytes()[at..];
        let candidates = rest.get(..3).and_then(|head| by_head.get(head));
        let found = candidates.and_then(|candidates| {
            let is_there = |name: &&str| rest.starts_with(name.as_bytes()) && is_word(text, at, name.len());
            candidates.iter().find(|(_, name)| is_there(name))
        });
        match found {
            Some((number, name)) => {
                sifted.push_str(&format!("person {number}"));
                at += name.len();
            }
            None => {
                sifted.push(letter);
                at += letter.len_utf8();
            }
        }
    }
    sifted
}
