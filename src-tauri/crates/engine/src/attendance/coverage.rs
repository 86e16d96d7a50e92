//! Coverage of an occurrence that is over: worked out from the history while that is whole, and kept for good.

use bellwatch_domain::coverage::{Gap, GapWhy, Interval};
use bellwatch_domain::plan::Config;
use bellwatch_domain::{CameraId, Coverage, OccurrenceId, PeriodOccurrence};
use bellwatch_store::{CoverageRow, Error, Store};
use chrono::{DateTime, Duration, Utc};

use super::watched::{Standing, watched, watching};

/// So long after an occurrence closed its history may still grow: the last beats come, by the slowest cadence of 300 s.
pub(crate) const SETTLES_WITHIN: Duration = Duration::minutes(10);

/// What each camera that was to watch saw of an occurrence that is over. What is settled is only read; else it is worked
/// out and kept.
///
/// # Errors
///
/// When the store cannot be read or written.
pub(super) async fn of_closed(
    store: &Store,
    config: &Config,
    (id, occurrence): (OccurrenceId, &PeriodOccurrence),
    window: Interval,
    now: DateTime<Utc>,
) -> Result<Vec<Coverage>, Error> {
    let kept = kept(store, config, id, window).await?;
    let is_settled = now >= window.to + SETTLES_WITHIN;
    if is_settled && !kept.is_empty() {
        return Ok(kept);
    }
    let standing = if is_settled { None } else { Some(Standing::read(store).await?) };
    let mut coverages = Vec::new();
    for camera in watching(config, occurrence) {
        let span = (occurrence, window);
        let watched = watched(store, config, camera, span, standing.as_ref()).await?;
        let fresh = Coverage::of(&watched, window);
        let before = kept.iter().find(|one| one.camera == camera.id);
        coverages.push(before.map_or_else(|| fresh.clone(), |before| fresh.clone().or(before)));
    }
    // A camera that was removed meanwhile was to watch all the same.
    let gone = kept.iter().filter(|one| !coverages.iter().any(|known| known.camera == one.camera));
    let gone: Vec<Coverage> = gone.cloned().collect();
    coverages.extend(gone);
    coverages.sort_by_key(|one| one.camera);
    if coverages != kept {
        store.keep_coverage(id, &rows(&coverages)).await?;
    }
    Ok(coverages)
}

/// The coverage of an occurrence as it is kept, by camera; none until it closed.
///
/// # Errors
///
/// When the store cannot be read.
pub(super) async fn kept(
    store: &Store,
    config: &Config,
    id: OccurrenceId,
    window: Interval,
) -> Result<Vec<Coverage>, Error> {
    let mut coverages: Vec<Coverage> = Vec::new();
    for row in store.coverage_of(id).await? {
        if coverages.last().is_none_or(|last| last.camera != row.camera) {
            let name = name_of(config, row.camera);
            coverages.push(Coverage { camera: row.camera, name, window, looked: vec![], gaps: vec![] });
        }
        let Some(coverage) = coverages.last_mut() else { continue };
        match row.why {
            None => coverage.looked.push(row.interval),
            Some(text) => coverage.gaps.push(Gap { interval: row.interval, why: why_of(&text) }),
        }
    }
    Ok(coverages)
}

fn name_of(config: &Config, id: CameraId) -> String {
    let camera = config.cameras.iter().find(|camera| camera.id == id);
    camera.map_or_else(|| format!("Camera {id}, which was removed,"), |camera| camera.name.clone())
}

fn rows(coverages: &[Coverage]) -> Vec<CoverageRow> {
    let of_one = |coverage: &Coverage| -> Vec<CoverageRow> {
        let row = |interval: Interval, why| CoverageRow { camera: coverage.camera, interval, why };
        let looked = coverage.looked.iter().map(|interval| row(*interval, None));
        let gaps = coverage.gaps.iter().map(|gap| row(gap.interval, Some(text_of(&gap.why))));
        looked.chain(gaps).collect()
    };
    coverages.iter().flat_map(of_one).collect()
}

/// A reason as it is kept: a word, and what is said behind a colon.
fn text_of(why: &GapWhy) -> String {
    match why {
        GapWhy::Down { word } => format!("{DOWN}{word}"),
        GapWhy::Rested { word } => format!("{RESTED}{word}"),
        GapWhy::NotLookedAt => NOT_LOOKED_AT.to_owned(),
        GapWhy::NotKnown => NOT_KNOWN.to_owned(),
    }
}

fn why_of(text: &str) -> GapWhy {
    if let Some(word) = text.strip_prefix(DOWN) {
        GapWhy::Down { word: word.to_owned() }
    } else if let Some(word) = text.strip_prefix(RESTED) {
        GapWhy::Rested { word: word.to_owned() }
    } else if text == NOT_LOOKED_AT {
        GapWhy::NotLookedAt
    } else {
        GapWhy::NotKnown
    }
}

const DOWN: &str = "down: ";
const RESTED: &str = "rested: ";
const NOT_LOOKED_AT: &str = "not looked at";
const NOT_KNOWN: &str = "not known";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_read_back_as_it_was_kept() {
        let word = || "No answer: 3".to_owned();
        for why in [
            GapWhy::Down { word: word() },
            GapWhy::Rested { word: word() },
            GapWhy::Down { word: String::new() },
            GapWhy::NotLookedAt,
            GapWhy::NotKnown,
        ] {
            assert_eq!(why_of(&text_of(&why)), why);
        }
    }
}
