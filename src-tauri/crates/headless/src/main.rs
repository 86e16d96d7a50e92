//! `bellwatchctl`: the engine without a window, and the operator's command line.
//!
//! Beside a running engine it works through the store, and the engine notices at once.

mod args;
mod attendance;
mod backups;
mod calendar;
mod camera_list;
mod cameras;
mod config_file;
mod desk;
mod diagnostics;
mod discovery;
mod doctor;
mod explain;
mod models;
mod people;
mod profiles;
mod recognise;
mod run;
mod status;
mod table;
mod unknown;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};

/// How a command ended; each has an exit code of its own, documented in docs/operating.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// All well.
    Well = 0,
    /// It failed.
    Failed = 1,
    /// What was typed cannot be taken. Clap ends with the same code.
    BadInput = 2,
    /// Another enforcer holds the lock.
    Locked = 3,
    /// The store cannot be opened.
    Store = 4,
    /// `status` or `doctor` found something that needs attention.
    Attention = 5,
    /// Asked again too soon, or the running engine did not answer in time.
    TooSoon = 6,
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub struct Failure {
    exit: Exit,
    sentence: String,
}

impl Failure {
    /// A failure with a sentence.
    pub fn new(exit: Exit, sentence: impl Into<String>) -> Self {
        Failure { exit, sentence: sentence.into() }
    }

    /// What is said of it.
    pub fn sentence(&self) -> &str {
        &self.sentence
    }
}

impl From<bellwatch_engine::wire::Problem> for Failure {
    fn from(problem: bellwatch_engine::wire::Problem) -> Self {
        use bellwatch_engine::wire::ProblemCode as Code;
        let exit = match problem.code {
            Code::BadInput | Code::Gone => Exit::BadInput,
            Code::TooSoon => Exit::TooSoon,
            Code::Store => Exit::Store,
            Code::Failed => Exit::Failed,
        };
        let sentence = match &problem.field {
            Some(field) => format!("{field}: {}", problem.message),
            None => problem.message,
        };
        Failure { exit, sentence }
    }
}

impl From<bellwatch_engine::api::StartError> for Failure {
    fn from(error: bellwatch_engine::api::StartError) -> Self {
        use bellwatch_engine::api::StartError as E;
        use bellwatch_engine::folder::Error as F;
        let exit = match &error {
            E::Folder(F::Locked { .. }) => Exit::Locked,
            E::Folder(F::Unusable { .. }) | E::Store(_) => Exit::Store,
            E::Spawner(_) | E::Thread(_) => Exit::Failed,
        };
        Failure { exit, sentence: bellwatch_engine::api::problem::chain(&error) }
    }
}

impl From<bellwatch_engine::folder::Error> for Failure {
    fn from(error: bellwatch_engine::folder::Error) -> Self {
        Failure::from(bellwatch_engine::api::StartError::Folder(error))
    }
}

impl From<bellwatch_engine::api::StoreError> for Failure {
    fn from(error: bellwatch_engine::api::StoreError) -> Self {
        Failure::from(bellwatch_engine::wire::Problem::from(error))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::new(Exit::Failed, error.to_string())
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("bellwatchctl: {error}");
            return ExitCode::from(Exit::Failed as u8);
        }
    };
    match runtime.block_on(carry_out(cli)) {
        Ok(exit) => ExitCode::from(exit as u8),
        Err(Failure { exit, sentence }) => {
            // Where standard error is closed there is nobody to tell; the exit code still does.
            let _ = writeln!(std::io::stderr(), "bellwatchctl: {sentence}");
            ExitCode::from(exit as u8)
        }
    }
}

async fn carry_out(cli: Cli) -> Result<Exit, Failure> {
    let Cli { home, command } = cli;
    match command {
        Command::Run(args) => run::run(home, args).await,
        Command::Status { json } => status::status(home, json).await,
        Command::Camera { command } => cameras::camera(home, command).await,
        Command::Profile { command } => profiles::profile(home, command).await,
        Command::Pause(args) => cameras::pause(home, args).await,
        Command::Resume(choice) => cameras::resume(home, choice).await,
        Command::TryAgain { camera } => run::try_again(home, &camera).await,
        Command::Why { camera, at, json } => status::why(home, &camera, at.as_deref(), json).await,
        Command::Calendar { command } => calendar::calendar(home, command).await,
        Command::Attendance { command } => attendance::attendance(home, command).await,
        Command::EnforceNow => run::enforce_now(home).await,
        Command::StopRunners => run::stop_runners(home).await,
        Command::Prune => run::prune(home).await,
        Command::Explain { file, json } => explain::explain(file.as_deref(), json),
        Command::Models { command } => models::models(home, command).await,
        Command::Recognise(args) => recognise::recognise(home, args).await,
        Command::People { command } => people::people(home, command).await,
        Command::Unknown { command } => unknown::unknown(home, command).await,
        Command::Doctor { json } => doctor::doctor(home, json).await,
        Command::Export(args) => config_file::export(home, args).await,
        Command::Import(args) => config_file::import(home, args).await,
        Command::Diagnostics { file } => diagnostics::diagnostics(home, file).await,
        Command::Backup { command } => backups::backup(home, command).await,
        Command::Restore(args) => backups::restore(home, args).await,
        Command::Events { json, limit } => status::events(home, json, limit).await,
    }
}
