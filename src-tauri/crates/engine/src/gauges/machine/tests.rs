use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bellwatch_domain::{CameraId, ProfileId};

use super::*;

/// Busy and all ticks of all cores so far, as the kernel counts them itself.
fn ticks() -> (u64, u64) {
    let stat = fs::read_to_string("/proc/stat").unwrap();
    let fields: Vec<u64> =
        stat.lines().next().unwrap().split_whitespace().skip(1).map(|field| field.parse().unwrap()).collect();
    // user nice system idle iowait irq softirq steal; guests are in user already.
    let all: u64 = fields[..8].iter().sum();
    (all - fields[3] - fields[4], all)
}

fn memory(name: &str) -> u64 {
    let about = fs::read_to_string("/proc/meminfo").unwrap();
    let line = about.lines().find(|line| line.starts_with(&format!("{name}:"))).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

fn check(what: &str, shown: f64, kernel: f64, within: f64) {
    assert!((shown - kernel).abs() <= within, "{what}: shown {shown:.1}, the kernel says {kernel:.1}");
}

/// A thread that uses one core for as long as it is held.
struct Load(Arc<AtomicBool>);

impl Load {
    fn start() -> Self {
        let goes_on = Arc::new(AtomicBool::new(true));
        let own = Arc::clone(&goes_on);
        std::thread::spawn(move || {
            while own.load(Ordering::Relaxed) {
                std::hint::spin_loop();
            }
        });
        Load(goes_on)
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

#[test]
fn gauges_agree_with_what_the_kernel_counts_within_five_percent() {
    let folder = tempfile::tempdir().unwrap();
    let load = Load::start();
    let mut machine = Machine::new(folder.path().to_owned()).unwrap();
    let key = RunnerKey { camera: CameraId(1), profile: ProfileId(1) };
    let me = std::process::id();
    machine.sample(&[(key, me)]);
    let (busy, all) = ticks();
    let used = proc::usage(me).unwrap().cpu;
    let began = Instant::now();
    std::thread::sleep(Duration::from_secs(2)); // What is measured is a span of time.
    let sample = machine.sample(&[(key, me)]);
    let passed = began.elapsed().as_secs_f64();
    let (busy_now, all_now) = ticks();
    let kernel = 100.0 * (busy_now - busy) as f64 / (all_now - all) as f64;
    check("CPU", sample.cpu_percent, kernel, 5.0);
    let mean = sample.cores.iter().sum::<f64>() / sample.cores.len() as f64;
    check("the mean of all cores", mean, kernel, 5.0);
    // This process keeps a core busy, whether it is counted as Bellwatch's or as a runner's.
    let own = 100.0 * (proc::usage(me).unwrap().cpu - used).as_secs_f64() / passed;
    assert!(own > 20.0, "the load was there: {own:.0} % of a core");
    check("the engine's CPU", sample.engine.cpu_percent, own, 0.05 * own + 1.0);
    check("the runner's CPU", sample.runners[0].used.cpu_percent, own, 0.05 * own + 1.0);
    drop(load);

    let all = memory("MemTotal");
    assert_eq!(sample.memory_all, all);
    let taken = all - memory("MemAvailable");
    check("memory", sample.memory_percent().unwrap(), 100.0 * taken as f64 / all as f64, 5.0);
    let disk = sample.disk.unwrap();
    assert!(disk.free_bytes <= disk.all_bytes && disk.all_bytes > 0);
    let load = fs::read_to_string("/proc/loadavg").unwrap();
    let load: f64 = load.split_whitespace().next().unwrap().parse().unwrap();
    check("load", sample.load_1.unwrap(), load, 0.05 * load + 0.2);
}

#[test]
fn a_process_that_is_gone_uses_nothing_and_one_just_seen_nothing_yet() {
    let folder = tempfile::tempdir().unwrap();
    let mut machine = Machine::new(folder.path().to_owned()).unwrap();
    let key = |camera| RunnerKey { camera: CameraId(camera), profile: ProfileId(1) };
    // Pids end at 4 194 304.
    let sample = machine.sample(&[(key(1), 4_194_305), (key(2), 1)]);
    assert_eq!(sample.runners[0].used, Use::default());
    assert_eq!(sample.runners[1].used.cpu_percent, 0.0);
}

#[test]
fn the_history_holds_what_has_a_number() {
    let sample = Sample {
        cpu_percent: 12.0,
        cores: vec![12.0],
        load_1: None,
        memory_taken: 1,
        memory_all: 4,
        disk: None,
        network_in: 7.0,
        engine: Use { cpu_percent: 3.0, memory_bytes: 9 },
        runners: Vec::new(),
        gpus: vec![Gpu { use_percent: Some(5.0), memory: Some((1, 2)), ..Gpu::default() }],
        gpu_trouble: None,
    };
    assert_eq!(
        sample.values(),
        [
            (Measure::Cpu, 12.0),
            (Measure::EngineCpu, 3.0),
            (Measure::CamerasCpu, 0.0),
            (Measure::NetworkIn, 7.0),
            (Measure::Memory, 25.0),
            (Measure::GpuUse(0), 5.0),
            (Measure::GpuMemory(0), 50.0),
        ]
    );
}
