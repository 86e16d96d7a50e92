//! What crosses between the engine and a recogniser: pictures in, faces and embeddings out.
//!
//! It knows no model, no file and no library; those are the recogniser's. Colour order and range are always said, so
//! that a photo and a live frame cannot be read in two ways.

use std::fmt;
use std::sync::Arc;

use crate::PersonId;
use crate::matching::Candidate;

/// A picture to look at. Its planes always fit its size.
#[derive(Clone, Copy)]
pub struct Picture<'a> {
    width_px: u32,
    height_px: u32,
    pixels: Pixels<'a>,
}

/// Where a picture's colours are; rows from the top, without padding.
#[derive(Clone, Copy)]
pub enum Pixels<'a> {
    /// Planes of 8 bits, chroma halved both ways (rounded up), as cameras give them. BT.601.
    Yuv420 {
        /// Luma, `width_px * height_px` bytes.
        y: &'a [u8],
        /// Blue difference.
        u: &'a [u8],
        /// Red difference.
        v: &'a [u8],
        /// Whether the numbers are 0–255; else luma is 16–235 and chroma 16–240.
        full_range: bool,
    },
    /// Red, green, blue after one another, 8 bits each, `3 * width_px * height_px` bytes.
    Rgb(&'a [u8]),
}

impl<'a> Picture<'a> {
    /// A picture; `None` when it has no pixels or a plane's length does not fit its size.
    pub fn new(width_px: u32, height_px: u32, pixels: Pixels<'a>) -> Option<Self> {
        let area = |width: u32, height: u32| (width as usize).checked_mul(height as usize);
        let luma = area(width_px, height_px).filter(|area| *area > 0)?;
        let fits = match pixels {
            Pixels::Rgb(bytes) => Some(bytes.len()) == luma.checked_mul(3),
            Pixels::Yuv420 { y, u, v, .. } => {
                let chroma = area(width_px.div_ceil(2), height_px.div_ceil(2))?;
                y.len() == luma && u.len() == chroma && v.len() == chroma
            }
        };
        fits.then_some(Picture { width_px, height_px, pixels })
    }

    /// Width, pixels, at least 1.
    pub fn width_px(&self) -> u32 {
        self.width_px
    }

    /// Height, pixels, at least 1.
    pub fn height_px(&self) -> u32 {
        self.height_px
    }

    /// Its colours.
    pub fn pixels(&self) -> Pixels<'a> {
        self.pixels
    }
}

impl fmt::Debug for Picture<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({}×{})", self.width_px, self.height_px)
    }
}

/// A rectangle, in pixels of the whole picture; it may reach over the edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaceBox {
    /// Left edge.
    pub x: f32,
    /// Upper edge.
    pub y: f32,
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
}

impl FaceBox {
    /// How much two boxes are one: their common area by the area of both, 0 to 1.
    pub fn overlap(&self, other: &FaceBox) -> f32 {
        let across = (self.x + self.width).min(other.x + other.width) - self.x.max(other.x);
        let down = (self.y + self.height).min(other.y + other.height) - self.y.max(other.y);
        if across <= 0.0 || down <= 0.0 {
            return 0.0;
        }
        let common = across * down;
        common / (self.width * self.height + other.width * other.height - common)
    }
}

/// A face that a detector found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Face {
    /// Where.
    pub bounds: FaceBox,
    /// Eye, eye, nose, corner of the mouth, corner of the mouth (x, y): left before right as seen in the picture.
    pub landmarks: [(f32, f32); 5],
    /// How sure the detector is, 0 to 1.
    pub score: f32,
}

/// Names how embeddings come about: the recogniser's file and how faces are aligned for it. Templates of different
/// ModelIds are never compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModelId(Arc<str>);

impl ModelId {
    /// The id with this text, as a recogniser or the store knows it.
    pub fn new(text: &str) -> Self {
        ModelId(text.into())
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ModelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a recogniser makes of one face: a direction, of length 1. Not printed, as it belongs to a person.
#[derive(Clone, PartialEq)]
pub struct Embedding {
    model: ModelId,
    values: Vec<f32>,
}

impl Embedding {
    /// `values` stretched to length 1; `None` when they have no direction (all zero, or not numbers).
    pub fn new(model: ModelId, mut values: Vec<f32>) -> Option<Self> {
        let length = values.iter().map(|value| f64::from(*value).powi(2)).sum::<f64>().sqrt();
        if !length.is_finite() || length < 1e-12 {
            return None;
        }
        values.iter_mut().for_each(|value| *value = (f64::from(*value) / length) as f32);
        Some(Embedding { model, values })
    }

    /// Which recogniser made it.
    pub fn model(&self) -> &ModelId {
        &self.model
    }

    /// Its numbers.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// How alike two are, −1 to 1; `None` when different models made them.
    pub fn cosine(&self, other: &Embedding) -> Option<f32> {
        let comparable = self.model == other.model && self.values.len() == other.values.len();
        comparable.then(|| self.values.iter().zip(&other.values).map(|(a, b)| a * b).sum())
    }
}

impl fmt::Debug for Embedding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Embedding({} numbers)", self.values.len())
    }
}

/// How good a face is for telling who it is: measured on the aligned crop and the landmarks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FaceQuality {
    /// Variance of the Laplacian of the crop's luma: below about 50 it is blurred, and a small face made large is too.
    pub sharpness: f32,
    /// Mean luma of the crop, 0 (black) to 255.
    pub brightness: f32,
    /// Standard deviation of the crop's luma.
    pub contrast: f32,
    /// Turned sideways: how far the nose is off the middle of the eyes, by half their distance. 0 looks straight
    /// ahead, beyond ±1 is a profile; positive looks to the right of the picture.
    pub yaw: f32,
    /// Tilted: the angle of the line through the eyes, degrees, clockwise.
    pub roll_degrees: f32,
    /// Distance of the eyes in the whole picture, pixels.
    pub eyes_px: f32,
}

/// What can be asked of a recogniser. Calls may come from any thread; it works on one at a time.
pub trait Recogniser: Send + Sync {
    /// Names the embeddings that it makes.
    fn model(&self) -> &ModelId;

    /// From this cosine on two embeddings are taken for one person, until a gallery says better. The model's own.
    fn threshold(&self) -> f32;

    /// Finds faces, surest first, in the picture made as large as `det_set_px` on its long side.
    ///
    /// # Errors
    ///
    /// [`RecognitionError`] when the model does not run.
    fn detect(&self, picture: &Picture<'_>, det_set_px: u32) -> Result<Vec<Face>, RecognitionError>;

    /// An embedding for each face, in one batch, whichever pictures they are in.
    ///
    /// # Errors
    ///
    /// [`RecognitionError`] when the model does not run or a face gives no direction; then there is none at all.
    fn embed(&self, faces: &[(&Picture<'_>, &Face)]) -> Result<Vec<Embedding>, RecognitionError>;

    /// How good a face is.
    fn quality(&self, picture: &Picture<'_>, face: &Face) -> FaceQuality;

    /// Everybody who may be matched, ready to be searched. A person may have several templates.
    ///
    /// # Errors
    ///
    /// [`RecognitionError::Shape`] when a template is another model's or has another length.
    fn gallery(&self, templates: &[(PersonId, Embedding)]) -> Result<Arc<dyn Search>, RecognitionError>;
}

/// A gallery that can be searched.
pub trait Search: Send + Sync {
    /// The people whose templates are nearest to `probe`, best first, at most `most`, each once with the best of their
    /// cosines; nobody where another model made the probe.
    fn search(&self, probe: &Embedding, most: usize) -> Vec<Candidate>;

    /// How many templates there are.
    fn len(&self) -> usize;

    /// Whether there is none.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Why there is no answer about a picture.
#[derive(Debug, thiserror::Error)]
pub enum RecognitionError {
    /// The model did not run.
    #[error("the model does not run")]
    Run(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The model answered with something else than its pack says.
    #[error("the model's answer has the wrong shape")]
    Shape,
    /// A face's embedding is zero or not a number.
    #[error("the model gave a face no direction")]
    NoDirection,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_whose_planes_do_not_fit_is_none() {
        let bytes = [0u8; 64];
        let rgb = |width, height, count| Picture::new(width, height, Pixels::Rgb(&bytes[..count])).is_some();
        assert!(rgb(3, 2, 18));
        assert!(!rgb(3, 2, 17));
        assert!(!rgb(0, 2, 0));
        assert!(!rgb(u32::MAX, u32::MAX, 0));
        let yuv = |chroma| {
            let (y, u, v) = (&bytes[..15], &bytes[..chroma], &bytes[..chroma]);
            Picture::new(5, 3, Pixels::Yuv420 { y, u, v, full_range: false }).is_some()
        };
        assert!(yuv(6), "an odd size has its chroma rounded up");
        assert!(!yuv(4));
    }

    #[test]
    fn an_embedding_has_length_one_or_does_not_exist() {
        let model = ModelId::new("a");
        let made = Embedding::new(model.clone(), vec![3.0, 4.0]).unwrap();
        assert_eq!(made.values(), [0.6, 0.8]);
        assert!(Embedding::new(model.clone(), vec![0.0; 4]).is_none());
        assert!(Embedding::new(model, vec![1.0, f32::NAN]).is_none());
    }

    #[test]
    fn embeddings_of_different_models_are_never_compared() {
        let of = |model: &str| Embedding::new(ModelId::new(model), vec![0.0, 2.0]).unwrap();
        assert_eq!(of("a").cosine(&of("a")), Some(1.0));
        assert_eq!(of("a").cosine(&of("b")), None);
    }

    #[test]
    fn boxes_overlap_by_their_common_area() {
        let at = |x, width| FaceBox { x, y: 0.0, width, height: 10.0 };
        assert_eq!(at(0.0, 10.0).overlap(&at(0.0, 10.0)), 1.0);
        assert_eq!(at(0.0, 10.0).overlap(&at(5.0, 10.0)), 1.0 / 3.0);
        assert_eq!(at(0.0, 10.0).overlap(&at(10.0, 10.0)), 0.0);
    }

    #[test]
    fn an_embedding_cannot_be_printed() {
        let made = Embedding::new(ModelId::new("a"), vec![1.0]).unwrap();
        assert_eq!(format!("{made:?}"), "Embedding(1 numbers)");
    }
}
