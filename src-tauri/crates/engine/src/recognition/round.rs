//! One round of looking: frames in, sightings and strangers out. No thread, no waiting, no store.
//!
//! Of each frame the motion gate says first whether it is worth it. Faces of all frames of a round are embedded in one
//! batch, matched, and followed by the runner's tracks. What a match needs and nobody's face has goes no further than
//! this: of a face that is nobody's nothing is kept, and of a stranger it is said that they were there.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use bellwatch_domain::matching::{Candidate, Decision, Known as Said, MatchRules, ReviewWhy, decide, ranked};
use bellwatch_domain::motion::{self, MotionGate};
use bellwatch_domain::recognition::{
    Embedding, Face, FaceBox, FaceQuality, Picture, Pixels, Recogniser, RecognitionError,
};
use bellwatch_domain::site::EvidencePolicy;
use bellwatch_domain::tracking::{Bounds, Look, Matched, Seen, TrackEvent, TrackId, TrackRules, Tracks};
use bellwatch_domain::unknown::DiagnosticMode;
use bellwatch_domain::{PersonId, RunnerKey, Sighting, enrolment};
use bellwatch_imaging::ColourRange;
use bellwatch_imaging::grid::grid;
use bellwatch_store::{LIKEST, Likest, NewEvidence, NewSighting, NewUnknownFace};
use chrono::{DateTime, Utc};

use super::brief::{Brief, Rules};
use super::evidence;
use super::known::Known;
use super::ruled_out::RuledOut;
use super::slot::Taken;
use crate::frames::Frame;
use crate::people::{of_quality, worth};

/// Faces of one frame that are looked at; the surest of more.
const MOST_FACES: usize = 64;
/// People that a face is compared with closely.
const CANDIDATES: usize = 5;

/// What a round found.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) sighted: Vec<Sighted>,
    pub(super) strangers: Vec<Stranger>,
}

/// Somebody was seen.
#[derive(Debug)]
pub(super) struct Sighted {
    /// Whose frames showed them.
    pub(super) key: RunnerKey,
    pub(super) sighting: NewSighting,
    /// Why it counts for nobody until a hand confirms it.
    pub(super) doubt: Option<ReviewWhy>,
}

/// Somebody was there who is nobody that is enrolled; told once per track, whether or not anything of them is kept.
#[derive(Debug)]
pub(super) struct Stranger {
    /// Whose frames showed them.
    pub(super) key: RunnerKey,
    /// When that was sure.
    pub(super) at: DateTime<Utc>,
    /// Marks the track of faces, as that of a sighting.
    pub(super) track: String,
    /// So many good looks in a row said so.
    pub(super) looks: u32,
    /// Their best look, while the diagnostic mode is on.
    pub(super) face: Option<NewUnknownFace>,
}

/// What a round goes by.
#[derive(Clone, Copy)]
pub(super) struct Orders<'a> {
    pub(super) brief: &'a Brief,
    /// The diagnostic mode, while it is on.
    pub(super) mode: Option<&'a DiagnosticMode>,
    /// Who tracks are not.
    pub(super) ruled_out: &'a RuledOut,
}

/// What is remembered of all runners from one round to the next.
#[derive(Default)]
pub(super) struct Eyes {
    watched: BTreeMap<RunnerKey, Watched>,
}

/// One run of one runner.
struct Watched {
    seat: u64,
    rules: TrackRules,
    began: DateTime<Utc>,
    gate: MotionGate,
    sure: Follower,
    doubtful: Follower,
    /// When the diagnostic mode began that was on last.
    mode: Option<DateTime<Utc>>,
    /// Why the newest doubt about each of them.
    why: BTreeMap<PersonId, ReviewWhy>,
    /// Whom the face is like in the best look at each of them that no sighting has told yet, with its score.
    likest: BTreeMap<PersonId, (f32, Vec<Likest>)>,
}

/// What following the faces of a frame brings about.
#[derive(Default)]
struct Followed {
    /// Who was sighted, in how many frames, in which track, and the best picture of it.
    sighted: Vec<(Matched, u32, TrackId, Option<Vec<u8>>)>,
    /// Tracks of strangers, and how many looks said so.
    strangers: Vec<(TrackId, u32, Option<Shot>)>,
}

/// What of the faces of a frame is kept beyond the round.
#[derive(Clone, Copy)]
struct Keeping {
    evidence: EvidencePolicy,
    /// Whether the diagnostic mode is on.
    strangers: bool,
}

/// The best look at a stranger so far. Not printed.
struct Shot {
    crop: Vec<u8>,
    embedding: Vec<f32>,
    quality: f32,
}

/// Tracks, and the best picture of each face that they match.
struct Follower {
    tracks: Tracks,
    crops: BTreeMap<TrackId, Vec<u8>>,
    /// Of faces that may become strangers', while the diagnostic mode is on; `None` once they were told.
    shots: BTreeMap<TrackId, Option<Shot>>,
}

/// A frame that is searched.
struct Searched<'a> {
    taken: &'a Taken,
    rules: &'a Rules,
    picture: Picture<'a>,
    faces: Vec<Face>,
}

impl Eyes {
    /// Looks at the frames of a round.
    ///
    /// # Errors
    ///
    /// [`RecognitionError`] when a model does not run; then none of the frames counts as looked at, and the next ones of
    /// their runners are wanted again.
    pub(super) fn look(
        &mut self,
        round: &[Taken],
        recogniser: &dyn Recogniser,
        known: &Known,
        orders: &Orders<'_>,
    ) -> Result<Found, RecognitionError> {
        let looked = self.search(round, recogniser, known, orders);
        if looked.is_err() {
            for taken in round {
                if let Some(watched) = self.watched.get_mut(&taken.key) {
                    watched.gate.was_not_looked_at();
                }
            }
        }
        looked
    }

    /// Forgets the runs whose seats are not among `seats`.
    pub(super) fn keep_only(&mut self, seats: &std::collections::BTreeSet<u64>) {
        self.watched.retain(|_, watched| seats.contains(&watched.seat));
    }

    fn search(
        &mut self,
        round: &[Taken],
        recogniser: &dyn Recogniser,
        known: &Known,
        orders: &Orders<'_>,
    ) -> Result<Found, RecognitionError> {
        let mut searched = Vec::with_capacity(round.len());
        for taken in round {
            // A runner that is wanted no longer is about to stop.
            let Some(rules) = orders.brief.runners.get(&taken.key) else { continue };
            let watched = self.watched(taken, orders.brief.track_rules());
            let cells = grid(&taken.frame, motion::COLUMNS, motion::ROWS);
            if !watched.gate.look(taken.frame.at, &cells).is_wanted() {
                taken.counts.looked(0, 0);
                continue;
            }
            let Some(picture) = picture(&taken.frame) else { continue };
            let long_side = picture.width_px().max(picture.height_px());
            let side = rules.profile.det_set_at(long_side, orders.brief.det_set_max);
            let mut faces = recogniser.detect(&picture, side)?;
            let least = f32::from(rules.profile.min_face_px);
            faces.retain(|face| face.bounds.width.min(face.bounds.height) >= least);
            faces.truncate(MOST_FACES);
            searched.push(Searched { taken, rules, picture, faces });
        }
        let all: Vec<(&Picture<'_>, &Face)> =
            searched.iter().flat_map(|one| one.faces.iter().map(|face| (&one.picture, face))).collect();
        let mut embeddings = if all.is_empty() { Vec::new() } else { recogniser.embed(&all)? }.into_iter();
        let mut found = Found::default();
        for one in &searched {
            let own: Vec<Embedding> = embeddings.by_ref().take(one.faces.len()).collect();
            let Some(watched) = self.watched.get_mut(&one.taken.key) else { continue };
            watched.turn(orders.mode.filter(|mode| mode.is_on(one.taken.frame.at)));
            watched.follow(one, &own, (recogniser, known, orders), &mut found);
        }
        Ok(found)
    }

    /// What is remembered of a frame's run; anew for another run, and when the rules of tracks changed.
    fn watched(&mut self, taken: &Taken, rules: TrackRules) -> &mut Watched {
        let began = taken.frame.at;
        let fresh = || Watched {
            seat: taken.seat,
            rules,
            began,
            gate: MotionGate::default(),
            sure: Follower::new(rules),
            doubtful: Follower::new(rules),
            mode: None,
            why: BTreeMap::new(),
            likest: BTreeMap::new(),
        };
        let watched = self.watched.entry(taken.key).or_insert_with(fresh);
        if watched.seat != taken.seat || watched.rules != rules {
            *watched = fresh();
        }
        watched
    }
}

impl Watched {
    /// Goes by the diagnostic mode that is on: who is there as it begins is told anew, and as it ends nothing of anybody
    /// is left.
    fn turn(&mut self, mode: Option<&DiagnosticMode>) {
        let mode = mode.map(|mode| mode.started);
        if mode == self.mode {
            return;
        }
        self.mode = mode;
        self.sure.shots.clear();
        if mode.is_some() {
            self.sure.tracks.tell_strangers_again();
        }
    }

    /// Matches the faces of a frame, and follows them; what that brings about is added to `found`.
    fn follow(
        &mut self,
        searched: &Searched<'_>,
        embeddings: &[Embedding],
        (recogniser, known, orders): (&dyn Recogniser, &Known, &Orders<'_>),
        found: &mut Found,
    ) {
        let Searched { taken, rules, picture, faces } = searched;
        let min_score = rules.profile.min_score.map_or(known.threshold.value, |score| score as f32);
        let needs = MatchRules { min_score, margin: orders.brief.margin };
        let qualities: Vec<FaceQuality> =
            faces.iter().map(|face| recogniser.quality(picture, face)).collect();
        let plain = faces.iter().zip(&qualities).zip(embeddings).map(|((face, quality), embedding)| Seen {
            bounds: bounds(&face.bounds),
            score: face.score,
            sharpness: quality.sharpness,
            embedding: Some(embedding.values()),
            matched: None,
            look: Look::Poor,
        });
        let plain: Vec<Seen<'_>> = plain.collect();
        let ruled_out = self.ruled_out(taken, &plain, orders.ruled_out);
        let (mut sure, mut doubtful) = (Vec::with_capacity(faces.len()), Vec::with_capacity(faces.len()));
        let mut matches = 0;
        for (nth, embedding) in embeddings.iter().enumerate() {
            let candidates = known.search.search(embedding, CANDIDATES);
            let said =
                Said { ruled_out: ruled_out[nth], mistaken: &known.mistaken, confusable: &known.confusable };
            let (mut matched, mut doubt) = (None, None);
            match decide(&candidates, &needs, &said) {
                Decision::Match { best, margin } => {
                    matches += 1;
                    matched = Some(Matched { person: best.person, score: best.score, margin });
                    self.liken(best, &candidates);
                }
                Decision::Review { best, other, why } => {
                    self.why.insert(best.person, why);
                    let margin = best.score - other.score;
                    doubt = Some(Matched { person: best.person, score: best.score, margin });
                    self.liken(best, &candidates);
                }
                Decision::Nobody => {}
            }
            let nearest = candidates.first().map(|best| best.score);
            let look = if known.is_learning { Look::Poor } else { look(&qualities[nth], nearest, &needs) };
            sure.push(Seen { matched, look, ..plain[nth] });
            // Of strangers the sure ones tell.
            doubtful.push(Seen { matched: doubt, ..plain[nth] });
        }
        taken.counts.looked(faces.len(), matches);
        let keeps = orders.brief.evidence;
        let keeping = |strangers| Keeping { evidence: keeps, strangers };
        let surely = self.sure.observe(&taken.frame, &sure, &qualities, keeping(self.mode.is_some()));
        let seen: Vec<PersonId> = surely.sighted.iter().map(|(matched, ..)| matched.person).collect();
        for one in surely.sighted {
            let (key, sighting) = (taken.key, self.sighting(searched, one, keeps));
            found.sighted.push(Sighted { key, sighting, doubt: None });
        }
        for (track, looks, shot) in surely.strangers {
            let (key, at, track) = (taken.key, taken.frame.at, self.mark(taken, track));
            let face = shot.map(|shot| NewUnknownFace {
                camera: key.camera,
                at,
                looks,
                quality: shot.quality,
                model: recogniser.model().as_str().to_owned(),
                embedding: shot.embedding,
                alike: min_score,
                crop: shot.crop,
            });
            found.strangers.push(Stranger { key, at, track, looks, face });
        }
        for one in self.doubtful.observe(&taken.frame, &doubtful, &qualities, keeping(false)).sighted {
            let person = one.0.person;
            let why = self.why.remove(&person);
            let Some(why) = why.filter(|_| !seen.contains(&person)) else { continue };
            let (key, sighting) = (taken.key, self.sighting(searched, one, keeps));
            found.sighted.push(Sighted { key, sighting, doubt: Some(why) });
        }
    }

    /// Who each face is not, by what was said of the track that it continues. Votes that they have there are taken away.
    fn ruled_out<'a>(
        &mut self,
        taken: &Taken,
        faces: &[Seen<'_>],
        ruled_out: &'a RuledOut,
    ) -> Vec<&'a BTreeSet<PersonId>> {
        if ruled_out.is_empty() {
            return vec![ruled_out.of(""); faces.len()];
        }
        let tracks = self.sure.tracks.continued(taken.frame.at, faces);
        let of = |track: Option<TrackId>| {
            let not = ruled_out.of(&track.map(|track| self.mark(taken, track)).unwrap_or_default());
            (track, not)
        };
        let said: Vec<_> = tracks.into_iter().map(of).collect();
        for (track, not) in &said {
            for (track, person) in track.iter().flat_map(|track| not.iter().map(|person| (*track, *person))) {
                // Both follow the same faces, and number them alike.
                self.sure.tracks.rule_out(track, person);
                self.doubtful.tracks.rule_out(track, person);
            }
        }
        said.into_iter().map(|(_, not)| not).collect()
    }

    /// Remembers whom the best look at somebody is like.
    fn liken(&mut self, best: Candidate, candidates: &[Candidate]) {
        let known = self.likest.get(&best.person);
        if known.is_none_or(|(score, _)| best.score > *score) {
            let likest = ranked(candidates).into_iter().take(LIKEST);
            let likest = likest.map(|one| Likest { person: one.person, score: one.score }).collect();
            self.likest.insert(best.person, (best.score, likest));
        }
    }

    /// Marks a track: they are counted from 1 in each run.
    fn mark(&self, taken: &Taken, track: TrackId) -> String {
        format!("{}/{}:{}", taken.key, self.began.timestamp_millis(), track.0)
    }

    fn sighting(
        &mut self,
        searched: &Searched<'_>,
        (matched, votes, track, crop): (Matched, u32, TrackId, Option<Vec<u8>>),
        keeps: EvidencePolicy,
    ) -> NewSighting {
        let Searched { taken, rules, .. } = searched;
        let frame = &taken.frame;
        let evidence = crop.map(|crop| NewEvidence {
            crop,
            frame: (keeps == EvidencePolicy::CropAndFrame).then(|| evidence::whole(frame)).flatten(),
        });
        NewSighting {
            sighting: Sighting {
                person: matched.person,
                camera: taken.key.camera,
                at: frame.at,
                score: matched.score.clamp(-1.0, 1.0),
                margin: matched.margin,
                votes,
            },
            track: self.mark(taken, track),
            occurrence: rules.occurrence(frame.at),
            likest: self.likest.remove(&matched.person).map(|(_, likest)| likest).unwrap_or_default(),
            evidence,
        }
    }
}

impl Follower {
    fn new(rules: TrackRules) -> Self {
        Follower { tracks: Tracks::new(rules), crops: BTreeMap::new(), shots: BTreeMap::new() }
    }

    /// Follows the faces of a frame.
    ///
    /// A picture is made of a face that is matched, or that may be a stranger's while these are kept; it goes with its
    /// track.
    fn observe(
        &mut self,
        frame: &Arc<Frame>,
        faces: &[Seen<'_>],
        qualities: &[FaceQuality],
        keeping: Keeping,
    ) -> Followed {
        let keeps = keeping.evidence != EvidencePolicy::Off;
        let crop = |seen: &Seen<'_>| {
            let Bounds { x, y, width, height } = seen.bounds;
            evidence::crop(frame, &bellwatch_domain::recognition::FaceBox { x, y, width, height })
        };
        let strange = |face: usize| {
            let seen = faces.get(face).filter(|seen| keeping.strangers && seen.look == Look::Nobodys)?;
            let embedding = seen.embedding?.to_vec();
            Some(Shot { crop: crop(seen)?, embedding, quality: qualities.get(face).map_or(0.0, worth) })
        };
        let mut followed = Followed::default();
        for event in self.tracks.observe(frame.at, faces) {
            match event {
                TrackEvent::BestShot { track, face } => {
                    let shot = faces.get(face).filter(|seen| keeps && seen.matched.is_some());
                    if let Some(bytes) = shot.and_then(crop) {
                        self.crops.insert(track, bytes);
                    }
                    if !matches!(self.shots.get(&track), Some(None))
                        && let Some(shot) = strange(face)
                    {
                        self.shots.insert(track, Some(shot));
                    }
                }
                TrackEvent::Sighted { track, matched, votes } => {
                    let face = faces.iter().filter(|seen| {
                        seen.matched.is_some_and(|matched_here| matched_here.person == matched.person)
                    });
                    let best = face.max_by(|a, b| a.score.total_cmp(&b.score)).filter(|_| keeps);
                    // What comes later of this track is a picture of then.
                    let kept = self.crops.remove(&track).or_else(|| best.and_then(crop));
                    followed.sighted.push((matched, votes, track, kept));
                }
                TrackEvent::Stranger { track, face, looks } => {
                    let shot = self.shots.insert(track, None).flatten().or_else(|| strange(face));
                    followed.strangers.push((track, looks, shot));
                }
                TrackEvent::Turned { track, .. } | TrackEvent::Ended { track, .. } => {
                    self.crops.remove(&track);
                    self.shots.remove(&track);
                }
                TrackEvent::Began { .. } => {}
            }
        }
        followed
    }
}

fn bounds(face: &FaceBox) -> Bounds {
    Bounds { x: face.x, y: face.y, width: face.width, height: face.height }
}

/// What a look at a face says of a stranger, by what enrolment would think of it.
fn look(quality: &FaceQuality, nearest: Option<f32>, needs: &MatchRules) -> Look {
    let verdict = enrolment::judge(&of_quality(Some(quality)), needs.min_score);
    Look::of(&verdict, nearest, needs)
}

/// A frame as a recogniser looks at it.
pub(crate) fn picture(frame: &Frame) -> Option<Picture<'_>> {
    let full_range = frame.shape.range == ColourRange::Full;
    let pixels = Pixels::Yuv420 { y: frame.y(), u: frame.u(), v: frame.v(), full_range };
    Picture::new(frame.shape.width_px, frame.shape.height_px, pixels)
}

#[cfg(test)]
mod tests;
