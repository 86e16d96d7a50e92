//! `pack.toml`: everything about a pack's models.

use std::fs;
use std::path::Path;

use bellwatch_domain::recognition::ModelId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Error;
use crate::alignment::{ARCFACE, ARCFACE_SIDE_PX, Points};

/// No manifest is larger, bytes.
const MOST_BYTES: u64 = 64 * 1024;
/// No model file is larger, bytes.
const LARGEST_MODEL: u64 = 2 * 1024 * 1024 * 1024;

/// A pack, as its `pack.toml` says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Its folder's name: small letters, digits, hyphens.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Whether a school needs a licence of its own from the makers, and so gets the files itself.
    #[serde(default)]
    pub own_licence: bool,
    /// A page about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// Finds faces.
    pub detector: DetectorPart,
    /// Makes embeddings.
    pub recogniser: RecogniserPart,
    /// Tells faces from pictures of faces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub liveness: Vec<LivenessPart>,
}

/// One file of a pack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFile {
    /// Its name within the pack.
    pub name: String,
    /// Its checksum, 64 hexadecimal digits.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// Under which licence its makers give it away. What it was trained on is another question.
    pub licence: String,
    /// Where its makers keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// Order of the colour planes that a model wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Colours {
    /// Red first.
    Rgb,
    /// Blue first.
    Bgr,
}

/// How a detector's answers are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DetectorKind {
    /// OpenCV's.
    Yunet,
    /// InsightFace's, with landmarks.
    Scrfd,
}

/// The detector.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DetectorPart {
    /// How its answers are read.
    pub kind: DetectorKind,
    /// Colour order of its input.
    pub colours: Colours,
    /// Taken away from 0–255, in the order red, green, blue.
    #[serde(default)]
    pub mean: [f32; 3],
    /// What is left is divided by this.
    #[serde(default = "ones")]
    pub std: [f32; 3],
    /// Its file.
    pub file: ModelFile,
}

/// The recogniser.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecogniserPart {
    /// Side of its crop, pixels.
    pub side_px: u32,
    /// Colour order of its input.
    pub colours: Colours,
    /// Taken away from 0–255, in the order red, green, blue.
    #[serde(default)]
    pub mean: [f32; 3],
    /// What is left is divided by this.
    #[serde(default = "ones")]
    pub std: [f32; 3],
    /// Numbers in an embedding.
    pub output_length: u32,
    /// Where it wants the landmarks.
    pub template: Template,
    /// Its makers' threshold: two faces with a cosine from here on are one person.
    pub threshold: f32,
    /// Its file.
    pub file: ModelFile,
}

/// A model that tells faces from pictures of faces.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LivenessPart {
    /// Side of its crop, pixels.
    pub side_px: u32,
    /// Colour order of its input.
    pub colours: Colours,
    /// How much larger than the face's box its crop is.
    pub crop_scale: f32,
    /// Which of its answers means alive.
    pub live_class: u32,
    /// Its file.
    pub file: ModelFile,
}

/// Where a recogniser wants the landmarks.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Template {
    /// By name.
    Named(NamedTemplate),
    /// Five points as fractions of the crop's side: eye, eye, nose, corner, corner; left first.
    Fractions([[f32; 2]; 5]),
}

/// Templates with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NamedTemplate {
    /// That of ArcFace, SFace and most others.
    Arcface,
}

fn ones() -> [f32; 3] {
    [1.0; 3]
}

impl Template {
    /// ArcFace's.
    pub const ARCFACE: Template = Template::Named(NamedTemplate::Arcface);

    /// Its points in a crop of this side, pixels.
    pub fn points(&self, side_px: f32) -> Points {
        match self {
            Template::Named(NamedTemplate::Arcface) => {
                ARCFACE.map(|(x, y)| (x * side_px / ARCFACE_SIDE_PX, y * side_px / ARCFACE_SIDE_PX))
            }
            Template::Fractions(points) => points.map(|[x, y]| (x * side_px, y * side_px)),
        }
    }
}

impl Manifest {
    /// Reads a manifest.
    ///
    /// # Errors
    ///
    /// [`Error::Read`]; [`Error::Manifest`] with what is wrong with it.
    pub fn open(path: &Path) -> Result<Manifest, Error> {
        let read = |source| Error::Read { path: path.to_owned(), source };
        let bad = |why: String| Error::Manifest { path: path.to_owned(), why };
        if fs::metadata(path).map_err(read)?.len() > MOST_BYTES {
            return Err(bad("it is larger than any manifest".to_owned()));
        }
        let bytes = fs::read(path).map_err(read)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| bad("it is not a text file".to_owned()))?;
        let manifest: Manifest = toml::from_str(text).map_err(|error| {
            let line =
                error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            bad(format!("line {line}: {}", error.message().replace('\n', " ")))
        })?;
        manifest.examine().map_err(bad)?;
        Ok(manifest)
    }

    /// As the text of a `pack.toml`.
    ///
    /// # Errors
    ///
    /// [`Error::Manifest`], which no manifest that was read should bring about.
    pub fn text(&self) -> Result<String, Error> {
        toml::to_string(self)
            .map_err(|error| Error::Manifest { path: self.id.clone().into(), why: error.to_string() })
    }

    /// Every file of the pack.
    pub fn files(&self) -> impl Iterator<Item = &ModelFile> {
        let liveness = self.liveness.iter().map(|part| &part.file);
        [&self.detector.file, &self.recogniser.file].into_iter().chain(liveness)
    }

    /// Names the recogniser: its file, and all that is done to a face before it gets there.
    pub fn model_id(&self) -> ModelId {
        let part = &self.recogniser;
        let points = part.template.points(part.side_px as f32);
        let mut digest = Sha256::new();
        digest.update(part.file.sha256.to_lowercase());
        digest.update(match part.colours {
            Colours::Rgb => "rgb",
            Colours::Bgr => "bgr",
        });
        digest.update(part.side_px.to_le_bytes());
        let numbers =
            part.mean.iter().chain(&part.std).copied().chain(points.iter().flat_map(|(x, y)| [*x, *y]));
        numbers.for_each(|number| digest.update(number.to_le_bytes()));
        ModelId::new(&hex(&digest.finalize()))
    }

    /// What a type cannot say.
    pub(super) fn examine(&self) -> Result<(), String> {
        if !is_id(&self.id) {
            return Err(format!("id: {:?} is not 1 to 40 small letters, digits and hyphens", self.id));
        }
        let mut names: Vec<&str> = Vec::new();
        for file in self.files() {
            file.examine()?;
            if names.contains(&file.name.as_str()) {
                return Err(format!("{} is named twice", file.name));
            }
            names.push(&file.name);
        }
        let part = &self.recogniser;
        if !(16..=1024).contains(&part.side_px) {
            return Err("recogniser.side_px is not from 16 to 1024".to_owned());
        }
        if !(8..=4096).contains(&part.output_length) {
            return Err("recogniser.output_length is not from 8 to 4096".to_owned());
        }
        if !(-1.0..=1.0).contains(&part.threshold) {
            return Err("recogniser.threshold is not a cosine, from -1 to 1".to_owned());
        }
        if part.template.points(1.0).iter().any(|(x, y)| !x.is_finite() || !y.is_finite()) {
            return Err("recogniser.template holds what is not a number".to_owned());
        }
        let divided = self.detector.std.iter().chain(&part.std);
        if divided.clone().any(|number| !number.is_finite() || *number == 0.0) {
            return Err("std is divided by, and must not be 0".to_owned());
        }
        if self.detector.mean.iter().chain(&part.mean).any(|number| !number.is_finite()) {
            return Err("mean holds what is not a number".to_owned());
        }
        Ok(())
    }
}

impl ModelFile {
    /// Whether `bytes` are this file; `path` is for the sentence.
    ///
    /// # Errors
    ///
    /// [`Error::Size`], [`Error::Checksum`].
    pub fn matches(&self, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let found = bytes.len() as u64;
        if found != self.bytes {
            return Err(Error::Size { path: path.to_owned(), found, expected: self.bytes });
        }
        let found = hex(&Sha256::digest(bytes));
        if !found.eq_ignore_ascii_case(&self.sha256) {
            return Err(Error::Checksum {
                path: path.to_owned(),
                found,
                expected: self.sha256.to_lowercase(),
            });
        }
        Ok(())
    }

    fn examine(&self) -> Result<(), String> {
        let name = &self.name;
        let is_plain = name.chars().all(|letter| letter.is_ascii_alphanumeric() || "._-+".contains(letter));
        if !is_plain
            || name.is_empty()
            || name.len() > 120
            || name.starts_with('.')
            || name == super::MANIFEST
        {
            return Err(format!("{name:?} cannot be a file's name in a pack"));
        }
        if self.sha256.len() != 64 || !self.sha256.chars().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(format!("{name}: sha256 is not 64 hexadecimal digits"));
        }
        if !(1..=LARGEST_MODEL).contains(&self.bytes) {
            return Err(format!("{name}: bytes is not from 1 to 2 GiB"));
        }
        Ok(())
    }
}

pub(super) fn is_id(text: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    (1..=40).contains(&text.len()) && text.chars().all(plain) && !text.starts_with('-')
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packs::catalogue;

    #[test]
    fn a_manifest_survives_being_written_and_read() {
        for manifest in catalogue() {
            let text = manifest.text().unwrap();
            assert_eq!(toml::from_str::<Manifest>(&text).unwrap(), manifest, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_with_a_manifest_is_said_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pack.toml");
        let good = catalogue()[0].text().unwrap();
        let check = |text: &str, expected: &str| {
            fs::write(&path, text).unwrap();
            let sentence = Manifest::open(&path).unwrap_err().to_string();
            assert!(sentence.contains(expected), "{sentence}");
        };
        check(&good.replace("side_px = 112", "side_px = \"large\""), "line ");
        check(&good.replace("side_px = 112", "sides = 112"), "sides");
        check(&good.replace("id = \"", "id = \"../"), "id: ");
        check(&good.replace("face_detection", "/etc/face_detection"), "cannot be a file's name");
        check(&good.replace("std = [1.0, 1.0, 1.0]", "std = [1.0, 0.0, 1.0]"), "must not be 0");
        check(&good.replace("mean = [0.0, 0.0, 0.0]", "mean = [0.0, nan, 0.0]"), "mean holds");
        check("\u{0}", "line 1");
    }

    #[test]
    fn whatever_changes_an_embedding_changes_the_model_id() {
        let first = catalogue().remove(0);
        let changed = |change: fn(&mut RecogniserPart)| {
            let mut other = first.clone();
            change(&mut other.recogniser);
            other.model_id()
        };
        assert_eq!(changed(|part| part.threshold = 0.9), first.model_id());
        assert_ne!(changed(|part| part.colours = Colours::Bgr), first.model_id());
        assert_ne!(changed(|part| part.template = Template::Fractions([[0.5; 2]; 5])), first.model_id());
        assert_ne!(changed(|part| part.file.sha256 = "0".repeat(64)), first.model_id());
    }
}
