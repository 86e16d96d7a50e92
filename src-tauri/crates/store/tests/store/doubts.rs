//! What a human should look at, and what is kept for them to decide by.

use std::collections::BTreeMap;

use bellwatch_domain::doubt::DoubtRules;
use bellwatch_domain::matching::ReviewWhy;
use bellwatch_domain::{CameraId, PersonId, Sighting, SightingId};
use bellwatch_store::{Decision, KeptSighting, Likest, NewSighting, OccurrenceName, Store, Write};
use chrono::{DateTime, Duration, Utc};

use crate::attendance::{begin, occurrence, sighting};
use crate::people::consenting;
use crate::{ACTOR, new_store, now, raw};

fn always() -> (DateTime<Utc>, DateTime<Utc>) {
    (DateTime::UNIX_EPOCH, now() + Duration::days(365))
}

/// Sightings with every mixture of what may be doubtful, in two periods and outside of any.
async fn mixed(store: &Store) {
    let people = [consenting(store, "1").await, consenting(store, "2").await, consenting(store, "3").await];
    let periods = [occurrence(1, now()), occurrence(2, now() + Duration::hours(2))];
    begin(store, &periods).await;
    let mut random = 7u32;
    let mut next = |below: u32| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 8) % below
    };
    let mut writes = Vec::new();
    for nth in 0..400 {
        let at = now() + Duration::seconds(i64::from(nth) * 20);
        let sighting = Sighting {
            person: people[next(3) as usize],
            camera: CameraId(i64::from(nth)),
            at,
            score: 0.40 + next(60) as f32 / 1000.0,
            margin: next(100) as f32 / 1000.0,
            votes: 1 + next(2),
        };
        let occurrence = periods.get(next(3) as usize).map(OccurrenceName::of);
        let new =
            NewSighting { sighting, track: String::new(), occurrence, likest: Vec::new(), evidence: None };
        writes.push(match next(5) {
            0 => Write::Doubtful(new, ReviewWhy::Confusable),
            _ => Write::Sighting(new),
        });
    }
    store.batch(&writes).await.unwrap();
    let (from, to) = always();
    for (nth, kept) in store.sightings(None, from, to).await.unwrap().iter().enumerate() {
        let decision = [Decision::Confirm, Decision::Unsure, Decision::NotPerson].get(nth % 9);
        if let Some(decision) = decision {
            store.add_review(kept.id, *decision, ACTOR, now()).await.unwrap();
        }
    }
}

#[tokio::test]
async fn the_database_doubts_what_the_rules_doubt() {
    let (_folder, store) = new_store().await;
    mixed(&store).await;
    for threshold in [None, Some(0.30), Some(0.41), Some(0.45)] {
        for votes in [1, 2, 130, 400] {
            let rules = DoubtRules::new(threshold, 0.05, votes);
            let all = store.sightings_to_review(always(), &rules, false, 1000).await.unwrap();
            assert_eq!(all.len(), 400);
            let mut in_period = BTreeMap::new();
            for (kept, _) in &all {
                *in_period.entry((kept.occurrence, kept.sighting.person)).or_insert(0) += kept.sighting.votes;
            }
            let about = |kept: &KeptSighting| {
                let votes = in_period[&(kept.occurrence, kept.sighting.person)];
                rules.about(&kept.sighting, kept.doubt, kept.occurrence.map(|_| votes))
            };
            let expected: Vec<_> = all.iter().filter(|(kept, _)| about(kept).is_some()).cloned().collect();
            // Whatever makes it doubtful, what is told of it is the same.
            for (kept, few) in &expected {
                assert_eq!(rules.about(&kept.sighting, kept.doubt, *few), about(kept));
            }
            let doubtful = store.sightings_to_review(always(), &rules, true, 1000).await.unwrap();
            assert_eq!(doubtful, expected, "{rules:?}");
            let open = expected.iter().filter(|(kept, _)| kept.decision.is_none()).count() as u64;
            let (from, to) = always();
            assert_eq!(store.count_open_doubts(from, to, &rules).await.unwrap(), open, "{rules:?}");
        }
    }
    let rules = DoubtRules::new(None, 0.05, 2);
    let newest = store.sightings_to_review(always(), &rules, false, 10).await.unwrap();
    assert_eq!((newest.len(), newest[9].0.sighting.camera), (10, CameraId(399)));
}

#[tokio::test]
async fn what_lies_on_the_edge_is_doubted_by_neither() {
    let (_folder, store) = new_store().await;
    let ana = consenting(&store, "1").await;
    let period = occurrence(1, now());
    begin(&store, std::slice::from_ref(&period)).await;
    for (nth, threshold) in [0.363_f32, 0.41, 0.5, 0.599].into_iter().enumerate() {
        let rules = DoubtRules::new(Some(threshold), 0.05, 1);
        let score = rules.surely_alike.unwrap();
        let mut new = sighting(ana, now() + Duration::minutes(nth as i64), &period);
        new.sighting = Sighting { score, margin: 0.05, votes: 1, ..new.sighting };
        store.batch(&[Write::Sighting(new.clone())]).await.unwrap();
        let only = (new.sighting.at, new.sighting.at + Duration::seconds(1));
        assert_eq!(rules.about(&new.sighting, None, Some(1)), None);
        assert_eq!(store.count_open_doubts(only.0, only.1, &rules).await.unwrap(), 0, "{threshold}");
        let above = DoubtRules { surely_alike: Some(score.next_up()), ..rules };
        assert!(above.about(&new.sighting, None, Some(1)).is_some());
        assert_eq!(store.count_open_doubts(only.0, only.1, &above).await.unwrap(), 1, "{threshold}");
    }
}

#[tokio::test]
async fn votes_of_a_period_count_as_a_whole_wherever_one_looks() {
    let (_folder, store) = new_store().await;
    let ana = consenting(&store, "1").await;
    let period = occurrence(1, now());
    begin(&store, std::slice::from_ref(&period)).await;
    let later = now() + Duration::minutes(30);
    let one = sighting(ana, now(), &period);
    store.batch(&[Write::Sighting(one), Write::Sighting(sighting(ana, later, &period))]).await.unwrap();
    let rules = DoubtRules::new(None, 0.05, 3);
    let half = (now(), later);
    assert_eq!(store.sightings_to_review(half, &rules, true, 10).await.unwrap(), []);
    assert_eq!(store.count_open_doubts(half.0, half.1, &DoubtRules { votes: 5, ..rules }).await.unwrap(), 1);
}

fn like(all: &[(PersonId, f32)]) -> Vec<Likest> {
    all.iter().map(|(person, score)| Likest { person: *person, score: *score }).collect()
}

#[tokio::test]
async fn whom_a_face_is_like_is_kept_with_its_sighting_and_goes_with_each_of_them() {
    let (folder, store) = new_store().await;
    let mut people = Vec::new();
    for code in ["1", "2", "3", "4"] {
        people.push(consenting(&store, code).await);
    }
    let [ana, bo, cem, dia] = people[..] else { panic!() };
    let period = occurrence(1, now());
    begin(&store, std::slice::from_ref(&period)).await;
    let seen = |person, minute, likest: &[(PersonId, f32)]| NewSighting {
        likest: like(likest),
        ..sighting(person, now() + Duration::minutes(minute), &period)
    };
    let scores = [(ana, 0.62), (bo, 0.5), (cem, 0.4), (dia, 0.3)];
    let first = seen(ana, 0, &scores);
    let second = seen(bo, 1, &[(bo, 0.6), (ana, 0.3)]);
    let third = seen(dia, 2, &[(dia, 0.7)]);
    store.batch(&[first.clone(), second, third].map(Write::Sighting)).await.unwrap();
    let likest = async |id| store.likest(SightingId(id)).await.unwrap();
    assert_eq!(likest(1).await, like(&scores[..3]), "three at most");
    assert_eq!(
        store.personal_data(ana).await.unwrap().likened.len(),
        1,
        "of bo's sighting, not of their own"
    );

    // A better look of the same sighting brings its own.
    let better = NewSighting {
        sighting: Sighting { votes: 9, ..first.sighting },
        likest: like(&[(ana, 0.7), (dia, 0.2)]),
        ..first.clone()
    };
    store.batch(&[Write::Sighting(better)]).await.unwrap();
    assert_eq!(likest(1).await, like(&[(ana, 0.7), (dia, 0.2)]));

    // Bo withdraws: their sighting keeps nobody, and no other keeps bo. Ana is erased.
    store
        .batch(&[Write::Sighting(NewSighting {
            sighting: Sighting { votes: 10, ..first.sighting },
            ..first
        })])
        .await
        .unwrap();
    store.withdraw_consent(bo, ACTOR, now()).await.unwrap();
    assert_eq!(likest(1).await, like(&[(ana, 0.62), (cem, 0.4)]));
    assert_eq!(likest(2).await, []);
    store.erase_person(ana, ACTOR, now()).await.unwrap();
    let mut sql = raw(folder.path()).await;
    let counted = sqlx::query_as("SELECT count(*), max(person_id) FROM sighting_likest");
    let (rows, whose): (i64, i64) = counted.fetch_one(&mut sql).await.unwrap();
    assert_eq!((rows, whose), (1, dia.0));
}

#[tokio::test]
async fn whoever_withdrew_meanwhile_is_not_among_the_likest() {
    let (_folder, store) = new_store().await;
    let (ana, bo) = (consenting(&store, "1").await, consenting(&store, "2").await);
    let period = occurrence(1, now());
    begin(&store, std::slice::from_ref(&period)).await;
    store.withdraw_consent(bo, ACTOR, now()).await.unwrap();
    let new = NewSighting { likest: like(&[(ana, 0.6), (bo, 0.5)]), ..sighting(ana, now(), &period) };
    store.batch(&[Write::Sighting(new)]).await.unwrap();
    assert_eq!(store.likest(SightingId(1)).await.unwrap(), like(&[(ana, 0.6)]));
}

#[tokio::test]
async fn a_track_is_not_whom_a_hand_said_last_that_it_is_not() {
    let (_folder, store) = new_store().await;
    let (ana, bo) = (consenting(&store, "1").await, consenting(&store, "2").await);
    let period = occurrence(1, now());
    begin(&store, std::slice::from_ref(&period)).await;
    let seen = |person, minute, track: &str| {
        let at = now() + Duration::minutes(minute);
        Write::Sighting(NewSighting { track: track.to_owned(), ..sighting(person, at, &period) })
    };
    store.batch(&[seen(ana, 0, "7/1/5:1"), seen(bo, 1, "7/1/5:2"), seen(bo, 2, "")]).await.unwrap();
    let mut revision = store.reviews_revision().await.unwrap();
    let mut decide = async |id, decision| {
        store.add_review(SightingId(id), decision, ACTOR, now()).await.unwrap();
        let newer = store.reviews_revision().await.unwrap();
        assert!(std::mem::replace(&mut revision, newer) < newer);
        let mut found = store.ruled_out_since(now()).await.unwrap();
        found.sort();
        found
    };
    let (first, second) = (("7/1/5:1".to_owned(), ana), ("7/1/5:2".to_owned(), bo));
    assert_eq!(decide(1, Decision::NotPerson).await, std::slice::from_ref(&first));
    assert_eq!(decide(2, Decision::SomeoneElse(Some(ana))).await, [first, second.clone()]);
    assert_eq!(decide(1, Decision::Confirm).await, std::slice::from_ref(&second));
    assert_eq!(decide(3, Decision::NotPerson).await, [second], "no mark, no track");
    assert_eq!(store.ruled_out_since(now() + Duration::minutes(5)).await.unwrap(), []);
}
