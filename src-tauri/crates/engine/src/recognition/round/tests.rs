use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use bellwatch_domain::matching::Candidate;
use bellwatch_domain::recognition::{FaceBox, FaceQuality, ModelId, Search};
use bellwatch_domain::{CameraId, PhotoId, ProfileId, StreamProfile, TemplateId};
use bellwatch_imaging::Shape;
use bellwatch_store::{FaceTemplate, Gallery};
use chrono::Duration;

use super::super::known::Asked;
use super::super::slot::{Seat, Slots};
use super::*;

/// A face is a block of pixels of one luma on black; who it is, is that luma.
struct Blocks {
    model: ModelId,
    fails: AtomicBool,
    batches: AtomicU32,
    eyes_px: f32,
}

impl Default for Blocks {
    fn default() -> Self {
        Blocks {
            model: ModelId::new("blocks"),
            fails: AtomicBool::new(false),
            batches: AtomicU32::new(0),
            eyes_px: 30.0,
        }
    }
}

/// The direction of a luma: people whose lumas are near are alike.
fn direction(luma: u8) -> Vec<f32> {
    let angle = f32::from(luma) / 255.0 * std::f32::consts::PI;
    vec![angle.cos(), angle.sin()]
}

fn luma(picture: &Picture<'_>, x: u32, y: u32) -> u8 {
    match picture.pixels() {
        Pixels::Yuv420 { y: plane, .. } => plane[(y * picture.width_px() + x) as usize],
        Pixels::Rgb(_) => 0,
    }
}

impl Recogniser for Blocks {
    fn model(&self) -> &ModelId {
        &self.model
    }

    fn threshold(&self) -> f32 {
        0.9
    }

    fn detect(&self, picture: &Picture<'_>, _: u32) -> Result<Vec<Face>, RecognitionError> {
        if self.fails.load(Ordering::Relaxed) {
            return Err(RecognitionError::Shape);
        }
        // Faces stand at every 160 pixels and are as wide as they are bright there.
        let spots = (0..picture.width_px() / 160).map(|at| at * 160 + 20);
        let bright = |x: &u32| luma(picture, *x, 20) > 0;
        let face = |x: u32| {
            let width = (x..picture.width_px()).take_while(|x| luma(picture, *x, 20) > 0).count() as f32;
            let bounds = FaceBox { x: x as f32, y: 20.0, width, height: width };
            Face { bounds, landmarks: [(x as f32, 20.0); 5], score: 0.9 }
        };
        Ok(spots.filter(bright).map(face).collect())
    }

    fn embed(&self, faces: &[(&Picture<'_>, &Face)]) -> Result<Vec<Embedding>, RecognitionError> {
        self.batches.fetch_add(1, Ordering::Relaxed);
        let one = |(picture, face): &(&Picture<'_>, &Face)| {
            let luma = luma(picture, face.bounds.x as u32, 20);
            Embedding::new(self.model.clone(), direction(luma)).ok_or(RecognitionError::NoDirection)
        };
        faces.iter().map(one).collect()
    }

    fn quality(&self, _: &Picture<'_>, _: &Face) -> FaceQuality {
        FaceQuality {
            sharpness: 100.0,
            brightness: 100.0,
            contrast: 50.0,
            yaw: 0.0,
            roll_degrees: 0.0,
            eyes_px: self.eyes_px,
        }
    }

    fn gallery(&self, templates: &[(PersonId, Embedding)]) -> Result<Arc<dyn Search>, RecognitionError> {
        Ok(Arc::new(All(templates.to_vec())))
    }
}

struct All(Vec<(PersonId, Embedding)>);

impl Search for All {
    fn search(&self, probe: &Embedding, most: usize) -> Vec<Candidate> {
        let score =
            |one: &(PersonId, Embedding)| Some(Candidate { person: one.0, score: probe.cosine(&one.1)? });
        let mut all: Vec<Candidate> = self.0.iter().filter_map(score).collect();
        all.sort_by(|a, b| b.score.total_cmp(&a.score));
        all.truncate(most);
        all
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}

/// A room with its runners, and who is enrolled: each person by their luma.
struct Room {
    blocks: Blocks,
    known: Known,
    brief: Brief,
    mode: Option<DiagnosticMode>,
    ruled_out: RuledOut,
    eyes: Eyes,
    slots: Slots,
    seats: Vec<Seat>,
}

fn key(camera: i64) -> RunnerKey {
    RunnerKey { camera: CameraId(camera), profile: ProfileId(1) }
}

fn room(people: &[(i64, u8)], cameras: i64) -> Room {
    let blocks = Blocks::default();
    let template = |(person, luma): &(i64, u8)| FaceTemplate {
        id: TemplateId(*person),
        person: PersonId(*person),
        photo: PhotoId(*person),
        embedding: direction(*luma),
        quality: 1.0,
        made: DateTime::UNIX_EPOCH,
    };
    let gallery = Gallery { revision: 1, templates: people.iter().map(template).collect(), closed: 0 };
    let asked = Asked { false_accepts_per_day: 0.1, margin: 0.02 };
    let known = Known::new(&blocks, &gallery, &[], asked, None).unwrap();
    let profile = StreamProfile::with_defaults(ProfileId(1), "Usual");
    let rules = |camera| (key(camera), Rules { priority: 5, profile: profile.clone(), periods: Vec::new() });
    let brief = Brief {
        votes: 2,
        margin: 0.02,
        evidence: EvidencePolicy::CropAndFrame,
        runners: (1..=cameras).map(rules).collect(),
        ..Brief::default()
    };
    let slots = Slots::default();
    slots.set_open(true);
    let seats = (1..=cameras).map(|camera| slots.seat(key(camera))).collect();
    Room {
        blocks,
        known,
        brief,
        mode: None,
        ruled_out: RuledOut::default(),
        eyes: Eyes::default(),
        slots,
        seats,
    }
}

/// 640 × 360 with faces of these lumas and widths.
fn frame(at_ms: i64, faces: &[(u8, u32)]) -> Arc<Frame> {
    let shape = Shape { width_px: 640, height_px: 360, range: ColourRange::Full };
    let mut planes = vec![0; shape.bytes()];
    planes[640 * 360..].fill(128);
    for (at, (luma, width)) in faces.iter().enumerate() {
        let left = at * 160 + 20;
        for y in 20..20 + *width as usize {
            planes[y * 640 + left..][..*width as usize].fill(*luma);
        }
    }
    let at = DateTime::UNIX_EPOCH + Duration::milliseconds(at_ms);
    Arc::new(Frame::new(1, at, shape, planes).unwrap())
}

impl Room {
    /// One round in which the cameras show these.
    fn round(
        &mut self,
        frames: &[Arc<Frame>],
    ) -> Result<Vec<(i64, u32, Option<ReviewWhy>)>, RecognitionError> {
        Ok(self.found(frames)?.sighted.iter().map(Sighted::told).collect())
    }

    fn found(&mut self, frames: &[Arc<Frame>]) -> Result<Found, RecognitionError> {
        self.seats.iter().zip(frames).for_each(|(seat, frame)| seat.offer(frame));
        let round = self.slots.take(8, |_| 5).unwrap();
        let orders = Orders { brief: &self.brief, mode: self.mode.as_ref(), ruled_out: &self.ruled_out };
        self.eyes.look(&round, &self.blocks, &self.known, &orders)
    }
}

impl Sighted {
    fn told(&self) -> (i64, u32, Option<ReviewWhy>) {
        (self.sighting.sighting.person.0, self.sighting.sighting.votes, self.doubt)
    }
}

#[test]
fn somebody_is_seen_with_the_second_vote_and_not_again_for_a_while() {
    let mut room = room(&[(1, 60), (2, 200)], 1);
    assert_eq!(room.round(&[frame(0, &[(60, 80)])]).unwrap(), []);
    // Nothing moves: a look, and no vote.
    assert_eq!(room.round(&[frame(250, &[(60, 80)])]).unwrap(), []);
    assert_eq!(room.blocks.batches.load(Ordering::Relaxed), 1);
    // A look is due after two seconds, whatever stands still.
    assert_eq!(room.round(&[frame(2250, &[(60, 80)])]).unwrap(), [(1, 2, None)]);
    assert_eq!(room.round(&[frame(4500, &[(60, 80)])]).unwrap(), []);
    let counted = room.seats[0].counted();
    assert_eq!((counted.looks, counted.faces, counted.matches), (4, 3, 3));
}

#[test]
fn a_sighting_has_its_pictures_by_the_sites_policy() {
    for (policy, expected) in [
        (EvidencePolicy::Off, None),
        (EvidencePolicy::Crop, Some(false)),
        (EvidencePolicy::CropAndFrame, Some(true)),
    ] {
        let mut room = room(&[(1, 60)], 1);
        room.brief.evidence = policy;
        room.found(&[frame(0, &[(60, 80)])]).unwrap();
        let found = room.found(&[frame(2000, &[(60, 80)])]).unwrap().sighted.remove(0).sighting;
        assert_eq!(found.evidence.as_ref().map(|evidence| evidence.frame.is_some()), expected, "{policy:?}");
        assert_eq!(found.sighting.at, DateTime::UNIX_EPOCH + Duration::seconds(2));
        assert_eq!(found.track, "1/1/0:1");
        let Some(evidence) = found.evidence else { continue };
        let crop = image::load_from_memory(&evidence.crop).unwrap();
        assert_eq!(
            (crop.width(), crop.height()),
            (140, 140),
            "the face with room around it, cut at the edges"
        );
    }
}

#[test]
fn a_sighting_says_whom_its_face_is_like() {
    let mut room = room(&[(1, 60), (2, 120), (3, 140), (4, 200)], 1);
    room.found(&[frame(0, &[(64, 80)])]).unwrap();
    let sighted = room.found(&[frame(2000, &[(61, 80)])]).unwrap().sighted.remove(0).sighting;
    let likest: Vec<i64> = sighted.likest.iter().map(|one| one.person.0).collect();
    assert_eq!(likest, [1, 2, 3]);
    assert_eq!(sighted.likest[0].score, sighted.sighting.score, "of the best look");
    assert!(room.eyes.watched[&key(1)].likest.is_empty());
}

#[test]
fn whom_a_hand_rules_out_of_a_track_it_never_names_again() {
    let mut room = room(&[(1, 60), (2, 200)], 1);
    let mut sighted = Vec::new();
    for at in 0..40 {
        let found = room.found(&[frame(at * 2000, &[(60, 80), (200, 80)])]).unwrap();
        for one in found.sighted {
            if at < 2 && one.sighting.sighting.person == PersonId(1) {
                room.ruled_out = RuledOut::new(vec![(one.sighting.track, PersonId(1))]);
            }
            sighted.push((at, one.sighting.sighting.person.0));
        }
    }
    let of = |person| sighted.iter().filter(|one| one.1 == person).map(|one| one.0).collect::<Vec<_>>();
    assert_eq!((of(1), of(2)), (vec![1], vec![1, 16, 31]));
    // Another track of the same face is looked at anew.
    assert_eq!(room.round(&[frame(90_000, &[(60, 80)])]).unwrap(), []);
    assert_eq!(room.round(&[frame(92_000, &[(60, 80)])]).unwrap(), [(1, 2, None)]);
}

#[test]
fn whoever_is_not_enrolled_leaves_nothing() {
    let mut room = room(&[(1, 60)], 1);
    for at in 0..10 {
        assert_eq!(room.round(&[frame(at * 2000, &[(200, 80)])]).unwrap(), []);
    }
    let watched = &room.eyes.watched[&key(1)];
    assert!(watched.sure.crops.is_empty() && watched.doubtful.crops.is_empty());
    assert_eq!(room.seats[0].counted().matches, 0);
}

/// In which of the frames, two seconds apart, a stranger was told of.
fn strangers(room: &mut Room, frames: std::ops::Range<i64>, faces: &[(u8, u32)]) -> Vec<(i64, u32, String)> {
    let mut told = Vec::new();
    for at in frames {
        let found = room.found(&[frame(at * 2000, faces)]).unwrap();
        told.extend(found.strangers.into_iter().map(|one| (at, one.looks, one.track)));
    }
    told
}

#[test]
fn whoever_is_like_nobody_in_enough_looks_is_a_stranger_once() {
    let mut known = room(&[(1, 60)], 1);
    assert_eq!(strangers(&mut known, 0..10, &[(200, 80), (60, 80)]), [(3, 4, "1/1/0:1".to_owned())]);
    let mut empty = room(&[], 1);
    assert_eq!(strangers(&mut empty, 0..10, &[(200, 80)]).len(), 1, "nobody is enrolled");
    let mut small = room(&[(1, 60)], 1);
    small.blocks.eyes_px = 25.0;
    assert_eq!(strangers(&mut small, 0..10, &[(200, 80)]), []);
    let mut learning = room(&[(1, 60)], 1);
    learning.known.is_learning = true;
    assert_eq!(strangers(&mut learning, 0..10, &[(200, 80)]), [], "who is not learnt yet is no stranger");
}

fn mode(from_ms: i64, to_ms: i64) -> DiagnosticMode {
    let at = |ms| DateTime::UNIX_EPOCH + Duration::milliseconds(ms);
    DiagnosticMode { by: "window".to_owned(), started: at(from_ms), ends: at(to_ms), ended: None }
}

#[test]
fn a_strangers_face_is_taken_along_while_the_mode_is_on_alone() {
    let mut off = room(&[(1, 60)], 1);
    for at in 0..6 {
        let found = off.found(&[frame(at * 2000, &[(200, 80)])]).unwrap();
        assert!(found.strangers.iter().all(|one| one.face.is_none()));
    }
    assert!(off.eyes.watched[&key(1)].sure.shots.values().all(Option::is_none));

    let mut on = room(&[(1, 60)], 1);
    on.mode = Some(mode(0, 60_000));
    let faces: Vec<_> =
        (0..6).flat_map(|at| on.found(&[frame(at * 2000, &[(200, 80)])]).unwrap().strangers).collect();
    let [stranger] = faces.as_slice() else { panic!("{faces:?}") };
    let face = stranger.face.as_ref().unwrap();
    assert_eq!((face.camera, face.looks, face.model.as_str()), (CameraId(1), 4, "blocks"));
    assert!(image::load_from_memory(&face.crop).unwrap().width() >= 100);
    assert_eq!(face.embedding, direction(200));
}

#[test]
fn who_stands_there_as_the_mode_begins_is_taken_along_and_nothing_is_left_as_it_ends() {
    let mut room = room(&[(1, 60)], 1);
    let mut told = Vec::new();
    for at in 0..16 {
        if at == 5 {
            room.mode = Some(mode(10_000, 22_000));
        }
        let found = room.found(&[frame(at * 2000, &[(200, 80), (210 + at as u8, 80)])]).unwrap();
        told.extend(found.strangers.into_iter().map(|one| (at, one.face.is_some())));
        if at >= 11 {
            assert!(room.eyes.watched[&key(1)].sure.shots.is_empty(), "{at}");
        }
    }
    assert_eq!(told, [(3, false), (3, false), (8, true), (8, true)]);
}

#[test]
fn two_people_who_are_too_much_alike_go_to_a_human() {
    let mut room = room(&[(1, 60), (2, 62), (3, 200)], 1);
    let seen = [frame(0, &[(60, 80), (200, 80)]), frame(2000, &[(60, 80), (200, 80)])];
    let told: Vec<_> =
        seen.iter().flat_map(|frame| room.round(std::slice::from_ref(frame)).unwrap()).collect();
    assert_eq!(told, [(3, 2, None), (1, 2, Some(ReviewWhy::Confusable))]);
}

#[test]
fn faces_that_are_too_small_and_scores_that_are_too_low_are_left_alone() {
    let looks = |room: &mut Room| {
        let frames = [0, 2000, 4000].map(|at| frame(at, &[(64, 50)]));
        frames.iter().flat_map(|frame| room.round(std::slice::from_ref(frame)).unwrap()).count()
    };
    let mut usual = room(&[(1, 60)], 1);
    assert_eq!(looks(&mut usual), 1);
    let mut larger = room(&[(1, 60)], 1);
    larger.brief.runners.values_mut().for_each(|rules| rules.profile.min_face_px = 51);
    assert_eq!(looks(&mut larger), 0);
    let mut stricter = room(&[(1, 60)], 1);
    stricter.brief.runners.values_mut().for_each(|rules| rules.profile.min_score = Some(0.9999));
    assert_eq!(looks(&mut stricter), 0);
    let mut more = room(&[(1, 60)], 1);
    more.brief.votes = 4;
    assert_eq!(looks(&mut more), 0);
}

#[test]
fn the_faces_of_all_cameras_of_a_round_are_embedded_together() {
    let mut room = room(&[(1, 60), (2, 120), (3, 200)], 3);
    let frames = |at| [frame(at, &[(60, 80), (120, 80)]), frame(at, &[]), frame(at, &[(200, 80)])];
    assert_eq!(room.round(&frames(0)).unwrap(), []);
    assert_eq!(room.round(&frames(2000)).unwrap(), [(1, 2, None), (2, 2, None), (3, 2, None)]);
    assert_eq!(room.blocks.batches.load(Ordering::Relaxed), 2);
    let counted: Vec<_> = room.seats.iter().map(Seat::counted).collect();
    assert_eq!(
        counted.iter().map(|one| (one.looks, one.faces)).collect::<Vec<_>>(),
        [(2, 4), (2, 0), (2, 2)]
    );
}

#[test]
fn a_round_that_failed_counts_no_look_and_the_next_frame_is_wanted() {
    let mut room = room(&[(1, 60)], 1);
    room.round(&[frame(0, &[(60, 80)])]).unwrap();
    room.blocks.fails.store(true, Ordering::Relaxed);
    assert!(room.round(&[frame(2000, &[(60, 80)])]).is_err());
    room.blocks.fails.store(false, Ordering::Relaxed);
    assert_eq!(room.seats[0].counted().looks, 1);
    // Nothing moved since, and it is looked at all the same.
    assert_eq!(room.round(&[frame(2250, &[(60, 80)])]).unwrap(), [(1, 2, None)]);
}

#[test]
fn runs_that_ended_are_forgotten() {
    let mut room = room(&[(1, 60)], 2);
    room.round(&[frame(0, &[]), frame(0, &[])]).unwrap();
    room.seats.remove(0);
    let seats: BTreeSet<u64> = room.slots.seats();
    room.eyes.keep_only(&seats);
    assert_eq!(room.eyes.watched.keys().copied().collect::<Vec<_>>(), [key(2)]);
}
