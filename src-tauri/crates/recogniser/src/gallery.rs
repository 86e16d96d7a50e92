//! All templates that are matched against: one matrix, searched whole.
//!
//! Milliseconds a probe for 128 numbers each: about .007 for 500 templates, .095 for 5 000, 2.5 for 100 000. No index is
//! needed at the size of a school.

use bellwatch_domain::recognition::{Embedding, ModelId};

/// Numbers that are multiplied side by side; the compiler makes vectors of them.
const LANES: usize = 16;

/// Templates of one model. `P` names a person.
pub struct Gallery<P> {
    model: ModelId,
    length: usize,
    stride: usize,
    rows: Vec<f32>,
    people: Vec<P>,
}

/// A person who may be the one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate<P> {
    /// Who.
    pub person: P,
    /// Cosine of the person's nearest template, −1 to 1.
    pub score: f32,
}

/// Who it may be, best first; each person once.
#[derive(Debug, Clone, PartialEq)]
pub struct Matches<P> {
    /// At most as many as were asked for.
    pub candidates: Vec<Candidate<P>>,
    /// How far the best is ahead of the second; `None` when there are not two people.
    pub margin: Option<f32>,
}

/// Why a template or a probe is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Another model made it.
    #[error("an embedding of model {found} cannot be compared with those of {gallery}")]
    OtherModel {
        /// Of the embedding.
        found: ModelId,
        /// Of the gallery.
        gallery: ModelId,
    },
    /// It has another length.
    #[error("an embedding of {found} numbers does not fit {expected}")]
    OtherLength {
        /// Of the embedding.
        found: usize,
        /// Of the gallery.
        expected: usize,
    },
}

impl<P: Copy + Ord> Gallery<P> {
    /// A gallery of these templates.
    ///
    /// # Errors
    ///
    /// [`Error`] of the first template that does not fit `model` and `length`.
    pub fn new<'a>(
        model: ModelId,
        length: usize,
        templates: impl IntoIterator<Item = (P, &'a Embedding)>,
    ) -> Result<Self, Error> {
        let mut sorted: Vec<(P, &Embedding)> = templates.into_iter().collect();
        // A person's templates stand together, so that one pass finds each person's best.
        sorted.sort_by_key(|(person, _)| *person);
        let stride = length.next_multiple_of(LANES);
        let mut gallery = Gallery {
            model,
            length,
            stride,
            rows: Vec::with_capacity(sorted.len() * stride),
            people: Vec::with_capacity(sorted.len()),
        };
        for (person, embedding) in sorted {
            gallery.fits(embedding)?;
            gallery.people.push(person);
            gallery.rows.extend_from_slice(embedding.values());
            gallery.rows.resize(gallery.people.len() * stride, 0.0);
        }
        Ok(gallery)
    }

    /// Which model's templates it holds.
    pub fn model(&self) -> &ModelId {
        &self.model
    }

    /// How many templates.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// The people whose templates are nearest to `probe`, at most `most`.
    ///
    /// # Errors
    ///
    /// [`Error`] when the probe is of another model or length.
    pub fn search(&self, probe: &Embedding, most: usize) -> Result<Matches<P>, Error> {
        self.fits(probe)?;
        let mut padded = probe.values().to_vec();
        padded.resize(self.stride, 0.0);
        // Two are needed for the margin, however few are asked for.
        let kept = most.max(2);
        let mut best: Vec<Candidate<P>> = Vec::with_capacity(kept + 1);
        let mut current: Option<Candidate<P>> = None;
        for (row, person) in self.rows.chunks_exact(self.stride.max(1)).zip(&self.people) {
            let score = dot(row, &padded);
            match &mut current {
                Some(candidate) if candidate.person == *person => {
                    candidate.score = candidate.score.max(score)
                }
                _ => {
                    let done = current.replace(Candidate { person: *person, score });
                    done.into_iter().for_each(|candidate| keep(&mut best, candidate, kept));
                }
            }
        }
        current.into_iter().for_each(|candidate| keep(&mut best, candidate, kept));
        let margin = best.first().zip(best.get(1)).map(|(first, second)| first.score - second.score);
        best.truncate(most);
        Ok(Matches { candidates: best, margin })
    }

    fn fits(&self, embedding: &Embedding) -> Result<(), Error> {
        if *embedding.model() != self.model {
            return Err(Error::OtherModel { found: embedding.model().clone(), gallery: self.model.clone() });
        }
        let found = embedding.values().len();
        if found != self.length {
            return Err(Error::OtherLength { found, expected: self.length });
        }
        Ok(())
    }
}

/// Puts a candidate where it belongs among the best `most`; of equal scores the earlier stays ahead.
fn keep<P>(best: &mut Vec<Candidate<P>>, candidate: Candidate<P>, most: usize) {
    let at = best.partition_point(|other| other.score >= candidate.score);
    if at < most {
        best.insert(at, candidate);
        best.truncate(most);
    }
}

/// Sum of products; both have a multiple of [`LANES`] numbers.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; LANES];
    for (a, b) in a.chunks_exact(LANES).zip(b.chunks_exact(LANES)) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[f32]) -> Embedding {
        Embedding::new(ModelId::new("m"), values.to_vec()).unwrap()
    }

    #[test]
    fn each_person_stands_once_with_the_nearest_template() {
        let templates = [
            (7, of(&[1.0, 0.0, 0.0])),
            (3, of(&[0.0, 1.0, 0.0])),
            (7, of(&[0.0, 1.0, 1.0])),
            (5, of(&[0.0, 0.0, 1.0])),
        ];
        let pairs = templates.iter().map(|(person, template)| (*person, template));
        let gallery = Gallery::new(ModelId::new("m"), 3, pairs).unwrap();
        let found = gallery.search(&of(&[0.0, 1.0, 0.0]), 2).unwrap();
        let people: Vec<i32> = found.candidates.iter().map(|candidate| candidate.person).collect();
        assert_eq!(people, [3, 7]);
        assert!((found.candidates[1].score - 0.5f32.sqrt()).abs() < 1e-6);
        assert!((found.margin.unwrap() - (1.0 - 0.5f32.sqrt())).abs() < 1e-6);
        assert_eq!(gallery.search(&of(&[0.0, 1.0, 0.0]), 1).unwrap().margin, found.margin);
    }

    #[test]
    fn one_person_has_no_margin_and_nobody_no_candidate() {
        let template = of(&[1.0, 0.0]);
        let alone = Gallery::new(ModelId::new("m"), 2, [(1, &template), (1, &template)]).unwrap();
        assert_eq!(alone.search(&template, 3).unwrap().margin, None);
        let empty: Gallery<i32> = Gallery::new(ModelId::new("m"), 2, []).unwrap();
        assert_eq!(empty.search(&template, 3).unwrap().candidates, []);
    }

    #[test]
    fn another_models_probe_is_refused() {
        let template = of(&[1.0, 0.0]);
        let gallery = Gallery::new(ModelId::new("m"), 2, [(1, &template)]).unwrap();
        let other = Embedding::new(ModelId::new("n"), vec![1.0, 0.0]).unwrap();
        assert!(matches!(gallery.search(&other, 1), Err(Error::OtherModel { .. })));
        assert!(matches!(gallery.search(&of(&[1.0]), 1), Err(Error::OtherLength { .. })));
    }

    #[test]
    fn a_sum_of_any_length_is_that_of_plain_arithmetic() {
        for length in [1usize, 15, 16, 17, 128, 255] {
            let values: Vec<f32> = (0..length).map(|at| ((at * 37 % 101) as f32 - 50.0) / 50.0).collect();
            let (a, b) = (of(&values), of(&values.iter().rev().copied().collect::<Vec<_>>()));
            let gallery = Gallery::new(ModelId::new("m"), length, [(0, &a)]).unwrap();
            let found = gallery.search(&b, 1).unwrap().candidates[0].score;
            assert!((found - a.cosine(&b).unwrap()).abs() < 1e-5, "{length}");
        }
    }
}
