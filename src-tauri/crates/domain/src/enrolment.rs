//! Enrolment: whether a photo can be learnt from, with words and a cure, and what a person's photos are together.
//!
//! Measuring is the recogniser's; here the measurements are judged.

mod set;

use crate::{PersonId, PhotoId};

pub use set::{Consistency, Mean, consistency, mean};

/// What was measured of one photo.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PhotoMeasured {
    /// Faces found.
    pub faces: usize,
    /// The shorter side of the face's box, pixels of the photo.
    pub face_px: f32,
    /// Variance of the Laplacian of the aligned crop's luma (112 pixels wide).
    pub sharpness: f32,
    /// Mean luma of the crop, 0 to 255.
    pub brightness: f32,
    /// Standard deviation of the crop's luma.
    pub contrast: f32,
    /// How far the head is turned to a side, degrees, either sign.
    pub yaw_degrees: f32,
    /// How far it is tilted in the picture, degrees, either sign.
    pub roll_degrees: f32,
    /// The best cosine to the person's other photos; `None` when there is none.
    pub same_person: Option<f32>,
    /// Who else's photo it is most like, and how much.
    pub other_person: Option<(PersonId, f32)>,
    /// A photo whose file or face is the very same.
    pub duplicate_of: Option<PhotoId>,
}

/// What is to be thought of a photo.
#[derive(Debug, Clone, PartialEq)]
pub enum PhotoVerdict {
    /// Learn from it.
    Usable,
    /// It can be learnt from, and a better one would be better.
    Doubtful(Vec<PhotoFlaw>),
    /// It cannot be learnt from. Has the reasons for that alone.
    Refused(Vec<PhotoFlaw>),
}

/// What is wrong with a photo.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PhotoFlaw {
    /// No face was found.
    NoFace,
    /// Several were.
    ManyFaces(usize),
    /// The same photo is there already.
    Duplicate(PhotoId),
    /// The face has too few pixels.
    Small {
        /// So many it has.
        px: u32,
        /// So many it should have.
        wanted_px: u32,
    },
    /// It is not sharp.
    Blurred,
    /// It is too dark.
    Dark,
    /// It is too bright.
    Bright,
    /// It is flat, as in fog.
    Flat,
    /// The head is turned away.
    Turned,
    /// The head is tilted.
    Tilted,
    /// It is more like somebody else than a stranger can be.
    LikeAnother(PersonId),
    /// It is not like the person's other photos.
    UnlikeOthers,
}

impl PhotoFlaw {
    /// What is wrong, one sentence.
    pub fn words(self) -> String {
        match self {
            PhotoFlaw::NoFace => "There is no face in this photo.".to_owned(),
            PhotoFlaw::ManyFaces(count) => format!("There are {count} faces in this photo."),
            PhotoFlaw::Duplicate(_) => "This photo is enrolled already.".to_owned(),
            PhotoFlaw::Small { px, wanted_px } => {
                format!("The face is {px} pixels wide; it should have {wanted_px}.")
            }
            PhotoFlaw::Blurred => "The face is blurred.".to_owned(),
            PhotoFlaw::Dark => "The face is too dark.".to_owned(),
            PhotoFlaw::Bright => "The face is too bright.".to_owned(),
            PhotoFlaw::Flat => "The face has hardly any contrast.".to_owned(),
            PhotoFlaw::Turned => "The head is turned to the side.".to_owned(),
            PhotoFlaw::Tilted => "The head is tilted.".to_owned(),
            PhotoFlaw::LikeAnother(_) => "The face is very much like another enrolled person's.".to_owned(),
            PhotoFlaw::UnlikeOthers => "The face is not like this person's other photos.".to_owned(),
        }
    }

    /// What to do about it, one sentence.
    pub fn cure(self) -> &'static str {
        match self {
            PhotoFlaw::NoFace => "Take a photo from the front, with the whole face in it.",
            PhotoFlaw::ManyFaces(_) => "Cut the photo so that only this person is in it.",
            PhotoFlaw::Duplicate(_) => "Nothing needs to be done; another photo would add more.",
            PhotoFlaw::Small { .. } => "Take the photo from nearer, or use the original in its full size.",
            PhotoFlaw::Blurred => "Hold the camera still, and wipe its lens.",
            PhotoFlaw::Dark => "Turn the face to a window or a lamp.",
            PhotoFlaw::Bright => "Step out of the sun or the flash.",
            PhotoFlaw::Flat => "Wipe the lens, and do not photograph a print or a screen.",
            PhotoFlaw::Turned | PhotoFlaw::Tilted => "Have the person look straight into the camera.",
            PhotoFlaw::LikeAnother(_) => "Check whose photo it is; for twins, add several photos of each.",
            PhotoFlaw::UnlikeOthers => "Check whose photo it is.",
        }
    }
}

/// Where a measurement becomes doubtful, and where it is refused.
struct Limit {
    doubtful: f32,
    refused: f32,
}

/// Below this a face is small. The aligned crop is 112 pixels wide; less is enlarged, and at half of it there is no
/// more detail than in the smallest face that cameras are asked for (`min_face_px`, 40).
const FACE_PX: Limit = Limit { doubtful: 112.0, refused: 56.0 };
/// Below this it is blurred. 50 photos of Labelled Faces in the Wild, cut to the face and scaled to 112 pixels, have 57 to
/// 330 (median 145); the same blurred twice by 5 × 5 pixels have 3 to 11.
const SHARPNESS: Limit = Limit { doubtful: 50.0, refused: 15.0 };
/// Below this it is dark, of 255. The same 50 photos have 77 to 171.
const DARK: Limit = Limit { doubtful: 60.0, refused: 30.0 };
/// Above this it is bright, of 255.
const BRIGHT: Limit = Limit { doubtful: 200.0, refused: 235.0 };
/// Below this it is flat. The same 50 photos have 38 to 67.
const CONTRAST: Limit = Limit { doubtful: 25.0, refused: 10.0 };
/// Above this the head is turned. ISO/IEC 19794-5 asks for 5°; recognisers hold up to about 30°, and at 45° one eye is
/// half hidden. Estimated from five points it is off by some 10°.
const YAW: Limit = Limit { doubtful: 25.0, refused: 45.0 };
/// Above this it is tilted. The alignment turns it upright again, so only what detectors find badly is refused.
const ROLL: Limit = Limit { doubtful: 25.0, refused: 45.0 };
/// So much less than the threshold, a photo is not like the person's others for sure.
const UNLIKE: f32 = 0.15;

/// What is to be thought of a photo; `threshold` is the cosine from which two faces are one person's.
///
/// Faces of others that are as much alike are doubtful and not refused: twins are enrolled too.
pub fn judge(photo: &PhotoMeasured, threshold: f32) -> PhotoVerdict {
    let only = |flaw| PhotoVerdict::Refused(vec![flaw]);
    match photo.faces {
        0 => return only(PhotoFlaw::NoFace),
        1 => {}
        many => return only(PhotoFlaw::ManyFaces(many)),
    }
    if let Some(photo) = photo.duplicate_of {
        return only(PhotoFlaw::Duplicate(photo));
    }
    let px = photo.face_px.max(0.0) as u32;
    let small = PhotoFlaw::Small { px, wanted_px: FACE_PX.doubtful as u32 };
    let measured = [
        (small, FACE_PX.below(photo.face_px)),
        (PhotoFlaw::Blurred, SHARPNESS.below(photo.sharpness)),
        (PhotoFlaw::Dark, DARK.below(photo.brightness)),
        (PhotoFlaw::Bright, BRIGHT.above(photo.brightness)),
        (PhotoFlaw::Flat, CONTRAST.below(photo.contrast)),
        (PhotoFlaw::Turned, YAW.above(photo.yaw_degrees.abs())),
        (PhotoFlaw::Tilted, ROLL.above(photo.roll_degrees.abs())),
    ];
    let mut flaws: Vec<(PhotoFlaw, Grade)> = measured.to_vec();
    let unlike = Limit { doubtful: threshold, refused: threshold - UNLIKE };
    flaws.extend(photo.same_person.map(|cosine| (PhotoFlaw::UnlikeOthers, unlike.below(cosine))));
    if let Some((person, cosine)) = photo.other_person {
        let is_more_like = cosine >= threshold && photo.same_person.is_some_and(|own| own < cosine);
        let grade = match cosine >= threshold {
            true if is_more_like => Grade::Refused,
            true => Grade::Doubtful,
            false => Grade::Good,
        };
        flaws.push((PhotoFlaw::LikeAnother(person), grade));
    }
    let of = |wanted| -> Vec<PhotoFlaw> {
        flaws.iter().filter(|(_, grade)| *grade == wanted).map(|(flaw, _)| *flaw).collect()
    };
    let (refused, doubtful) = (of(Grade::Refused), of(Grade::Doubtful));
    if !refused.is_empty() {
        PhotoVerdict::Refused(refused)
    } else if !doubtful.is_empty() {
        PhotoVerdict::Doubtful(doubtful)
    } else {
        PhotoVerdict::Usable
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Grade {
    Good,
    Doubtful,
    Refused,
}

impl Limit {
    /// What is not a number is refused: nothing is known of it.
    fn below(&self, value: f32) -> Grade {
        if value >= self.doubtful {
            Grade::Good
        } else if value >= self.refused {
            Grade::Doubtful
        } else {
            Grade::Refused
        }
    }

    fn above(&self, value: f32) -> Grade {
        Limit { doubtful: -self.doubtful, refused: -self.refused }.below(-value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THRESHOLD: f32 = 0.36;

    fn good() -> PhotoMeasured {
        PhotoMeasured {
            faces: 1,
            face_px: 200.0,
            sharpness: 300.0,
            brightness: 120.0,
            contrast: 50.0,
            yaw_degrees: -5.0,
            roll_degrees: 3.0,
            same_person: Some(0.7),
            other_person: Some((PersonId(9), 0.2)),
            duplicate_of: None,
        }
    }

    fn check(photo: PhotoMeasured, expected: PhotoVerdict) {
        assert_eq!(judge(&photo, THRESHOLD), expected, "{photo:?}");
    }

    #[test]
    fn a_good_photo_is_usable_the_first_one_too() {
        check(good(), PhotoVerdict::Usable);
        check(PhotoMeasured { same_person: None, other_person: None, ..good() }, PhotoVerdict::Usable);
    }

    #[test]
    fn a_photo_has_exactly_one_face_that_is_new() {
        use PhotoVerdict::Refused;
        check(PhotoMeasured { faces: 0, face_px: f32::NAN, ..good() }, Refused(vec![PhotoFlaw::NoFace]));
        check(PhotoMeasured { faces: 2, ..good() }, Refused(vec![PhotoFlaw::ManyFaces(2)]));
        let duplicate = PhotoMeasured { duplicate_of: Some(PhotoId(4)), ..good() };
        check(duplicate, Refused(vec![PhotoFlaw::Duplicate(PhotoId(4))]));
    }

    #[test]
    fn what_is_weak_is_doubtful_and_what_is_hopeless_refused() {
        use PhotoVerdict::{Doubtful, Refused};
        let small = |px| PhotoFlaw::Small { px, wanted_px: 112 };
        check(PhotoMeasured { face_px: 112.0, ..good() }, PhotoVerdict::Usable);
        check(PhotoMeasured { face_px: 111.0, ..good() }, Doubtful(vec![small(111)]));
        check(PhotoMeasured { face_px: 55.0, ..good() }, Refused(vec![small(55)]));
        check(PhotoMeasured { sharpness: f32::NAN, ..good() }, Refused(vec![PhotoFlaw::Blurred]));
        check(PhotoMeasured { brightness: 50.0, ..good() }, Doubtful(vec![PhotoFlaw::Dark]));
        check(PhotoMeasured { brightness: 240.0, ..good() }, Refused(vec![PhotoFlaw::Bright]));
        check(PhotoMeasured { contrast: 20.0, ..good() }, Doubtful(vec![PhotoFlaw::Flat]));
        check(PhotoMeasured { yaw_degrees: -30.0, ..good() }, Doubtful(vec![PhotoFlaw::Turned]));
        check(PhotoMeasured { yaw_degrees: 46.0, ..good() }, Refused(vec![PhotoFlaw::Turned]));
        check(PhotoMeasured { roll_degrees: -26.0, ..good() }, Doubtful(vec![PhotoFlaw::Tilted]));
    }

    #[test]
    fn a_photo_of_somebody_else_is_noticed() {
        use PhotoVerdict::{Doubtful, Refused};
        let like = PhotoFlaw::LikeAnother(PersonId(9));
        check(PhotoMeasured { same_person: Some(0.3), ..good() }, Doubtful(vec![PhotoFlaw::UnlikeOthers]));
        check(PhotoMeasured { same_person: Some(0.1), ..good() }, Refused(vec![PhotoFlaw::UnlikeOthers]));
        check(PhotoMeasured { other_person: Some((PersonId(9), 0.5)), ..good() }, Doubtful(vec![like]));
        check(PhotoMeasured { other_person: Some((PersonId(9), 0.8)), ..good() }, Refused(vec![like]));
        let first = PhotoMeasured { same_person: None, other_person: Some((PersonId(9), 0.8)), ..good() };
        check(first, Doubtful(vec![like]));
    }
}
