//! From crops to embeddings, in batches of a few fixed sizes.
//!
//! Memory that a model takes depends on the shapes it has seen; with four of them it stays flat however many faces come.

use std::sync::{Mutex, PoisonError};

use bellwatch_domain::recognition::{Embedding, ModelId, RecognitionError};

use crate::alignment::Points;
use crate::bare::Prepared;
use crate::net::Net;
use crate::packs::RecogniserPart;
use crate::scaling::{Scaling, thirds};

/// Batch sizes where the model leaves them free, largest first.
const BATCHES: [usize; 4] = [8, 4, 2, 1];

pub(crate) struct Embedder {
    net: Net,
    scaling: Scaling,
    model: ModelId,
    template: Points,
    side_px: usize,
    length: usize,
    batch: Option<usize>,
    /// What the model is given, kept from call to call: memory that is new each time is fetched page by page, which a short
    /// run does not hide. At most the largest batch.
    planes: Mutex<Vec<f32>>,
}

impl Embedder {
    /// An embedder of a loaded model; a sentence when its sides are not those of the manifest.
    pub fn new(net: Net, part: &RecogniserPart, model: ModelId) -> Result<Self, String> {
        let [batch, _, height, width] = net.input();
        let side = i64::from(part.side_px);
        if [height, width].iter().any(|found| *found > 0 && *found != side) {
            return Err(format!("it takes {width} × {height} pixels, and its manifest says {side} × {side}"));
        }
        let length = part.output_length as usize;
        let answers = net.outputs().first().map(|(_, sides)| sides.as_slice()).unwrap_or_default();
        let found = answers.iter().skip(1).product::<i64>();
        if net.outputs().len() != 1 || answers.len() < 2 || (found > 0 && found != length as i64) {
            return Err(format!("it gives {answers:?} numbers, and its manifest says {length}"));
        }
        let batch = usize::try_from(batch).ok().filter(|batch| *batch > 0);
        let scaling = Scaling { colours: part.colours, mean: part.mean, std: part.std };
        let template = part.template.points(part.side_px as f32);
        Ok(Embedder {
            net,
            scaling,
            model,
            template,
            side_px: part.side_px as usize,
            length,
            batch,
            planes: Mutex::default(),
        })
    }

    pub fn model(&self) -> &ModelId {
        &self.model
    }

    pub fn template(&self) -> &Points {
        &self.template
    }

    /// Numbers in an embedding.
    pub fn length(&self) -> usize {
        self.length
    }

    pub fn side_px(&self) -> usize {
        self.side_px
    }

    /// Batch sizes that it runs with.
    pub fn batches(&self) -> Vec<usize> {
        self.batch.map_or(BATCHES.to_vec(), |batch| vec![batch])
    }

    /// An embedding for each crop (RGB, `side_px` squared).
    pub fn embed(&self, crops: &[Vec<u8>]) -> Result<Vec<Embedding>, RecognitionError> {
        let crop_numbers = 3 * self.side_px * self.side_px;
        let mut embeddings = Vec::with_capacity(crops.len());
        let mut rest = crops;
        // A panic of another caller leaves numbers that are written anew.
        let mut planes = self.planes.lock().unwrap_or_else(PoisonError::into_inner);
        while !rest.is_empty() {
            let size = self.batch.unwrap_or_else(|| largest(rest.len()));
            let (now, later) = rest.split_at(size.min(rest.len()));
            rest = later;
            planes.resize(size * crop_numbers, 0.0);
            // Where there are fewer faces than the model takes, what was left of others is not run again.
            planes[now.len() * crop_numbers..].fill(0.0);
            for (crop, planes) in now.iter().zip(planes.chunks_exact_mut(crop_numbers)) {
                self.scaling.planes(crop, self.side_px, thirds(planes), self.side_px);
            }
            self.net.run([size, 3, self.side_px, self.side_px], &planes, |answers| {
                let answer = answers.first().filter(|answer| answer.values.len() == size * self.length);
                let rows = answer.ok_or(RecognitionError::Shape)?.values.chunks_exact(self.length);
                for row in rows.take(now.len()) {
                    let made = Embedding::new(self.model.clone(), row.to_vec());
                    embeddings.push(made.ok_or(RecognitionError::NoDirection)?);
                }
                Ok(())
            })?;
        }
        Ok(embeddings)
    }

    /// What one crop becomes.
    pub fn prepared(&self, crop: &[u8]) -> Prepared {
        let batch = self.batch.unwrap_or(1);
        let mut values = vec![0.0; batch * crop.len()];
        self.scaling.planes(crop, self.side_px, thirds(&mut values[..crop.len()]), self.side_px);
        Prepared { shape: [batch, 3, self.side_px, self.side_px], values }
    }

    /// Runs it once with each batch size, on a crop that is not of one colour.
    pub fn warm_up(&self) -> Result<(), RecognitionError> {
        let crop: Vec<u8> = (0..3 * self.side_px * self.side_px).map(|at| (at * 31 % 253) as u8).collect();
        self.batches().iter().try_for_each(|size| self.embed(&vec![crop.clone(); *size]).map(drop))
    }
}

fn largest(count: usize) -> usize {
    BATCHES.into_iter().find(|size| *size <= count).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_faces_is_made_of_four_batch_sizes() {
        let split = |mut count: usize| {
            let mut sizes = Vec::new();
            while count > 0 {
                sizes.push(largest(count));
                count -= largest(count);
            }
            sizes
        };
        assert_eq!(split(1), [1]);
        assert_eq!(split(7), [4, 2, 1]);
        assert_eq!(split(19), [8, 8, 2, 1]);
    }
}
