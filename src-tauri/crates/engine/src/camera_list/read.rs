//! The rows of a camera list: which cell is what. What they mean is [`super::plan`]'s.

use bellwatch_domain::Secret;

use super::MOST_ROWS;
use crate::lists::sheet::{Sheet, heading};
use crate::lists::{shown, unharmed};

/// A list that was read.
pub(super) struct List {
    /// What separates its columns: "commas", "semicolons", "tabs", "bars".
    pub(super) separated_by: &'static str,
    /// Headings of columns that hold nothing of a camera.
    pub(super) unread: Vec<String>,
    /// In the file's order.
    pub(super) rows: Vec<ListRow>,
}

/// One row; `None` where its cell is empty or the file has no such column. It may hold passwords, also inside addresses.
#[derive(Default)]
pub(super) struct ListRow {
    /// Its line in the file, from 1.
    pub(super) line: usize,
    pub(super) name: Option<String>,
    pub(super) location: Option<String>,
    pub(super) address: Option<String>,
    pub(super) sub_address: Option<String>,
    pub(super) user: Option<String>,
    pub(super) password: Option<Secret>,
    pub(super) profile: Option<String>,
    pub(super) priority: Option<String>,
    pub(super) tags: Option<String>,
    pub(super) enabled: Option<String>,
    /// It has more cells than the first line has headings: a separator stands in one of them, and what follows is shifted.
    pub(super) is_too_long: bool,
    /// Letters of it were lost: they do not belong to the encoding that was guessed.
    pub(super) is_garbled: bool,
}

/// Why a list cannot be read at all; each a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoList {
    /// There is no column of names.
    #[error(
        "The first line has to name the columns, and there is none for names. Write name, address, user and password \
         there, for example."
    )]
    NoNames,
    /// No camera is in it.
    #[error("The file names its columns and no camera.")]
    NoCamera,
    /// Too many are.
    #[error("The file has more than {MOST_ROWS} rows. Split it.")]
    TooMany,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Location,
    Address,
    SubAddress,
    User,
    Password,
    Profile,
    Priority,
    Tags,
    Enabled,
}

/// Headings as they are compared. Where a file has several of one kind, the one that stands first here counts: lists of
/// recorders have an IP beside the whole address.
const HEADINGS: [(Column, &[&str]); 10] = [
    (
        Column::Name,
        &[
            "name",
            "cameraname",
            "camera",
            "devicename",
            "device",
            "channelname",
            "title",
            "الاسم",
            "اسم",
            "ناو",
        ],
    ),
    (
        Column::Location,
        &["location", "place", "where", "position", "room", "area", "building", "الموقع", "المكان", "شوێن"],
    ),
    (
        Column::Address,
        &[
            "address",
            "mainaddress",
            "rtspurl",
            "rtspaddress",
            "streamurl",
            "url",
            "uri",
            "rtsp",
            "mainstream",
            "stream",
            "ipaddress",
            "ip",
            "host",
            "hostname",
            "العنوان",
            "عنوان",
            "ناونیشان",
        ],
    ),
    (
        Column::SubAddress,
        &["subaddress", "substreamurl", "suburl", "substream", "sub", "secondaddress", "secondstream"],
    ),
    (Column::User, &["user", "username", "login", "loginname", "account", "المستخدم", "بەکارهێنەر"]),
    (Column::Password, &["password", "passwd", "pass", "pwd", "secret", "كلمةالمرور", "وشەینهێنی"]),
    (Column::Profile, &["profile", "streamprofile", "profilename"]),
    (Column::Priority, &["priority", "prio", "importance"]),
    (Column::Tags, &["tags", "tag", "labels", "label", "keywords", "groups", "group"]),
    (Column::Enabled, &["enabled", "isenabled", "active", "isactive", "on", "inuse"]),
];

/// Reads a list.
///
/// # Errors
///
/// [`NoList`], a sentence.
pub(super) fn read(text: &str) -> Result<List, NoList> {
    let mut sheet = Sheet::of(text);
    let separated_by = sheet.separated_by();
    let headings = sheet.next().map(|(_, record)| record).unwrap_or_default();
    let columns = Columns::of(&headings)?;
    let unread =
        headings.iter().enumerate().filter(|(at, cell)| columns.is_unread(*at) && !cell.trim().is_empty());
    let unread = unread.map(|(_, cell)| shown(cell)).collect();
    let mut rows = Vec::new();
    for (line, record) in sheet {
        if rows.len() == MOST_ROWS {
            return Err(NoList::TooMany);
        }
        rows.push(columns.row(line, &record, headings.len()));
    }
    if rows.is_empty() { Err(NoList::NoCamera) } else { Ok(List { separated_by, unread, rows }) }
}

/// Which cell of a row is what.
struct Columns(Vec<(usize, Column)>);

impl Columns {
    fn of(headings: &csv::StringRecord) -> Result<Self, NoList> {
        let headings: Vec<String> = headings.iter().map(heading).collect();
        let place =
            |names: &[&str]| names.iter().find_map(|name| headings.iter().position(|cell| cell == name));
        let columns = HEADINGS.iter().filter_map(|(column, names)| Some((place(names)?, *column)));
        let found = Columns(columns.collect());
        if found.0.iter().any(|(_, column)| *column == Column::Name) {
            Ok(found)
        } else {
            Err(NoList::NoNames)
        }
    }

    fn is_unread(&self, at: usize) -> bool {
        self.0.iter().all(|(taken, _)| *taken != at)
    }

    fn row(&self, line: usize, record: &csv::StringRecord, headings: usize) -> ListRow {
        let mut row = ListRow {
            line,
            is_too_long: record.len() > headings,
            is_garbled: record.iter().any(|cell| cell.contains('\u{fffd}')),
            ..ListRow::default()
        };
        for (at, column) in &self.0 {
            let Some(cell) = record.get(*at).filter(|cell| !cell.trim().is_empty()) else { continue };
            let text = Some(unharmed(cell.trim()).to_owned());
            match column {
                Column::Name => row.name = text,
                Column::Location => row.location = text,
                Column::Address => row.address = text,
                Column::SubAddress => row.sub_address = text,
                Column::User => row.user = text,
                // As it is: no file that was exported has one, and a space or an apostrophe may belong to it.
                Column::Password => row.password = Some(Secret::new(cell)),
                Column::Profile => row.profile = text,
                Column::Priority => row.priority = text,
                Column::Tags => row.tags = text,
                Column::Enabled => row.enabled = text,
            }
        }
        row
    }
}
