//! Camera lists as the operator takes them over, undoes them, and has them written.

use std::path::Path;

use super::Engine;
use super::attendance::keep;
use super::operator::Operator;
use crate::camera_list::{self, MOST_BYTES, Taking};
use crate::wire::{CameraListReport, Problem};

impl Operator {
    /// Takes a list of cameras over; `name` is the file's. What can be taken is written in one transaction with one event,
    /// and can be undone by the report's number. Looking does the same work and writes nothing; and with
    /// [`Taking::Whole`] nothing is written either while a row is refused, and the report says that it is not done.
    ///
    /// # Errors
    ///
    /// One sentence where the file is no list of cameras, or a password cannot be kept; nothing is changed then.
    pub async fn camera_list_import(
        &self,
        name: &str,
        bytes: &[u8],
        taking: Taking,
    ) -> Result<CameraListReport, Problem> {
        let config = self.config().await?;
        // One byte more than is read, so that what is too long is known to be.
        let bytes = bytes[..bytes.len().min(MOST_BYTES + 1)].to_vec();
        let name = name.to_owned();
        let looked = tokio::task::spawn_blocking(move || camera_list::look(&name, &bytes, &config)).await;
        let camera_list::CameraList { changes, mut report } =
            looked.map_err(|error| Problem::failed(&error))??;
        report.is_done = match taking {
            Taking::Look => false,
            Taking::Whole => report.refused == 0,
            Taking::Good => true,
        };
        if report.is_done && !changes.is_empty() {
            report.import =
                Some(self.store().import_cameras(&changes, self.actor(), self.now()).await?.import);
        }
        Ok(report)
    }

    /// Undoes the newest import of cameras, or that of this number if it is the newest. Answers what was done, one
    /// sentence.
    ///
    /// # Errors
    ///
    /// When there is none of the last day, or one of its cameras was changed since; nothing is changed then.
    pub async fn camera_list_undo(&self, import: Option<i64>) -> Result<String, Problem> {
        Ok(self.store().undo_camera_import(import, self.actor(), self.now()).await?)
    }

    /// All cameras as a CSV file's bytes, without any password.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn camera_list(&self) -> Result<Vec<u8>, Problem> {
        camera_list::write(&self.config().await?).map_err(|error| Problem::failed(&error))
    }

    /// Writes all cameras into `folder`, without any password; answers where. No file is overwritten.
    ///
    /// # Errors
    ///
    /// When the store cannot be read, or the file cannot be written.
    pub async fn camera_list_export(&self, folder: &Path) -> Result<String, Problem> {
        keep(folder, "cameras", "csv", self.camera_list().await?).await
    }
}

impl Engine {
    /// See [`Operator::camera_list_import`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn camera_list_import(
        &self,
        name: &str,
        bytes: &[u8],
        taking: Taking,
    ) -> Result<CameraListReport, Problem> {
        self.changed(self.operator().camera_list_import(name, bytes, taking).await).await
    }

    /// See [`Operator::camera_list_undo`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn camera_list_undo(&self, import: Option<i64>) -> Result<String, Problem> {
        self.changed(self.operator().camera_list_undo(import).await).await
    }
}
