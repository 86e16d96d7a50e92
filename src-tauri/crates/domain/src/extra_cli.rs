//! ffmpeg arguments that an operator adds: parsed as words, and checked.
//!
//! Only input options that are known to be harmless pass. An allow-list is the one kind of list that a newer ffmpeg
//! cannot get round; what people try most often is refused with the reason, all else with the nearest name.

mod options;

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(crate) use options::REFUSALS;
pub use options::{ALLOWED, OptionValue};

/// Most words taken.
pub const MOST_WORDS: usize = 40;

/// Most characters taken, all words together.
pub const MOST_CHARS: usize = 500;

/// Why additional arguments are refused; each displays as one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExtraCliError {
    /// A quotation mark that is never closed.
    #[error("A quotation mark is opened and never closed.")]
    Quotes,
    /// Too many words or characters.
    #[error("At most {MOST_WORDS} words with {MOST_CHARS} characters in all can be added.")]
    TooLong,
    /// A word with a line break or another character that cannot be seen.
    #[error("The arguments contain a line break or another invisible character.")]
    ControlCharacter,
    /// A word that stands where an option should.
    #[error(
        "\"{0}\" is not an option; additional arguments are ffmpeg input options such as -fflags nobuffer."
    )]
    NotAnOption(String),
    /// A known option that is refused.
    #[error("{option} cannot be added: {why}")]
    Refused {
        /// As typed.
        option: String,
        /// The end of the sentence.
        why: &'static str,
    },
    /// An option that is not in the list.
    #[error("{option} is not among the input options that can be added{}.", nearest.as_ref().map(|name| format!(" (did you mean -{name}?)")).unwrap_or_default())]
    Unknown {
        /// As typed.
        option: String,
        /// The allowed option whose name is nearest, when one is near.
        nearest: Option<String>,
    },
    /// The value is missing.
    #[error("{0} needs a value after it.")]
    NoValue(String),
    /// The value is none that the option takes.
    #[error("{option} takes {takes}, not \"{value}\".")]
    BadValue {
        /// As typed.
        option: String,
        /// As typed.
        value: String,
        /// What it takes, in words.
        takes: &'static str,
    },
}

/// Splits `text` into words as a shell would, and checks them.
///
/// # Errors
///
/// [`ExtraCliError`], a sentence, for the first word that cannot be taken.
pub fn parse(text: &str) -> Result<Vec<String>, ExtraCliError> {
    if text.chars().count() > 2 * MOST_CHARS {
        return Err(ExtraCliError::TooLong);
    }
    let words = shell_words::split(text).map_err(|_| ExtraCliError::Quotes)?;
    check(&words)?;
    Ok(words)
}

/// `words` as one text that [`parse`] reads again.
pub fn join(words: &[String]) -> String {
    shell_words::join(words)
}

/// Checks words that are already split.
///
/// # Errors
///
/// As [`parse`].
pub fn check(words: &[String]) -> Result<(), ExtraCliError> {
    if words.len() > MOST_WORDS || words.iter().map(|word| word.chars().count()).sum::<usize>() > MOST_CHARS {
        return Err(ExtraCliError::TooLong);
    }
    if words.iter().any(|word| word.chars().any(char::is_control)) {
        return Err(ExtraCliError::ControlCharacter);
    }
    let mut words = words.iter();
    while let Some(option) = words.next() {
        let Some(name) = option.strip_prefix('-').filter(|name| !name.is_empty()) else {
            return Err(ExtraCliError::NotAnOption(option.clone()));
        };
        let bare = without_specifier(name);
        let Some((_, takes)) = ALLOWED.iter().find(|(allowed, _)| *allowed == bare) else {
            return Err(refused(option, name));
        };
        if *takes == OptionValue::None {
            continue;
        }
        let value = words.next().ok_or_else(|| ExtraCliError::NoValue(option.clone()))?;
        if !takes.accepts(bare, value) {
            return Err(ExtraCliError::BadValue {
                option: option.clone(),
                value: value.clone(),
                takes: takes.in_words(),
            });
        }
    }
    Ok(())
}

/// `threads:v` and `threads:v:0` are about the video that is watched; other specifiers have no use here.
fn without_specifier(name: &str) -> &str {
    name.strip_suffix(":v").or_else(|| name.strip_suffix(":v:0")).unwrap_or(name)
}

fn refused(option: &str, name: &str) -> ExtraCliError {
    let bare = name.split(':').next().unwrap_or(name);
    match options::why_refused(bare) {
        Some(why) => ExtraCliError::Refused { option: option.to_owned(), why },
        None => ExtraCliError::Unknown {
            option: option.to_owned(),
            nearest: crate::knobs::nearest(bare, ALLOWED.iter().map(|(allowed, _)| *allowed)),
        },
    }
}
