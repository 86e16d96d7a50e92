//! Tables of sentences: an enum whose variants are what is to be said, each beside the English that says it.
//!
//! The English of a variant is also the template by which the window says it in another language, so no sentence of a
//! table can be missing among those that are exported.

use std::fmt::{self, Display};

use chrono::NaiveDate;

use crate::PersonId;

/// What may stand in a gap of a sentence.
pub trait Gap: Display {
    /// What a template writes behind the gap's name; nothing where it holds a name.
    const KIND: &'static str;
}

impl Gap for &str {
    const KIND: &'static str = "";
}

macro_rules! gaps {
    ($kind:literal: $($of:ty),+) => { $(impl Gap for $of { const KIND: &'static str = $kind; })+ };
}

gaps!(":number": usize, u64, i64, f64, PersonId);
gaps!(":time": NaiveDate);

/// A sentence or a word of Bellwatch's own within another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Said<'a>(pub &'a str);

/// Sentences within another: without their full stops, with semicolons between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clauses<'a>(pub &'a str);

/// An instant, as Bellwatch writes it in English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time<'a>(pub &'a str);

macro_rules! within {
    ($($name:ident is $kind:literal),+) => { $(
        impl Gap for $name<'_> {
            const KIND: &'static str = $kind;
        }

        impl Display for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.0)
            }
        }
    )+ };
}

within!(Said is ":said", Clauses is ":clauses", Time is ":time");

/// Makes the enum of a table: `Variant { gap: Type } = "English with a {gap}.",` each. It displays as its English, and
/// `templates` has the English of all of them.
#[macro_export]
macro_rules! sentences {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident $(<$life:lifetime>)? {
            $($variant:ident $({ $($gap:ident: $kind:ty),+ })? = $english:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        $vis enum $name $(<$life>)? {
            $(#[doc = $english] $variant $({ $(#[doc = "Its gap of this name."] $gap: $kind),+ })?,)+
        }

        impl $(<$life>)? ::std::fmt::Display for $name $(<$life>)? {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                match self {
                    $($name::$variant $({ $($gap),+ })? => write!(f, $english),)+
                }
            }
        }

        impl $(<$life>)? $name $(<$life>)? {
            /// The English of every variant; each gap says what it holds.
            $vis fn templates() -> Vec<String> {
                vec![$(
                    $english.to_owned()
                    $($(.replace(
                        concat!("{", stringify!($gap), "}"),
                        &format!("{{{}{}}}", stringify!($gap), <$kind as $crate::said::Gap>::KIND),
                    ))+)?,
                )+]
            }
        }
    };
}
