//! Whose photo a file is, by its name.

use std::collections::BTreeMap;

use bellwatch_domain::{Person, PersonId};

/// Codes, without regard to case, and whose they are.
pub struct Codes(BTreeMap<String, PersonId>);

/// Why nobody's photo is known by a file's name; each a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotNamed {
    /// Nobody has this code.
    #[error("There is nobody with the code {0}. Name the photo by the code, for example 1234.jpg.")]
    Nobody(String),
    /// The folder names one person and the file another.
    #[error("Its folder names one person and its name another. Name the photo by the code alone.")]
    TwoPeople,
}

impl Codes {
    /// Those of `people`.
    pub fn of(people: &[Person]) -> Self {
        Codes(people.iter().map(|person| (person.code.to_lowercase(), person.id)).collect())
    }

    /// Who has a code.
    pub fn find(&self, code: &str) -> Option<PersonId> {
        self.0.get(&code.trim().to_lowercase()).copied()
    }

    /// Whose photo `path` is: `1234.jpg`, `1234_2.jpg`, `1234 (2).jpg` or `1234/any.jpg` for the code 1234. A code may
    /// have such parts itself: the longest that is one counts.
    ///
    /// # Errors
    ///
    /// [`NotNamed`], a sentence.
    pub fn of_file(&self, path: &str) -> Result<PersonId, NotNamed> {
        let mut parts = path.rsplit(['/', '\\']);
        let name = parts.next().unwrap_or_default();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let by_name = candidates(stem).into_iter().find_map(|code| self.find(code));
        let by_folder = parts.next().and_then(|folder| self.find(folder));
        match (by_name, by_folder) {
            (Some(one), Some(other)) if one != other => Err(NotNamed::TwoPeople),
            (Some(one), _) | (None, Some(one)) => Ok(one),
            (None, None) => Err(NotNamed::Nobody(shown(unnumbered(stem, &[' ', '_', '(', ')'])))),
        }
    }
}

/// What of a name may be the code: all of it, without a number at its end, and what stands before the first mark.
fn candidates(stem: &str) -> [&str; 3] {
    let first = stem.split(['.', ' ', '_']).next().unwrap_or_default();
    [stem, unnumbered(stem, &[' ', '_', '-', '(', ')']), first]
}

/// Without the number that one of these marks sets off at its end.
fn unnumbered<'a>(stem: &'a str, marks: &[char]) -> &'a str {
    let bare = stem.trim_end_matches(marks);
    let front = bare.trim_end_matches(|c: char| c.is_ascii_digit());
    let is_numbered = front.len() < bare.len() && front.ends_with(marks);
    let found = if is_numbered { front.trim_end_matches(marks) } else { bare };
    if found.is_empty() { stem } else { found }
}

fn shown(code: &str) -> String {
    code.chars().filter(|c| !c.is_control()).take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_photo_is_known_by_its_name_or_its_folder() {
        let people = [(1, "1234"), (2, "7-12"), (3, "2"), (4, "ab_3"), (5, "ab"), (6, "ک١")];
        let person = |(id, code): (i64, &str)| Person {
            id: PersonId(id),
            code: code.to_owned(),
            name: "Somebody".to_owned(),
            group: String::new(),
            active: true,
            consent: None,
        };
        let codes = Codes::of(&people.map(person));
        let check = |path: &str, expected: Result<i64, NotNamed>| {
            assert_eq!(codes.of_file(path), expected.map(PersonId), "{path}");
        };
        for path in [
            "1234.jpg",
            "1234",
            "1234_2.jpg",
            "1234 (2).JPG",
            "1234-3.png",
            "photos/7A/1234.jpg",
            "1234/any.jpg",
            "1234/IMG_0001.jpg",
            "a\\1234\\x.jpg",
            "1234 Ana.jpg",
            "1234.front.jpg",
            "1234/1234 (1).jpg",
        ] {
            check(path, Ok(1));
        }
        check("7-12.jpg", Ok(2));
        check("7-12_4.jpg", Ok(2));
        check("AB_3.jpg", Ok(4));
        check("ab_4.jpg", Ok(5));
        check("ک١.jpg", Ok(6));
        check("1234/2.jpg", Err(NotNamed::TwoPeople));
        check("ST-9999_2.jpg", Err(NotNamed::Nobody("ST-9999".to_owned())));
        check("99 (3).jpg", Err(NotNamed::Nobody("99".to_owned())));
        check("_.jpg", Err(NotNamed::Nobody("_".to_owned())));
        check("", Err(NotNamed::Nobody(String::new())));
    }
}
