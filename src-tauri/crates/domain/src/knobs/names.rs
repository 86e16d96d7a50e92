//! Names, places, tags and credentials as people type them.

/// Longest name, in characters.
pub const LONGEST_NAME: usize = 80;

/// Why such a text cannot be taken; each displays as one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing, or nothing that can be seen.
    #[error("Type {0}.")]
    Empty(&'static str),
    /// Too long.
    #[error("This is {length} characters long; {what} has {most} at most.")]
    TooLong {
        /// What it is, with its article.
        what: &'static str,
        /// How long it is.
        length: usize,
        /// How long it may be.
        most: usize,
    },
    /// A line break, a tab, or a mark that turns the writing of what follows.
    #[error("A line break or another invisible character cannot stand in {0}.")]
    Invisible(&'static str),
    /// A comma in a tag.
    #[error("A tag is one word or a few, without commas; type several tags one by one.")]
    Comma,
    /// A colon in a user name.
    #[error("A user name cannot contain a colon: on the way to the camera, a colon ends it.")]
    Colon,
}

/// The name of a camera, a profile or the site: trimmed, 1 to 80 characters, any script and direction.
///
/// # Errors
///
/// [`NameError`], a sentence.
pub fn check_name(text: &str) -> Result<String, NameError> {
    visible(text, "a name", LONGEST_NAME)
}

/// Where a camera hangs: trimmed, may be empty, 200 characters at most.
///
/// # Errors
///
/// [`NameError`], a sentence.
pub fn check_location(text: &str) -> Result<String, NameError> {
    one_line(text, "a location", 200)
}

/// A tag: trimmed, 1 to 40 characters, no comma.
///
/// # Errors
///
/// [`NameError`], a sentence.
pub fn check_tag(text: &str) -> Result<String, NameError> {
    let tag = visible(text, "a tag", 40)?;
    if tag.contains(',') { Err(NameError::Comma) } else { Ok(tag) }
}

/// A camera's user name, as it is: 128 characters at most, no colon.
///
/// # Errors
///
/// [`NameError`], a sentence.
pub fn check_user(text: &str) -> Result<(), NameError> {
    one_line(text, "a user name", 128)?;
    if text.contains(':') { Err(NameError::Colon) } else { Ok(()) }
}

/// A camera's password, as it is: 256 characters at most. The error never quotes it.
///
/// # Errors
///
/// [`NameError`], a sentence.
pub fn check_password(text: &str) -> Result<(), NameError> {
    one_line(text, "a password", 256).map(|_| ())
}

/// Trimmed, 1 to `most` characters on one line, and something of it can be seen.
pub(crate) fn visible(text: &str, what: &'static str, most: usize) -> Result<String, NameError> {
    let text = one_line(text, what, most)?;
    let has_visible = text.chars().any(|c| {
        !c.is_whitespace() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
    });
    if has_visible { Ok(text) } else { Err(NameError::Empty(what)) }
}

/// Trimmed, `most` characters at most on one line; may be empty.
pub(crate) fn one_line(text: &str, what: &'static str, most: usize) -> Result<String, NameError> {
    let text = text.trim();
    let length = text.chars().count();
    if length > most {
        return Err(NameError::TooLong { what, length, most });
    }
    // Overrides and embeddings that are never closed would turn the rest of a table's row; marks and isolates that
    // right-to-left names need do not.
    let is_invisible = |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202E}');
    if text.chars().any(is_invisible) {
        return Err(NameError::Invisible(what));
    }
    Ok(text.to_owned())
}
