//! An import of people: from a file's bytes to what is to be written, and what is said of it. Nothing is written here, so
//! that a dry run is the same.

use std::collections::BTreeMap;

use bellwatch_domain::roster::{Field, ImportPlan, RosterPerson, RowOutcome, plan_import};
use bellwatch_domain::said::Said;
use bellwatch_domain::{Person, PersonId, sentences};
use bellwatch_store::PersonRow;

use super::list::{self, List};
use crate::lists::{Told, shown, text};
use crate::wire::{ImportOutcome, ImportReport, ImportRow, Problem};

/// The largest list that is read, bytes.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Rows that are told of.
const MOST_TOLD: usize = 500;

/// An import that was read and not carried out.
pub struct Import {
    /// What is to be written, as `Store::import_people` takes it.
    pub changes: Vec<(Option<PersonId>, PersonRow)>,
    /// What is to be said; `is_done` is not set.
    pub report: ImportReport,
}

/// What an import of the file `name` into `people` would do.
///
/// # Errors
///
/// One sentence where the file is no list. Single rows are refused in the report.
pub fn read(name: &str, bytes: &[u8], people: &[Person]) -> Result<Import, Problem> {
    let refused = |why: String| Problem::bad_input("", Told::Refused { file: &shown(name), why: Said(&why) });
    let read = text::read(bytes, MOST_BYTES).map_err(|why| refused(why.to_string()))?;
    let list = list::read(&read.text).map_err(|why| refused(why.to_string()))?;
    let plan = plan_import(people, &list.rows);
    let (encoding, separator) = (read.encoding, Said(list.separated_by));
    let read_as = match list.is_one_roster {
        true => Told::OneRoster { encoding, separator },
        false => Told::ReadAs { encoding, separator },
    };
    Ok(Import { changes: changes(&plan), report: report(read_as.to_string(), people, &list, &plan) })
}

fn changes(plan: &ImportPlan) -> Vec<(Option<PersonId>, PersonRow)> {
    let row = |to: &RosterPerson| PersonRow {
        code: to.code.clone(),
        name: to.name.clone(),
        group: to.group.clone(),
        active: to.active,
    };
    let change = |outcome: &RowOutcome| match outcome {
        RowOutcome::New(to) => Some((None, row(to))),
        RowOutcome::Changed { person, to, .. } => Some((Some(*person), row(to))),
        RowOutcome::Same(_) | RowOutcome::Refused(_) => None,
    };
    plan.rows.iter().filter_map(|(_, outcome)| change(outcome)).collect()
}

fn report(read_as: String, people: &[Person], list: &List, plan: &ImportPlan) -> ImportReport {
    let known: BTreeMap<PersonId, &Person> = people.iter().map(|person| (person.id, person)).collect();
    let number = |line: usize| u32::try_from(line).unwrap_or(u32::MAX);
    let unread = list.refused.iter().map(|unread| ImportRow {
        line: number(unread.line),
        code: unread.code.clone(),
        name: unread.name.clone(),
        outcome: ImportOutcome::Refused,
        sentence: unread.why.clone(),
    });
    let planned = list.rows.iter().zip(&plan.rows).map(|(row, (line, outcome))| {
        let (outcome, sentence) = told(outcome, &known);
        ImportRow { line: number(*line), code: shown(&row.code), name: shown(&row.name), outcome, sentence }
    });
    let mut rows: Vec<ImportRow> = planned.chain(unread).collect();
    let count = |wanted| rows.iter().filter(|row| row.outcome == wanted).count() as u32;
    let [added, changed, unchanged, refused] =
        [ImportOutcome::Added, ImportOutcome::Changed, ImportOutcome::Unchanged, ImportOutcome::Refused]
            .map(count);
    rows.retain(|row| row.outcome != ImportOutcome::Unchanged);
    // What went wrong is told first of all, however long the list is.
    rows.sort_by_key(|row| (row.outcome != ImportOutcome::Refused, row.line));
    let mut notes = notes(&rows, plan, &known);
    let untold = rows.len().saturating_sub(MOST_TOLD);
    if untold > 0 {
        notes.push(Row::Untold { count: untold }.to_string());
    }
    rows.truncate(MOST_TOLD);
    rows.sort_by_key(|row| row.line);
    ImportReport { is_done: false, read_as, added, changed, unchanged, rows, refused, notes }
}

fn notes(rows: &[ImportRow], plan: &ImportPlan, known: &BTreeMap<PersonId, &Person>) -> Vec<String> {
    let mut notes = Vec::new();
    match plan.not_in_file.as_slice() {
        [] => {}
        [one] => notes.push(match known.get(one) {
            Some(Person { name, .. }) => Row::NotInFile { name }.to_string(),
            None => Row::SomebodyNotInFile.to_string(),
        }),
        many => notes.push(Row::PeopleNotInFile { count: many.len() }.to_string()),
    }
    // A wrong guess of the encoding shows as this character.
    if rows.iter().any(|row| row.name.contains('\u{fffd}')) {
        notes.push(Row::Garbled.to_string());
    }
    notes
}

fn told(outcome: &RowOutcome, known: &BTreeMap<PersonId, &Person>) -> (ImportOutcome, String) {
    match outcome {
        RowOutcome::New(to) if to.group.is_empty() => (ImportOutcome::Added, Row::New.to_string()),
        RowOutcome::New(to) => (ImportOutcome::Added, Row::NewIn { group: &to.group }.to_string()),
        RowOutcome::Changed { person, to, fields } => {
            let before = known.get(person);
            let words: Vec<String> = fields.iter().map(|field| changed(*field, before, to)).collect();
            (ImportOutcome::Changed, words.join(" "))
        }
        RowOutcome::Same(_) => (ImportOutcome::Unchanged, String::new()),
        RowOutcome::Refused(why) => (ImportOutcome::Refused, why.to_string()),
    }
}

fn changed(field: Field, before: Option<&&Person>, to: &RosterPerson) -> String {
    let was = |of: fn(&Person) -> &str| before.map_or("", |person| of(person));
    let said = match field {
        Field::Code => Row::Code { was: was(|person| &person.code), is: &to.code },
        Field::Name => Row::Name { was: was(|person| &person.name), is: &to.name },
        Field::Group => match (was(|person| &person.group), to.group.as_str()) {
            ("", is) => Row::IntoGroup { is },
            (was, "") => Row::OutOfGroup { was },
            (was, is) => Row::Group { was, is },
        },
        Field::Active if to.active => Row::ActiveAgain,
        Field::Active => Row::Leaves,
    };
    said.to_string()
}

sentences! {
    /// What a row of a list does, and what is worth knowing of the whole of it.
    pub(crate) enum Row<'a> {
        New = "New.",
        NewIn { group: &'a str } = "New, in {group}.",
        Code { was: &'a str, is: &'a str } = "Code {was} becomes {is}.",
        Name { was: &'a str, is: &'a str } = "Name {was} becomes {is}.",
        Group { was: &'a str, is: &'a str } = "Group {was} becomes {is}.",
        IntoGroup { is: &'a str } = "Joins the group {is}.",
        OutOfGroup { was: &'a str } = "Leaves the group {was}.",
        ActiveAgain = "Active again.",
        Leaves = "No longer active, photos go at the end of the day.",
        Untold { count: usize } = "{count} more rows are not listed here.",
        NotInFile { name: &'a str } = "{name} is not in this file and stays as before.",
        SomebodyNotInFile = "Somebody is not in this file and stays as before.",
        PeopleNotInFile { count: usize } = "{count} people are not in this file and stay as they are.",
        Garbled = "Some letters could not be read. Save the file as CSV (UTF-8) and try again.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(id: i64, code: &str, name: &str) -> Person {
        Person {
            id: PersonId(id),
            code: code.to_owned(),
            name: name.to_owned(),
            group: "7A".to_owned(),
            active: true,
            consent: None,
        }
    }

    #[test]
    fn a_report_says_of_each_row_what_it_would_do() {
        let people = [person(1, "1", "Ana"), person(2, "2", "Bo"), person(3, "3", "Cem")];
        let text = "code;name;group\n1;Ana;7A\n2;Bo B.;\n4;هيوا;8A\n4;Other;8A\n;Nobody;8A\n";
        let import = read("list.csv", encoding_rs::WINDOWS_1256.encode(text).0.as_ref(), &people).unwrap();
        let report = &import.report;
        assert_eq!(report.read_as, "Windows-1256, columns separated by semicolons");
        let counts = [report.added, report.changed, report.unchanged, report.refused];
        assert_eq!((counts, report.is_done), ([1, 1, 1, 2], false));
        let said: Vec<(u32, &str)> =
            report.rows.iter().map(|row| (row.line, row.sentence.as_str())).collect();
        let expected = [
            (3, "Name Bo becomes Bo B.. Leaves the group 7A."),
            (4, "New, in 8A."),
            (5, "Line 4 has this code too."),
            (6, "Type a code."),
        ];
        assert_eq!(said, expected);
        assert_eq!(report.notes, ["Cem is not in this file and stays as before."]);
        let written: Vec<_> = import.changes.iter().map(|(id, row)| (*id, row.name.as_str())).collect();
        assert_eq!(written, [(Some(PersonId(2)), "Bo B."), (None, "هيوا")]);
    }

    #[test]
    fn refused_rows_are_told_of_however_long_the_list_is() {
        let many: String = (0..2000).map(|nth| format!("{nth},Somebody\n")).collect();
        let report = read("list.csv", format!("code,name\n{many},Nobody\n").as_bytes(), &[]).unwrap().report;
        assert_eq!((report.added, report.refused, report.rows.len()), (2000, 1, MOST_TOLD));
        assert_eq!(report.rows.last().map(|row| row.outcome), Some(ImportOutcome::Refused));
        assert_eq!(report.notes, ["1501 more rows are not listed here."]);
    }

    #[test]
    fn a_file_of_another_kind_is_one_sentence() {
        let check = |bytes: &[u8], expected: &str| {
            let Err(problem) = read("list.csv", bytes, &[]) else { panic!("{expected}") };
            assert!(
                problem.message.starts_with("list.csv cannot be imported. ")
                    && problem.message.contains(expected),
                "{}",
                problem.message
            );
        };
        check(b"", "empty");
        check(b"PK\x03\x04 xl/workbook.xml", "workbook");
        check(b"\xff\xd8\xff\xe0", "a picture");
        check(b"1,Ana\n", "name the columns");
    }
}
