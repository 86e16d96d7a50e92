use proptest::prelude::*;

use super::*;
use crate::PersonId;

/// The upper quantile of the standard normal distribution: Abramowitz and Stegun 26.2.23, off by 0.00045 at most.
fn upper_quantile(share: f64) -> f64 {
    let t = (-2.0 * share.min(1.0 - share).ln()).sqrt();
    let over = 2.515_517 + 0.802_853 * t + 0.010_328 * t * t;
    let under = 1.0 + 1.432_788 * t + 0.189_269 * t * t + 0.001_308 * t * t * t;
    let quantile = t - over / under;
    if share < 0.5 { quantile } else { -quantile }
}

/// `count` scores that lie as those of a normal distribution with mean 0.05 and deviation 0.1 are expected to.
fn normal(count: u32) -> Scores {
    let mut scores = Scores::default();
    for n in 0..count {
        let share = (f64::from(n) + 0.5) / f64::from(count);
        scores.add((0.05 + 0.1 * upper_quantile(share)) as f32);
    }
    scores
}

fn wish(false_accepts_per_day: f64, comparisons_per_day: f64) -> Wish {
    Wish { false_accepts_per_day, comparisons_per_day, model_threshold: 0.2 }
}

#[test]
fn what_can_be_counted_is_read_from_the_scores() {
    let found = threshold(&normal(100_000), 500, &wish(1.0, 1000.0));
    assert_eq!(found.basis, Basis::Counted);
    // The thousandth of a normal distribution lies 3.09 deviations out.
    assert!((found.value - 0.359).abs() < 0.002, "{found:?}");
    assert!((found.expected_per_day.unwrap() - 1.0).abs() < 0.05, "{found:?}");
}

#[test]
fn beyond_the_threshold_is_on_the_safe_side_and_not_far_off() {
    let found = threshold(&normal(100_000), 500, &wish(0.1, 1_000_000.0));
    assert_eq!(found.basis, Basis::Tail);
    // The truth is 5.2 deviations: 0.57. An exponential tail lies above it.
    assert!((0.57..0.75).contains(&found.value), "{found:?}");
    assert!((found.expected_per_day.unwrap() - 0.1).abs() < 0.01, "{found:?}");
}

#[test]
fn too_few_people_leave_the_models_own_and_it_is_said() {
    let found = threshold(&normal(100_000), 19, &wish(0.1, 1e6));
    assert_eq!((found.value, found.basis, found.expected_per_day), (0.2, Basis::TooFew { people: 19 }, None));
    assert_eq!(
        found.sentence(),
        "The model's own threshold: 19 people are too few to learn one from, 20 are needed."
    );
    assert_eq!(threshold(&normal(999), 50, &wish(0.1, 1e6)).basis, Basis::TooFew { people: 50 });
    assert!(curve(&normal(999), &Scores::default(), 50, &wish(0.1, 1e6)).is_empty());
}

#[test]
fn the_threshold_is_never_below_the_models_own() {
    let strict = Wish { model_threshold: 0.5, ..wish(1.0, 1000.0) };
    let found = threshold(&normal(100_000), 500, &strict);
    assert_eq!((found.value, found.basis), (0.5, Basis::ModelIsStricter));
    assert!(found.expected_per_day.unwrap() < 1.0);
}

#[test]
fn scores_that_are_all_one_or_no_numbers_do_no_harm() {
    let mut same = Scores::default();
    for _ in 0..2000 {
        same.add(0.3);
        same.add(f32::NAN);
    }
    assert_eq!(same.count(), 2000);
    let found = threshold(&same, 100, &wish(0.1, 1e6));
    assert!(found.value >= 0.2 && found.value <= 1.0, "{found:?}");
    for cosine in [-5.0, 5.0, 1.000_001, f32::INFINITY] {
        same.add(cosine);
    }
    assert_eq!(same.count(), 2004);
}

#[test]
fn the_curve_falls_for_strangers_and_rises_for_ones_own() {
    let mut genuine = Scores::default();
    (0..100_u8).for_each(|n| genuine.add(0.3 + f32::from(n) / 200.0));
    let points = curve(&normal(100_000), &genuine, 500, &wish(0.1, 1e6));
    assert_eq!(points.len(), 71);
    for two in points.windows(2) {
        assert!(two[0].missed <= two[1].missed, "{two:?}");
    }
    let first_missed = points.first().and_then(|point| point.missed);
    assert!(first_missed.is_some_and(|missed| missed.abs() < 1e-9), "{first_missed:?}");
    assert!(points.first().unwrap().false_accepts_per_day > points.last().unwrap().false_accepts_per_day);
}

#[test]
fn confusable_pairs_are_told_once_the_most_alike_first() {
    let mut pairs = Confusables::new(0.4, 0.05);
    let person = PersonId;
    for (a, b, cosine) in
        [(1, 2, 0.36), (2, 1, 0.5), (3, 4, 0.6), (5, 6, 0.34), (7, 7, 0.9), (8, 9, f32::NAN)]
    {
        pairs.add(person(a), person(b), cosine);
    }
    let told: Vec<_> = pairs.told().iter().map(|one| (one.pair.both(), one.score)).collect();
    assert_eq!(told, [((person(3), person(4)), 0.6), ((person(1), person(2)), 0.5)]);
    assert!(!pairs.is_cut());
    for n in 10..5000 {
        pairs.add(person(n), person(n + 5000), 0.5);
    }
    assert_eq!((pairs.told().len(), pairs.is_cut()), (confusable::MOST_PAIRS, true));
    assert_eq!(pairs.told()[0].score, 0.6);
}

proptest! {
    #[test]
    fn fewer_false_accepts_never_need_a_lower_threshold(
        a in 0.001..100.0_f64, b in 0.001..100.0_f64, comparisons in 1.0..1e9_f64, count in 1000..30_000_u32,
    ) {
        let scores = normal(count);
        let find = |accepts| threshold(&scores, 100, &wish(accepts, comparisons)).value;
        let (strict, lax) = (find(a.min(b)), find(a.max(b)));
        // Where counting ends and the tail begins the two may differ by a little.
        prop_assert!(strict >= lax - 0.03, "{} {}", strict, lax);
        prop_assert!((0.2..=1.0).contains(&strict));
    }
}
