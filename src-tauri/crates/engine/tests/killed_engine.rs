//! An engine that is killed: its children go with it, and what gets round that is found by its mark.
//!
//! A `main` of its own, since the engine to be killed is this program, started again with [`ROLE`] set.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

mod common;

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::Duration;

use bellwatch_engine::{proc, strays};
use common::{House, gone, is_alive, moving, signal, spec};
use nix::sys::signal::Signal;

/// Which engine this program is to be.
const ROLE: &str = "BELLWATCH_TEST_ENGINE";

type Test = fn(&tokio::runtime::Runtime);

const TESTS: &[(&str, Test)] = &[
    ("the_children_of_a_killed_engine_are_gone_within_a_second", |runtime| {
        runtime.block_on(the_children_of_a_killed_engine_are_gone_within_a_second());
    }),
    ("a_stray_is_found_by_its_mark_and_nothing_else_is_touched", |runtime| {
        runtime.block_on(a_stray_is_found_by_its_mark_and_nothing_else_is_touched());
    }),
    ("an_engine_that_waits_for_frames_sleeps", |runtime| {
        runtime.block_on(an_engine_that_waits_for_frames_sleeps());
    }),
];

fn main() -> ExitCode {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    if let Ok(role) = std::env::var(ROLE) {
        runtime.block_on(be_an_engine(&role));
        return ExitCode::SUCCESS;
    }
    let wanted = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    let mut failed = 0;
    for (name, test) in TESTS {
        if wanted.as_ref().is_some_and(|wanted| !name.contains(wanted.as_str())) {
            continue;
        }
        let outcome = std::panic::catch_unwind(|| test(&runtime));
        println!("test {name} ... {}", if outcome.is_ok() { "ok" } else { "FAILED" });
        failed += u8::from(outcome.is_err());
    }
    ExitCode::from(failed)
}

/// Starts runs, says the data folder's id and the pids of the children, and waits to be killed.
async fn be_an_engine(role: &str) {
    let specs = match role {
        "watches" => {
            vec![(None, moving("320x180", 4.0)), (Some("exec sleep 1000"), spec("-i rtsp://camera/1"))]
        }
        "leaves a stray" => vec![(Some("setsid sleep 1000 & wait"), spec("-i rtsp://camera/1"))],
        "idles" => (0..4).map(|_| (None, moving("64x64", 1.0))).collect(),
        other => panic!("no such engine: {other}"),
    };
    let mut houses = Vec::new();
    for (script, spec) in specs {
        let mut house = script.map_or_else(House::new, House::faking);
        let run = house.start(spec).await;
        println!("{} {}", house.folder_id, run.pid);
        houses.push((house, run));
    }
    println!("ready");
    std::io::stdout().flush().unwrap();
    // Whoever started this engine kills it; should it be gone instead, so do we.
    let mut line = String::new();
    let _ = tokio::task::spawn_blocking(move || std::io::stdin().read_line(&mut line)).await;
}

/// An engine in a process of its own.
struct Engine {
    process: Child,
    /// The data folder's id and the pid of each child.
    children: Vec<(String, u32)>,
}

impl Engine {
    fn start(role: &str) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .env(ROLE, role)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let children = lines
            .map(Result::unwrap)
            .take_while(|line| line != "ready")
            .map(|line| {
                let (folder, pid) = line.split_once(' ').unwrap();
                (folder.to_owned(), pid.parse().unwrap())
            })
            .collect();
        Engine { process, children }
    }

    fn kill(&mut self) {
        signal(self.process.id(), Signal::SIGKILL);
        self.process.wait().unwrap();
    }
}

async fn the_children_of_a_killed_engine_are_gone_within_a_second() {
    for frozen in [false, true] {
        let mut engine = Engine::start("watches");
        assert_eq!(engine.children.len(), 2, "one that writes frames, one that writes nothing");
        for (_, pid) in &engine.children {
            assert!(is_alive(*pid));
            if frozen {
                signal(*pid, Signal::SIGSTOP);
            }
        }
        engine.kill();
        for (_, pid) in &engine.children {
            assert!(gone(*pid, Duration::from_secs(1)).await, "frozen: {frozen}");
        }
    }
}

async fn a_stray_is_found_by_its_mark_and_nothing_else_is_touched() {
    let mut engine = Engine::start("leaves a stray");
    let (folder, script) = engine.children[0].clone();
    let stray = child_of(script).await;
    let mut living = Engine::start("watches");
    let (living_folder, living_child) = living.children[0].clone();

    assert_eq!(strays::end(&folder).await, [], "its engine lives");
    assert!(is_alive(stray) && is_alive(script));
    engine.kill();
    assert!(gone(script, Duration::from_secs(1)).await);
    assert!(is_alive(stray), "a grandchild in a session of its own is bound to nobody");

    let ended = strays::end(&folder).await;
    assert_eq!(ended.iter().map(|stray| stray.pid).collect::<Vec<_>>(), [stray]);
    assert_eq!((ended[0].engine, ended[0].run.as_str()), (engine.process.id(), "1"));
    assert!(!is_alive(stray));
    assert_eq!(strays::end(&living_folder).await, []);
    assert!(is_alive(living_child));
    living.kill();
}

async fn an_engine_that_waits_for_frames_sleeps() {
    let mut engine = Engine::start("idles");
    // Starting costs something, and is not what is measured.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let used = || proc::usage(engine.process.id()).unwrap().cpu;
    let before = used();
    tokio::time::sleep(Duration::from_secs(5)).await;
    let used = used() - before;
    engine.kill();
    // Four cameras with one small frame a second: 20 ms here. A busy loop would be seconds.
    assert!(used < Duration::from_millis(500), "{used:?}");
}

async fn child_of(pid: u32) -> u32 {
    for _ in 0..500 {
        let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children")).unwrap();
        if let Some(child) = children.split_whitespace().next() {
            return child.parse().unwrap();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no child");
}
