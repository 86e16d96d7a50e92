//! Camera lists: many cameras added and changed by one file, and written to one.
//!
//! What a row means is decided by pure functions ([`plan`]); the file is read by [`read`], what is said is made by
//! [`report`], and only the operator writes. A password comes in and never goes out: not in a report, not in a file.

mod plan;
mod read;
mod report;
#[cfg(test)]
mod sentences;
#[cfg(test)]
mod tests;
mod write;

use bellwatch_domain::plan::Config;
use bellwatch_domain::said::Said;
use bellwatch_domain::{CameraId, Secret};
use bellwatch_store::CameraRow;
use read::ListRow;

use crate::lists::{Told, shown, text};
use crate::wire::{CameraListReport, Problem};

#[cfg(test)]
pub(crate) use sentences::sentences;
pub(crate) use write::write;

/// The largest list that is read, bytes.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;
/// Rows of a list.
pub const MOST_ROWS: usize = 2_000;

/// What is to be done with a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taking {
    /// It is looked at, and nothing is changed.
    Look,
    /// It is carried out if every row can be taken, and else nothing is changed.
    Whole,
    /// What can be taken is; the refused rows are left out.
    Good,
}

/// A list that was read and not carried out.
pub(crate) struct CameraList {
    /// What is to be written, as `Store::import_cameras` takes it.
    pub(crate) changes: Vec<(Option<CameraId>, CameraRow)>,
    /// What is to be said; `is_done` is not set.
    pub(crate) report: CameraListReport,
}

/// A camera that is to be added, wherever it was learnt of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewCamera {
    pub(crate) name: String,
    pub(crate) location: String,
    pub(crate) address: String,
    pub(crate) sub_address: Option<String>,
    pub(crate) user: Option<String>,
    pub(crate) password: Option<Secret>,
}

/// What adding these to the cameras of `config` would write, and what each is refused for: by the rules of a list, but
/// nothing that there is already is changed.
pub(crate) fn add(cameras: &[NewCamera], config: &Config) -> Vec<Result<CameraRow, String>> {
    let row = |(at, camera): (usize, &NewCamera)| {
        let NewCamera { name, location, address, sub_address, user, password } = camera.clone();
        let (name, location, address) = (Some(name), Some(location), Some(address));
        ListRow { line: at + 1, name, location, address, sub_address, user, password, ..ListRow::default() }
    };
    let rows: Vec<ListRow> = cameras.iter().enumerate().map(row).collect();
    let planned = plan::plan(config, &rows).into_iter();
    planned.map(|verdict| verdict.into_new().map_err(|why| why.to_string())).collect()
}

/// What an import of the file `name` would do to the cameras of `config`.
///
/// # Errors
///
/// One sentence where the file is no list of cameras. Single rows are refused in the report.
pub(crate) fn look(name: &str, bytes: &[u8], config: &Config) -> Result<CameraList, Problem> {
    let refused = |why: String| Problem::bad_input("", Told::Refused { file: &shown(name), why: Said(&why) });
    let file = text::read(bytes, MOST_BYTES).map_err(|why| refused(why.to_string()))?;
    let list = read::read(&file.text).map_err(|why| refused(why.to_string()))?;
    let read_as = Told::ReadAs { encoding: file.encoding, separator: Said(list.separated_by) }.to_string();
    let planned = plan::plan(config, &list.rows);
    let report = report::report(read_as, &list, &planned);
    let changes = planned.into_iter().filter_map(plan::Verdict::into_change).collect();
    Ok(CameraList { changes, report })
}
