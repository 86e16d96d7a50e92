//! Who can be matched, and from which cosine on: the gallery of the pack at work with the threshold that comes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bellwatch_domain::recognition::{Embedding, Recogniser, RecognitionError, Search};
use bellwatch_domain::threshold::{Confusables, Pair, Point, Scores, Threshold, Wish, curve, threshold};
use bellwatch_domain::{PersonId, TemplateId};
use bellwatch_store::Gallery;

/// Comparisons of different people's templates that the threshold is learnt from at most; with more, every n-th.
const MOST_PAIRS: usize = 2_000_000;
/// Templates that are searched for people who are too much alike at most: 0.1 ms each with 5000 of them.
const MOST_SEARCHED: usize = 20_000;
/// How many people are looked at beside each template: of more lookalikes each is found from its own side.
const ALIKE: usize = 6;
/// Passings of one person a day, on average: what the frames of one passing say is said once.
const PASSINGS_A_DAY: f64 = 10.0;

/// Who can be matched.
pub(crate) struct Known {
    pub(super) search: Arc<dyn Search>,
    pub(super) people: usize,
    /// Templates that do not open, because their key is gone.
    pub(super) closed: usize,
    pub(super) threshold: Threshold,
    pub(super) confusable: BTreeSet<Pair>,
    pub(super) mistaken: BTreeSet<Pair>,
    /// Photos are still to be learnt, so whoever is like nobody may be somebody all the same.
    pub(super) is_learning: bool,
    scores: Arc<Measured>,
    wish: Wish,
    margin: f32,
}

/// How alike the templates are: of different people, and of one.
struct Measured {
    of: Vec<TemplateId>,
    impostors: Scores,
    genuine: Scores,
}

/// What is asked of the threshold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Asked {
    pub(super) false_accepts_per_day: f64,
    pub(super) margin: f32,
}

impl Known {
    /// Of a gallery. What `before` measured of the same templates is taken over. Takes seconds with many templates.
    ///
    /// # Errors
    ///
    /// [`RecognitionError::Shape`] when the store's templates are none of this model's.
    pub(super) fn new(
        recogniser: &dyn Recogniser,
        gallery: &Gallery,
        vetoes: &[(PersonId, PersonId)],
        asked: Asked,
        before: Option<&Known>,
    ) -> Result<Self, RecognitionError> {
        let model = recogniser.model();
        let templates: Vec<(PersonId, Embedding)> = gallery
            .templates
            .iter()
            .filter_map(|one| Some((one.person, Embedding::new(model.clone(), one.embedding.clone())?)))
            .collect();
        let search = recogniser.gallery(&templates)?;
        let of: Vec<TemplateId> = gallery.templates.iter().map(|template| template.id).collect();
        let scores = match before.filter(|before| before.scores.of == of) {
            Some(before) => Arc::clone(&before.scores),
            None => Arc::new(measure(of, &templates)),
        };
        let people = templates.iter().map(|(person, _)| *person).collect::<BTreeSet<_>>().len();
        let wish = Wish {
            false_accepts_per_day: asked.false_accepts_per_day,
            // Each passing is compared with everybody.
            comparisons_per_day: PASSINGS_A_DAY * (people as f64).powi(2),
            model_threshold: recogniser.threshold(),
        };
        let threshold = threshold(&scores.impostors, people, &wish);
        let mut confusables = Confusables::new(threshold.value, asked.margin);
        for (person, embedding) in templates.iter().take(MOST_SEARCHED) {
            for other in search.search(embedding, ALIKE) {
                confusables.add(*person, other.person, other.score);
            }
        }
        if confusables.is_cut() || templates.len() > MOST_SEARCHED {
            tracing::warn!("there are more people who are alike than can be told");
        }
        Ok(Known {
            search,
            people,
            closed: gallery.closed,
            threshold,
            confusable: confusables.told().into_iter().map(|one| one.pair).collect(),
            mistaken: vetoes.iter().filter_map(|(a, b)| Pair::new(*a, *b)).collect(),
            is_learning: false,
            scores,
            wish,
            margin: asked.margin,
        })
    }

    /// Whether it answers `asked`.
    pub(super) fn answers(&self, asked: Asked) -> bool {
        let own = Asked { false_accepts_per_day: self.wish.false_accepts_per_day, margin: self.margin };
        own == asked
    }

    /// The chart of thresholds.
    pub(super) fn curve(&self) -> Vec<Point> {
        curve(&self.scores.impostors, &self.scores.genuine, self.people, &self.wish)
    }

    /// Comparisons of different people that the threshold was learnt from.
    pub(super) fn pairs(&self) -> u64 {
        self.scores.impostors.count()
    }
}

/// The scores of pairs of templates: all of one person's, and of different people's as many as [`MOST_PAIRS`].
fn measure(of: Vec<TemplateId>, templates: &[(PersonId, Embedding)]) -> Measured {
    let (mut impostors, mut genuine) = (Scores::default(), Scores::default());
    let mut own: BTreeMap<PersonId, Vec<&Embedding>> = BTreeMap::new();
    for (person, embedding) in templates {
        own.entry(*person).or_default().push(embedding);
    }
    for embeddings in own.values() {
        for (at, one) in embeddings.iter().enumerate() {
            embeddings[..at]
                .iter()
                .filter_map(|other| one.cosine(other))
                .for_each(|score| genuine.add(score));
        }
    }
    let count = templates.len();
    let pairs = count * count.saturating_sub(1) / 2;
    let every = pairs.div_ceil(MOST_PAIRS).max(1);
    // Counted along the rows, so that every n-th pair is taken whatever row it lies in.
    let mut next = 0;
    for (at, (person, embedding)) in templates.iter().enumerate() {
        while next < at {
            let (other, theirs) = &templates[next];
            if other != person {
                embedding.cosine(theirs).into_iter().for_each(|score| impostors.add(score));
            }
            next += every;
        }
        next -= at;
    }
    Measured { of, impostors, genuine }
}

#[cfg(test)]
mod tests {
    use bellwatch_domain::recognition::ModelId;

    use super::*;

    /// So many templates of people with two each, in directions that differ.
    fn templates(count: i64) -> Vec<(PersonId, Embedding)> {
        let value = |at: i64| ((at * 7919) % 997) as f32 - 498.0;
        let embedding =
            |at: i64| Embedding::new(ModelId::new("m"), vec![value(at), value(at + 1), value(at + 2)]);
        (0..count).map(|at| (PersonId(at / 2), embedding(at).unwrap())).collect()
    }

    #[test]
    fn every_pair_is_compared_once() {
        let measured = measure(Vec::new(), &templates(100));
        assert_eq!(measured.genuine.count(), 50);
        assert_eq!(measured.impostors.count(), 100 * 99 / 2 - 50);
    }

    #[test]
    fn of_too_many_pairs_some_are_compared_from_every_row() {
        let measured = measure(Vec::new(), &templates(3000));
        let pairs = 3000 * 2999 / 2;
        let every = u64::try_from(pairs).unwrap().div_ceil(2_000_000);
        let taken = measured.impostors.count();
        assert!(taken <= 2_000_000 && taken >= pairs as u64 / every - 1500, "{taken} by {every}");
    }
}
