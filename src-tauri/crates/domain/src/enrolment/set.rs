//! A person's photos together: one mean that a single wrong photo does not spoil, and whether they are one person's.

/// The mean of a person's embeddings. It stands beside the singles, in no one's place.
#[derive(Debug, Clone, PartialEq)]
pub struct Mean {
    /// Unit length.
    pub values: Vec<f32>,
    /// Which were taken, by their place, in order.
    pub kept: Vec<usize>,
    /// Which were left out as too far from the others.
    pub left_out: Vec<usize>,
}

/// How a person's photos agree.
#[derive(Debug, Clone, PartialEq)]
pub enum Consistency {
    /// Fewer than two, so nothing can be said.
    NotKnown,
    /// All of them are like the middle one.
    Agrees {
        /// The least cosine to the middle one.
        least: f32,
    },
    /// Most are, and these are not: look whose they are.
    Outliers {
        /// By their place, in order.
        photos: Vec<usize>,
    },
    /// No photo has half of the others on its side: these may be several people's.
    Disagrees,
}

impl Consistency {
    /// What the operator reads, one sentence.
    pub fn sentence(&self) -> String {
        match self {
            Consistency::NotKnown => "One photo alone says nothing about the others.".to_owned(),
            Consistency::Agrees { .. } => "All photos are alike.".to_owned(),
            Consistency::Outliers { photos } if photos.len() == 1 => {
                "One photo is not like the others; check whose it is.".to_owned()
            }
            Consistency::Outliers { photos } => {
                format!("{} photos are not like the others; check whose they are.", photos.len())
            }
            Consistency::Disagrees => "These photos may be of several people; check each one.".to_owned(),
        }
    }
}

/// The mean of those embeddings whose cosine to the medoid reaches `threshold`.
///
/// The medoid is the embedding with the greatest sum of cosines to all: unlike the mean it is one of them, so that
/// outliers do not move it (Kaufman and Rousseeuw 1990). `None` for no embeddings, different lengths, or what is no unit
/// vector.
pub fn mean(embeddings: &[&[f32]], threshold: f32) -> Option<Mean> {
    let cosines = cosines_to_medoid(embeddings)?;
    let (kept, left_out): (Vec<usize>, Vec<usize>) =
        (0..embeddings.len()).partition(|at| cosines[*at] >= threshold);
    let mut values = vec![0.0_f32; embeddings.first()?.len()];
    for at in &kept {
        for (sum, value) in values.iter_mut().zip(embeddings[*at]) {
            *sum += value;
        }
    }
    let length = dot(&values, &values).sqrt();
    if !length.is_finite() || length <= f32::EPSILON {
        return None;
    }
    values.iter_mut().for_each(|value| *value /= length);
    Some(Mean { values, kept, left_out })
}

/// Whether embeddings are one person's; `threshold` is the cosine from which two are.
pub fn consistency(embeddings: &[&[f32]], threshold: f32) -> Consistency {
    if embeddings.len() < 2 {
        return Consistency::NotKnown;
    }
    let Some(cosines) = cosines_to_medoid(embeddings) else { return Consistency::Disagrees };
    let photos: Vec<usize> = (0..cosines.len()).filter(|at| cosines[*at] < threshold).collect();
    if photos.is_empty() {
        Consistency::Agrees { least: cosines.iter().copied().fold(1.0, f32::min) }
    } else if 2 * photos.len() < cosines.len() {
        Consistency::Outliers { photos }
    } else {
        Consistency::Disagrees
    }
}

/// Of each embedding the cosine to the medoid, whose own is 1.
fn cosines_to_medoid(embeddings: &[&[f32]]) -> Option<Vec<f32>> {
    let length = embeddings.first()?.len();
    let is_unit = |one: &&[f32]| one.len() == length && (dot(one, one) - 1.0).abs() < 1e-3;
    if !embeddings.iter().all(is_unit) {
        return None;
    }
    let sum_of = |at: usize| embeddings.iter().map(|other| dot(embeddings[at], other)).sum::<f32>();
    let sums: Vec<f32> = (0..embeddings.len()).map(sum_of).collect();
    // Of equals the first.
    let medoid = (0..sums.len()).reduce(|best, next| if sums[next] > sums[best] { next } else { best })?;
    let cosine = |at: usize| if at == medoid { 1.0 } else { dot(embeddings[at], embeddings[medoid]) };
    Some((0..embeddings.len()).map(cosine).collect())
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A unit vector in the plane, at so many degrees.
    fn at(degrees: f32) -> [f32; 2] {
        [degrees.to_radians().cos(), degrees.to_radians().sin()]
    }

    #[test]
    fn one_wrong_photo_does_not_move_the_mean() {
        let photos = [at(0.0), at(10.0), at(100.0), at(20.0)];
        let slices: Vec<&[f32]> = photos.iter().map(<[f32; 2]>::as_slice).collect();
        let mean = mean(&slices, 0.5).unwrap();
        assert_eq!((mean.kept, mean.left_out), (vec![0, 1, 3], vec![2]));
        assert!((mean.values[0] - at(10.0)[0]).abs() < 1e-4, "{:?}", mean.values);
        assert_eq!(consistency(&slices, 0.5), Consistency::Outliers { photos: vec![2] });
    }

    #[test]
    fn a_set_says_whether_it_is_one_persons() {
        let check = |degrees: &[f32], expected: &str| {
            let photos: Vec<[f32; 2]> = degrees.iter().copied().map(at).collect();
            let slices: Vec<&[f32]> = photos.iter().map(<[f32; 2]>::as_slice).collect();
            assert_eq!(consistency(&slices, 0.5).sentence(), expected, "{degrees:?}");
        };
        check(&[], "One photo alone says nothing about the others.");
        check(&[5.0], "One photo alone says nothing about the others.");
        check(&[0.0, 30.0, 50.0], "All photos are alike.");
        check(&[0.0, 90.0], "These photos may be of several people; check each one.");
        check(&[0.0, 0.0, 90.0, 90.0], "These photos may be of several people; check each one.");
        check(&[0.0, 1.0, 2.0, 90.0, 180.0], "2 photos are not like the others; check whose they are.");
    }

    #[test]
    fn what_is_no_set_of_unit_vectors_has_no_mean() {
        assert_eq!(mean(&[], 0.5), None);
        assert_eq!(mean(&[&[1.0, 0.0], &[1.0]], 0.5), None);
        assert_eq!(mean(&[&[0.0, 0.0]], 0.5), None);
        assert_eq!(mean(&[&[f32::NAN, 0.0]], 0.5), None);
        assert_eq!(mean(&[&[0.0, 1.0]], 0.5).map(|mean| mean.values), Some(vec![0.0, 1.0]));
    }

    proptest! {
        #[test]
        fn a_mean_is_a_unit_vector_of_all_that_was_handed_in(
            degrees in proptest::collection::vec(0.0..360.0_f32, 1..10), threshold in 0.1..0.9_f32,
        ) {
            let photos: Vec<[f32; 2]> = degrees.iter().copied().map(at).collect();
            let slices: Vec<&[f32]> = photos.iter().map(<[f32; 2]>::as_slice).collect();
            let mean = mean(&slices, threshold).unwrap();
            prop_assert!((dot(&mean.values, &mean.values) - 1.0).abs() < 1e-4);
            let mut all = [mean.kept, mean.left_out].concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..degrees.len()).collect::<Vec<_>>());
        }
    }
}
