//! What the System screen shows of a running house: gauges, what was said, and how runs fared.

use std::time::Duration;

use bellwatch_engine::wire::{EventQuery, GaugeSpan, GaugesView, LogLevelView, Message, View, What};
use journeys::cameras::{Auth, Camera, Clip, Login};
use journeys::house::{Failed, House};

const RUNS_WITHIN: Duration = Duration::from_secs(30);

fn problem(problem: bellwatch_engine::wire::Problem) -> Failed {
    problem.message.into()
}

/// The next gauges that are told of.
async fn next_gauges(watcher: &mut bellwatch_engine::hub::Watcher) -> Result<GaugesView, Failed> {
    let told = async {
        while let Some(message) = watcher.next().await {
            let Message::Changes { changes } = message else { continue };
            for change in changes {
                if let What::Gauges { gauges } = change.what {
                    return Some(*gauges);
                }
            }
        }
        None
    };
    let told = tokio::time::timeout(Duration::from_secs(30), told).await?;
    told.ok_or_else(|| "the engine is gone".into())
}

#[tokio::test(flavor = "multi_thread")]
async fn gauges_come_each_second_while_somebody_looks_and_name_the_process_of_each_camera()
-> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let id = house.add("Gate", &camera.address(), None).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    let pid = house.pid(id).ok_or("it has no process")?;
    house.engine.look_at_gauges(true);
    let mut watcher = house.engine.watch();
    let began = std::time::Instant::now();
    let mut last = next_gauges(&mut watcher).await?;
    for _ in 0..4 {
        last = next_gauges(&mut watcher).await?;
    }
    assert!(began.elapsed() < Duration::from_secs(20), "alone, five samples take 40 s and more");
    let own = |gauges: &GaugesView| gauges.runners.iter().find(|runner| runner.camera == id.0).cloned();
    // The kernel counts hundredths of a second, and a small picture may need less in one.
    let mut used = own(&last).ok_or("it is not measured")?;
    for _ in 0..30 {
        if used.cpu > 0.0 {
            break;
        }
        last = next_gauges(&mut watcher).await?;
        used = own(&last).ok_or("it is not measured any more")?;
    }
    assert_eq!(used.pid, pid);
    assert!(used.memory_bytes > 1_000_000 && used.cpu > 0.0, "{used:?}");
    assert!(last.engine_bytes > 1_000_000);
    assert_eq!(last.cores.len(), std::thread::available_parallelism()?.get());
    let history = house.engine.gauge_history(GaugeSpan::TenMinutes).await.map_err(problem)?;
    let cpu =
        history.series.iter().find(|series| series.key == "cpu").ok_or("no processor in the history")?;
    assert_eq!(cpu.mean.len(), history.at_ms.len());
    assert!(cpu.mean.iter().flatten().count() >= 5);
    house.engine.look_at_gauges(false);
    house.close().await;
    Ok(())
}

/// A bit rate is what the camera really sends over TCP; where nobody counts, none is told.
#[tokio::test(flavor = "multi_thread")]
async fn a_bit_rate_is_what_the_camera_sends_and_none_is_told_where_it_cannot_be_counted()
-> Result<(), Failed> {
    let camera = Camera::start(Clip::Small).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let demo = house.add("Demo", "demo:gate", None).await?;
    let id = house.add("Gate", &camera.address(), None).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    house.until_running(demo, RUNS_WITHIN).await?;
    house.engine.look_at_gauges(true);
    let mut watcher = house.engine.watch();
    let mut sent = Vec::new();
    let mut told = None;
    for _ in 0..16 {
        let gauges = next_gauges(&mut watcher).await?;
        sent.push((std::time::Instant::now(), camera.counted().bytes));
        let rate = |id: bellwatch_domain::CameraId| {
            gauges.runners.iter().find(|runner| runner.camera == id.0).and_then(|runner| runner.bits_per_s)
        };
        assert_eq!(rate(demo), None, "nothing comes from a camera");
        told = rate(id);
    }
    let told = told.ok_or("no bit rate was told")?;
    let (first, last) = (sent[sent.len() - 11], sent[sent.len() - 1]);
    let really = 8.0 * (last.1 - first.1) as f64 / (last.0 - first.0).as_secs_f64();
    println!("bit rate: told {told:.0}, sent {really:.0}");
    assert!((told - really).abs() <= 0.05 * really, "told {told:.0}, sent {really:.0}");

    let before = house.pid(id);
    house.knobs(&[("rtsp_transport", "udp")]).await?;
    let anew = |_: &View| house.pid(id).filter(|pid| Some(*pid) != before);
    let pid = house.until("it is started anew", RUNS_WITHIN, anew).await?;
    house.until_running(id, RUNS_WITHIN).await?;
    let mut looked = 0;
    while looked < 8 {
        let gauges = next_gauges(&mut watcher).await?;
        let Some(own) = gauges.runners.iter().find(|runner| runner.pid == pid) else { continue };
        assert_eq!(own.bits_per_s, None, "of UDP the kernel counts nothing");
        looked += 1;
    }
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_said_comes_once_with_its_level_and_without_the_password() -> Result<(), Failed> {
    let camera = Camera::with_login(Clip::Small, Login::new(Auth::Digest, "admin", "right-one")).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let id = house.add("Gate", &camera.address(), Some(("admin", "wrong-one"))).await?;
    house.until_error(id, "auth_failed", RUNS_WITHIN).await?;
    let said = house.engine.said(0);
    let errors: Vec<_> = said.iter().filter(|line| line.level == LogLevelView::Error).collect();
    assert!(errors.iter().any(|line| line.camera == Some(id.0) && line.text.contains("401")), "{said:?}");
    assert!(said.iter().all(|line| !line.text.contains("wrong-one")));
    let last = said.last().ok_or("nothing was said")?.number;
    assert!(house.engine.said(last).is_empty());

    let runs = house.engine.operator().runs().await.map_err(problem)?;
    let ending = runs.endings.first().ok_or("no run has ended")?;
    assert_eq!(
        (ending.camera, ending.process.error.as_ref().map(|error| error.code.as_str())),
        (id.0, Some("auth_failed"))
    );
    assert_eq!((runs.hour[0].began, runs.hour[0].failed, runs.hour[0].stalled), (1, 1, 0));

    let query = |by_hand| EventQuery {
        camera: Some(id.0),
        kind: None,
        by_hand,
        words: None,
        from_ms: None,
        to_ms: None,
        before: None,
    };
    let by_hand = house.engine.operator().events(&query(true)).await.map_err(problem)?;
    assert_eq!(by_hand.events.len(), 1, "somebody added it: {:?}", by_hand.events);
    // Failures are gathered for a moment, in case they are one incident.
    let told = |view: &View| view.events.iter().any(|event| event.kind == "error").then_some(());
    house.until("an event tells of it", RUNS_WITHIN, told).await?;
    let all = house.engine.operator().events(&query(false)).await.map_err(problem)?;
    assert!(all.events.len() > 1 && all.kinds.contains(&"camera".to_owned()));
    let out = tempfile::tempdir()?;
    let file = house.engine.operator().events_save(out.path(), &query(false)).await.map_err(problem)?;
    let table = std::fs::read_to_string(file)?;
    assert_eq!(table.lines().count(), 1 + all.events.len());
    house.close().await;
    Ok(())
}
