use proptest::prelude::*;

use super::*;

fn at(ms: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::milliseconds(ms)
}

const ANA: PersonId = PersonId(1);
const BO: PersonId = PersonId(2);

fn face(x: f32, person: Option<PersonId>) -> Seen<'static> {
    Seen {
        bounds: Bounds { x, y: 100.0, width: 60.0, height: 60.0 },
        score: 0.9,
        sharpness: 100.0,
        embedding: None,
        matched: person.map(|person| Matched { person, score: 0.6, margin: 0.2 }),
        look: if person.is_some() { Look::Near } else { Look::Poor },
    }
}

fn tracks() -> Tracks {
    Tracks::new(TrackRules::default())
}

fn sighted(events: &[TrackEvent]) -> Vec<(PersonId, u32)> {
    let mut all = Vec::new();
    for event in events {
        if let TrackEvent::Sighted { matched, votes, .. } = event {
            all.push((matched.person, *votes));
        }
    }
    all
}

#[test]
fn a_person_is_sighted_at_the_second_vote_and_again_after_half_a_minute() {
    let mut tracks = tracks();
    let mut seen = Vec::new();
    for frame in 0..140 {
        let events = tracks.observe(at(frame * 250), &[face(10.0 + frame as f32, Some(ANA))]);
        seen.extend(sighted(&events).into_iter().map(|(_, votes)| (frame, votes)));
    }
    assert_eq!(seen, [(1, 2), (121, 120)]);
    assert_eq!(tracks.count(), 1);
}

#[test]
fn a_track_ends_when_its_face_is_gone_and_tells_who_it_was() {
    let mut tracks = tracks();
    tracks.observe(at(0), &[face(0.0, Some(ANA))]);
    tracks.observe(at(250), &[face(5.0, Some(ANA))]);
    tracks.observe(at(500), &[face(10.0, Some(BO))]);
    assert_eq!(tracks.observe(at(2500), &[]), []);
    let ended = TrackEvent::Ended { track: TrackId(1), person: Some(ANA), others: vec![(BO, 1)] };
    assert_eq!(tracks.observe(at(2501), &[]), [ended]);
    assert_eq!(tracks.count(), 0);
}

#[test]
fn one_frame_never_turns_an_identity_and_a_lead_of_two_does() {
    let mut tracks = tracks();
    let mut turned = Vec::new();
    for (frame, person) in [ANA, ANA, BO, BO, ANA, BO, BO, BO].into_iter().enumerate() {
        let events = tracks.observe(at(frame as i64 * 250), &[face(0.0, Some(person))]);
        turned.extend(
            events.into_iter().filter(|event| matches!(event, TrackEvent::Turned { .. })).map(|_| frame),
        );
    }
    // Ana has 3 votes, and Bo's fifth is in the last frame.
    assert_eq!(turned, [7]);
}

#[test]
fn nobody_is_in_two_places() {
    let mut tracks = tracks();
    let sure = Seen { matched: Some(Matched { person: ANA, score: 0.8, margin: 0.3 }), ..face(400.0, None) };
    for frame in 0..4 {
        let events = tracks.observe(at(frame * 250), &[face(0.0, Some(ANA)), sure]);
        for event in events {
            if let TrackEvent::Sighted { track, .. } = event {
                assert_eq!(track, TrackId(2));
            }
        }
    }
    let owners = tracks.tracks.iter().filter(|track| track.person == Some(ANA)).count();
    assert_eq!(owners, 1);
}

#[test]
fn somebody_who_walks_out_of_their_box_is_followed_by_their_face() {
    let own = [1.0, 0.0];
    let check = |x, embedding: Option<&'static [f32]>, expected| {
        let mut tracks = tracks();
        tracks.observe(at(0), &[Seen { embedding: Some(&own), ..face(0.0, None) }]);
        tracks.observe(at(250), &[Seen { embedding, ..face(x, None) }]);
        assert_eq!(tracks.count(), expected, "{x} {embedding:?}");
    };
    check(120.0, Some(&[1.0, 0.0]), 1);
    check(120.0, Some(&[0.0, 1.0]), 2);
    check(400.0, Some(&[1.0, 0.0]), 2);
    check(120.0, None, 2);
    check(10.0, None, 1);
    // Two people who cross.
    check(10.0, Some(&[0.0, 1.0]), 2);
}

#[test]
fn the_best_shot_is_the_large_sharp_one() {
    let mut tracks = tracks();
    let shot = |sharpness| Seen { sharpness, ..face(0.0, None) };
    let mut best = |ms, sharpness| {
        let events = tracks.observe(at(ms), &[shot(sharpness)]);
        events.iter().any(|event| matches!(event, TrackEvent::BestShot { .. }))
    };
    assert!(best(0, 50.0));
    assert!(!best(250, 52.0), "hardly better");
    assert!(!best(500, f32::NAN));
    assert!(best(750, 80.0));
    assert!(!best(1000, 60.0));
}

#[test]
fn a_clock_set_back_ends_what_was() {
    let mut tracks = tracks();
    tracks.observe(at(60_000), &[face(0.0, Some(ANA))]);
    let events = tracks.observe(at(0), &[face(0.0, Some(ANA))]);
    assert!(matches!(events.first(), Some(TrackEvent::Ended { .. })), "{events:?}");
    assert_eq!(sighted(&tracks.observe(at(250), &[face(0.0, Some(ANA))])), [(ANA, 2)]);
}

#[test]
fn what_is_too_many_is_left_out_and_counted() {
    let mut tracks = tracks();
    let faces: Vec<Seen> = (0..70).map(|n| face(n as f32 * 100.0, None)).collect();
    tracks.observe(at(0), &faces);
    assert_eq!((tracks.count(), tracks.left_out()), (MOST_TRACKS, 6));
    tracks.observe(at(250), &[face(f32::NAN, None)]);
    assert_eq!(tracks.left_out(), 7);
}

/// In which frames a stranger was told of, each look a quarter of a second after the one before.
fn strangers(seen: &[Seen<'_>]) -> Vec<usize> {
    let mut tracks = tracks();
    let mut told = Vec::new();
    for (frame, seen) in seen.iter().enumerate() {
        let events = tracks.observe(at(frame as i64 * 250), std::slice::from_ref(seen));
        told.extend(
            events.iter().filter(|event| matches!(event, TrackEvent::Stranger { .. })).map(|_| frame),
        );
    }
    told
}

#[test]
fn a_stranger_is_told_once_a_track_after_enough_good_looks_in_a_row() {
    let look = |look| Seen { look, ..face(0.0, None) };
    let (poor, near, nobodys) = (look(Look::Poor), look(Look::Near), look(Look::Nobodys));
    assert_eq!(strangers(&[nobodys; 12]), [3], "once");
    assert_eq!(strangers(&[nobodys, poor, nobodys, poor, nobodys, nobodys]), [5], "poor looks say nothing");
    assert_eq!(strangers(&[poor; 12]), [0_usize; 0]);
    let doubted = [nobodys, nobodys, nobodys, near, nobodys, nobodys, nobodys, nobodys];
    assert_eq!(strangers(&doubted), [7], "a look that is near somebody begins anew");
}

#[test]
fn whoever_was_matched_once_is_no_stranger() {
    let nobodys = Seen { look: Look::Nobodys, ..face(0.0, None) };
    let mut seen = [nobodys; 12];
    seen[2] = face(0.0, Some(ANA));
    assert_eq!(strangers(&seen), [0_usize; 0]);
}

#[test]
fn strangers_who_stay_are_told_once_more_when_that_is_asked_for() {
    let mut tracks = tracks();
    let known = Seen { bounds: Bounds { x: 400.0, ..face(0.0, None).bounds }, ..face(0.0, Some(ANA)) };
    let nobodys = Seen { look: Look::Nobodys, ..face(0.0, None) };
    let mut told = Vec::new();
    for frame in 0..12 {
        if frame == 6 {
            tracks.tell_strangers_again();
        }
        let second = if frame == 0 { known } else { Seen { bounds: known.bounds, ..nobodys } };
        let events = tracks.observe(at(frame * 250), &[nobodys, second]);
        told.extend(
            events.iter().filter(|event| matches!(event, TrackEvent::Stranger { .. })).map(|_| frame),
        );
    }
    assert_eq!(told, [3, 9]);
}

#[test]
fn a_stranger_is_a_tracks_own() {
    let mut tracks = tracks();
    let two = |ms, tracks: &mut Tracks| {
        let faces = [0.0, 400.0].map(|x| Seen { look: Look::Nobodys, ..face(x, None) });
        tracks.observe(at(ms), &faces)
    };
    let mut told = Vec::new();
    for frame in 0..6 {
        for event in two(frame * 250, &mut tracks) {
            if let TrackEvent::Stranger { track, face, looks } = event {
                told.push((frame, track.0, face, looks));
            }
        }
    }
    assert_eq!(told, [(3, 1, 0, 4), (3, 2, 1, 4)]);
}

proptest! {
    #[test]
    fn nobody_has_two_tracks_and_nobody_is_sighted_twice_in_a_moment(
        frames in proptest::collection::vec(
            (0..1500_i64, proptest::collection::vec((0..6_u8, proptest::option::of(1..4_i64)), 0..5)), 0..60),
    ) {
        let mut tracks = tracks();
        let mut now = 0;
        let mut last: BTreeMap<PersonId, i64> = BTreeMap::new();
        for (step, seen) in frames {
            now += step;
            let faces: Vec<Seen> =
                seen.iter().map(|(x, person)| face(f32::from(*x) * 50.0, person.map(PersonId))).collect();
            let events = tracks.observe(at(now), &faces);
            for (person, votes) in sighted(&events) {
                prop_assert!(votes > 0);
                if let Some(before) = last.insert(person, now) {
                    prop_assert!(now - before >= 30_000, "{} {}", before, now);
                }
            }
            let mut persons: Vec<PersonId> = tracks.tracks.iter().filter_map(|track| track.person).collect();
            let count = persons.len();
            persons.sort();
            persons.dedup();
            prop_assert_eq!(persons.len(), count);
            prop_assert!(tracks.count() <= MOST_TRACKS);
            prop_assert!(tracks.tracks.iter().all(|track| track.candidates.len() <= MOST_CANDIDATES));
        }
    }
}
