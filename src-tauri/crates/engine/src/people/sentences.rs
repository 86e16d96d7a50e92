//! The sentences of people, their lists and photos, as templates; see `wire/sentences.rs`.

use bellwatch_domain::recognition::RecognitionError;
use bellwatch_imaging::jpeg;

use super::archive::Bad;
use super::import::Row;
use super::list::{NeitherYesNorNo, NoList};
use super::names::NotNamed;
use super::pack::NoPack;
use super::photo::NotLooked;
use super::views::Of;

/// All of them.
pub(crate) fn sentences() -> Vec<String> {
    let gap = |name: &str| format!("{{{name}}}");
    let mut said = of_zips();
    let lists = [NoList::NoColumn("{what:said}"), NoList::Nobody, NoList::TooMany];
    said.extend(lists.map(|why| why.to_string()));
    said.extend(["codes", "names"].map(str::to_owned));
    said.push(NeitherYesNorNo(gap("value")).to_string());
    said.extend([NotNamed::Nobody(gap("code")), NotNamed::TwoPeople].map(|why| why.to_string()));
    said.extend(
        [NoPack::NotInstalled, NoPack::ChosenIsMissing(gap("pack")), NoPack::NotChosen]
            .map(|why| why.to_string()),
    );
    said.push(NoPack::Broken("{why:said}".to_owned()).to_string());
    let (scale, shape) = (jpeg::Error::Size, RecognitionError::Shape);
    let (jpeg, recogniser) = (scale.to_string(), shape.to_string());
    said.push(NotLooked::Jpeg(scale).to_string().replace(&jpeg, "{why:open}"));
    said.push(NotLooked::Recogniser(shape).to_string().replace(&recogniser, "{why:open}"));
    said.push(NotLooked::Frame.to_string());
    said.extend([Row::templates(), Of::templates()].concat());
    said
}

fn of_zips() -> Vec<String> {
    let zips = [
        Bad::Damaged,
        Bad::Document,
        Bad::Heavy,
        Bad::ManyFiles,
        Bad::Bomb,
        Bad::Ratio,
        Bad::LargeFile,
        Bad::Outside,
        Bad::Locked,
        Bad::Unpackable,
    ];
    // A new one belongs into the list.
    let _whole = |why: &Bad| match why {
        Bad::Damaged
        | Bad::Document
        | Bad::Heavy
        | Bad::ManyFiles
        | Bad::Bomb
        | Bad::Ratio
        | Bad::LargeFile
        | Bad::Outside
        | Bad::Locked
        | Bad::Unpackable => (),
    };
    zips.map(|why| why.to_string()).to_vec()
}
