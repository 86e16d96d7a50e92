//! The diagnostics bundle, as it is asked for.

use std::path::Path;
use std::sync::Arc;

use bellwatch_domain::RunnerKey;
use bellwatch_domain::models::Models;

use super::attendance::keep;
use super::{Engine, Operator, doctor, status};
use crate::clock::Clock;
use crate::diagnostics::{Live, finish, gather};
use crate::folder::DataFolder;
use crate::wire::{DiagnosticsView, Problem, ProblemView};

impl Engine {
    /// Makes the bundle and keeps it in `folder`, where no file is overwritten.
    ///
    /// # Errors
    ///
    /// Where it would have held a secret or a person: which part and line, never what; nothing is written then.
    pub async fn diagnostics(&self, folder: &Path) -> Result<DiagnosticsView, Problem> {
        let config = self.operator().config().await?;
        let of_camera = |camera: &bellwatch_domain::Camera| {
            let (id, name) = (camera.id, camera.name.clone());
            let runners = camera.profiles().into_iter().map(move |profile| RunnerKey { camera: id, profile });
            runners.map(move |key| (format!("{name} ({key})"), self.logs().lines(key))).collect::<Vec<_>>()
        };
        let logs = config.cameras.iter().flat_map(of_camera).collect();
        let live = Live { own: self.logs().own_lines(), logs };
        let findings = doctor::examine(self.folder().path(), Arc::clone(self.models())).await;
        let problems: Vec<ProblemView> = self.view().problems;
        let (parts, known) = gather(self.operator(), &findings, &problems, live).await?;
        let too_short = known.too_short();
        let bytes = packed(move || finish(&parts, &known)).await?;
        let name = format!("bellwatch-diagnostics-{}", self.clock().now().format("%Y-%m-%d"));
        let size = bytes.len();
        Ok(view(keep(folder, &name, "zip", bytes).await?, size, too_short))
    }
}

/// Makes the bundle without an engine, or beside one, as the bytes of a zip; with it, how many passwords were too short
/// to be searched for.
///
/// # Errors
///
/// As [`Engine::diagnostics`].
pub async fn diagnostics(
    folder: &DataFolder,
    operator: &Operator,
    clock: &Clock,
    models: Arc<dyn Models>,
) -> Result<(Vec<u8>, usize), Problem> {
    let findings = doctor::examine(folder.path(), models).await;
    let problems = status(folder, operator, clock).await?.problems;
    let (parts, known) = gather(operator, &findings, &problems, Live::default()).await?;
    let too_short = known.too_short();
    Ok((packed(move || finish(&parts, &known)).await?, too_short))
}

/// Packing and searching take a moment of the processor.
async fn packed(
    work: impl FnOnce() -> Result<Vec<u8>, crate::diagnostics::Refusal> + Send + 'static,
) -> Result<Vec<u8>, Problem> {
    let done = tokio::task::spawn_blocking(work).await.map_err(|error| Problem::failed(&error))?;
    done.map_err(|refusal| Problem::failed(&refusal))
}

fn view(path: String, bytes: usize, too_short: usize) -> DiagnosticsView {
    DiagnosticsView { path, bytes: bytes as u64, too_short: u32::try_from(too_short).unwrap_or(u32::MAX) }
}
