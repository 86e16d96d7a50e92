//! What reading frames and making JPEGs costs the engine: `cargo run -p bellwatch-engine --example reading_cost`.
//!
//! The children's own cost is not counted. Numbers found with it stand at the head of
//! `frames::y4m` and of `imaging::jpeg`.
#![allow(clippy::unwrap_used, clippy::disallowed_methods)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::time::{Duration, Instant};

use bellwatch_domain::RunSpec;
use bellwatch_engine::frames::{ColourRange, Frame, Shape};
use bellwatch_engine::proc;
use bellwatch_imaging::jpeg as encode;
use common::{House, moving};

const CAMERAS: usize = 4;
const SECONDS: u64 = 15;

#[tokio::main]
async fn main() {
    encoding();
    let mut runs = Vec::new();
    for _ in 0..CAMERAS {
        let mut house = House::new();
        let spec = RunSpec { hb_interval: chrono::Duration::seconds(10), ..moving("1920x1080", 4.0) };
        let mut run = house.start(spec).await;
        run.first_frame().await;
        runs.push((house, run));
    }
    let me = std::process::id();
    let (before, began) = (proc::usage(me).unwrap(), Instant::now());
    tokio::time::sleep(Duration::from_secs(SECONDS)).await;
    let after = proc::usage(me).unwrap();
    let threads = std::fs::read_dir("/proc/self/task").unwrap().count();
    println!(
        "reading {CAMERAS} × 1080p at 4 fps for {:.1} s: {:.2} CPU s, {} MB, {threads} threads",
        began.elapsed().as_secs_f64(),
        (after.cpu - before.cpu).as_secs_f64(),
        after.memory_bytes / 1_000_000,
    );
}

fn encoding() {
    let shape = Shape { width_px: 1920, height_px: 1080, range: ColourRange::Limited };
    // Smooth shapes with some noise, as a camera sees.
    let noise = |at: usize| (at.wrapping_mul(2_654_435_761) >> 13) as u8 % 6;
    let planes = (0..shape.bytes()).map(|at| 60 + (at % 1920 / 12) as u8 + noise(at)).collect();
    let frame = Frame::new(1, chrono::DateTime::UNIX_EPOCH, shape, planes).unwrap();
    for width in [1920, 1280, 640, 320] {
        let used = || proc::usage(std::process::id()).unwrap().cpu.as_secs_f64();
        let began = used();
        let mut bytes = 0;
        const TIMES: u32 = 50;
        for _ in 0..TIMES {
            bytes = encode::frame(&frame, width).unwrap().bytes.len();
        }
        let ms = (used() - began) * 1000.0 / f64::from(TIMES);
        println!("1080p as a JPEG {width} wide: {ms:.1} CPU ms, {} kB", bytes / 1000);
    }
}
