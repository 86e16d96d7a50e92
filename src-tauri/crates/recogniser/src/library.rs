//! The packs of a data folder and ONNX Runtime, as the engine asks for them.

use std::path::Path;
use std::sync::Arc;

use bellwatch_domain::models::{
    Computing as Asked, Models, ModelsError, OpenPhoto, Opened, PackFacts, PackProgress, PackSource, Wish,
};

use crate::faces::Faces;
use crate::packs::{Broken, Manifest, Packs, Progress, Source, catalogue};
use crate::photo;
use crate::runtime::{Computing, Places, Provider, Runtime};

/// Where packs are, in the data folder.
pub const FOLDER: &str = "models";

/// The packs of one data folder.
pub struct Library {
    packs: Packs,
    places: Places,
}

impl Library {
    /// That of the data folder `home`; ONNX Runtime is looked for in `places` when it is needed first.
    pub fn at(home: &Path, places: Places) -> Self {
        Library { packs: Packs::at(&home.join(FOLDER)), places }
    }

    fn runtime(&self) -> Result<Runtime, ModelsError> {
        Runtime::open(&self.places).map_err(ModelsError::of)
    }
}

impl Models for Library {
    fn packs(&self) -> Result<Vec<PackFacts>, ModelsError> {
        let (installed, broken) = self.packs.list().map_err(ModelsError::of)?;
        let mut all: Vec<PackFacts> =
            installed.iter().map(|pack| facts(pack.manifest(), true, None)).collect();
        for Broken { id, why } in broken {
            let known = catalogue().into_iter().find(|manifest| manifest.id == id);
            let why = Some(why.to_string());
            all.push(match known {
                Some(manifest) => facts(&manifest, true, why),
                None => nameless(id, why),
            });
        }
        let others: Vec<Manifest> = catalogue()
            .into_iter()
            .filter(|manifest| all.iter().all(|pack| pack.id != manifest.id))
            .collect();
        all.extend(others.iter().map(|manifest| facts(manifest, false, None)));
        Ok(all)
    }

    fn open(&self, pack: &str, asked: &Asked) -> Result<Opened, ModelsError> {
        let pack = self.packs.find(pack).map_err(ModelsError::of)?;
        let opened = Faces::open(&self.runtime()?, &pack, &computing(asked)).map_err(ModelsError::of)?;
        let tried = opened.tried.iter().map(|tried| format!("{}: {}", tried.provider, tried.why)).collect();
        Ok(Opened { recogniser: Arc::new(opened.faces), provider: opened.provider.to_string(), tried })
    }

    fn install(
        &self,
        pack: Option<&str>,
        from: &PackSource,
        tell: &mut dyn FnMut(PackProgress),
    ) -> Result<String, ModelsError> {
        let mut tell = |Progress { file, done, of }: Progress| tell(PackProgress { file, done, of });
        let source = match from {
            PackSource::Official => Source::Official(&mut tell),
            PackSource::Files(paths) => Source::Files(paths),
        };
        let pack = self.packs.install(&self.runtime()?, pack, source).map_err(ModelsError::of)?;
        Ok(pack.manifest().id.clone())
    }

    fn remove(&self, pack: &str) -> Result<(), ModelsError> {
        self.packs.remove(pack).map_err(ModelsError::of)
    }

    fn mend(&self) -> Result<(), ModelsError> {
        self.packs.mend().map_err(ModelsError::of)
    }

    fn photo(&self, name: &str, bytes: &[u8]) -> Result<OpenPhoto, ModelsError> {
        photo::decode(Path::new(name), bytes).map_err(ModelsError::of)
    }
}

fn facts(manifest: &Manifest, installed: bool, broken: Option<String>) -> PackFacts {
    let mut licences: Vec<String> = Vec::new();
    for file in manifest.files() {
        if !licences.contains(&file.licence) {
            licences.push(file.licence.clone());
        }
    }
    PackFacts {
        id: manifest.id.clone(),
        name: manifest.name.clone(),
        installed,
        broken,
        own_licence: manifest.own_licence,
        bytes: manifest.files().map(|file| file.bytes).sum(),
        licences,
        model: Some(manifest.model_id()),
        embedding_length: manifest.recogniser.output_length as usize,
        threshold: manifest.recogniser.threshold,
    }
}

/// What is known of a folder whose manifest cannot be read.
fn nameless(id: String, broken: Option<String>) -> PackFacts {
    PackFacts {
        name: id.clone(),
        id,
        installed: true,
        broken,
        own_licence: false,
        bytes: 0,
        licences: Vec::new(),
        model: None,
        embedding_length: 0,
        threshold: 1.0,
    }
}

fn computing(asked: &Asked) -> Computing {
    let threads = asked.threads.max(1);
    // Each of the two models has an arena of its own.
    let each = asked.gpu_memory_bytes / 2;
    let one = |provider| Computing { order: vec![provider], threads, gpu_memory_bytes: each };
    match asked.wish {
        Wish::Auto => Computing::on_the_best(threads, each),
        Wish::Cpu => Computing::on_cpu(threads),
        Wish::Cuda => one(Provider::Cuda),
        Wish::TensorRt => one(Provider::TensorRt),
        Wish::OpenVino => one(Provider::OpenVino),
        Wish::DirectMl => one(Provider::DirectMl),
    }
}
