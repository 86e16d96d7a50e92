//! The only place that starts processes.
//!
//! One thread of its own starts every child and lives as long as any [`Spawner`] does: a child is bound to it with
//! `PR_SET_PDEATHSIG`, which the kernel fires when the *thread* that forked ends, not the process. (A child forked
//! from tokio's blocking pool was killed after 10–15 s of idling.) So no child outlives the engine, however the
//! engine ends. What a child is for is not known here.

mod cores;
mod prepare;

use std::ffi::OsString;
use std::io;
use std::path::PathBuf;
use std::thread;

use bellwatch_domain::profile::CpuAffinity;
use tokio::net::unix::pipe;
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

use cores::Cores;
pub use cores::{Asked, in_words};
pub use prepare::MARK;

/// Orders that may wait for the thread; whoever brings one more waits.
const WAITING_ORDERS: usize = 64;

/// Why a child was not started.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The program could not be started.
    #[error("{} cannot be started", program.display())]
    Start {
        /// Which program.
        program: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The spawner's thread is gone.
    #[error("the thread that starts programs is gone")]
    Gone,
}

/// What is to be started.
pub struct SpawnOrder {
    /// The program, best as an absolute path.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<OsString>,
    /// Niceness, −20–19; where it may not be had, the child runs with what it may have.
    pub nice: i8,
    /// Cores it may use.
    pub cpu_affinity: CpuAffinity,
    /// What it is for; the last part of its mark.
    pub run: String,
    /// What its standard input is.
    pub input: Input,
}

/// What a child's standard input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Input {
    /// Nothing.
    Nothing,
    /// A pipe that we write to.
    Fed,
    /// A pipe that the child writes to: a second output. It needs neither a name nor a place, so that nobody else can read it.
    Film,
}

/// A child that was started. Dropping it kills the child.
pub struct Spawned {
    /// Its pid, which is also its process group.
    pub pid: u32,
    /// To wait for it.
    pub child: Child,
    /// What it writes.
    pub stdout: ChildStdout,
    /// What it says.
    pub stderr: ChildStderr,
    /// The way to its input, where it is fed.
    pub input: Option<ChildStdin>,
    /// Its second output, where it has one.
    pub film: Option<pipe::Receiver>,
    /// Cores that were asked for; an `auto` one counts as taken until this is dropped.
    pub asked: Asked,
}

/// The way to the thread that starts children. When the last clone is dropped the thread ends, and with it every
/// child it started.
#[derive(Clone)]
pub struct Spawner {
    orders: mpsc::Sender<(SpawnOrder, Reply)>,
}

type Reply = oneshot::Sender<Result<Spawned, Error>>;

impl Spawner {
    /// Starts the thread. Children carry `folder_id` (the data folder's own random id) in their mark; their pipes
    /// are served by the runtime that this is called in.
    ///
    /// # Errors
    ///
    /// When the system gives no thread, or there is no runtime.
    pub fn start(folder_id: &str) -> io::Result<Self> {
        let runtime = Handle::try_current().map_err(io::Error::other)?;
        let (orders, waiting) = mpsc::channel(WAITING_ORDERS);
        let mark = format!("{folder_id}:{}", std::process::id());
        thread::Builder::new().name("spawner".to_owned()).spawn(move || serve(waiting, &mark, &runtime))?;
        Ok(Spawner { orders })
    }

    /// Starts one child. When this is dropped before it is answered, the child is killed at once.
    ///
    /// # Errors
    ///
    /// [`Error::Start`] when the program cannot be started (its `source` tells a missing one from others).
    pub async fn spawn(&self, order: SpawnOrder) -> Result<Spawned, Error> {
        let (reply, answer) = oneshot::channel();
        self.orders.send((order, reply)).await.map_err(|_| Error::Gone)?;
        answer.await.map_err(|_| Error::Gone)?
    }
}

fn serve(mut waiting: mpsc::Receiver<(SpawnOrder, Reply)>, mark: &str, runtime: &Handle) {
    let mut cores = Cores::default();
    while let Some((order, reply)) = waiting.blocking_recv() {
        let _runtime = runtime.enter();
        // When nobody waits any more, the child is dropped here, and so killed.
        let _ = reply.send(start(order, mark, &mut cores));
    }
}

#[allow(clippy::disallowed_methods)] // The home of starting processes.
fn start(order: SpawnOrder, mark: &str, cores: &mut Cores) -> Result<Spawned, Error> {
    let asked = cores.ask(order.cpu_affinity);
    let program = order.program.clone();
    let failed = |source| Error::Start { program: program.clone(), source };
    let mark = format!("{mark}:{}", order.run);
    let (stdin, film) = prepare::input(order.input).map_err(failed)?;
    // The command goes at once, and with it our end of what the child writes to: else the film would never end.
    let mut child = prepare::command(&order.program, &order.args, order.nice, asked.cores(), &mark)
        .stdin(stdin)
        .spawn()
        .map_err(failed)?;
    let missing = || io::Error::other("a pipe or the pid of the child is missing");
    let pid = child.id().ok_or_else(|| failed(missing()))?;
    let stdout = child.stdout.take().ok_or_else(|| failed(missing()))?;
    let stderr = child.stderr.take().ok_or_else(|| failed(missing()))?;
    prepare::widen(&stdout);
    let input = child.stdin.take();
    Ok(Spawned { pid, child, stdout, stderr, input, film, asked })
}
