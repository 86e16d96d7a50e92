//! The rows of a list of people: separators, headings, OneRoster. What the rows would do is `domain::roster`'s.

use bellwatch_domain::roster::{OneRosterUser, RosterRow, row_of_user};

use crate::lists::sheet::{self, Sheet};
use crate::lists::{self, shown};

/// Rows of a list.
pub const MOST_ROWS: usize = 20_000;

/// A list that was read.
#[derive(Debug)]
pub struct List {
    /// What separates its columns: "commas", "semicolons", "tabs", "bars".
    pub separated_by: &'static str,
    /// Whether its columns are OneRoster's.
    pub is_one_roster: bool,
    /// What can be looked at, in the file's order.
    pub rows: Vec<RosterRow>,
    /// What cannot, with its line, what stands for code and name, and why.
    pub refused: Vec<Unread>,
}

/// A row that cannot be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its line in the file, from 1.
    pub line: usize,
    /// What stands there for a code.
    pub code: String,
    /// What stands there for a name.
    pub name: String,
    /// Why, one sentence.
    pub why: String,
}

/// Why a list cannot be read at all; each a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoList {
    /// There is no column of codes, or none of names.
    #[error(
        "The first line has to name the columns, and there is none for {0}. Write code, name and group there, for example."
    )]
    NoColumn(&'static str),
    /// Nobody is in it.
    #[error("The file names its columns and nobody else.")]
    Nobody,
    /// Too many are.
    #[error("The file has more than {MOST_ROWS} rows. Split it.")]
    TooMany,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Code,
    Name,
    First,
    Last,
    Group,
    Active,
    Grades,
    Orgs,
    Role,
}

/// Headings in lower case, letters and digits alone. Arabic and Kurdish ones are those that exports here have.
const HEADINGS: [(Column, &[&str]); 9] = [
    (
        Column::Code,
        &[
            "code",
            "id",
            "studentid",
            "studentcode",
            "studentno",
            "studentnumber",
            "number",
            "no",
            "personid",
            "personcode",
            "admissionno",
            "admissionnumber",
            "rollno",
            "rollnumber",
            "sourcedid",
            "nummer",
            "الرمز",
            "رمز",
            "رمزالطالب",
            "رقم",
            "الرقم",
            "رقمالطالب",
            "کد",
            "کۆد",
            "کۆدیقوتابی",
            "ژمارە",
        ],
    ),
    (
        Column::Name,
        &[
            "name",
            "fullname",
            "studentname",
            "displayname",
            "pupil",
            "student",
            "الاسم",
            "اسم",
            "اسمالطالب",
            "ناو",
            "ناویقوتابی",
        ],
    ),
    (Column::First, &["first", "firstname", "givenname", "forename", "vorname"]),
    (Column::Last, &["last", "lastname", "familyname", "surname", "nachname"]),
    (
        Column::Group,
        &[
            "group",
            "class",
            "classname",
            "form",
            "grade",
            "section",
            "homeroom",
            "yeargroup",
            "klasse",
            "الصف",
            "صف",
            "الشعبة",
            "پۆل",
        ],
    ),
    (Column::Active, &["active", "enabled", "isactive", "enableduser"]),
    (Column::Grades, &["grades"]),
    (Column::Orgs, &["orgsourcedids", "orgsourcedid"]),
    (Column::Role, &["role"]),
];

/// Reads a list.
///
/// # Errors
///
/// [`NoList`], a sentence. A row that cannot be read is in [`List::refused`], and stops no other.
pub fn read(text: &str) -> Result<List, NoList> {
    let mut lines = Sheet::of(text);
    let mut columns: Option<Columns> = None;
    let separated_by = lines.separated_by();
    let mut list = List { separated_by, is_one_roster: false, rows: Vec::new(), refused: Vec::new() };
    for (line, record) in &mut lines {
        match &columns {
            None => {
                let found = Columns::of(&record)?;
                list.is_one_roster = found.is_one_roster();
                columns = Some(found);
            }
            Some(_) if list.rows.len() + list.refused.len() >= MOST_ROWS => return Err(NoList::TooMany),
            Some(columns) => match columns.row(line, &record) {
                Ok(row) => list.rows.push(row),
                Err(unread) => list.refused.push(unread),
            },
        }
    }
    if columns.is_none() {
        return Err(NoList::NoColumn("codes"));
    }
    if list.rows.is_empty() && list.refused.is_empty() {
        return Err(NoList::Nobody);
    }
    Ok(list)
}

/// Which cell of a row is what; the first column of a kind counts.
struct Columns(Vec<(usize, Column)>);

/// A cell that is to say whether.
#[derive(Debug, thiserror::Error)]
#[error("\"{0}\" is neither yes nor no.")]
pub(crate) struct NeitherYesNorNo(pub(crate) String);

impl Columns {
    fn of(record: &csv::StringRecord) -> Result<Self, NoList> {
        let mut columns: Vec<(usize, Column)> = Vec::new();
        for (at, heading) in record.iter().enumerate() {
            let heading = sheet::heading(heading);
            let known = HEADINGS.iter().find(|(_, names)| names.contains(&heading.as_str()));
            if let Some((column, _)) = known
                && columns.iter().all(|(_, taken)| taken != column)
            {
                columns.push((at, *column));
            }
        }
        let found = Columns(columns);
        if found.at(Column::Code).is_none() {
            return Err(NoList::NoColumn("codes"));
        }
        let parts = found.at(Column::First).and(found.at(Column::Last));
        if found.at(Column::Name).or(parts).is_none() {
            return Err(NoList::NoColumn("names"));
        }
        Ok(found)
    }

    fn at(&self, wanted: Column) -> Option<usize> {
        self.0.iter().find(|(_, column)| *column == wanted).map(|(at, _)| *at)
    }

    /// Its users have grades, organisations or roles, which no other list has.
    fn is_one_roster(&self) -> bool {
        let has = |column| self.at(column).is_some();
        has(Column::First)
            && has(Column::Last)
            && (has(Column::Role) || has(Column::Orgs) || has(Column::Grades))
    }

    fn row(&self, line: usize, record: &csv::StringRecord) -> Result<RosterRow, Unread> {
        let cell = |column| self.at(column).map(|at| record.get(at).unwrap_or_default().to_owned());
        let text = |column| cell(column).unwrap_or_default();
        let names = format!("{} {}", text(Column::First).trim(), text(Column::Last).trim());
        let name = cell(Column::Name).filter(|name| !name.trim().is_empty());
        let name = name.unwrap_or_else(|| names.trim().to_owned());
        let unread = |why: String| Unread { line, code: shown(&text(Column::Code)), name: shown(&name), why };
        if self.is_one_roster() {
            let user = OneRosterUser {
                sourced_id: text(Column::Code),
                given_name: text(Column::First),
                family_name: text(Column::Last),
                grades: cell(Column::Grades),
                org_sourced_ids: cell(Column::Orgs),
                enabled_user: text(Column::Active),
                role: text(Column::Role),
            };
            return row_of_user(line, &user).map_err(|why| unread(why.to_string()));
        }
        let active = text(Column::Active);
        let active = lists::yes_or_no(&active)
            .map_err(|_| unread(NeitherYesNorNo(shown(&active.to_lowercase())).to_string()))?;
        Ok(RosterRow {
            line,
            code: text(Column::Code),
            name: name.clone(),
            group: cell(Column::Group),
            active,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Line, code, name, group, active.
    type Row = (usize, String, String, Option<String>, Option<bool>);

    fn rows(text: &str) -> Vec<Row> {
        let list = read(text).unwrap();
        list.rows.into_iter().map(|row| (row.line, row.code, row.name, row.group, row.active)).collect()
    }

    fn row(line: usize, code: &str, name: &str, group: Option<&str>, active: Option<bool>) -> Row {
        (line, code.to_owned(), name.to_owned(), group.map(str::to_owned), active)
    }

    #[test]
    fn separators_and_headings_are_found() {
        let check = |text: &str, expected| assert_eq!(rows(text), [expected], "{text}");
        check("code,name,group\n1,Ana,7A\n", row(2, "1", "Ana", Some("7A"), None));
        check("\n\nStudent ID;Full Name\r\n1;Ana\r\n;\r\n", row(4, "1", "Ana", None, None));
        check(
            "Class\tLast name\tFirst name\tNo.\n7A\tB, C\tAna\t1",
            row(2, "1", "Ana B, C", Some("7A"), None),
        );
        check("sep=;\ncode;name;active\n1;Ana;no", row(3, "1", "Ana", None, Some(false)));
        check("\"name, in full\",name,code\nx,\"Ana \"\"A\"\" B\",1", row(2, "1", "Ana \"A\" B", None, None));
        check("الرمز;الاسم;الصف\n1;أحمد;٧\n", row(2, "1", "أحمد", Some("٧"), None));
        check("name,code\nAna", row(2, "", "Ana", None, None));
    }

    #[test]
    fn a_one_roster_file_is_known_by_its_columns() {
        let text = "sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName,grades\n\
                    u1,true,org,student,ana,Ana,Bo,07\nu2,true,org,teacher,t,Tea,Cher,\n";
        let list = read(text).unwrap();
        assert!(list.is_one_roster && list.separated_by == "commas");
        assert_eq!((list.rows.len(), list.rows[0].name.as_str()), (1, "Ana Bo"));
        assert_eq!(list.rows[0].group.as_deref(), Some("07"));
        let refused = Unread {
            line: 3,
            code: "u2".to_owned(),
            name: "Tea Cher".to_owned(),
            why: "Only students are imported, and this is a teacher.".to_owned(),
        };
        assert_eq!(list.refused, [refused]);
    }

    #[test]
    fn a_list_that_cannot_be_read_is_one_sentence_and_a_bad_row_stops_no_other() {
        let check = |text: &str, expected: NoList| assert_eq!(read(text).unwrap_err(), expected, "{text}");
        check("1,Ana\n2,Bo\n", NoList::NoColumn("codes"));
        check("code,group\n1,7A\n", NoList::NoColumn("names"));
        check("code,first name\n1,Ana\n", NoList::NoColumn("names"));
        check("code,name\n\n", NoList::Nobody);
        let many: String = (0..=MOST_ROWS).map(|nth| format!("{nth},Somebody\n")).collect();
        check(&format!("code,name\n{many}"), NoList::TooMany);
        let list = read("code,name,active\n1,Ana,perhaps\n2,Bo,yes\n3").unwrap();
        assert_eq!(list.refused[0].why, "\"perhaps\" is neither yes nor no.");
        assert_eq!(list.rows.len(), 2);
    }
}
