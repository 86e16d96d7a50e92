//! Where faces are: the picture goes onto the canvas, the model's maps become faces, doubles are left out.

use std::sync::{Mutex, PoisonError};

use bellwatch_domain::recognition::{Face, FaceBox, Picture, RecognitionError};

use crate::bare::Prepared;
use crate::letterbox::Letterbox;
use crate::net::{Answer, Net};
use crate::packs::{DetectorKind, DetectorPart};
use crate::scaler::Scaler;
use crate::scaling::Scaling;

/// Boxes that overlap more than this are one face.
const SAME_FACE: f32 = 0.3;
/// So many candidates are looked at, and so many faces are told of, surest first.
const MOST_CANDIDATES: usize = 5000;
const MOST_FACES: usize = 512;
/// Cell sizes of both kinds of detector, pixels.
const STRIDES: [usize; 3] = [8, 16, 32];

pub(crate) struct Detector {
    net: Net,
    kind: DetectorKind,
    scaling: Scaling,
    fixed: Option<(u32, u32)>,
    canvas: Mutex<Canvas>,
}

/// What the model is given, black where no picture lies.
struct Canvas {
    letterbox: Option<Letterbox>,
    planes: Vec<f32>,
    scaler: Scaler,
}

impl Canvas {
    fn new(threads: usize) -> Self {
        Canvas { letterbox: None, planes: Vec::new(), scaler: Scaler::new(threads) }
    }

    /// Lays a picture onto it; answers the input's shape.
    fn lay(&mut self, picture: &Picture<'_>, letterbox: Letterbox, scaling: &Scaling) -> [usize; 4] {
        let (width, height) = (letterbox.canvas.0 as usize, letterbox.canvas.1 as usize);
        if self.letterbox != Some(letterbox) {
            self.planes = scaling.black(width * height);
            self.letterbox = Some(letterbox);
        }
        self.scaler.put(picture, letterbox.inner, scaling, &mut self.planes, width);
        [1, 3, height, width]
    }
}

impl Detector {
    /// A detector of a loaded model, whose pictures are prepared in so many threads; a sentence when its answers are not
    /// of its kind.
    pub fn new(net: Net, part: &DetectorPart, threads: usize) -> Result<Self, &'static str> {
        let [_, _, height, width] = net.input();
        let side = |side: i64| u32::try_from(side).ok().filter(|side| *side > 0);
        let fixed = side(width).zip(side(height));
        if net.input()[0] > 1 {
            return Err("it wants several pictures at once");
        }
        let named =
            |start: &str| net.outputs().iter().filter(|(name, _)| name.starts_with(start)).count() == 3;
        let is_its_kind = match part.kind {
            DetectorKind::Yunet => ["cls_", "obj_", "bbox_", "kps_"].into_iter().all(named),
            DetectorKind::Scrfd => net.outputs().len() == 9,
        };
        if !is_its_kind {
            return Err("its answers are not those of a detector of this kind");
        }
        let scaling = Scaling { colours: part.colours, mean: part.mean, std: part.std };
        Ok(Detector { net, kind: part.kind, scaling, fixed, canvas: Mutex::new(Canvas::new(threads)) })
    }

    fn letterbox(&self, picture: &Picture<'_>, det_set_px: u32) -> Letterbox {
        Letterbox::new((picture.width_px(), picture.height_px()), det_set_px, self.fixed)
    }

    /// What this picture becomes.
    pub fn prepared(&self, picture: &Picture<'_>, det_set_px: u32) -> Prepared {
        let mut canvas = Canvas::new(1);
        let shape = canvas.lay(picture, self.letterbox(picture, det_set_px), &self.scaling);
        Prepared { shape, values: canvas.planes }
    }

    /// Faces, surest first.
    pub fn detect(&self, picture: &Picture<'_>, det_set_px: u32) -> Result<Vec<Face>, RecognitionError> {
        let letterbox = self.letterbox(picture, det_set_px);
        let mut canvas = self.canvas.lock().unwrap_or_else(PoisonError::into_inner);
        let shape = canvas.lay(picture, letterbox, &self.scaling);
        let [_, _, height, width] = shape;
        let mut faces = self.net.run(shape, &canvas.planes, |answers| match self.kind {
            DetectorKind::Yunet => yunet(answers, (width, height)),
            DetectorKind::Scrfd => scrfd(answers, (width, height)),
        })?;
        drop(canvas);
        faces.sort_by(|a, b| b.score.total_cmp(&a.score));
        faces.truncate(MOST_CANDIDATES);
        let mut kept: Vec<Face> = Vec::new();
        for face in faces {
            if kept.len() < MOST_FACES
                && kept.iter().all(|other| other.bounds.overlap(&face.bounds) <= SAME_FACE)
            {
                kept.push(face);
            }
        }
        Ok(kept.into_iter().map(|face| into_picture(face, letterbox.back)).collect())
    }
}

fn into_picture(mut face: Face, (across, down): (f32, f32)) -> Face {
    face.landmarks.iter_mut().for_each(|(x, y)| (*x, *y) = (*x * across, *y * down));
    let FaceBox { x, y, width, height } = face.bounds;
    face.bounds = FaceBox { x: x * across, y: y * down, width: width * across, height: height * down };
    face
}

/// The answers of one stride: `rows` of `length` numbers.
fn rows<'a>(answer: Option<&Answer<'a>>, count: usize, length: usize) -> Result<&'a [f32], RecognitionError> {
    let fits = answer.filter(|answer| {
        answer.values.len() == count * length && answer.shape.last() == Some(&(length as i64))
    });
    fits.map(|answer| answer.values).ok_or(RecognitionError::Shape)
}

/// YuNet: a score is the root of two, a box is its middle and the logarithm of its sides, all in cells.
fn yunet(answers: &[Answer<'_>], (width, height): (usize, usize)) -> Result<Vec<Face>, RecognitionError> {
    const LEAST: f32 = 0.6;
    let mut faces = Vec::new();
    for stride in STRIDES {
        let (across, count) = (width / stride, (width / stride) * (height / stride));
        let of = |start: &str, length: usize| {
            let name = format!("{start}_{stride}");
            rows(answers.iter().find(|answer| answer.name == name), count, length)
        };
        let (classes, objects) = (of("cls", 1)?, of("obj", 1)?);
        let (boxes, points) = (of("bbox", 4)?, of("kps", 10)?);
        for at in 0..count {
            let score = (classes[at].clamp(0.0, 1.0) * objects[at].clamp(0.0, 1.0)).sqrt();
            // Not a number is not a face either.
            if !matches!(score.partial_cmp(&LEAST), Some(order) if order.is_ge()) {
                continue;
            }
            let (size, column, row) = (stride as f32, (at % across) as f32, (at / across) as f32);
            let [x, y, w, h] = [0, 1, 2, 3].map(|nth| boxes[4 * at + nth]);
            let (w, h) = (w.exp() * size, h.exp() * size);
            let bounds = FaceBox {
                x: (column + x) * size - w / 2.0,
                y: (row + y) * size - h / 2.0,
                width: w,
                height: h,
            };
            let landmarks = std::array::from_fn(|nth| {
                let point = &points[10 * at + 2 * nth..][..2];
                ((point[0] + column) * size, (point[1] + row) * size)
            });
            faces.push(Face { bounds, landmarks, score });
        }
    }
    Ok(faces)
}

/// SCRFD: two anchors a cell; a box is its edges' distances from the cell's corner, in cells.
fn scrfd(answers: &[Answer<'_>], (width, height): (usize, usize)) -> Result<Vec<Face>, RecognitionError> {
    const LEAST: f32 = 0.5;
    const ANCHORS: usize = 2;
    let mut faces = Vec::new();
    for (nth, stride) in STRIDES.into_iter().enumerate() {
        let (across, count) = (width / stride, ANCHORS * (width / stride) * (height / stride));
        let scores = rows(answers.get(nth), count, 1)?;
        let (boxes, points) = (rows(answers.get(3 + nth), count, 4)?, rows(answers.get(6 + nth), count, 10)?);
        for at in 0..count {
            let score = scores[at];
            if !matches!(score.partial_cmp(&LEAST), Some(order) if order.is_ge()) {
                continue;
            }
            let (size, cell) = (stride as f32, at / ANCHORS);
            let (x, y) = ((cell % across) as f32 * size, (cell / across) as f32 * size);
            let [left, up, right, down] = [0, 1, 2, 3].map(|nth| boxes[4 * at + nth] * size);
            let bounds = FaceBox { x: x - left, y: y - up, width: left + right, height: up + down };
            let landmarks = std::array::from_fn(|nth| {
                let point = &points[10 * at + 2 * nth..][..2];
                (x + point[0] * size, y + point[1] * size)
            });
            faces.push(Face { bounds, landmarks, score });
        }
    }
    Ok(faces)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A map of zeros, and its shape.
    fn maps(count: usize, length: usize) -> ([i64; 3], Vec<f32>) {
        ([1, count as i64, length as i64], vec![0.0; count * length])
    }

    fn answers<'a>(names: &'a [String], maps: &'a [([i64; 3], Vec<f32>)]) -> Vec<Answer<'a>> {
        let named = names.iter().zip(maps);
        named.map(|(name, (shape, values))| Answer { name, shape, values }).collect()
    }

    #[test]
    fn scrfd_boxes_are_distances_from_the_cells_corner() {
        let mut made = Vec::new();
        for length in [1, 4, 10] {
            made.extend(STRIDES.map(|stride| maps(2 * (64 / stride) * (32 / stride), length)));
        }
        // The second anchor of the cell in column 3, row 1 at stride 8.
        let at = 2 * (8 + 3) + 1;
        made[0].1[at] = 0.9;
        made[3].1[4 * at..][..4].copy_from_slice(&[1.0, 0.5, 2.0, 1.5]);
        made[6].1[10 * at..][..2].copy_from_slice(&[0.25, -0.5]);
        let names = vec![String::new(); 9];
        let faces = scrfd(&answers(&names, &made), (64, 32)).unwrap();
        assert_eq!(faces.len(), 1);
        assert_eq!(faces[0].bounds, FaceBox { x: 16.0, y: 4.0, width: 24.0, height: 16.0 });
        assert_eq!(faces[0].landmarks[0], (26.0, 4.0));
    }

    #[test]
    fn an_answer_of_another_size_is_refused() {
        let starts = ["cls", "obj", "bbox", "kps"];
        let names: Vec<String> =
            starts.iter().flat_map(|start| STRIDES.map(|stride| format!("{start}_{stride}"))).collect();
        let made = vec![maps(7, 1); 12];
        assert!(matches!(yunet(&answers(&names, &made), (64, 64)), Err(RecognitionError::Shape)));
    }
}
