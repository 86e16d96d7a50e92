//! How large a picture is on the detector's canvas: scaled, and padded right and below.

/// Sides of the detector's canvas are multiples of this.
const STEP_PX: u32 = 32;
/// So much black lies beyond the picture, if it does not make a square anyway. A model sees a canvas' end otherwise than
/// black; with three of its largest cells between, faces at the edge come out as on a square (with 64 px one of 174 in
/// the reference pictures did not), at three quarters of the work for 16:9.
const MARGIN_PX: u32 = 96;

/// How a picture lies on the detector's canvas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Letterbox {
    /// The picture on the canvas, pixels.
    pub inner: (u32, u32),
    /// The canvas, pixels.
    pub canvas: (u32, u32),
    /// From the canvas to the picture, each way.
    pub back: (f32, f32),
}

impl Letterbox {
    /// The long side becomes `det_set_px`; on a canvas of a fixed size at most what fits there.
    pub fn new(picture: (u32, u32), det_set_px: u32, fixed: Option<(u32, u32)>) -> Self {
        let long = f64::from(picture.0.max(picture.1));
        let mut scale = f64::from(det_set_px.max(1)) / long;
        if let Some((width, height)) = fixed {
            scale = scale
                .min(f64::from(width) / f64::from(picture.0))
                .min(f64::from(height) / f64::from(picture.1));
        }
        let side = |length: u32| ((f64::from(length) * scale).round() as u32).max(1);
        let inner = (side(picture.0), side(picture.1));
        let square = inner.0.max(inner.1).next_multiple_of(STEP_PX);
        let padded = |side: u32| (side + MARGIN_PX).next_multiple_of(STEP_PX).min(square);
        let canvas = fixed.unwrap_or((padded(inner.0), padded(inner.1)));
        let back = (picture.0 as f32 / inner.0 as f32, picture.1 as f32 / inner.1 as f32);
        Letterbox { inner, canvas, back }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_long_side_becomes_det_set_with_black_beside_the_short_one() {
        let check = |picture, det_set, inner, canvas| {
            let made = Letterbox::new(picture, det_set, None);
            assert_eq!((made.inner, made.canvas), (inner, canvas), "{picture:?} at {det_set}");
        };
        check((1920, 1080), 640, (640, 360), (640, 480));
        check((1080, 1920), 640, (360, 640), (480, 640));
        check((640, 600), 640, (640, 600), (640, 640));
        check((250, 250), 320, (320, 320), (320, 320));
        check((4000, 3), 320, (320, 1), (320, 128));
    }

    #[test]
    fn a_fixed_canvas_takes_what_fits() {
        let made = Letterbox::new((1920, 1080), 1024, Some((640, 640)));
        assert_eq!((made.inner, made.canvas), ((640, 360), (640, 640)));
        assert_eq!(made.back, (3.0, 3.0));
    }
}
