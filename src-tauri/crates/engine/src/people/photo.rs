//! One photo: from pixels to what is kept of it, and what is measured. It blocks for as long as models compute.
//!
//! What is measured and learnt from is the JPEG that is kept, opened again: whatever model comes later finds the same.

use bellwatch_domain::enrolment::PhotoMeasured;
use bellwatch_domain::models::{Models, OpenPhoto};
use bellwatch_domain::recognition::{Embedding, Face, FaceQuality, Picture, Recogniser, RecognitionError};
use bellwatch_imaging::{ColourRange, Frame, jpeg};
use yuv::{YuvPlanarImage, YuvRange, YuvStandardMatrix};

use super::known::Near;

/// The longer side of a photo that is kept, pixels.
const LONGEST_PX: u32 = 1280;
/// Sizes at which a photo is searched, until there is a face: as for cameras, then smaller for a face that fills the
/// photo, then larger for one that is far away.
const DET_SETS_PX: [u32; 3] = [640, 320, 1280];
/// A face less wide than this part of the widest is somebody in the background. In 100 photos of Labelled Faces in the
/// Wild, 5 of 12 with several faces are of this kind.
const BACKGROUND: f32 = 1.0 / 3.0;
/// Width of a face by the distance of its eyes: the median of 88 photos of the same set (2.1 to 2.7). Not the detector's
/// box: of a photo that is kept the distance of the eyes is known alone, and the same photo is to be judged alike then.
const FACE_BY_EYES: f32 = 2.2;

/// A photo that was looked at.
pub struct Looked {
    /// A JPEG made anew, without whatever else was in the file.
    pub jpeg: Vec<u8>,
    /// Faces in it, less those in the background.
    pub faces: usize,
    /// The face, where there is exactly one.
    pub face: Option<LookedFace>,
}

/// The one face of a photo.
pub struct LookedFace {
    /// What was measured.
    pub quality: FaceQuality,
    /// What the model made of it.
    pub embedding: Embedding,
}

/// Why a photo could not be looked at; each a sentence.
#[derive(Debug, thiserror::Error)]
pub enum NotLooked {
    /// It is no photo, or a damaged one.
    #[error(transparent)]
    Photo(#[from] bellwatch_domain::models::ModelsError),
    /// It cannot be made a JPEG.
    #[error("This photo cannot be made a JPEG: {0}.")]
    Jpeg(#[from] jpeg::Error),
    /// The model does not run.
    #[error("The recogniser failed at this photo: {0}.")]
    Recogniser(#[from] RecognitionError),
    /// The colours of a frame could not be worked out.
    #[error("This picture cannot be read.")]
    Frame,
}

/// Looks at a photo.
///
/// # Errors
///
/// [`NotLooked`], a sentence.
pub fn look(
    models: &dyn Models,
    recogniser: &dyn Recogniser,
    photo: &OpenPhoto,
) -> Result<Looked, NotLooked> {
    let kept = jpeg::photo(photo.rgb(), photo.width_px(), photo.height_px(), LONGEST_PX)?;
    let again = models.photo("photo.jpg", &kept.bytes)?;
    let picture = again.picture().ok_or(NotLooked::Frame)?;
    let found = faces(recogniser, &picture)?;
    let face = match found.as_slice() {
        [face] => {
            let quality = recogniser.quality(&picture, face);
            let mut made = recogniser.embed(&[(&picture, face)])?;
            let embedding = made.pop().ok_or(RecognitionError::Shape)?;
            Some(LookedFace { quality, embedding })
        }
        _ => None,
    };
    Ok(Looked { jpeg: kept.bytes, faces: found.len(), face })
}

fn faces(recogniser: &dyn Recogniser, picture: &Picture<'_>) -> Result<Vec<Face>, RecognitionError> {
    for det_set_px in DET_SETS_PX {
        let mut found = recogniser.detect(picture, det_set_px)?;
        let widest = found.iter().map(|face| face.bounds.width).fold(0.0, f32::max);
        found.retain(|face| face.bounds.width >= BACKGROUND * widest);
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// A frame of a camera as a photo.
///
/// # Errors
///
/// [`NotLooked::Frame`], which no whole frame should bring about.
pub fn of_frame(frame: &Frame) -> Result<OpenPhoto, NotLooked> {
    let (width, height) = (frame.shape.width_px, frame.shape.height_px);
    let chroma_width = frame.shape.chroma_px().0;
    let image = YuvPlanarImage {
        y_plane: frame.y(),
        y_stride: width,
        u_plane: frame.u(),
        u_stride: chroma_width,
        v_plane: frame.v(),
        v_stride: chroma_width,
        width,
        height,
    };
    let range = match frame.shape.range {
        ColourRange::Limited => YuvRange::Limited,
        ColourRange::Full => YuvRange::Full,
    };
    let mut rgb = vec![0; 3 * width as usize * height as usize];
    // The matrix that recognition takes for frames, so that both see one face.
    yuv::yuv420_to_rgb(&image, &mut rgb, 3 * width, range, YuvStandardMatrix::Bt601)
        .map_err(|_| NotLooked::Frame)?;
    OpenPhoto::new(width, height, rgb).ok_or(NotLooked::Frame)
}

/// What is judged of a photo; `near` is who its face is like.
pub fn measured(looked: &Looked, near: Option<&Near>) -> PhotoMeasured {
    PhotoMeasured {
        faces: looked.faces,
        same_person: near.and_then(|near| near.same_person),
        other_person: near.and_then(|near| near.other_person),
        duplicate_of: near.and_then(|near| near.duplicate).map(|(photo, _)| photo),
        ..of_quality(looked.face.as_ref().map(|face| &face.quality))
    }
}

/// The same by what was measured of its face alone: all that is known of a photo that is kept.
pub fn of_quality(quality: Option<&FaceQuality>) -> PhotoMeasured {
    let of = |part: fn(&FaceQuality) -> f32| quality.map_or(f32::NAN, part);
    PhotoMeasured {
        faces: 1,
        face_px: quality.map_or(f32::NAN, face_px),
        sharpness: of(|quality| quality.sharpness),
        brightness: of(|quality| quality.brightness),
        contrast: of(|quality| quality.contrast),
        yaw_degrees: of(|quality| yaw_degrees(quality.yaw)),
        roll_degrees: of(|quality| quality.roll_degrees),
        same_person: None,
        other_person: None,
        duplicate_of: None,
    }
}

/// How far a head is turned, by how far its nose is off the middle of its eyes (in halves of their distance).
///
/// Seen from the front, a head that turns by `a` shows the eyes' distance times cos `a`, and moves the tip of the nose by
/// sin `a` times how far it lies before the eyes. In a grown face that is about half the eyes' distance (some 3 of
/// 6 cm), so that what is measured is tan `a`. Of 88 photos of Labelled Faces in the Wild, whose heads are said to be
/// nearly frontal, half are turned by less than 11° by this, and nine in ten by less than 28°.
pub fn yaw_degrees(yaw: f32) -> f32 {
    yaw.atan().to_degrees()
}

/// How wide a face is, pixels, by its eyes; a head that is turned shows them nearer to one another than they are.
fn face_px(quality: &FaceQuality) -> f32 {
    FACE_BY_EYES * quality.eyes_px * quality.yaw.hypot(1.0)
}

/// How good a face is for telling who it is, 0 to 1: the least of its size, its sharpness and how straight it looks, each
/// by what is good enough ([`bellwatch_domain::enrolment`]).
pub fn worth(quality: &FaceQuality) -> f32 {
    let size = face_px(quality) / 112.0;
    let sharpness = quality.sharpness / 100.0;
    let straight = 1.0 - yaw_degrees(quality.yaw).abs() / 90.0;
    let least = size.min(sharpness).min(straight);
    if least.is_finite() { least.clamp(0.0, 1.0) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use bellwatch_imaging::Shape;
    use chrono::DateTime;

    use super::*;

    #[test]
    fn a_head_whose_nose_reaches_an_eye_is_turned_by_half_a_right_angle() {
        for (yaw, degrees) in [(0.0, 0.0), (1.0, 45.0), (-0.577, -30.0), (0.268, 15.0)] {
            assert!((yaw_degrees(yaw) - degrees).abs() < 0.1, "{yaw}");
        }
    }

    #[test]
    fn a_frame_keeps_its_colours_whatever_their_range() {
        // Red, by BT.601.
        for (range, [y, u, v]) in [(ColourRange::Limited, [81, 90, 240]), (ColourRange::Full, [76, 85, 255])]
        {
            let shape = Shape { width_px: 3, height_px: 3, range };
            let planes = [vec![y; 9], vec![u; 4], vec![v; 4]].concat();
            let frame = Frame::new(1, DateTime::UNIX_EPOCH, shape, planes).unwrap();
            let photo = of_frame(&frame).unwrap();
            let pixel = &photo.rgb()[..3];
            assert!(pixel[0] > 245 && pixel[1] < 8 && pixel[2] < 8, "{range:?} {pixel:?}");
        }
    }
}
