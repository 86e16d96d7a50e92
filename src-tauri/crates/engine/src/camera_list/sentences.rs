//! The sentences of lists of cameras, as templates; see `wire/sentences.rs`.

use bellwatch_domain::source::AddressError;

use super::plan::{FIELDS, Refused};
use super::read::NoList;
use super::report::Row;

/// All of them; what is wrong with a name, an address or a field is said elsewhere.
pub(crate) fn sentences() -> Vec<String> {
    let gap = |name: &str| format!("{{{name}}}");
    let rows = [
        Refused::TooLong,
        Refused::Garbled,
        Refused::NameTwice(4711),
        Refused::AddressTwice(4711),
        Refused::AddressTaken(gap("camera")),
        Refused::SubAddress(AddressError::Empty),
        Refused::NoProfile(gap("profiles")),
        Refused::NoPriority,
        Refused::NeitherYesNorNo,
        Refused::NameTaken,
        Refused::NameAgain,
        Refused::AddressAgain,
        Refused::AddressOf(gap("camera")),
    ];
    // A new one belongs into the list.
    let _whole = |why: &Refused| match why {
        Refused::TooLong
        | Refused::Garbled
        | Refused::Name(_)
        | Refused::NameTwice(_)
        | Refused::AddressTwice(_)
        | Refused::AddressTaken(_)
        | Refused::Address(_)
        | Refused::SubAddress(_)
        | Refused::NoProfile(_)
        | Refused::NoPriority
        | Refused::NeitherYesNorNo
        | Refused::Field(_)
        | Refused::NameTaken
        | Refused::NameAgain
        | Refused::AddressAgain
        | Refused::AddressOf(_) => (),
    };
    let empty = AddressError::Empty.to_string();
    let gaps = |text: String| text.replace("4711", "{line:number}").replace(&empty, "{why:said}");
    let mut said: Vec<String> = rows.map(|why| gaps(why.to_string())).to_vec();
    said.extend([NoList::NoNames, NoList::NoCamera, NoList::TooMany].map(|why| why.to_string()));
    said.extend(FIELDS.map(str::to_owned));
    said.extend(Row::templates());
    said
}
