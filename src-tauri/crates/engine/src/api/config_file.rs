//! The configuration as a file, as the operator has it written and takes it over: the same for window and command line.

use std::path::Path;

use bellwatch_domain::Secret;
use bellwatch_store::{BackupKind, ImportReport, Refused};

use super::attendance::keep;
use super::backups::difference_view;
use super::{Engine, Operator};
use crate::wire::{ConfigImportView, Problem, RefusedLineView};

/// How far an import goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigTaking {
    /// It is looked at: everything is done and taken back.
    Look,
    /// It is carried out, once a backup of the store as it is was made.
    CarryOut,
}

impl Operator {
    /// The configuration as the text of a file; with passwords when there is a passphrase to seal them with.
    ///
    /// # Errors
    ///
    /// One sentence where something cannot be written as it is, or the store cannot be read.
    pub async fn config_text(&self, passphrase: Option<&Secret>) -> Result<String, Problem> {
        Ok(self.store().export(passphrase).await?)
    }

    /// Writes the configuration into `folder`; answers where. No file is overwritten.
    ///
    /// # Errors
    ///
    /// As [`Operator::config_text`]; when the file cannot be written.
    pub async fn config_export(&self, folder: &Path, passphrase: Option<&Secret>) -> Result<String, Problem> {
        keep(folder, "bellwatch-configuration", "toml", self.config_text(passphrase).await?.into_bytes())
            .await
    }

    /// Takes a file's configuration over as one change. Lines that cannot be taken are in the report; nothing is changed
    /// then. Before anything is, a backup is made: restoring it is how an import is undone.
    ///
    /// # Errors
    ///
    /// One sentence where this is no configuration, it needs another passphrase, or the backup cannot be made; nothing
    /// is changed then.
    pub async fn config_import(
        &self,
        text: &str,
        passphrase: Option<&Secret>,
        taking: ConfigTaking,
    ) -> Result<ConfigImportView, Problem> {
        let (store, now) = (self.store(), self.now());
        let looked = store.import(text, passphrase, true, self.actor(), now).await?;
        let has_nothing_to_do = !looked.refused.is_empty() || looked.new + looked.changed == 0;
        if taking == ConfigTaking::Look || has_nothing_to_do {
            return Ok(view(&looked));
        }
        let before = store.back_up_before(BackupKind::BeforeImport, now).await?;
        let report = store.import(text, passphrase, false, self.actor(), now).await?;
        let is_done = report.refused.is_empty();
        Ok(ConfigImportView { is_done, before: Some(before.path.display().to_string()), ..view(&report) })
    }
}

impl Engine {
    /// See [`Operator::config_import`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn config_import(
        &self,
        text: &str,
        passphrase: Option<&Secret>,
        taking: ConfigTaking,
    ) -> Result<ConfigImportView, Problem> {
        self.changed(self.operator().config_import(text, passphrase, taking).await).await
    }
}

/// A report of what would be done.
fn view(report: &ImportReport) -> ConfigImportView {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let refused = |Refused { line, sentence }: &Refused| RefusedLineView {
        line: count(*line),
        sentence: sentence.clone(),
    };
    ConfigImportView {
        is_done: false,
        new: count(report.new),
        changed: count(report.changed),
        same: count(report.same),
        cameras: difference_view(&report.cameras),
        profiles: difference_view(&report.profiles),
        schedules: difference_view(&report.schedules),
        site: report.site,
        passwords_left_out: count(report.passwords_left_out),
        refused: report.refused.iter().map(refused).collect(),
        before: None,
    }
}
