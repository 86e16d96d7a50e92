//! Cameras that are found by themselves: searched for, asked, added and undone, against devices on loopback alone.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::time::Duration;

use bellwatch_engine::discovery::{SCANS, Search, Way};
use bellwatch_engine::wire::{
    FoundAnswer, FoundAsk, FoundCamera, FoundCameras, FoundPick, FoundTrouble, Problem,
};
use chrono::Duration as Span;
use journeys::cameras::onvif::{Device, Manner, Onvif};
use journeys::house::{Failed, House};

/// For an answer within this machine, on one that does other things too.
const PATIENCE: Duration = Duration::from_millis(700);
const LOGIN: (&str, &str) = ("viewer", "op€n <sesame>");

fn failed(problem: Problem) -> Failed {
    problem.message.into()
}

async fn device(last: u8, name: &'static str, manner: Manner) -> Result<Onvif, Failed> {
    device_at(last, name, manner, Span::zero()).await
}

async fn device_at(last: u8, name: &'static str, manner: Manner, ahead: Span) -> Result<Onvif, Failed> {
    let at = Ipv4Addr::new(127, 0, 3, last);
    Ok(Onvif::start(Device { at, name, login: Some(LOGIN), ahead, manner }).await?)
}

fn search(devices: &[&Onvif]) -> Search {
    let way = |device: &&Onvif| Way { from: Ipv4Addr::LOCALHOST, to: device.heard_at() };
    Search { ways: devices.iter().map(way).collect(), patience: PATIENCE }
}

/// All of the scans, as the window makes them.
async fn found(house: &House, search: &Search) -> Result<FoundCameras, Failed> {
    let mut found = house.engine.cameras_find(search, true).await.map_err(failed)?;
    while found.scan < found.scans {
        found = house.engine.cameras_find(search, false).await.map_err(failed)?;
    }
    Ok(found)
}

fn ask(camera: &FoundCamera, (user, password): (&str, &str)) -> FoundAsk {
    FoundAsk { id: camera.id, user: user.to_owned(), password: password.to_owned() }
}

async fn asked(house: &House, asks: Vec<FoundAsk>) -> Result<BTreeMap<u32, FoundAnswer>, Failed> {
    let answers = house.engine.cameras_ask(asks).await.map_err(failed)?;
    Ok(answers.into_iter().map(|answer| (answer.id, answer)).collect())
}

fn picks(answers: &BTreeMap<u32, FoundAnswer>) -> Vec<FoundPick> {
    let pick = |answer: &FoundAnswer| {
        let id = answer.id;
        let streams = answer.streams.iter();
        streams
            .map(move |stream| FoundPick { id, channel: stream.channel, name: stream.name.clone() })
            .collect::<Vec<_>>()
    };
    answers.values().flat_map(pick).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn cameras_are_found_once_asked_added_together_and_undone() -> Result<(), Failed> {
    let gate = device(1, "Gate%20%D8%A8%D8%A7%D8%A8", Manner::Well).await?;
    let twice = device(2, "IPC", Manner::Twice).await?;
    let late = device_at(3, "IPC", Manner::Well, Span::hours(-3)).await?;
    let recorder = device(4, "Recorder", Manner::Recorder).await?;
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let search = search(&[&gate, &twice, &late, &recorder]);
    let list = found(&house, &search).await?;
    let told: Vec<_> =
        list.cameras.iter().map(|camera| (camera.host.as_str(), camera.name.as_str())).collect();
    assert_eq!(
        told,
        [("127.0.3.1", "Gate باب"), ("127.0.3.2", "IPC"), ("127.0.3.3", "IPC"), ("127.0.3.4", "Recorder")]
    );
    assert_eq!((list.scan, list.networks, gate.probes()), (SCANS, 4, SCANS * 2), "both probes of each scan");
    assert!(list.cameras.iter().all(|camera| camera.can_be_asked && camera.camera.is_none()));

    let answers = asked(&house, list.cameras.iter().map(|camera| ask(camera, LOGIN)).collect()).await?;
    let streams: Vec<_> = answers.values().flat_map(|answer| &answer.streams).collect();
    let mut told: Vec<_> = streams
        .iter()
        .map(|stream| {
            (stream.name.as_str(), stream.address.clone(), stream.sub_address.clone().unwrap_or_default())
        })
        .collect();
    told.sort_by(|one, other| one.1.cmp(&other.1));
    let expect = |name, device: &Onvif, nth: u8| {
        (name, device.stream(&format!("main{nth}")), device.stream(&format!("sub{nth}")))
    };
    let names = [
        expect("Gate باب", &gate, 0),
        expect("IPC", &twice, 0),
        expect("IPC 127.0.3.3", &late, 0),
        expect("Recorder 1", &recorder, 0),
        expect("Recorder 2", &recorder, 1),
    ];
    assert_eq!(told, names, "largest and smallest that is wide enough, without the device's own credentials");
    assert_eq!((streams[0].width, streams[0].sub_width, late.refusals()), (1920, 640, 0));

    let before = house.engine.view().cameras.len();
    let added = house.engine.cameras_found_add(&picks(&answers)).await.map_err(failed)?;
    assert_eq!((added.added, added.refused.len()), (5, 0));
    let view = house.engine.view();
    assert_eq!(view.cameras.len(), before + 5);
    let camera = view.cameras.iter().find(|camera| camera.name == "Gate باب").ok_or("it is not there")?;
    assert_eq!(
        (camera.user.as_deref(), camera.has_password, camera.location.as_str()),
        (Some(LOGIN.0), true, "Test hall")
    );
    let config = house.engine.operator().config().await.map_err(failed)?;
    let kept =
        config.cameras.iter().filter_map(|camera| camera.password.as_ref()).map(|secret| secret.reveal());
    assert_eq!(kept.collect::<Vec<_>>(), [LOGIN.1; 5]);

    // Whoever searches again sees what is there already, and what was typed is forgotten.
    let again = house.engine.cameras_find(&search, true).await.map_err(failed)?;
    let names: Vec<_> =
        again.cameras.iter().map(|camera| camera.camera.as_deref().unwrap_or_default()).collect();
    assert_eq!(names, ["Gate باب", "IPC", "IPC 127.0.3.3", "Recorder 1"]);
    let once_more = house.engine.cameras_found_add(&picks(&answers)).await.map_err(failed)?;
    assert_eq!((once_more.added, once_more.refused.len()), (0, 5));

    house.engine.camera_list_undo(added.import).await.map_err(failed)?;
    assert_eq!(house.engine.view().cameras.len(), before);
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn each_camera_that_does_not_tell_says_why_and_is_asked_with_a_wrong_password_once()
-> Result<(), Failed> {
    let devices = [
        device(11, "Wrong", Manner::Well).await?,
        device(12, "Mute", Manner::Mute).await?,
        device(13, "Garbage", Manner::Garbage).await?,
        device(14, "Elsewhere", Manner::Elsewhere).await?,
        device(15, "Redirects", Manner::Redirects).await?,
        device(16, "Nothing", Manner::NoMedia).await?,
        device_at(17, "Behind", Manner::Well, Span::hours(-3)).await?,
        device(18, "Good", Manner::Well).await?,
    ];
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let list = found(&house, &search(&devices.each_ref())).await?;
    assert_eq!(list.cameras.len(), devices.len());
    let wrong = (LOGIN.0, "not-it");
    let asks = list.cameras.iter().map(|camera| {
        ask(camera, if matches!(camera.name.as_str(), "Wrong" | "Behind") { wrong } else { LOGIN })
    });
    let answers = asked(&house, asks.collect()).await?;
    let trouble = |name: &str| {
        let camera = list.cameras.iter().find(|camera| camera.name == name)?;
        answers.get(&camera.id)?.trouble.clone()
    };
    assert_eq!(trouble("Wrong"), Some(FoundTrouble::Refused));
    assert_eq!(trouble("Mute"), Some(FoundTrouble::NoAnswer));
    assert_eq!(trouble("Garbage"), Some(FoundTrouble::Unreadable));
    assert_eq!(trouble("Elsewhere"), Some(FoundTrouble::NoAddress));
    assert_eq!(trouble("Redirects"), Some(FoundTrouble::Unreadable), "nobody else is asked");
    assert_eq!(trouble("Nothing"), Some(FoundTrouble::NoMedia));
    let Some(FoundTrouble::Clock { seconds }) = trouble("Behind") else {
        return Err("not of the clock".into());
    };
    assert!((seconds + 3 * 3600).abs() < 60, "{seconds}");
    assert_eq!(trouble("Good"), None);
    assert_eq!((devices[0].refusals(), devices[6].refusals()), (1, 1), "cameras lock themselves");
    assert_eq!(devices[3].requests(), 0, "it was not asked");

    // Asked again with the right one, it is as good as the others.
    let again: Vec<_> = list.cameras.iter().filter(|camera| camera.name == "Wrong").collect();
    let mended = asked(&house, again.iter().map(|camera| ask(camera, LOGIN)).collect()).await?;
    assert!(mended.values().all(|answer| answer.trouble.is_none()));

    // One that cannot be taken holds up all, and says why.
    let good: BTreeMap<_, _> =
        answers.iter().chain(&mended).map(|(id, answer)| (*id, answer.clone())).collect();
    let mut picks = picks(&good);
    assert_eq!(picks.len(), 2);
    picks[1].name = picks[0].name.to_uppercase();
    let refused = house.engine.cameras_found_add(&picks).await.map_err(failed)?;
    let told: Vec<_> = refused.refused.iter().map(|one| (one.id, one.sentence.as_str())).collect();
    assert_eq!(told, [(picks[1].id, "Another one that you add has this name. Choose another.")]);
    assert_eq!((refused.import, house.engine.view().cameras.len()), (None, 0));

    // Nothing of a password is left when the window forgets it.
    house.engine.cameras_found_forget().await;
    let forgotten = house.engine.cameras_found_add(&picks).await.map_err(failed)?;
    assert_eq!(forgotten.refused.len(), 2);
    house.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_answers_and_no_network_are_two_things() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let house = House::open(folder.path()).await?;
    let silent = device(21, "Silent", Manner::Well).await?;
    let nobody = search(&[&silent]);
    drop(silent);
    let list = house.engine.cameras_find(&nobody, true).await.map_err(failed)?;
    assert_eq!((list.cameras.len(), list.scan), (0, 1));
    let none = Search { ways: Vec::new(), patience: PATIENCE };
    let Err(problem) = house.engine.cameras_find(&none, true).await else {
        return Err("it was searched".into());
    };
    assert!(problem.message.starts_with("No network of this computer can be searched."), "{problem:?}");
    house.close().await;
    Ok(())
}
