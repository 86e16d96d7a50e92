//! `camera find`: cameras that say themselves that they are there.

use std::collections::BTreeMap;

use bellwatch_engine::discovery::{Discovery, Search};
use bellwatch_engine::wire::{
    FoundAdded, FoundAnswer, FoundAsk, FoundCamera, FoundCameras, FoundPick, FoundTrouble,
};
use serde::Serialize;

use crate::args::CameraFindArgs;
use crate::cameras::print_json;
use crate::desk::{Desk, secret_from_stdin};
use crate::table::table;
use crate::{Exit, Failure};

/// All that one command found, was told and did.
#[derive(Serialize)]
struct Report {
    cameras: Vec<FoundCamera>,
    /// Empty unless a user name was given.
    answers: Vec<FoundAnswer>,
    /// `null` unless some were to be added.
    added: Option<FoundAdded>,
}

/// `camera find …`.
pub async fn find(desk: &Desk, args: CameraFindArgs) -> Result<Exit, Failure> {
    let login = match args.user {
        Some(user) => Some((user, secret_from_stdin("password")?)),
        None => None,
    };
    let discovery = Discovery::new(desk.clock.clone());
    let search = if args.at.is_empty() { Discovery::everywhere()? } else { Search::at(&args.at) };
    let mut found = desk.operator.cameras_find(&discovery, &search, true).await?;
    while found.scan < found.scans {
        found = desk.operator.cameras_find(&discovery, &search, false).await?;
    }
    let FoundCameras { cameras, left_out, networks, .. } = found;
    let answers = match &login {
        None => Vec::new(),
        Some((user, password)) => {
            let new = cameras.iter().filter(|camera| camera.camera.is_none());
            let ask = |camera: &FoundCamera| FoundAsk {
                id: camera.id,
                user: user.clone(),
                password: password.reveal().to_owned(),
            };
            desk.operator.cameras_ask(&discovery, new.map(ask).collect()).await?
        }
    };
    let added = if args.add {
        Some(desk.operator.cameras_found_add(&discovery, &picks(&answers)).await?)
    } else {
        None
    };
    let is_well = answers.iter().all(|answer| answer.trouble.is_none())
        && added.as_ref().is_none_or(|added| added.refused.is_empty());
    let report = Report { cameras, answers, added };
    if args.json {
        print_json(&report)?;
    } else {
        print(&report, networks, left_out);
    }
    Ok(if is_well { Exit::Well } else { Exit::Attention })
}

/// Every picture that is not a camera's already.
fn picks(answers: &[FoundAnswer]) -> Vec<FoundPick> {
    let pick = |answer: &FoundAnswer| {
        let id = answer.id;
        let new = answer.streams.iter().filter(|stream| stream.camera.is_none());
        new.map(move |stream| FoundPick { id, channel: stream.channel, name: stream.name.clone() })
            .collect::<Vec<_>>()
    };
    answers.iter().flat_map(pick).collect()
}

fn print(report: &Report, networks: u32, left_out: u32) {
    let Report { cameras, answers, added } = report;
    if cameras.is_empty() {
        println!("No camera answered in {networks} networks.");
        println!(
            "Cameras in another network do not hear the question (--at asks one there), ONVIF may be switched off in \
             them, or a firewall on this computer keeps their answers away."
        );
        return;
    }
    let answers: BTreeMap<u32, &FoundAnswer> = answers.iter().map(|answer| (answer.id, answer)).collect();
    let row = |camera: &FoundCamera| {
        let there = camera.camera.as_ref().map(|name| format!("is there as {name}"));
        let said = answers.get(&camera.id).map(|answer| said(answer));
        let what = there.or(said).unwrap_or_else(|| "new".to_owned());
        vec![camera.host.clone(), camera.name.clone(), camera.hardware.clone(), camera.location.clone(), what]
    };
    let rows: Vec<Vec<String>> = cameras.iter().map(row).collect();
    print!("{}", table(&["ADDRESS", "NAME", "MODEL", "LOCATION", "WHAT"], &rows));
    if left_out > 0 {
        println!("{left_out} further answers had no room.");
    }
    let Some(added) = added else { return };
    added.refused.iter().for_each(|refused| println!("{}", refused.sentence));
    println!("{} cameras were added.", added.added);
    if added.import.is_some() {
        println!("bellwatchctl camera import --undo takes them back, for a day.");
    }
}

fn said(answer: &FoundAnswer) -> String {
    if let Some(trouble) = &answer.trouble {
        return FoundTrouble::sentence(trouble);
    }
    let addresses: Vec<&str> = answer.streams.iter().map(|stream| stream.address.as_str()).collect();
    addresses.join(", ")
}
