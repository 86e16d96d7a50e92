//! Cameras as a list that other programs read, and that an import takes for the same cameras. No password is in it.

use bellwatch_domain::SourceAddress;
use bellwatch_domain::plan::Config;
use csv::{Terminator, WriterBuilder};

use crate::lists::{MARK, harmless};

/// The columns, in their order.
const COLUMNS: [&str; 9] =
    ["Name", "Location", "Address", "Sub address", "User", "Profile", "Priority", "Tags", "Enabled"];

/// The list could not be made.
#[derive(Debug, thiserror::Error)]
#[error("The list of cameras could not be made.")]
pub(crate) struct WriteError(#[from] csv::Error);

/// UTF-8 with a mark; lines end as in RFC 4180, and no cell is a formula.
///
/// # Errors
///
/// [`WriteError`] when there is no memory for it.
pub(crate) fn write(config: &Config) -> Result<Vec<u8>, WriteError> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(MARK.to_vec());
    writer.write_record(COLUMNS)?;
    for camera in &config.cameras {
        let profile = config.profiles.get(&camera.profile).map_or("", |profile| profile.name.as_str());
        let cells: [&str; 9] = [
            &camera.name,
            &camera.location,
            camera.address.as_str(),
            camera.sub_address.as_ref().map_or("", SourceAddress::as_str),
            camera.user.as_deref().unwrap_or_default(),
            profile,
            &camera.priority.to_string(),
            &tags(&camera.tags),
            if camera.enabled { "yes" } else { "no" },
        ];
        writer.write_record(cells.map(|cell| harmless(cell).into_owned()))?;
    }
    writer.into_inner().map_err(|error| WriteError(error.into_error().into()))
}

/// Tags as one cell.
pub(super) fn tags(tags: &[String]) -> String {
    tags.join(", ")
}
