//! The roster: what an import of people would do, row by row. Nothing is deleted by an import.
//!
//! Reading the file is elsewhere; what stands in its cells is judged here. Consent is never imported: a paper gives it.

use std::collections::{BTreeMap, BTreeSet};

use crate::person::{PersonError, check_code, check_group, check_person_name};
use crate::{Person, PersonId};

/// At most so many rows are looked at; the rest is refused.
pub const MOST_ROWS: usize = 50_000;

/// One row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterRow {
    /// Its line in the file, from 1.
    pub line: usize,
    /// The person's code.
    pub code: String,
    /// Their name.
    pub name: String,
    /// Their group; `None` where the file has no such column.
    pub group: Option<String>,
    /// Whether they are active; `None` where the file does not say.
    pub active: Option<bool>,
}

/// One row of OneRoster's `users.csv`, the columns that matter here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OneRosterUser {
    /// `sourcedId`.
    pub sourced_id: String,
    /// `givenName`.
    pub given_name: String,
    /// `familyName`.
    pub family_name: String,
    /// `grades`, a list with commas; `None` where the column is missing.
    pub grades: Option<String>,
    /// `orgSourcedIds`, a list with commas.
    pub org_sourced_ids: Option<String>,
    /// `enabledUser`: true or false.
    pub enabled_user: String,
    /// `role`; empty where the column is missing, as in version 1.2.
    pub role: String,
}

/// What a row would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowOutcome {
    /// A person is added.
    New(RosterPerson),
    /// A person is changed.
    Changed {
        /// Whom.
        person: PersonId,
        /// To this.
        to: RosterPerson,
        /// What of them.
        fields: Vec<Field>,
    },
    /// Nothing.
    Same(PersonId),
    /// Nothing, because it cannot be taken.
    Refused(RowRefused),
}

/// What a file says of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterPerson {
    /// Their code, as the file writes it.
    pub code: String,
    /// Their name.
    pub name: String,
    /// Their group.
    pub group: String,
    /// Whether they are active.
    pub active: bool,
}

/// What a row changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// How the code is written.
    Code,
    /// The name.
    Name,
    /// The group.
    Group,
    /// Whether they are active.
    Active,
}

/// Why a row is refused; each displays as one sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowRefused {
    /// A cell cannot be taken.
    #[error(transparent)]
    Cell(#[from] PersonError),
    /// An earlier row has this code.
    #[error("Line {0} has this code too.")]
    CodeTwice(usize),
    /// Not a student.
    #[error("Only students are imported, and this is a {0}.")]
    NotAStudent(String),
    /// Neither true nor false.
    #[error("enabledUser is true or false, and not \"{0}\".")]
    NotYesOrNo(String),
    /// Too many rows.
    #[error("A file may have {MOST_ROWS} rows at most.")]
    TooMany,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportPlan {
    /// Each row's line and what it would do, in the file's order.
    pub rows: Vec<(usize, RowOutcome)>,
    /// Active people whom the file does not name, by their number. They stay as they are. A refused row names its
    /// person too.
    pub not_in_file: Vec<PersonId>,
}

/// What an import of `rows` would do to `people`.
///
/// People are found by their code without regard to case. Of rows with one code the first stands and the others are
/// refused. What the file does not say stays as it is; somebody new is active and in no group.
pub fn plan_import(people: &[Person], rows: &[RosterRow]) -> ImportPlan {
    let known: BTreeMap<String, &Person> = people.iter().map(|person| (key(&person.code), person)).collect();
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    let mut named: BTreeSet<PersonId> = BTreeSet::new();
    let mut planned = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let person = check_code(&row.code).ok().and_then(|code| known.get(&key(&code)).copied());
        named.extend(person.map(|person| person.id));
        let outcome = if at < MOST_ROWS {
            outcome(row, person, &mut lines).unwrap_or_else(RowOutcome::Refused)
        } else {
            RowOutcome::Refused(RowRefused::TooMany)
        };
        planned.push((row.line, outcome));
    }
    let missing = people.iter().filter(|person| person.active && !named.contains(&person.id));
    let mut not_in_file: Vec<PersonId> = missing.map(|person| person.id).collect();
    not_in_file.sort_unstable();
    ImportPlan { rows: planned, not_in_file }
}

/// A OneRoster user as a row: names in the order they are spoken, grades as group, else the organisations.
///
/// # Errors
///
/// [`RowRefused`] for somebody who is no student, and where `enabledUser` cannot be read.
pub fn row_of_user(line: usize, user: &OneRosterUser) -> Result<RosterRow, RowRefused> {
    let role = user.role.trim();
    if !role.is_empty() && !role.eq_ignore_ascii_case("student") {
        return Err(RowRefused::NotAStudent(short(role)));
    }
    let active = match user.enabled_user.trim().to_ascii_lowercase().as_str() {
        "" => None,
        "true" => Some(true),
        "false" => Some(false),
        other => return Err(RowRefused::NotYesOrNo(short(other))),
    };
    let name = format!("{} {}", user.given_name.trim(), user.family_name.trim());
    let is_filled = |text: &&String| !text.trim().is_empty();
    let group = user.grades.as_ref().filter(is_filled).or(user.org_sourced_ids.as_ref().filter(is_filled));
    let has_column = user.grades.is_some() || user.org_sourced_ids.is_some();
    Ok(RosterRow {
        line,
        code: user.sourced_id.clone(),
        name: name.trim().to_owned(),
        group: group.cloned().or_else(|| has_column.then(String::new)),
        active,
    })
}

fn outcome(
    row: &RosterRow,
    person: Option<&Person>,
    lines: &mut BTreeMap<String, usize>,
) -> Result<RowOutcome, RowRefused> {
    let code = check_code(&row.code)?;
    if let Some(line) = lines.get(&key(&code)) {
        return Err(RowRefused::CodeTwice(*line));
    }
    lines.insert(key(&code), row.line);
    let group = row.group.as_deref().map(check_group).transpose()?;
    let to = RosterPerson {
        code,
        name: check_person_name(&row.name)?,
        group: group.unwrap_or_else(|| person.map_or_else(String::new, |person| person.group.clone())),
        active: row.active.unwrap_or(person.is_none_or(|person| person.active)),
    };
    let Some(person) = person else { return Ok(RowOutcome::New(to)) };
    let differs = [
        (Field::Code, person.code != to.code),
        (Field::Name, person.name != to.name),
        (Field::Group, person.group != to.group),
        (Field::Active, person.active != to.active),
    ];
    let fields: Vec<Field> =
        differs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect();
    if fields.is_empty() {
        return Ok(RowOutcome::Same(person.id));
    }
    Ok(RowOutcome::Changed { person: person.id, to, fields })
}

/// A code without regard to case.
fn key(code: &str) -> String {
    code.to_lowercase()
}

/// A cell as it may stand in a sentence.
fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn person(id: i64, code: &str, name: &str) -> Person {
        Person {
            id: PersonId(id),
            code: code.to_owned(),
            name: name.to_owned(),
            group: "7B".to_owned(),
            active: true,
            consent: None,
        }
    }

    fn row(line: usize, code: &str, name: &str) -> RosterRow {
        RosterRow { line, code: code.to_owned(), name: name.to_owned(), group: None, active: None }
    }

    fn to(code: &str, name: &str, group: &str, active: bool) -> RosterPerson {
        RosterPerson { code: code.to_owned(), name: name.to_owned(), group: group.to_owned(), active }
    }

    #[test]
    fn each_row_says_what_it_would_do() {
        let people = [person(1, "A1", "Ana"), person(2, "A2", "Bo"), person(3, "A3", "ئاڤان")];
        let rows = [
            row(2, " a1 ", "Ana"),
            row(3, "A2", "Bo"),
            RosterRow { group: Some("8A".to_owned()), active: Some(false), ..row(4, "A3", "Avan") },
            row(5, "A4", "Cem"),
            row(6, "a4", "Cem"),
            row(7, "", "Dilan"),
            row(8, "A5", "\u{7}"),
        ];
        let plan = plan_import(&people, &rows);
        let changed = |person, to, fields: &[Field]| RowOutcome::Changed {
            person: PersonId(person),
            to,
            fields: fields.to_vec(),
        };
        let expected = [
            changed(1, to("a1", "Ana", "7B", true), &[Field::Code]),
            RowOutcome::Same(PersonId(2)),
            changed(3, to("A3", "Avan", "8A", false), &[Field::Name, Field::Group, Field::Active]),
            RowOutcome::New(to("A4", "Cem", "", true)),
        ];
        for ((_, found), expected) in plan.rows.iter().zip(&expected) {
            assert_eq!(found, expected);
        }
        let refused: Vec<String> = plan.rows[4..]
            .iter()
            .map(|(line, outcome)| match outcome {
                RowOutcome::Refused(why) => format!("{line}: {why}"),
                other => format!("{line}: {other:?}"),
            })
            .collect();
        assert_eq!(refused, ["6: Line 5 has this code too.", "7: Type a code.", "8: Type a person's name."]);
    }

    #[test]
    fn people_who_are_not_in_the_file_are_listed_and_stay() {
        let gone = Person { active: false, ..person(4, "A4", "Dana") };
        let people = [person(3, "A3", "Cem"), person(1, "A1", "Ana"), person(2, "A2", "Bo"), gone];
        // Bo's row is refused, and he is named in the file all the same.
        let plan = plan_import(&people, &[row(2, "A2", "")]);
        assert_eq!(plan.not_in_file, [PersonId(1), PersonId(3)]);
    }

    #[test]
    fn a_one_roster_user_becomes_a_row() {
        let user = OneRosterUser {
            sourced_id: "u-1".to_owned(),
            given_name: "Ana".to_owned(),
            family_name: "Ö".to_owned(),
            grades: Some("07".to_owned()),
            org_sourced_ids: Some("org".to_owned()),
            enabled_user: "TRUE".to_owned(),
            role: "student".to_owned(),
        };
        let expected =
            RosterRow { group: Some("07".to_owned()), active: Some(true), ..row(2, "u-1", "Ana Ö") };
        assert_eq!(row_of_user(2, &user), Ok(expected));
        let check = |user: OneRosterUser, expected: &str| {
            let said = row_of_user(2, &user).map_err(|why| why.to_string());
            assert_eq!(said, Err(expected.to_owned()));
        };
        let teacher = OneRosterUser { role: "teacher".to_owned(), ..user.clone() };
        check(teacher, "Only students are imported, and this is a teacher.");
        let odd = OneRosterUser { enabled_user: "maybe".to_owned(), ..user.clone() };
        check(odd, "enabledUser is true or false, and not \"maybe\".");
        let bare = OneRosterUser { grades: None, org_sourced_ids: None, ..user.clone() };
        assert_eq!(row_of_user(2, &bare).map(|row| row.group), Ok(None));
        let empty = OneRosterUser { grades: Some(String::new()), ..user };
        assert_eq!(row_of_user(2, &empty).map(|row| row.group), Ok(Some("org".to_owned())));
    }

    proptest! {
        #[test]
        fn an_import_that_was_carried_out_changes_nothing_the_second_time(
            rows in proptest::collection::vec(
                ("[abAB]{0,2}", "[xyz]{0,3}", proptest::option::of("[78]{0,1}"), proptest::option::of(any::<bool>())),
                0..12),
        ) {
            let rows: Vec<RosterRow> = rows
                .into_iter()
                .enumerate()
                .map(|(at, (code, name, group, active))| RosterRow { line: at + 2, code, name, group, active })
                .collect();
            let mut people = vec![person(1, "a", "x"), person(2, "B", "y")];
            let plan = plan_import(&people, &rows);
            prop_assert_eq!(plan.rows.len(), rows.len());
            for (line, outcome) in &plan.rows {
                match outcome {
                    RowOutcome::New(to) => {
                        let added = person(100 + *line as i64, &to.code, &to.name);
                        people.push(Person { group: to.group.clone(), active: to.active, ..added });
                    }
                    RowOutcome::Changed { person, to, .. } => {
                        let known = people.iter_mut().find(|known| known.id == *person).unwrap();
                        known.code.clone_from(&to.code);
                        known.name.clone_from(&to.name);
                        known.group.clone_from(&to.group);
                        known.active = to.active;
                    }
                    RowOutcome::Same(_) | RowOutcome::Refused(_) => {}
                }
            }
            let again = plan_import(&people, &rows);
            for ((line, before), (_, after)) in plan.rows.iter().zip(&again.rows) {
                match before {
                    RowOutcome::Refused(_) => prop_assert_eq!(after, before, "{}", line),
                    _ => prop_assert!(matches!(after, RowOutcome::Same(_)), "{} {:?}", line, after),
                }
            }
        }
    }
}
