//! From an order, the command as the kernel gets it: its own group, bound to us, as nice and on the cores asked for.

use std::ffi::OsString;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use ffmpeg_sidecar::command::FfmpegCommand;
use nix::fcntl::{FcntlArg, fcntl};
use nix::sched::{CpuSet, sched_setaffinity};
use nix::unistd::{Pid, getppid};
use tokio::net::unix::pipe;

use super::Input;

/// The name of the mark in a child's environment: `<data folder's id>:<engine's pid>:<run>`.
pub const MARK: &str = "BELLWATCH_CHILD";

/// Bytes asked for a child's pipe. A 1080p frame is 3.1 MB, which passes in 12 pieces instead of 48. Not more, since
/// a user's pipes share 64 MiB (`pipe-user-pages-soft`); beyond that the kernel gives new ones two pages each.
const PIPE_BYTES: i32 = 256 * 1024;

/// How much likelier than the engine a child is taken when memory runs out, of 1000.
const OOM_ABOVE_ENGINE: i32 = 200;

/// What of our environment a child gets: to be found and to run, drivers, certificates, fonts, proxies. Everything
/// else (and so any secret in it) stays here.
const PASSED_ON: &[&str] = &[
    "PATH",
    "HOME",
    "TMPDIR",
    "TZ",
    "LD_LIBRARY_PATH",
    "XDG_CACHE_HOME",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "NO_PROXY",
    "LIBVA_DRIVER_NAME",
    "LIBVA_DRIVERS_PATH",
];
const PASSED_ON_PREFIXES: &[&str] = &["CUDA_", "NVIDIA_", "ONEVPL_", "MFX_"];

/// The command, ready to be started from the spawner's thread.
pub fn command(
    program: &Path,
    args: &[OsString],
    nice: i8,
    cores: Option<&[u16]>,
    mark: &str,
) -> tokio::process::Command {
    let mut command = FfmpegCommand::new_with_path(program);
    command.args(args);
    let inner = command.as_inner_mut();
    inner.stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    inner.env_clear().envs(passed_on()).env("LC_ALL", "C").env("LANG", "C").env(MARK, mark);
    set_before_exec(inner, nice, cores);
    // The builder lends its command and tokio wants to own it.
    let mut command = tokio::process::Command::from(std::mem::replace(inner, Command::new("")));
    command.kill_on_drop(true);
    command
}

/// A child's standard input, and our end of its film.
pub fn input(input: Input) -> io::Result<(Stdio, Option<pipe::Receiver>)> {
    Ok(match input {
        Input::Nothing => (Stdio::null(), None),
        Input::Fed => (Stdio::piped(), None),
        Input::Film => {
            let (reader, writer) = io::pipe()?;
            widen(&reader);
            (Stdio::from(writer), Some(pipe::Receiver::from_owned_fd(reader.into())?))
        }
    })
}

fn passed_on() -> impl Iterator<Item = (OsString, OsString)> {
    std::env::vars_os().filter(|(name, _)| {
        name.to_str().is_some_and(|name| {
            PASSED_ON.contains(&name) || PASSED_ON_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        })
    })
}

/// Has the forked child bind and place itself before it becomes the program: then every thread the program starts
/// has it too. (Set on the pid after the start, nice and affinity reached one thread of six.)
fn set_before_exec(command: &mut Command, nice: i8, cores: Option<&[u16]>) {
    let engine = Pid::this();
    let set = cores.map(|cores| {
        let mut set = CpuSet::new();
        for core in cores {
            // A core beyond what the kernel can number is one the machine lacks.
            let _ = set.set(usize::from(*core));
        }
        set
    });
    let oom_score = oom_score_of_engine().saturating_add(OOM_ABOVE_ENGINE).min(1000).to_string();
    let before_exec = move || {
        nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL)?;
        // The engine may have died between the fork and the line above; then nothing would ever kill us.
        if getppid() != engine {
            return Err(io::Error::from_raw_os_error(libc::ESRCH));
        }
        // These three may be refused; what holds is read back from the running child.
        // SAFETY: a plain system call without pointers.
        unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, i32::from(nice)) };
        if let Some(set) = &set {
            let _ = sched_setaffinity(Pid::from_raw(0), set);
        }
        raise_oom_score(oom_score.as_bytes());
        Ok(())
    };
    // SAFETY: between fork and exec only async-signal-safe calls are made, and nothing is allocated or locked:
    // the closure makes system calls on values that were prepared before the fork.
    unsafe { command.pre_exec(before_exec) };
}

fn oom_score_of_engine() -> i32 {
    std::fs::read_to_string("/proc/self/oom_score_adj")
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(0)
}

/// Runs between fork and exec.
fn raise_oom_score(score: &[u8]) {
    // SAFETY: open, write and close are async-signal-safe; the path ends with a zero, and the buffer outlives the call.
    unsafe {
        let file = libc::open(c"/proc/self/oom_score_adj".as_ptr(), libc::O_WRONLY | libc::O_CLOEXEC);
        if file >= 0 {
            libc::write(file, score.as_ptr().cast(), score.len());
            libc::close(file);
        }
    }
}

/// Makes a child's pipe hold more, where the system allows it; a smaller one only costs more system calls.
pub fn widen(output: &impl AsFd) {
    if let Err(refused) = fcntl(output.as_fd(), FcntlArg::F_SETPIPE_SZ(PIPE_BYTES)) {
        tracing::debug!(%refused, "a pipe keeps its size");
    }
}
