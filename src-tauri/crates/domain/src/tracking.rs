//! Tracks: one face across the frames of one runner, so that votes add up and the best shot wins.
//!
//! A face continues the track whose last box overlaps its own, or whose embedding is alike and whose box was near:
//! somebody who walks leaves their own box between two frames at 4 fps. Each frame in which a track's face is matched
//! is a vote for that person; of two faces that match one person in one frame only the better has the vote, since
//! nobody is in two places.
//!
//! A track has no identity until a person has enough votes. From then on its identity changes only when another person
//! leads by enough votes: one frame never turns it. A person is the identity of one track at a time; a second track
//! gets them only with more votes, and then the first loses them.
//!
//! A track with enough good looks that are like nobody enrolled is a stranger's, which is told once.

mod geometry;
mod stranger;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};

use crate::PersonId;

pub use geometry::Bounds;
pub use stranger::Look;

use stranger::Strangeness;

/// At most so many tracks at once; when they are full, faces that continue none are left out and counted.
pub const MOST_TRACKS: usize = 64;
/// At most so many persons have votes in one track; the one with the fewest makes room.
const MOST_CANDIDATES: usize = 8;
/// Boxes that overlap by this much (intersection over union) are one face's.
const SAME_BOX: f32 = 0.3;
/// Embeddings of consecutive frames this much alike are one face's; well above the models' own thresholds (0.36).
const SAME_FACE: f32 = 0.5;
/// Overlapping boxes with embeddings less alike than this are two people who cross.
const OTHER_FACE: f32 = 0.1;
/// A face whose box does not overlap was at most so many of its sizes away.
const NEAR: f32 = 3.0;
/// A new best shot is better by this factor, so that crops are not made anew for nothing.
const BETTER: f32 = 1.1;

/// How a runner's faces are followed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrackRules {
    /// So many votes give a track its identity, 1–20.
    pub votes: u32,
    /// Another person must lead by so many votes to take it over.
    pub lead: u32,
    /// A track that was not seen for so long is over.
    pub lost_after: Duration,
    /// At most one sighting of a person in so long.
    pub again_after: Duration,
    /// So many good looks in a row that are nobody's make a track a stranger's, 1 or more.
    pub stranger_looks: u32,
}

impl Default for TrackRules {
    fn default() -> Self {
        TrackRules {
            votes: 2,
            lead: 2,
            lost_after: Duration::seconds(2),
            again_after: Duration::seconds(30),
            stranger_looks: 4,
        }
    }
}

/// One face of one frame.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen<'a> {
    /// Where, in pixels of the frame.
    pub bounds: Bounds,
    /// The detector's score, 0 to 1.
    pub score: f32,
    /// Sharpness of the aligned crop, any unit that grows.
    pub sharpness: f32,
    /// Its unit embedding, when one was made.
    pub embedding: Option<&'a [f32]>,
    /// Who was matched, when somebody was.
    pub matched: Option<Matched>,
    /// Whether it may be a stranger's.
    pub look: Look,
}

/// Who a face was matched to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Matched {
    /// Who.
    pub person: PersonId,
    /// Cosine.
    pub score: f32,
    /// How much more than to anybody else.
    pub margin: f32,
}

/// A track's number; never used again by the same [`Tracks`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrackId(pub u64);

/// What follows from a frame.
#[derive(Debug, Clone, PartialEq)]
pub enum TrackEvent {
    /// A face that continues none began a track.
    Began {
        /// Its track.
        track: TrackId,
    },
    /// A face of this frame is the best shot of its track so far.
    BestShot {
        /// The track.
        track: TrackId,
        /// Which of the faces handed in.
        face: usize,
    },
    /// Somebody was seen: a Sighting, but for the camera.
    Sighted {
        /// The track.
        track: TrackId,
        /// Who, with the best score of the frames that are counted here.
        matched: Matched,
        /// Frames in which they were matched since the sighting before.
        votes: u32,
    },
    /// A track's identity was taken over, or taken away by another track: what was sighted before is for a human.
    Turned {
        /// The track.
        track: TrackId,
        /// Who it was.
        from: PersonId,
        /// Who it is now; `None` when another track has `from` now.
        to: Option<PersonId>,
    },
    /// It is nobody's that is enrolled; once per track.
    Stranger {
        /// The track.
        track: TrackId,
        /// Which of the faces handed in made it one.
        face: usize,
        /// So many looks in a row said so.
        looks: u32,
    },
    /// It was not seen any more.
    Ended {
        /// The track.
        track: TrackId,
        /// Who it was.
        person: Option<PersonId>,
        /// Votes of those who had some and not enough.
        others: Vec<(PersonId, u32)>,
    },
}

/// The faces in front of one runner.
#[derive(Debug, Clone)]
pub struct Tracks {
    rules: TrackRules,
    tracks: Vec<Track>,
    next: u64,
    sighted: BTreeMap<PersonId, DateTime<Utc>>,
    now: Option<DateTime<Utc>>,
    left_out: u64,
}

#[derive(Debug, Clone)]
struct Track {
    id: TrackId,
    bounds: Bounds,
    embedding: Option<Vec<f32>>,
    last: DateTime<Utc>,
    best_shot: f32,
    person: Option<PersonId>,
    candidates: Vec<Candidate>,
    strangeness: Strangeness,
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    votes: u32,
    /// Votes that no sighting has told yet.
    untold: u32,
    /// The best of the untold ones.
    best: Matched,
}

impl Tracks {
    /// Nothing seen yet.
    pub fn new(rules: TrackRules) -> Self {
        let rules = TrackRules { votes: rules.votes.max(1), lead: rules.lead.max(1), ..rules };
        Tracks { rules, tracks: Vec::new(), next: 1, sighted: BTreeMap::new(), now: None, left_out: 0 }
    }

    /// Faces that were left out because there were too many.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// How many tracks there are.
    pub fn count(&self) -> usize {
        self.tracks.len()
    }

    /// Has the strangers who are there told once more, when they are looked at as often again.
    pub fn tell_strangers_again(&mut self) {
        for track in &mut self.tracks {
            if track.strangeness == Strangeness::Told {
                track.strangeness = Strangeness::NEW;
            }
        }
    }

    /// Which track each face would continue if it were observed now; `None` for one that would begin its own.
    pub fn continued(&self, now: DateTime<Utc>, faces: &[Seen<'_>]) -> Vec<Option<TrackId>> {
        let is_there = |at: &usize| {
            let last = self.tracks[*at].last;
            last <= now && now - last <= self.rules.lost_after
        };
        let owners = self.pairing(faces).into_iter();
        owners.map(|owner| owner.filter(is_there).map(|at| self.tracks[at].id)).collect()
    }

    /// Takes a person's votes from a track, and the track's identity if it is theirs: a human said that it is not them.
    pub fn rule_out(&mut self, track: TrackId, person: PersonId) {
        if let Some(track) = self.tracks.iter_mut().find(|one| one.id == track) {
            track.candidates.retain(|candidate| candidate.best.person != person);
            track.person = track.person.filter(|identity| *identity != person);
        }
    }

    /// The faces of one frame, none too.
    ///
    /// A clock that was set back ends all tracks: what was before can not be told from what is now.
    pub fn observe(&mut self, now: DateTime<Utc>, faces: &[Seen<'_>]) -> Vec<TrackEvent> {
        let is_back = self.now.is_some_and(|before| now < before);
        self.now = Some(now);
        let mut events = self.age(now, is_back);
        let owners = self.owners(now, faces, &mut events);
        for (face, owner) in owners.iter().enumerate() {
            if let Some(at) = owner {
                let track = &mut self.tracks[*at];
                track.follow(&faces[face], now);
                let shot = faces[face].shot();
                if shot > track.best_shot * BETTER || (track.best_shot <= 0.0 && shot > 0.0) {
                    track.best_shot = shot;
                    events.push(TrackEvent::BestShot { track: track.id, face });
                }
                let (look, is_matched) = (faces[face].look, faces[face].matched.is_some());
                if let Some(looks) = track.strangeness.take(look, is_matched, self.rules.stranger_looks) {
                    events.push(TrackEvent::Stranger { track: track.id, face, looks });
                }
            }
        }
        for (face, at) in voters(faces, &owners) {
            if let Some(matched) = faces[face].matched {
                self.tracks[at].vote(matched);
                self.settle(at, matched.person, &mut events);
                events.extend(self.sight(at, now));
            }
        }
        events
    }

    fn age(&mut self, now: DateTime<Utc>, all: bool) -> Vec<TrackEvent> {
        let lost_after = self.rules.lost_after;
        let again_after = self.rules.again_after;
        self.sighted.retain(|_, at| *at <= now && now - *at < again_after);
        let is_over = |track: &Track| all || now - track.last > lost_after;
        let ended = self.tracks.iter().filter(|track| is_over(track)).map(Track::ended).collect();
        self.tracks.retain(|track| !is_over(track));
        ended
    }

    /// The track that each face continues, by its place in `self.tracks`; the surest pairs first, each track and face once.
    fn pairing(&self, faces: &[Seen<'_>]) -> Vec<Option<usize>> {
        let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
        for (at, track) in self.tracks.iter().enumerate() {
            let likeness =
                faces.iter().enumerate().filter_map(|(face, seen)| Some((track.likeness(seen)?, at, face)));
            pairs.extend(likeness);
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
        let mut owners: Vec<Option<usize>> = vec![None; faces.len()];
        let mut is_taken = vec![false; self.tracks.len()];
        for (_, at, face) in pairs {
            if owners[face].is_none() && !is_taken[at] {
                owners[face] = Some(at);
                is_taken[at] = true;
            }
        }
        owners
    }

    /// The track of each face, by its place in `self.tracks`: the one that it continues, or its own.
    fn owners(
        &mut self,
        now: DateTime<Utc>,
        faces: &[Seen<'_>],
        events: &mut Vec<TrackEvent>,
    ) -> Vec<Option<usize>> {
        let mut owners = self.pairing(faces);
        for (face, seen) in faces.iter().enumerate() {
            if owners[face].is_some() {
                continue;
            }
            if !seen.bounds.is_real() || self.tracks.len() >= MOST_TRACKS {
                self.left_out = self.left_out.saturating_add(1);
                continue;
            }
            let id = TrackId(self.next);
            self.next += 1;
            owners[face] = Some(self.tracks.len());
            self.tracks.push(Track::begin(id, seen, now));
            events.push(TrackEvent::Began { track: id });
        }
        owners
    }

    /// Gives a track the identity of `voted`, if that is due.
    fn settle(&mut self, at: usize, voted: PersonId, events: &mut Vec<TrackEvent>) {
        let track = &self.tracks[at];
        let votes = track.votes_of(voted);
        // Without an identity the lead must be held over whoever else has votes; with one, over its holder.
        let rivals = match track.person {
            Some(person) if person == voted => return,
            Some(person) => track.votes_of(person).saturating_add(self.rules.lead),
            None => track.most_votes_but(voted).saturating_add(1),
        };
        if votes < self.rules.votes || votes < rivals {
            return;
        }
        let id = track.id;
        let from = track.person;
        let holder = self.tracks.iter().position(|track| track.person == Some(voted));
        if let Some(holder) = holder {
            if self.tracks[holder].votes_of(voted) >= votes {
                return;
            }
            let robbed = &mut self.tracks[holder];
            robbed.person = None;
            robbed.candidates.retain(|candidate| candidate.best.person != voted);
            events.push(TrackEvent::Turned { track: robbed.id, from: voted, to: None });
        }
        self.tracks[at].person = Some(voted);
        if let Some(from) = from {
            events.push(TrackEvent::Turned { track: id, from, to: Some(voted) });
        }
    }

    /// The sighting of a track's person, unless there was one just now.
    fn sight(&mut self, at: usize, now: DateTime<Utc>) -> Option<TrackEvent> {
        let track = &mut self.tracks[at];
        let person = track.person?;
        if self.sighted.contains_key(&person) {
            return None;
        }
        let candidate = track.candidates.iter_mut().find(|candidate| candidate.best.person == person)?;
        if candidate.untold == 0 {
            return None;
        }
        let event = TrackEvent::Sighted { track: track.id, matched: candidate.best, votes: candidate.untold };
        candidate.untold = 0;
        self.sighted.insert(person, now);
        Some(event)
    }
}

/// Which faces vote, each with its track: of those that match one person, the one with the best score.
fn voters(faces: &[Seen<'_>], owners: &[Option<usize>]) -> Vec<(usize, usize)> {
    let mut best: BTreeMap<PersonId, (f32, usize, usize)> = BTreeMap::new();
    for (face, (seen, owner)) in faces.iter().zip(owners).enumerate() {
        if let (Some(matched), Some(at)) = (seen.matched, owner) {
            let entry = best.entry(matched.person).or_insert((matched.score, face, *at));
            if matched.score > entry.0 {
                *entry = (matched.score, face, *at);
            }
        }
    }
    let mut voters: Vec<(usize, usize)> = best.into_values().map(|(_, face, at)| (face, at)).collect();
    voters.sort_unstable();
    voters
}

impl Seen<'_> {
    /// How good a shot it is: score × size × sharpness.
    fn shot(&self) -> f32 {
        let shot = self.score * self.bounds.side_px() * self.sharpness;
        if shot.is_finite() { shot } else { 0.0 }
    }
}

impl Track {
    fn begin(id: TrackId, seen: &Seen<'_>, now: DateTime<Utc>) -> Self {
        Track {
            id,
            bounds: seen.bounds,
            embedding: None,
            last: now,
            best_shot: 0.0,
            person: None,
            candidates: Vec::new(),
            strangeness: Strangeness::NEW,
        }
    }

    fn follow(&mut self, seen: &Seen<'_>, now: DateTime<Utc>) {
        self.bounds = seen.bounds;
        self.last = now;
        if let Some(embedding) = seen.embedding {
            self.embedding = Some(embedding.to_vec());
        }
    }

    /// How surely a face continues this track; `None` when it does not.
    fn likeness(&self, seen: &Seen<'_>) -> Option<f32> {
        let overlap = self.bounds.overlap(&seen.bounds);
        let cosine = match (&self.embedding, seen.embedding) {
            (Some(own), Some(other)) if own.len() == other.len() => {
                Some(own.iter().zip(other).map(|(a, b)| a * b).sum::<f32>())
                    .filter(|cosine| cosine.is_finite())
            }
            _ => None,
        };
        let continues = match cosine {
            Some(cosine) if overlap >= SAME_BOX => cosine >= OTHER_FACE,
            Some(cosine) => cosine >= SAME_FACE && self.bounds.is_near(&seen.bounds, NEAR),
            None => overlap >= SAME_BOX,
        };
        continues.then(|| overlap + cosine.unwrap_or(0.0))
    }

    fn vote(&mut self, matched: Matched) {
        if let Some(known) = self.candidates.iter_mut().find(|one| one.best.person == matched.person) {
            known.votes = known.votes.saturating_add(1);
            if known.untold == 0 || matched.score > known.best.score {
                known.best = matched;
            }
            known.untold = known.untold.saturating_add(1);
            return;
        }
        if self.candidates.len() >= MOST_CANDIDATES {
            let person = self.person;
            let others =
                self.candidates.iter().enumerate().filter(|(_, one)| Some(one.best.person) != person);
            if let Some((weakest, _)) = others.min_by_key(|(_, one)| one.votes) {
                self.candidates.remove(weakest);
            }
        }
        self.candidates.push(Candidate { votes: 1, untold: 1, best: matched });
    }

    fn votes_of(&self, person: PersonId) -> u32 {
        self.candidates.iter().find(|one| one.best.person == person).map_or(0, |one| one.votes)
    }

    fn most_votes_but(&self, person: PersonId) -> u32 {
        let others = self.candidates.iter().filter(|one| one.best.person != person);
        others.map(|one| one.votes).max().unwrap_or(0)
    }

    fn ended(&self) -> TrackEvent {
        let others = self.candidates.iter().filter(|one| Some(one.best.person) != self.person);
        TrackEvent::Ended {
            track: self.id,
            person: self.person,
            others: others.map(|one| (one.best.person, one.votes)).collect(),
        }
    }
}
