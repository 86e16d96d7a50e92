//! Everybody who is enrolled, by the model in use: who a new photo is like, and which people are alike.

use std::collections::BTreeMap;

use bellwatch_domain::recognition::{Embedding, ModelId};
use bellwatch_domain::threshold::{Confusable, Confusables};
use bellwatch_domain::{PersonId, PhotoId};
use bellwatch_store::Gallery;

/// From this cosine on two photos are the same one: the same file gives 1, and another shot of a face never comes so near.
const SAME_PHOTO: f32 = 0.999;
/// Templates that are compared each with each, which takes a second; of larger schools the best of each person.
const MOST_COMPARED: usize = 6000;
/// Numbers that are multiplied side by side.
const LANES: usize = 8;

/// One template.
struct One {
    person: PersonId,
    photo: PhotoId,
    quality: f32,
    embedding: Embedding,
}

/// Everybody's templates. Not printed.
pub struct Known(Vec<One>);

/// Who a photo is like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// The best cosine to the person's own photos.
    pub same_person: Option<f32>,
    /// The other person it is most like.
    pub other_person: Option<(PersonId, f32)>,
    /// The very same photo, and whose it is.
    pub duplicate: Option<(PhotoId, PersonId)>,
}

impl Known {
    /// The templates of a gallery that `model` made.
    pub fn of(gallery: Gallery, model: &ModelId) -> Self {
        let one = |template: bellwatch_store::FaceTemplate| {
            let embedding = Embedding::new(model.clone(), template.embedding)?;
            let (person, photo, quality) = (template.person, template.photo, template.quality);
            Some(One { person, photo, quality, embedding })
        };
        Known(gallery.templates.into_iter().filter_map(one).collect())
    }

    /// One more that was just kept.
    pub fn add(&mut self, person: PersonId, photo: PhotoId, quality: f32, embedding: Embedding) {
        self.0.push(One { person, photo, quality, embedding });
    }

    /// Who a photo of `person` is like.
    pub fn near(&self, person: PersonId, probe: &Embedding) -> Near {
        let mut near = Near { same_person: None, other_person: None, duplicate: None };
        let mut nearest = SAME_PHOTO;
        for one in self.0.iter().filter(|one| one.embedding.model() == probe.model()) {
            let cosine = dot(one.embedding.values(), probe.values());
            if cosine >= nearest {
                (nearest, near.duplicate) = (cosine, Some((one.photo, one.person)));
            }
            if one.person == person {
                near.same_person = Some(near.same_person.map_or(cosine, |best| best.max(cosine)));
            } else if near.other_person.is_none_or(|(_, best)| cosine > best) {
                near.other_person = Some((one.person, cosine));
            }
        }
        near
    }

    /// The embeddings of one person's photos.
    pub fn of_person(&self, person: PersonId) -> Vec<(PhotoId, &[f32])> {
        let own = self.0.iter().filter(|one| one.person == person);
        own.map(|one| (one.photo, one.embedding.values())).collect()
    }

    /// Pairs of people whose photos are alike, the most alike first; of one person where one is named.
    pub fn alike(&self, threshold: f32, margin: f32, of: Option<PersonId>) -> Vec<Confusable> {
        let mut alike = Confusables::new(threshold, margin);
        let compared = self.compared();
        for (at, one) in compared.iter().enumerate() {
            let others = match of {
                None => &compared[at + 1..],
                Some(person) if person == one.person => &compared[..],
                Some(_) => &[],
            };
            for other in others.iter().filter(|other| other.person != one.person) {
                let cosine = dot(one.embedding.values(), other.embedding.values());
                alike.add(one.person, other.person, cosine);
            }
        }
        alike.told()
    }

    fn compared(&self) -> Vec<&One> {
        if self.0.len() <= MOST_COMPARED {
            return self.0.iter().collect();
        }
        let mut best: BTreeMap<PersonId, &One> = BTreeMap::new();
        for one in &self.0 {
            let known = best.entry(one.person).or_insert(one);
            if one.quality > known.quality {
                *known = one;
            }
        }
        best.into_values().take(MOST_COMPARED).collect()
    }
}

/// Cosine of two directions of one length, in lanes that the compiler makes vectors of.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (heads_a, tail_a) = a.as_chunks::<LANES>();
    let (heads_b, tail_b) = b.as_chunks::<LANES>();
    let mut sums = [0.0f32; LANES];
    for (a, b) in heads_a.iter().zip(heads_b) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f32>() + tail_a.iter().zip(tail_b).map(|(a, b)| a * b).sum::<f32>()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> ModelId {
        ModelId::new("tests")
    }

    fn made(values: &[f32]) -> Embedding {
        Embedding::new(model(), values.to_vec()).unwrap()
    }

    fn known(of: &[(i64, i64, &[f32])]) -> Known {
        let mut known = Known(Vec::new());
        of.iter().for_each(|(person, photo, values)| {
            known.add(PersonId(*person), PhotoId(*photo), 0.5, made(values))
        });
        known
    }

    #[test]
    fn a_photo_is_compared_with_its_persons_others_and_with_everybody_elses() {
        let all =
            known(&[(1, 1, &[1.0, 0.0]), (1, 2, &[0.8, 0.6]), (2, 3, &[0.0, 1.0]), (3, 4, &[-1.0, 0.0])]);
        let near = all.near(PersonId(1), &made(&[0.6, 0.8]));
        let close = |a: f32, b: f32| (a - b).abs() < 1e-5;
        assert!(near.same_person.is_some_and(|cosine| close(cosine, 0.96)), "{near:?}");
        assert!(near.other_person.is_some_and(|(who, cosine)| who == PersonId(2) && close(cosine, 0.8)));
        assert_eq!(near.duplicate, None);
        let near = all.near(PersonId(1), &made(&[0.001, 1.0]));
        assert_eq!(near.duplicate, Some((PhotoId(3), PersonId(2))), "somebody else's photo");
        let other = Embedding::new(ModelId::new("another"), vec![1.0, 0.0]).unwrap();
        let nobody = Near { same_person: None, other_person: None, duplicate: None };
        assert_eq!(all.near(PersonId(1), &other), nobody, "models are never compared");
    }

    #[test]
    fn pairs_that_are_alike_are_told_of_once_the_most_alike_first() {
        let all =
            known(&[(1, 1, &[1.0, 0.0]), (1, 2, &[0.6, 0.8]), (2, 3, &[0.0, 1.0]), (3, 4, &[0.8, 0.6])]);
        let told = |of| -> Vec<(i64, i64)> {
            let both = |one: Confusable| (one.pair.both().0.0, one.pair.both().1.0);
            all.alike(0.7, 0.05, of).into_iter().map(both).collect()
        };
        assert_eq!(told(None), [(1, 3), (1, 2)]);
        assert_eq!(told(Some(PersonId(2))), [(1, 2)]);
        assert_eq!(told(Some(PersonId(9))), []);
    }

    #[test]
    fn a_large_school_is_compared_by_the_best_of_each_person() {
        let mut all = Known(Vec::new());
        for nth in 0..=MOST_COMPARED as i64 {
            let quality = if nth % 2 == 0 { 0.9 } else { 0.1 };
            all.add(PersonId(nth / 2), PhotoId(nth), quality, made(&[1.0, nth as f32]));
        }
        let compared = all.compared();
        assert_eq!(compared.len(), MOST_COMPARED / 2 + 1);
        assert!(compared.iter().all(|one| one.quality == 0.9));
    }

    #[test]
    fn lanes_change_no_sum() {
        let values: Vec<f32> = (0..43).map(|nth| (nth as f32 * 0.7).sin()).collect();
        let plain: f32 = values.iter().map(|value| value * value).sum();
        assert!((dot(&values, &values) - plain).abs() < 1e-4);
    }
}
