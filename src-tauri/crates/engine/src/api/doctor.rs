//! Is everything on this machine that Bellwatch needs?

use std::fs;
use std::path::Path;
use std::sync::Arc;

use bellwatch_domain::models::Models;
use bellwatch_store::{KeyChoice, Store};

use crate::ability;
use crate::folder::DataFolder;
use crate::programs::Programs;
use crate::spawner::Spawner;
use crate::wire::{Finding, Verdict};
use crate::words::cures::Cure;

/// Looks at the machine and the data folder at `home`; makes nothing that is not there.
pub async fn examine(home: &Path, models: Arc<dyn Models>) -> Vec<Finding> {
    let mut findings = vec![version()];
    findings.extend(programs().await);
    findings.extend(folder(home, models).await);
    findings.push(gpu());
    findings
}

fn finding(what: &str, verdict: Verdict, sentence: impl Into<String>) -> Finding {
    Finding { what: what.to_owned(), verdict, sentence: sentence.into(), cure: None }
}

fn version() -> Finding {
    finding("Bellwatch", Verdict::Good, format!("Version {}.", env!("CARGO_PKG_VERSION")))
}

async fn programs() -> Vec<Finding> {
    const INSTALL: &str = "Install it: sudo apt install ffmpeg";
    let programs = Programs::from_environment();
    let found = match Spawner::start("doctor") {
        Ok(spawner) => ability::find(&programs, &spawner).await.map_err(|missing| missing.evidence),
        Err(error) => Err(error.to_string()),
    };
    let mut findings = match found {
        Ok(found) => {
            let place = programs.ffmpeg().map(|path| path.display().to_string()).unwrap_or_default();
            let accelerators = match found.ability.hwaccels.as_slice() {
                [] => {
                    finding("Hardware decoding", Verdict::Note, "ffmpeg lists none; it decodes in software.")
                }
                some => {
                    finding("Hardware decoding", Verdict::Good, format!("ffmpeg lists {}.", some.join(", ")))
                }
            };
            vec![
                finding("ffmpeg", Verdict::Good, format!("{} at {place}.", found.version_text)),
                accelerators,
            ]
        }
        Err(why) => vec![Finding {
            cure: Some(INSTALL.to_owned()),
            ..finding("ffmpeg", Verdict::Broken, format!("Not usable: {why}."))
        }],
    };
    findings.push(match programs.ffprobe() {
        Some(path) => finding("ffprobe", Verdict::Good, format!("At {}.", path.display())),
        None => Finding {
            cure: Some(INSTALL.to_owned()),
            ..finding("ffprobe", Verdict::Broken, "Not there, so connections cannot be tested.")
        },
    });
    findings
}

async fn folder(home: &Path, models: Arc<dyn Models>) -> Vec<Finding> {
    if !home.exists() {
        let sentence = format!("{} is not there yet; it is made at the first start.", home.display());
        return vec![finding("Data folder", Verdict::Note, sentence)];
    }
    let folder = match DataFolder::open(home) {
        Ok(folder) => folder,
        Err(error) => {
            return vec![finding("Data folder", Verdict::Broken, super::problem::chain(&error))];
        }
    };
    let mut findings = Vec::new();
    findings.push(match folder.too_open() {
        Ok(None) => finding("Data folder", Verdict::Good, format!("{}.", folder.path().display())),
        Ok(Some(sentence)) => Finding {
            cure: Some(format!("Close it: chmod 700 {}", folder.path().display())),
            ..finding("Data folder", Verdict::Note, sentence)
        },
        Err(error) => finding("Data folder", Verdict::Broken, error.to_string()),
    });
    findings.push(match folder.holder() {
        Some(Some(pid)) => finding("Lock", Verdict::Good, format!("An engine runs (pid {pid}).")),
        Some(None) => finding("Lock", Verdict::Good, "An engine runs."),
        None => finding("Lock", Verdict::Note, "No engine runs."),
    });
    if folder.path().join("bellwatch.db").exists() {
        findings.extend(store(&folder, models).await);
    } else {
        findings.push(finding("Store", Verdict::Note, "There is none yet; it is made at the first start."));
    }
    findings
}

async fn store(folder: &DataFolder, models: Arc<dyn Models>) -> Vec<Finding> {
    let store = match Store::open(folder.path(), KeyChoice::from_environment()).await {
        Ok(store) => store,
        Err(error) => return vec![finding("Store", Verdict::Broken, super::problem::chain(&error))],
    };
    let health = match store.integrity_check().await {
        Ok(wrong) if wrong.is_empty() => finding("Store", Verdict::Good, "Whole."),
        Ok(wrong) => finding("Store", Verdict::Broken, wrong.join("; ")),
        Err(error) => finding("Store", Verdict::Broken, super::problem::chain(&error)),
    };
    let mut findings = vec![health, finding("Passwords", Verdict::Good, store.key_place().sentence())];
    findings.extend(recognition(&store, models).await);
    findings
}

/// The chosen pack, put to work once; nothing where none is chosen.
async fn recognition(store: &Store, models: Arc<dyn Models>) -> Option<Finding> {
    // A store that cannot be read has been told of above.
    let (config, _) = store.config().await.ok()?;
    Some(match super::recognition::examine(models, &config.site).await? {
        Ok(sentence) => finding("Face recognition", Verdict::Good, sentence),
        Err(sentence) => Finding {
            cure: Some(Cure::Recognition.to_string()),
            ..finding("Face recognition", Verdict::Broken, sentence)
        },
    })
}

fn gpu() -> Finding {
    match nvml_wrapper::Nvml::init() {
        Ok(nvml) => match (nvml.device_count(), nvml.sys_driver_version()) {
            (Ok(count), Ok(driver)) => {
                finding("GPU", Verdict::Good, format!("{count} by NVIDIA, driver {driver}."))
            }
            _ => finding("GPU", Verdict::Note, "An NVIDIA driver is there and does not answer."),
        },
        Err(_) if fs::exists("/dev/dri/renderD128").unwrap_or(false) => {
            finding("GPU", Verdict::Note, "No NVIDIA driver; /dev/dri/renderD128 is there for vaapi.")
        }
        Err(_) => {
            finding("GPU", Verdict::Note, "None that can decode; that is fine, cameras decode in software.")
        }
    }
}
