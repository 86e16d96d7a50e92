//! Which model pack photos are judged with.

use bellwatch_domain::models::PackFacts;
use bellwatch_domain::recognition::ModelId;

/// The pack in use, as far as lists of people need to know it.
#[derive(Debug, Clone, PartialEq)]
pub struct PackInUse {
    /// Its stable name.
    pub id: String,
    /// Names its embeddings.
    pub model: ModelId,
    /// The cosine from which two faces are one person's, by the model's makers.
    pub threshold: f32,
}

/// Why there is no pack in use; each a sentence with what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoPack {
    /// None is installed.
    #[error(
        "No model pack is installed, so photos cannot be checked and none is taken. Install one under Recognition, or \
         with bellwatchctl models install."
    )]
    NotInstalled,
    /// One is chosen that is not there.
    #[error("The model pack {0}, which is chosen, is not installed. Install it, or choose another.")]
    ChosenIsMissing(String),
    /// There are several.
    #[error(
        "Several model packs are installed and none is chosen, so photos cannot be checked. Choose one under Recognition."
    )]
    NotChosen,
    /// It is broken.
    #[error("{0} Install the model pack again; until then photos cannot be checked and none is taken.")]
    Broken(String),
}

/// The pack in use among `packs`: the one that is `chosen`, else the only one that is installed.
///
/// # Errors
///
/// [`NoPack`], a sentence.
pub fn in_use(packs: &[PackFacts], chosen: Option<&str>) -> Result<PackInUse, NoPack> {
    let mut installed = packs.iter().filter(|pack| pack.installed);
    let found = match chosen {
        Some(id) => {
            installed.find(|pack| pack.id == id).ok_or_else(|| NoPack::ChosenIsMissing(id.to_owned()))?
        }
        None => match (installed.next(), installed.next()) {
            (None, _) => return Err(NoPack::NotInstalled),
            (Some(only), None) => only,
            (Some(_), Some(_)) => return Err(NoPack::NotChosen),
        },
    };
    match (&found.broken, &found.model) {
        (None, Some(model)) => {
            Ok(PackInUse { id: found.id.clone(), model: model.clone(), threshold: found.threshold })
        }
        (why, _) => Err(NoPack::Broken(why.clone().unwrap_or_else(|| format!("{} is damaged.", found.name)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pack(id: &str, installed: bool) -> PackFacts {
        PackFacts {
            id: id.to_owned(),
            name: id.to_owned(),
            installed,
            broken: None,
            own_licence: false,
            bytes: 1,
            licences: Vec::new(),
            model: Some(ModelId::new(id)),
            embedding_length: 4,
            threshold: 0.4,
        }
    }

    #[test]
    fn the_chosen_pack_is_in_use_else_the_only_one() {
        let check = |packs: &[PackFacts], chosen, expected: Result<&str, NoPack>| {
            let found = in_use(packs, chosen);
            assert_eq!(found.map(|pack| pack.id), expected.map(str::to_owned));
        };
        let (a, b, known) = (pack("a", true), pack("b", true), pack("known", false));
        check(&[], None, Err(NoPack::NotInstalled));
        check(std::slice::from_ref(&known), None, Err(NoPack::NotInstalled));
        check(&[a.clone(), known.clone()], None, Ok("a"));
        check(&[a.clone(), b.clone()], None, Err(NoPack::NotChosen));
        check(&[a.clone(), b], Some("b"), Ok("b"));
        check(&[a.clone(), known], Some("known"), Err(NoPack::ChosenIsMissing("known".to_owned())));
        let broken = PackFacts { broken: Some("x.onnx is damaged.".to_owned()), model: None, ..a };
        check(&[broken], None, Err(NoPack::Broken("x.onnx is damaged.".to_owned())));
    }
}
