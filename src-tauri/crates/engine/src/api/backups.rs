//! Backups, as they are asked for: made, listed, checked, rehearsed, restored.

use std::path::{Path, PathBuf};

use bellwatch_domain::backup::next;
use bellwatch_domain::{Secret, Site};
use bellwatch_store::{
    BACKUPS_FOLDER, BackupFacts, BackupKind, Difference, Listed, Made, NewEvent, Rehearsal, backups_in,
};

use super::{Engine, Operator};
use crate::backups::words;
use crate::clock::Clock;
use crate::folder::{DataFolder, Lock};
use crate::wire::{
    BackupFactsView, BackupView, BackupsView, DifferenceView, Problem, RehearsalView, RestoredView,
};

impl Operator {
    /// How backups stand, and which there are in the site's folder.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn backups(&self) -> Result<BackupsView, Problem> {
        let (site, now) = (self.store().site().await?, self.now());
        let state = self.store().backup_state().await?;
        let folder = self.store().backups_folder(&site);
        let view = BackupsView {
            next_ms: next(now, site.time_zone, site.backup_hour).map(|at| at.timestamp_millis()),
            failed: state
                .and_then(|state| state.failed)
                .filter(|_| site.backup_hour.is_some())
                .map(|(_, why)| why),
            ..listed(&folder)
        };
        Ok(view)
    }

    /// Makes a backup now: in the new file `to`, or in the site's folder. With a passphrase its key is sealed.
    ///
    /// # Errors
    ///
    /// When it cannot be made or does not hold; nothing is left of it then.
    pub async fn backup_make(
        &self,
        to: Option<&Path>,
        passphrase: Option<&Secret>,
    ) -> Result<BackupView, Problem> {
        let (store, now) = (self.store(), self.now());
        let made = match (to, passphrase) {
            (None, None) => store.back_up(BackupKind::ByHand, now).await?,
            (None, Some(_)) => {
                let folder = store.backups_folder(&store.site().await?);
                std::fs::create_dir_all(&folder).map_err(|error| Problem::failed(&error))?;
                let to = folder.join(bellwatch_store::backup_name(BackupKind::ByHand, now));
                store.back_up_to(&to, BackupKind::ByHand, passphrase, now).await?
            }
            (Some(to), passphrase) => store.back_up_to(to, BackupKind::ByHand, passphrase, now).await?,
        };
        let (kind, actor) = ("backup".to_owned(), self.actor().to_owned());
        let event = NewEvent { at: now, camera: None, kind, actor, sentence: words::made(&made) };
        // It was made; that nobody can read so later is no reason to say it was not.
        if let Err(error) = store.add_event(&event).await {
            tracing::warn!(error = super::problem::chain(&error), "the event of a backup could not be kept");
        }
        Ok(of_made(&made))
    }

    /// What restoring `file` in place of this store would do; nothing is changed.
    ///
    /// # Errors
    ///
    /// One sentence where the file cannot be restored.
    pub async fn backup_rehearse(
        &self,
        file: &Path,
        passphrase: Option<&Secret>,
    ) -> Result<RehearsalView, Problem> {
        let store = self.store();
        let rehearsal =
            bellwatch_store::rehearse(store.folder(), file, passphrase, Some(store), self.now()).await?;
        Ok(view(&rehearsal, &store.site().await?))
    }
}

impl Operator {
    /// The same of the backup with this name in the site's folder.
    ///
    /// # Errors
    ///
    /// When there is none; as [`Operator::backup_rehearse`].
    pub async fn backup_rehearse_named(&self, name: &str) -> Result<RehearsalView, Problem> {
        self.backup_rehearse(&self.backup_named(name).await?, None).await
    }

    /// Where the backup with this name in the site's folder is.
    ///
    /// # Errors
    ///
    /// When there is none.
    pub async fn backup_named(&self, name: &str) -> Result<PathBuf, Problem> {
        let found = self.backups().await?.list.into_iter().find(|backup| backup.name == name);
        found.map(|backup| PathBuf::from(backup.path)).ok_or_else(|| Problem::gone("backup"))
    }
}

impl Engine {
    /// Ends this engine as [`Engine::shutdown`] does, puts the backup `file` in the place of its store, and gives the data
    /// folder up, so that another engine can be started there. The lock is held until then: nobody else comes in
    /// between. What is asked of this engine afterwards fails.
    ///
    /// # Errors
    ///
    /// One sentence where the file cannot be restored, or this was asked before; the store is as it was then.
    pub async fn restore(&self, file: &Path) -> Result<RestoredView, Problem> {
        self.shutdown().await;
        self.operator().store().close().await;
        let lock = self.give_up().ok_or_else(|| Problem::gone("engine"))?;
        restore(self.folder(), &lock, file, None, self.operator().actor(), self.operator().clock()).await
    }
}

/// Which backups there are where no store is: in the data folder's own folder.
pub fn listed_without_store(folder: &DataFolder) -> BackupsView {
    listed(&folder.path().join(BACKUPS_FOLDER))
}

/// Checks a backup through and through; returns what it is and holds, in two lines.
///
/// # Errors
///
/// One sentence where it could not be restored.
pub async fn check(folder: &DataFolder, file: &Path) -> Result<(BackupFactsView, Vec<String>), Problem> {
    let (facts, contents) = bellwatch_store::check_backup(folder.path(), file).await?;
    let zone = chrono_tz::UTC;
    let lines = vec![
        words::about(&facts, zone),
        words::holds(&contents, zone),
        facts.key.sentence().to_owned(),
        words::left_out(),
    ];
    Ok((facts_view(&facts), lines))
}

/// What restoring `file` in this data folder would do; nothing is changed.
///
/// # Errors
///
/// One sentence where the file cannot be restored.
pub async fn rehearse(
    folder: &DataFolder,
    file: &Path,
    passphrase: Option<&Secret>,
    clock: &Clock,
) -> Result<RehearsalView, Problem> {
    let rehearsal = bellwatch_store::rehearse(folder.path(), file, passphrase, None, clock.now()).await?;
    Ok(view(&rehearsal, &site_of_none()))
}

/// Puts a backup in the place of the store, with the engine's lock in hand.
///
/// # Errors
///
/// One sentence where the file cannot be restored; the store is as it was then.
pub async fn restore(
    folder: &DataFolder,
    _lock: &Lock,
    file: &Path,
    passphrase: Option<&Secret>,
    actor: &str,
    clock: &Clock,
) -> Result<RestoredView, Problem> {
    let restored = bellwatch_store::restore(folder.path(), file, passphrase, actor, clock.now()).await?;
    Ok(RestoredView {
        rehearsal: view(&restored.rehearsal, &site_of_none()),
        before: restored.before.map(|path| path.display().to_string()),
    })
}

/// Where no store is open, times are told in UTC.
fn site_of_none() -> Site {
    Site::with_defaults("", chrono_tz::UTC)
}

fn listed(folder: &Path) -> BackupsView {
    BackupsView {
        folder: folder.display().to_string(),
        next_ms: None,
        failed: None,
        list: backups_in(folder).into_iter().map(of_listed).collect(),
        left_out: words::left_out(),
    }
}

fn of_listed(listed: Listed) -> BackupView {
    let (facts, wrong) = match listed.facts {
        Ok(facts) => (Some(facts_view(&facts)), None),
        Err(wrong) => (None, Some(wrong)),
    };
    named(listed.path, listed.bytes, facts, wrong)
}

fn of_made(made: &Made) -> BackupView {
    named(made.path.clone(), made.bytes, Some(facts_view(&made.facts)), None)
}

fn named(path: PathBuf, bytes: u64, facts: Option<BackupFactsView>, wrong: Option<String>) -> BackupView {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    BackupView { path: path.display().to_string(), name, bytes, facts, wrong }
}

fn facts_view(facts: &BackupFacts) -> BackupFactsView {
    BackupFactsView {
        kind: facts.kind.word().to_owned(),
        why: words::kind(facts.kind).to_string(),
        made_ms: facts.made.timestamp_millis(),
        app: facts.app.clone(),
        store_version: facts.store_version,
        site: facts.site.clone(),
        key: facts.key.word().to_owned(),
        key_sentence: facts.key.sentence().to_owned(),
    }
}

pub(super) fn difference_view(Difference { new, changed, gone }: &Difference) -> DifferenceView {
    DifferenceView { new: new.clone(), changed: changed.clone(), gone: gone.clone() }
}

fn view(rehearsal: &Rehearsal, site: &Site) -> RehearsalView {
    let count = |names: &[String]| u32::try_from(names.len()).unwrap_or(u32::MAX);
    RehearsalView {
        facts: facts_view(&rehearsal.facts),
        lines: words::rehearsal(rehearsal, site),
        cameras: difference_view(&rehearsal.cameras),
        profiles: difference_view(&rehearsal.profiles),
        schedules: difference_view(&rehearsal.schedules),
        people_new: count(&rehearsal.people.new),
        people_changed: count(&rehearsal.people.changed),
        people_gone: count(&rehearsal.people.gone),
        passwords: rehearsal.passwords,
        passwords_open: rehearsal.passwords_open,
        erased_since: rehearsal.erased_since,
        withdrawn_since: rehearsal.withdrawn_since,
        history_from_ms: rehearsal.restored.history.map(|(from, _)| from.timestamp_millis()),
        history_to_ms: rehearsal.restored.history.map(|(_, to)| to.timestamp_millis()),
    }
}
