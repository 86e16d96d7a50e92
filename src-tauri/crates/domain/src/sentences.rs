//! The English sentences of this crate, as templates by which the window says them in another language.
//!
//! The English sentence is the message's identifier. It is made here by the code that says it, with gaps in the places of
//! names (`{camera}`), numbers (`{count:number}`), times (`{until:time}`) and sentences within it (`{why:said}`), and
//! written into `ui/src/wire` where the generated types are; a test of the window fails for each without a translation.

use chrono::Duration;

use crate::attendance::{Unenrolled, Unseen};
use crate::coverage::{Coverage, Gap, GapWhy, Interval, gap_words, span_words};
use crate::doubt::Doubt;
use crate::enrolment::{Consistency, PhotoFlaw};
use crate::examples::{camera, config, every_kind, now};
use crate::extra_cli::{ALLOWED, ExtraCliError, REFUSALS};
use crate::ffmpeg_args::{FfmpegAbility, SettingsWrong};
use crate::happened::{Happened, Within};
use crate::incident::{Cause, Place, Trouble};
use crate::knobs::{
    Input, KNOBS, KnobError, NameError, SETTINGS, check_location, check_name, check_password, check_tag,
    check_user,
};
use crate::last_error::{cure, sentence, sentence_about, word};
use crate::matching::ReviewWhy;
use crate::memory::Memory;
use crate::models::NoModels;
use crate::notices;
use crate::pause::PauseError;
use crate::person::PersonError;
use crate::plan::plan;
use crate::problems::{cure_of_many, lower_first, problems, sentence_about_many};
use crate::readiness::Ready;
use crate::recognition::RecognitionError;
use crate::roster::RowRefused;
use crate::source::AddressError;
use crate::threshold::{Basis, Threshold};
use crate::unknown::NoPeriod;
use crate::{Camera, CameraId, LastErrorKind, PersonId, PhotoId};

/// Stands for a number, since it says nothing by itself.
const NUMBER: u16 = 4711;

/// Every kind of trouble, with gaps for what is known of it.
fn kinds() -> Vec<LastErrorKind> {
    use LastErrorKind::{CameraError, OptionRefused};
    let mut kinds = every_kind();
    kinds.retain(|kind| !matches!(kind, CameraError { .. } | OptionRefused { .. }));
    kinds.extend([NUMBER, 453, 454, 503, 599].map(|status| CameraError { status }));
    kinds.push(OptionRefused { option: "{option}".to_owned() });
    kinds
}

fn of_errors(said: &mut Vec<String>) {
    for kind in kinds() {
        let numbered = |text: String| {
            let text = text.replace(&format!("error {NUMBER}"), "error {status:number}");
            let known = [453, 454, 503, 599].map(|status| format!("error {status} "));
            known.iter().fold(text, |text, known| text.replace(known, "error {status:number} "))
        };
        said.extend([sentence(&kind), sentence_about(&kind, "{camera}")].map(numbered));
        said.extend([word(&kind).to_owned(), lower_first(word(&kind)), cure(&kind)]);
    }
}

fn of_problems(said: &mut Vec<String>) {
    let named = |name: &str| Camera { name: name.to_owned(), ..camera(1, "demo:gate") };
    let cameras = ["{first}", "{second}", "{third}", ""].map(named);
    let whats = [
        (Trouble::Silence, LastErrorKind::Stalled),
        (Trouble::Kind(LastErrorKind::AuthFailed), LastErrorKind::AuthFailed),
    ];
    for (trouble, kind) in whats {
        for place in [Place::ThisComputer, Place::Host("{place}".to_owned())] {
            for count in 2..=4 {
                let cause = Cause { trouble: trouble.clone(), place: place.clone() };
                let cameras: Vec<&Camera> = cameras.iter().take(count).collect();
                let text = sentence_about_many(&cause, &kind, &cameras);
                let text = text.replace("4 cameras", "{count:number} cameras");
                said.push(
                    text.replace("no answer", "{what:said}").replace("password refused", "{what:said}"),
                );
            }
        }
    }
    for place in [Place::Host(String::new()), Place::Network(String::new())] {
        let kind = LastErrorKind::Stalled;
        said.push(cure_of_many(&place, &kind).replace(&cure(&kind), "{cure:said}"));
    }
    for count in [1, usize::from(NUMBER)] {
        let cameras =
            (1..).take(count).map(|id| Camera { name: "{camera}".to_owned(), ..camera(id, "demo:gate") });
        let mut config = config(cameras.chain([camera(0, "demo:gate")]).collect());
        config.site.max_decoders = Some(1);
        let memory = Memory::default();
        let plan = plan(&config, &memory, &FfmpegAbility::unknown(), now());
        let numbered = |text: String| text.replace("4711 cameras", "{count:number} cameras");
        said.extend(
            problems(&config, &memory, &plan).into_iter().flat_map(|one| [numbered(one.sentence), one.cure]),
        );
    }
    said.extend([SettingsWrong::NoSubStream, SettingsWrong::Fps].map(|why| why.to_string()));
    said.extend(whole_problems());
}

/// The problems that a whole plan has, not one error.
fn whole_problems() -> impl Iterator<Item = String> {
    let mut wrong = Camera { name: "{camera}".to_owned(), ..camera(1, "demo:gate") };
    wrong.unreadable = Some("{why:said}".to_owned());
    let config = config(vec![wrong]);
    let stopped = Memory { stopped_by_hand: Some(("{by:open}".to_owned(), now())), ..Memory::default() };
    let memories = [Memory::default(), stopped];
    memories.into_iter().flat_map(move |memory| {
        let plan = plan(&config, &memory, &FfmpegAbility::unknown(), now());
        problems(&config, &memory, &plan).into_iter().flat_map(|problem| [problem.sentence, problem.cure])
    })
}

fn of_knobs(said: &mut Vec<String>) {
    for knob in KNOBS.iter().chain(SETTINGS) {
        said.extend([knob.label, knob.help, knob.range].map(str::to_owned));
        if let Input::Number { unit, .. } = knob.input {
            said.push(unit.to_owned());
        }
    }
    let value = || "{value}".to_owned();
    let refusals = [
        KnobError::OutOfRange { key: "{key}", range: "{range:said}", value: value() },
        KnobError::TimeZone { value: value(), nearest: None },
        KnobError::TimeZone { value: value(), nearest: Some("{near}".to_owned()) },
        KnobError::Name(NameError::Comma),
        KnobError::Name(NameError::Colon),
    ];
    said.extend(refusals.map(|why| why.to_string()));
}

/// Why something typed cannot be taken, by the errors of this crate.
fn of_refusals(said: &mut Vec<String>) {
    of_names(said);
    of_addresses(said);
    of_arguments(said);
    let unknown = |nearest| KnobError::Unknown { key: "{key}".to_owned(), nearest };
    said.extend([None, Some("{near}".to_owned())].map(unknown).map(|why| why.to_string()));
    said.extend([PauseError::EndsInThePast, PauseError::TooLong].map(|why| why.to_string()));
    said.push(PersonError::ConsentToCome.to_string());
    said.push(NoPeriod.to_string());
}

/// What a name is of; a test below holds that this is all.
const NAMED: [&str; 11] = [
    "a name",
    "a location",
    "a tag",
    "a user name",
    "a password",
    "a reason",
    "a code",
    "a person's name",
    "a group",
    "the name of who consents",
    "a document's reference",
];

fn of_names(said: &mut Vec<String>) {
    said.extend(NAMED.map(str::to_owned));
    let what = "{what:said}";
    let whys = [
        NameError::Empty(what),
        NameError::TooLong { what, length: 4711, most: 4712 },
        NameError::Invisible(what),
    ];
    let gaps = |text: String| text.replace("4711", "{length:number}").replace("4712", "{most:number}");
    said.extend(whys.map(|why| gaps(why.to_string())));
}

fn of_addresses(said: &mut Vec<String>) {
    let value = || "{value}".to_owned();
    let whys = [
        AddressError::Empty,
        AddressError::TooLong { length: 4711 },
        AddressError::ControlCharacter,
        AddressError::NoScheme,
        AddressError::UnknownScheme(value()),
        AddressError::NoHost,
        AddressError::BadHost(value()),
        AddressError::BadPort(value()),
        AddressError::RelativePath,
        AddressError::TwoPasswords,
    ];
    // A new one belongs into the list.
    let _whole = |why: &AddressError| match why {
        AddressError::Empty
        | AddressError::TooLong { .. }
        | AddressError::ControlCharacter
        | AddressError::NoScheme
        | AddressError::UnknownScheme(_)
        | AddressError::NoHost
        | AddressError::BadHost(_)
        | AddressError::BadPort(_)
        | AddressError::RelativePath
        | AddressError::TwoPasswords => (),
    };
    // Braces are an address's own word in one of them, and no gap.
    said.extend(
        whys.map(|why| why.to_string().replace("4711", "{length:number}").replace("{password}", "{word}")),
    );
}

fn of_arguments(said: &mut Vec<String>) {
    let option = || "{option}".to_owned();
    let mut whys = vec![
        ExtraCliError::Quotes,
        ExtraCliError::TooLong,
        ExtraCliError::ControlCharacter,
        ExtraCliError::NotAnOption(option()),
        ExtraCliError::Refused { option: option(), why: "{why:said}" },
        ExtraCliError::NoValue(option()),
        ExtraCliError::BadValue { option: option(), value: "{value}".to_owned(), takes: "{takes:said}" },
    ];
    // A new one belongs into the list.
    let _whole = |why: &ExtraCliError| match why {
        ExtraCliError::Quotes
        | ExtraCliError::TooLong
        | ExtraCliError::ControlCharacter
        | ExtraCliError::NotAnOption(_)
        | ExtraCliError::Refused { .. }
        | ExtraCliError::Unknown { .. }
        | ExtraCliError::NoValue(_)
        | ExtraCliError::BadValue { .. } => (),
    };
    whys.extend(
        [None, Some("{near}".to_owned())].map(|nearest| ExtraCliError::Unknown { option: option(), nearest }),
    );
    said.extend(whys.iter().map(ToString::to_string));
    said.extend(REFUSALS.map(str::to_owned));
    said.extend(ALLOWED.iter().map(|(_, takes)| takes.in_words().to_owned()));
    let wrong = ExtraCliError::TooLong.to_string();
    said.push(SettingsWrong::ExtraCli(ExtraCliError::TooLong).to_string().replace(&wrong, "{why:said}"));
}

/// What Linux says where a file cannot be read or written, or an address not reached, by its numbers of errors.
fn of_system(said: &mut Vec<String>) {
    let known = [1, 2, 5, 13, 17, 20, 21, 24, 28, 30, 36, 39, 101, 110, 111, 113, 122];
    said.extend(known.map(|number| std::io::Error::from_raw_os_error(number).to_string()));
}

/// Each text that is looked through says what it is, and a new one is to be said in other languages too.
#[test]
fn every_name_that_is_checked_is_exported() {
    let errors = [
        check_name("").unwrap_err(),
        check_location("\n\0x").unwrap_err(),
        check_tag("").unwrap_err(),
        check_user("\0").unwrap_err(),
        check_password("\0").unwrap_err(),
        crate::attendance::check_why("").unwrap_err(),
    ];
    for error in errors {
        let (NameError::Empty(what) | NameError::Invisible(what)) = error else { panic!("{error}") };
        assert!(NAMED.contains(&what), "{what}");
    }
}

fn of_doubts(said: &mut Vec<String>) {
    let whys = [ReviewWhy::TooClose, ReviewWhy::Confusable, ReviewWhy::MistakenBefore, ReviewWhy::RuledOut];
    said.extend(whys.map(|why| Doubt::Said(why).sentence()));
    said.push(Doubt::JustAlike.sentence());
    for votes in [1, u32::from(NUMBER)] {
        let text = Doubt::FewVotes { votes, needed: 4712 }.sentence();
        said.push(text.replace("4711 times", "{votes:number} times").replace("4712", "{needed:number}"));
    }
}

fn of_gaps(said: &mut Vec<String>) {
    let interval = Interval { from: now(), to: now() + Duration::minutes(8) };
    let span = span_words(interval, chrono_tz::UTC);
    let words = [String::new(), "{word:said}".to_owned()];
    let whys =
        words.into_iter().flat_map(|word| [GapWhy::Down { word: word.clone() }, GapWhy::Rested { word }]);
    for why in whys.chain([GapWhy::NotLookedAt, GapWhy::NotKnown]) {
        let gap = Gap { interval, why };
        let name = "{camera}".to_owned();
        let coverage =
            Coverage { camera: CameraId(1), name, window: interval, looked: Vec::new(), gaps: Vec::new() };
        said.push(gap_words(&coverage, &gap, chrono_tz::UTC).replace(&span, "{span:spans}"));
    }
}

/// What is wrong with a photo, with what to do about it, and what a person's photos are together.
fn of_photos(said: &mut Vec<String>) {
    let flaws = [
        PhotoFlaw::NoFace,
        PhotoFlaw::ManyFaces(4711),
        PhotoFlaw::Duplicate(PhotoId(1)),
        PhotoFlaw::Small { px: 4711, wanted_px: 4712 },
        PhotoFlaw::Blurred,
        PhotoFlaw::Dark,
        PhotoFlaw::Bright,
        PhotoFlaw::Flat,
        PhotoFlaw::Turned,
        PhotoFlaw::Tilted,
        PhotoFlaw::LikeAnother(PersonId(1)),
        PhotoFlaw::UnlikeOthers,
    ];
    // A new one belongs into the list.
    let _whole = |flaw: PhotoFlaw| match flaw {
        PhotoFlaw::NoFace
        | PhotoFlaw::ManyFaces(_)
        | PhotoFlaw::Duplicate(_)
        | PhotoFlaw::Small { .. }
        | PhotoFlaw::Blurred
        | PhotoFlaw::Dark
        | PhotoFlaw::Bright
        | PhotoFlaw::Flat
        | PhotoFlaw::Turned
        | PhotoFlaw::Tilted
        | PhotoFlaw::LikeAnother(_)
        | PhotoFlaw::UnlikeOthers => (),
    };
    let numbered = |text: String, name: &str| {
        text.replace("4711", &format!("{{{name}:number}}")).replace("4712", "{wanted:number}")
    };
    for flaw in flaws {
        let name = if matches!(flaw, PhotoFlaw::Small { .. }) { "px" } else { "count" };
        said.extend([numbered(flaw.words(), name), flaw.cure().to_owned()]);
    }
    let sets = [
        Consistency::NotKnown,
        Consistency::Agrees { least: 1.0 },
        Consistency::Outliers { photos: vec![0] },
        Consistency::Outliers { photos: vec![0; 4711] },
        Consistency::Disagrees,
    ];
    said.extend(sets.map(|set| numbered(set.sentence(), "count")));
}

/// Why a row of a list of people is refused, and what recognition says.
fn of_people_and_recognition(said: &mut Vec<String>) {
    let rows = [
        RowRefused::CodeTwice(4711),
        RowRefused::NotAStudent("{role}".to_owned()),
        RowRefused::NotYesOrNo("{value}".to_owned()),
        RowRefused::TooMany,
    ];
    // A new one belongs into the list; what is wrong with a cell is among the names.
    let _whole = |why: &RowRefused| match why {
        RowRefused::Cell(_)
        | RowRefused::CodeTwice(_)
        | RowRefused::NotAStudent(_)
        | RowRefused::NotYesOrNo(_)
        | RowRefused::TooMany => (),
    };
    said.extend(rows.map(|why| why.to_string().replace("4711", "{line:number}")));
    let errors = [
        RecognitionError::Run(Box::new(std::fmt::Error)),
        RecognitionError::Shape,
        RecognitionError::NoDirection,
    ];
    said.extend(errors.map(|error| error.to_string()));
    let bases = [Basis::Counted, Basis::Tail, Basis::ModelIsStricter, Basis::TooFew { people: 4711 }];
    said.extend(bases.map(|basis| {
        let sentence = Threshold { value: 0.0, basis, expected_per_day: None }.sentence();
        sentence.replace("4711", "{people:number}")
    }));
    said.push(NoModels::SENTENCE.to_owned());
    said.extend([Unenrolled::NoConsent, Unenrolled::NoPhoto].map(|why| why.reason().to_owned()));
}

#[test]
fn the_sentences_stand_beside_the_generated_types() {
    let mut said = Vec::new();
    of_errors(&mut said);
    of_problems(&mut said);
    of_knobs(&mut said);
    of_refusals(&mut said);
    of_doubts(&mut said);
    of_gaps(&mut said);
    of_photos(&mut said);
    of_system(&mut said);
    of_people_and_recognition(&mut said);
    said.extend([Happened::templates(), Within::templates(), Ready::templates()].concat());
    said.extend([notices::Title::templates(), Unseen::templates()].concat());
    let folder = std::env::var("TS_RS_EXPORT_DIR").expect("cargo says where generated types go");
    let file = std::path::Path::new(&folder).join("sentencesOfDomain.ts");
    std::fs::write(file, crate::said::module("domain", "ofDomain", said)).unwrap();
}
