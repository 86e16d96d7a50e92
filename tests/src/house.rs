//! A whole Bellwatch in a folder of its own, for a journey: started, asked, watched, and stopped.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bellwatch_domain::CameraId;
use bellwatch_domain::models::Models;
use bellwatch_engine::api::{Engine, KeyChoice, Options};
use bellwatch_engine::clock::Clock;
use bellwatch_engine::wire::{
    CameraDraft, KnobValue, PasswordDraft, ProfileDraft, RunnerState, RunnerView, View,
};
use bellwatch_recogniser::Library;
use bellwatch_recogniser::runtime::Places;

/// An engine and its folder.
pub struct House {
    /// The engine.
    pub engine: Arc<Engine>,
}

/// The error a journey ends with: a sentence.
pub type Failed = Box<dyn std::error::Error>;

impl House {
    /// Starts an engine in `folder` by the system's clock.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub async fn open(folder: &Path) -> Result<House, Failed> {
        House::open_at(folder, Clock::system()).await
    }

    /// Starts an engine in `folder` by `clock`.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub async fn open_at(folder: &Path, clock: Clock) -> Result<House, Failed> {
        House::open_with(folder, clock, Arc::new(Library::at(folder, Places::of_this_process(None)))).await
    }

    /// Starts an engine in `folder` by `clock`, with these models.
    ///
    /// # Errors
    ///
    /// When it does not start.
    pub async fn open_with(folder: &Path, clock: Clock, models: Arc<dyn Models>) -> Result<House, Failed> {
        let options = Options {
            home: folder.to_owned(),
            clock,
            keys: KeyChoice::File,
            actor: "journey".to_owned(),
            models,
        };
        Ok(House { engine: Engine::start(options).await? })
    }

    /// Adds a camera with the standard profile.
    ///
    /// # Errors
    ///
    /// When the engine refuses it.
    pub async fn add(
        &self,
        name: &str,
        address: &str,
        login: Option<(&str, &str)>,
    ) -> Result<CameraId, Failed> {
        let draft = draft(name, address, login);
        self.engine.camera_add(&draft).await.map_err(|problem| problem.message.into())
    }

    /// Sets settings of the site.
    ///
    /// # Errors
    ///
    /// When a value cannot be taken.
    pub async fn settings(&self, settings: &[(&str, &str)]) -> Result<(), Failed> {
        let values =
            settings.iter().map(|(key, value)| KnobValue { key: (*key).into(), value: (*value).into() });
        let values: Vec<KnobValue> = values.collect();
        self.engine.site_edit(&values).await.map_err(|problem| problem.message.into())
    }

    /// Sets knobs of the standard profile.
    ///
    /// # Errors
    ///
    /// When a value cannot be taken.
    pub async fn knobs(&self, knobs: &[(&str, &str)]) -> Result<(), Failed> {
        let view = self.engine.view();
        let profile = view.profiles.first().ok_or("there is no profile")?;
        let values =
            knobs.iter().map(|(key, value)| KnobValue { key: (*key).into(), value: (*value).into() });
        let draft = ProfileDraft { name: profile.name.clone(), values: values.collect() };
        let id = bellwatch_domain::ProfileId(profile.id);
        self.engine.profile_edit(id, &draft).await.map_err(|problem| problem.message.into())
    }

    /// Waits until `seen` finds in the View what it looks for.
    ///
    /// # Errors
    ///
    /// When it does not within `within`; says what was waited for and what is shown instead.
    pub async fn until<T>(
        &self,
        what: &str,
        within: Duration,
        mut seen: impl FnMut(&View) -> Option<T>,
    ) -> Result<T, Failed> {
        let mut watcher = self.engine.watch();
        let found = async {
            loop {
                if let Some(found) = seen(&self.engine.view()) {
                    return Some(found);
                }
                watcher.next().await?;
            }
        };
        match tokio::time::timeout(within, found).await {
            Ok(Some(found)) => Ok(found),
            Ok(None) => Err(format!("the engine ended before {what}").into()),
            Err(_) => {
                let view = self.engine.view();
                let shown: Vec<_> =
                    view.runners.iter().map(|r| (r.camera, &r.state, &r.last_error)).collect();
                Err(format!("not within {within:?}: {what}; shown is {shown:#?}").into())
            }
        }
    }

    /// Waits until a camera runs without an error; returns its runner.
    ///
    /// # Errors
    ///
    /// As [`House::until`].
    pub async fn until_running(&self, camera: CameraId, within: Duration) -> Result<RunnerView, Failed> {
        self.until("the camera runs", within, |view| {
            let runner = runner(view, camera)?;
            let runs = matches!(runner.state, RunnerState::Running { .. }) && runner.last_error.is_none();
            runs.then(|| runner.clone())
        })
        .await
    }

    /// Waits until a camera shows an error of this code; returns its runner.
    ///
    /// # Errors
    ///
    /// As [`House::until`].
    pub async fn until_error(
        &self,
        camera: CameraId,
        code: &str,
        within: Duration,
    ) -> Result<RunnerView, Failed> {
        self.until(&format!("the camera shows {code}"), within, |view| {
            let runner = runner(view, camera)?;
            runner.last_error.as_ref().is_some_and(|error| error.code == code).then(|| runner.clone())
        })
        .await
    }

    /// The camera's runner as it is shown.
    pub fn runner(&self, camera: CameraId) -> Option<RunnerView> {
        runner(&self.engine.view(), camera).cloned()
    }

    /// The pid of the camera's living child.
    pub fn pid(&self, camera: CameraId) -> Option<u32> {
        self.runner(camera)?.process.filter(|process| process.ended_ms.is_none()).map(|process| process.pid)
    }

    /// Stops the engine and waits for its end.
    pub async fn close(self) {
        self.engine.shutdown().await;
    }
}

/// The camera's first runner.
pub fn runner(view: &View, camera: CameraId) -> Option<&RunnerView> {
    view.runners.iter().find(|runner| runner.camera == camera.0)
}

/// A camera with the standard profile, the first in a new store.
pub fn draft(name: &str, address: &str, login: Option<(&str, &str)>) -> CameraDraft {
    CameraDraft {
        name: name.to_owned(),
        location: String::new(),
        address: address.to_owned(),
        sub_address: None,
        user: login.map(|(user, _)| user.to_owned()),
        password: match login {
            Some((_, password)) => PasswordDraft::Set { password: password.to_owned() },
            None => PasswordDraft::Keep,
        },
        priority: 5,
        enabled: true,
        tags: Vec::new(),
        profile: 1,
        also_profiles: Vec::new(),
    }
}
