//! Pictures of a sighting: the face with some room around it, and the whole frame.

use bellwatch_domain::recognition::FaceBox;
use bellwatch_imaging::jpeg;

use crate::frames::Frame;

/// Room around the face on each side, by its longer side.
const ROOM: f32 = 0.5;
/// A crop is no wider, pixels.
const CROP_PX: u32 = 400;
/// A whole frame is no wider, pixels.
const FRAME_PX: u32 = 1280;

/// The face as a JPEG; `None` where nothing of it lies within the frame, or it cannot be encoded, which is logged.
pub(super) fn crop(frame: &Frame, face: &FaceBox) -> Option<Vec<u8>> {
    let room = ROOM * face.width.max(face.height);
    let within = |from: f32| from.max(0.0) as u32;
    let (left, top) = (within(face.x - room), within(face.y - room));
    let width_px = within(face.x + face.width + room).saturating_sub(left);
    let height_px = within(face.y + face.height + room).saturating_sub(top);
    encoded(&frame.part(left, top, width_px, height_px)?, CROP_PX)
}

/// The whole frame as a JPEG.
pub(super) fn whole(frame: &Frame) -> Option<Vec<u8>> {
    encoded(frame, FRAME_PX)
}

fn encoded(frame: &Frame, width_px: u32) -> Option<Vec<u8>> {
    match jpeg::frame(frame, width_px) {
        Ok(encoded) => Some(encoded.bytes),
        Err(error) => {
            tracing::warn!(%error, "a picture of a sighting cannot be encoded");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use bellwatch_imaging::{ColourRange, Shape};
    use chrono::DateTime;

    use super::*;

    #[test]
    fn a_face_at_the_edge_is_cut_to_the_frame() {
        let shape = Shape { width_px: 640, height_px: 360, range: ColourRange::Limited };
        let frame = Frame::new(1, DateTime::UNIX_EPOCH, shape, vec![100; shape.bytes()]).unwrap();
        let size = |x, y| {
            let bytes = crop(&frame, &FaceBox { x, y, width: 80.0, height: 100.0 })?;
            let picture = image::load_from_memory(&bytes).unwrap();
            Some((picture.width(), picture.height()))
        };
        assert_eq!(size(200.0, 100.0), Some((180, 200)));
        assert_eq!(size(-40.0, 300.0), Some((90, 110)));
        assert_eq!(size(700.0, 100.0), None);
        assert!(whole(&frame).is_some());
    }
}
