//! Gaps in words, in local time: "Gate 2 was down 08:03–08:11".

use chrono::Timelike;
use chrono_tz::Tz;

use super::{Coverage, Gap, GapWhy, Interval};

/// What an operator reads of a gap, without a full stop, so that several make one sentence.
pub fn gap_words(coverage: &Coverage, gap: &Gap, zone: Tz) -> String {
    let name = &coverage.name;
    let span = span_words(gap.interval, zone);
    match &gap.why {
        GapWhy::Down { word } if word.is_empty() => format!("{name} was down {span}"),
        GapWhy::Down { word } => format!("{name} was down {span} ({})", in_a_sentence(word)),
        GapWhy::Rested { word } if word.is_empty() => format!("{name} rested {span}"),
        GapWhy::Rested { word } => format!("{name} rested {span} ({})", in_a_sentence(word)),
        GapWhy::NotLookedAt => format!("{name} was not searched for faces often enough {span}"),
        GapWhy::NotKnown => format!("{name} sent no sign of life {span}"),
    }
}

/// `08:03–08:11`; with seconds where the minutes are the same.
pub fn span_words(interval: Interval, zone: Tz) -> String {
    let (from, to) = (interval.from.with_timezone(&zone), interval.to.with_timezone(&zone));
    let is_short = (from.hour(), from.minute()) == (to.hour(), to.minute());
    let format = if is_short { "%H:%M:%S" } else { "%H:%M" };
    format!("{}–{}", from.format(format), to.format(format))
}

/// `No answer` → `no answer`, and `GPU …` as it is.
fn in_a_sentence(word: &str) -> String {
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(word.chars().skip(1)).collect()
        }
        _ => word.to_owned(),
    }
}
