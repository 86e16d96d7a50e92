//! People: who can be recognised, and who agreed to it. What an operator types about them is checked here.
//!
//! That a code is nobody else's is the store's to say; what a face looks like is no business of this module.

use chrono::NaiveDate;

use crate::PersonId;
use crate::knobs::{NameError, one_line, visible};

/// Longest code, in characters; OneRoster's identifiers are GUIDs of 36.
pub const LONGEST_CODE: usize = 64;
/// Longest name of a person, in characters.
pub const LONGEST_NAME: usize = 120;
/// Longest name of a group, in characters.
pub const LONGEST_GROUP: usize = 80;

/// Somebody whose attendance is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Their number.
    pub id: PersonId,
    /// The school's own name for them, unique without regard to case, 1–64 characters.
    pub code: String,
    /// Their name, 1–120 characters, any script and direction.
    pub name: String,
    /// Their class or group, up to 80 characters; empty is none.
    pub group: String,
    /// Whether they are at the school now.
    pub active: bool,
    /// Their consent to being recognised, as long as it stands.
    pub consent: Option<Consent>,
}

/// That somebody agreed to being recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The day on which it was given.
    pub given: NaiveDate,
    /// Who gave it: the person, or who speaks for them; 1–120 characters.
    pub by: String,
    /// Where the signed paper lies, up to 200 characters; may be empty.
    pub document: String,
}

impl Person {
    /// Whether a FaceTemplate of them may exist, and be matched.
    pub fn may_be_recognised(&self) -> bool {
        self.active && self.consent.is_some()
    }
}

/// Why something typed about a person cannot be taken; each displays as one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PersonError {
    /// A text is empty, too long, or holds what cannot be seen.
    #[error(transparent)]
    Text(#[from] NameError),
    /// A consent of tomorrow.
    #[error("A consent cannot be given on a day that is still to come.")]
    ConsentToCome,
}

/// A person's code: the edges cleaned, 1 to 64 characters.
///
/// # Errors
///
/// [`PersonError::Text`], a sentence.
pub fn check_code(text: &str) -> Result<String, PersonError> {
    Ok(visible(cleaned(text), "a code", LONGEST_CODE)?)
}

/// A person's name: the edges cleaned, 1 to 120 characters. Joiners and marks inside it are part of Arabic and Kurdish
/// names and stay.
///
/// # Errors
///
/// [`PersonError::Text`], a sentence.
pub fn check_person_name(text: &str) -> Result<String, PersonError> {
    Ok(visible(cleaned(text), "a person's name", LONGEST_NAME)?)
}

/// A group: the edges cleaned, 80 characters at most, may be empty.
///
/// # Errors
///
/// [`PersonError::Text`], a sentence.
pub fn check_group(text: &str) -> Result<String, PersonError> {
    Ok(one_line(cleaned(text), "a group", LONGEST_GROUP)?)
}

/// A group that a period expects: as [`check_group`], and not empty.
///
/// # Errors
///
/// [`PersonError::Text`], a sentence.
pub fn check_expected(text: &str) -> Result<String, PersonError> {
    Ok(visible(cleaned(text), "a group", LONGEST_GROUP)?)
}

/// A consent as typed; `today` is the site's local date.
///
/// # Errors
///
/// [`PersonError`], a sentence: the day is still to come, or a text is empty or too long.
pub fn check_consent(consent: &Consent, today: NaiveDate) -> Result<Consent, PersonError> {
    if consent.given > today {
        return Err(PersonError::ConsentToCome);
    }
    Ok(Consent {
        given: consent.given,
        by: visible(cleaned(&consent.by), "the name of who consents", LONGEST_NAME)?,
        document: one_line(cleaned(&consent.document), "a document's reference", 200)?,
    })
}

/// Without what programs leave at the edges of a cell: white space, control characters, the byte order mark, and
/// embeddings that turn the rest of a row.
fn cleaned(text: &str) -> &str {
    let is_left_over = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '\u{FEFF}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    // An isolate that is closed again at the end belongs to the name.
    let trimmed = text.trim_matches(|c: char| is_left_over(c) && !matches!(c, '\u{2066}'..='\u{2069}'));
    let is_isolated =
        trimmed.starts_with(['\u{2066}', '\u{2067}', '\u{2068}']) && trimmed.ends_with('\u{2069}');
    if is_isolated { trimmed } else { trimmed.trim_matches(is_left_over) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn names_of_any_script_are_taken_and_their_edges_cleaned() {
        let check = |text, expected: Result<&str, &str>| {
            let found = check_person_name(text).map_err(|why| why.to_string());
            assert_eq!(found.as_deref().map_err(String::as_str), expected, "{text:?}");
        };
        check("Zoë Ångström", Ok("Zoë Ångström"));
        check(" \u{FEFF}Ana\t\r\n", Ok("Ana"));
        check("ئاڤان ڕەسووڵ", Ok("ئاڤان ڕەسووڵ"));
        check("می\u{200C}ترا", Ok("می\u{200C}ترا"));
        check("\u{202B}محمد\u{202C}", Ok("محمد"));
        check("\u{2067}محمد\u{2069}", Ok("\u{2067}محمد\u{2069}"));
        check("\u{0}\u{7}", Err("Type a person's name."));
        check("\u{200F}", Err("Type a person's name."));
        check("Ana\nBo", Err("A line break or another invisible character cannot stand in a person's name."));
        let long = "ک".repeat(121);
        check(&long, Err("This is 121 characters long; a person's name has 120 at most."));
        check(&"ک".repeat(120), Ok(&"ک".repeat(120)));
    }

    #[test]
    fn a_code_is_needed_and_a_group_is_not() {
        assert_eq!(check_code(" 7-B/12 "), Ok("7-B/12".to_owned()));
        assert_eq!(check_code(" ").map_err(|why| why.to_string()), Err("Type a code.".to_owned()));
        assert!(check_code(&"9".repeat(65)).is_err());
        assert_eq!(check_group("\t"), Ok(String::new()));
        assert_eq!(check_expected(" 7A "), Ok("7A".to_owned()));
        assert_eq!(check_expected("\t").map_err(|why| why.to_string()), Err("Type a group.".to_owned()));
    }

    #[test]
    fn a_consent_has_a_day_that_has_come_and_a_name() {
        let consent =
            Consent { given: day("2026-11-23"), by: " Mother ".to_owned(), document: String::new() };
        let taken = Consent { by: "Mother".to_owned(), ..consent.clone() };
        assert_eq!(check_consent(&consent, day("2026-11-23")), Ok(taken));
        assert_eq!(check_consent(&consent, day("2026-11-22")), Err(PersonError::ConsentToCome));
        let nameless = Consent { by: String::new(), ..consent };
        let said = check_consent(&nameless, day("2026-11-23")).map_err(|why| why.to_string());
        assert_eq!(said, Err("Type the name of who consents.".to_owned()));
    }

    #[test]
    fn only_who_is_here_and_consents_may_be_recognised() {
        let consent = Consent { given: day("2026-11-23"), by: "Mother".to_owned(), document: String::new() };
        let check = |active, consent: Option<&Consent>, expected| {
            let person = Person {
                id: PersonId(1),
                code: "1".to_owned(),
                name: "Ana".to_owned(),
                group: String::new(),
                active,
                consent: consent.cloned(),
            };
            assert_eq!(person.may_be_recognised(), expected);
        };
        check(true, Some(&consent), true);
        check(false, Some(&consent), false);
        check(true, None, false);
    }

    proptest! {
        #[test]
        fn a_text_that_was_taken_is_taken_again_unchanged(text in "\\PC{0,20}[\\x00-\\x20\u{2067}\u{2069}]{0,3}") {
            for check in [check_code, check_person_name, check_group] {
                if let Ok(taken) = check(&text) {
                    prop_assert!(!taken.chars().any(char::is_control));
                    prop_assert_eq!(check(&taken), Ok(taken));
                }
            }
        }
    }
}
