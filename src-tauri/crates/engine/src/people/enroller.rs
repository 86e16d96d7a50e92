//! Enrolment: photos in, photos and templates kept, or a sentence why not. Also what needs everybody's templates: who is
//! alike, and whether a person's photos fit together.

use std::sync::Arc;

use bellwatch_domain::enrolment::{self, PhotoVerdict};
use bellwatch_domain::models::{Computing, Models, OpenPhoto, Wish};
use bellwatch_domain::recognition::Recogniser;
use bellwatch_domain::threshold::Confusable;
use bellwatch_domain::{Person, PersonId, UnknownFaceId};
use bellwatch_store::{NewPhoto, NewTemplate, PhotoOrigin, Store};
use tokio::sync::Mutex;

use super::archive::{self, Archive};
use super::blocking;
use super::known::Known;
use super::names::Codes;
use super::pack::{self, NoPack, PackInUse};
use super::photo::{self, Looked, LookedFace, NotLooked};
use super::views;
use crate::api::Operator;
use crate::wire::{AlikeView, PersonDetail, PersonView, PhotoOutcome, PhotoReport, Problem};
use crate::words::refusals::Refusal;

/// Processor threads for photos. They are few, and cameras come first; the graphics card is left to these.
const THREADS: usize = 2;

/// Enrols for one operator. Cheap to clone; clones share the opened model.
#[derive(Clone)]
pub struct Enroller {
    operator: Operator,
    models: Arc<dyn Models>,
    opened: Arc<Mutex<Option<Arc<dyn Recogniser>>>>,
}

/// Photos that are enrolled one after another: everybody's templates are loaded once.
pub struct Enrolling {
    enroller: Enroller,
    recogniser: Arc<dyn Recogniser>,
    people: Vec<Person>,
    codes: Codes,
    known: Known,
}

/// Where a photo comes from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Source {
    /// A file that somebody chose.
    File,
    /// A frame of a camera, or the picture of a sighting.
    Camera,
    /// The tray of unknown faces; it leaves it when it is enrolled.
    Tray(UnknownFaceId),
}

impl Source {
    /// What of it is kept, and the face that leaves the tray.
    fn parts(self) -> (PhotoOrigin, Option<UnknownFaceId>) {
        match self {
            Source::File => (PhotoOrigin::File, None),
            Source::Camera => (PhotoOrigin::Camera, None),
            Source::Tray(face) => (PhotoOrigin::Tray, Some(face)),
        }
    }
}

impl Enroller {
    /// An enroller that acts as `operator`; `models` open packs and photos.
    pub fn new(operator: Operator, models: Arc<dyn Models>) -> Self {
        Enroller { operator, models, opened: Arc::default() }
    }

    /// Who acts.
    pub fn operator(&self) -> &Operator {
        &self.operator
    }

    pub(super) fn models(&self) -> &Arc<dyn Models> {
        &self.models
    }

    fn store(&self) -> &Store {
        self.operator.store()
    }

    /// Everybody, with what keeps each from being recognised.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn people(&self) -> Result<Vec<PersonView>, Problem> {
        let (model, no_pack) = self.model().await?;
        let mut photos = views::by_person(self.store().all_photos(model.as_deref()).await?);
        let people = self.store().people().await?;
        let view = |person: &Person| {
            let photos = photos.remove(&person.id).unwrap_or_default();
            views::person(person, &photos, no_pack.as_deref())
        };
        Ok(people.iter().map(view).collect())
    }

    /// Everything about one person.
    ///
    /// # Errors
    ///
    /// When they are gone, or the store or its key cannot be had.
    pub async fn person(&self, id: i64) -> Result<PersonDetail, Problem> {
        let id = PersonId(id);
        let people = self.store().people().await?;
        let person = people.iter().find(|person| person.id == id).ok_or_else(|| Problem::gone("person"))?;
        let pack = self.pack().await?;
        let model = pack.as_ref().ok().map(|pack| pack.model.as_str());
        let mut photos = self.store().all_photos(model).await?;
        photos.retain(|(photo, _)| photo.person == id);
        let no_pack = pack.as_ref().err().map(ToString::to_string);
        let (consistency, confusable) = match &pack {
            Err(_) => (None, Vec::new()),
            Ok(pack) => self.fit(pack, id).await?,
        };
        let vetoed = self.store().pair_vetoes().await?;
        let own: Vec<_> = vetoed.into_iter().filter(|(a, b)| *a == id || *b == id).collect();
        Ok(PersonDetail {
            person: views::person(person, &photos, no_pack.as_deref()),
            photos: photos.iter().map(|(photo, _)| views::photo(photo)).collect(),
            consistency,
            alike: views::alike(&confusable, &own, &people),
        })
    }

    /// Pairs of people whose photos are alike, and those that a hand told apart; the most alike first, at most 500 and the
    /// latter. In schools with more than 6000 photos the best photo of each person is compared.
    ///
    /// # Errors
    ///
    /// When the store or its key cannot be had. Without a model pack only what a hand said is told.
    pub async fn alike(&self) -> Result<Vec<AlikeView>, Problem> {
        let confusable = match self.pack().await? {
            Err(_) => Vec::new(),
            Ok(pack) => {
                let (known, margin) = (self.known(&pack).await?, self.margin().await?);
                blocking(move || known.alike(pack.threshold, margin, None)).await?
            }
        };
        let (vetoed, people) = (self.store().pair_vetoes().await?, self.store().people().await?);
        Ok(views::alike(&confusable, &vetoed, &people))
    }

    /// Enrols a photo, or a zip of photos. Without `person` each file is named by the code of whose photo it is.
    ///
    /// # Errors
    ///
    /// When there is no model pack to check photos with, when a zip cannot be opened, or the store cannot be read. What
    /// is wrong with a photo is in its report.
    pub async fn enrol_file(
        &self,
        name: &str,
        bytes: Vec<u8>,
        person: Option<i64>,
    ) -> Result<Vec<PhotoReport>, Problem> {
        self.begin().await?.file(name, bytes, person).await
    }

    /// Begins to enrol several photos.
    ///
    /// # Errors
    ///
    /// When there is no model pack to check photos with, or the store or its key cannot be had.
    pub async fn begin(&self) -> Result<Enrolling, Problem> {
        let pack = self.pack().await?.map_err(|why| Problem::bad_input("", why.to_string()))?;
        let recogniser = self.recogniser(&pack).await?;
        let people = self.store().people().await?;
        let known = self.known(&pack).await?;
        let codes = Codes::of(&people);
        Ok(Enrolling { enroller: self.clone(), recogniser, people, codes, known })
    }

    /// The pack that photos are judged with.
    pub(super) async fn pack(&self) -> Result<Result<PackInUse, NoPack>, Problem> {
        let models = Arc::clone(&self.models);
        let packs = blocking(move || models.packs()).await?.map_err(|error| Problem::failed(&error))?;
        let (config, _) = self.store().config().await?;
        Ok(pack::in_use(&packs, config.site.pack.as_deref()))
    }

    /// The model in use, or the sentence that there is none.
    async fn model(&self) -> Result<(Option<String>, Option<String>), Problem> {
        Ok(match self.pack().await? {
            Ok(pack) => (Some(pack.model.as_str().to_owned()), None),
            Err(why) => (None, Some(why.to_string())),
        })
    }

    pub(super) async fn known(&self, pack: &PackInUse) -> Result<Known, Problem> {
        Ok(Known::of(self.store().gallery(pack.model.as_str()).await?, &pack.model))
    }

    /// People are told of as alike from so much below the threshold on: whoever reaches it as one may be the other.
    async fn margin(&self) -> Result<f32, Problem> {
        Ok(self.store().config().await?.0.site.match_margin as f32)
    }

    /// Whether a person's photos fit together, one sentence, and who is like them.
    async fn fit(
        &self,
        pack: &PackInUse,
        person: PersonId,
    ) -> Result<(Option<String>, Vec<Confusable>), Problem> {
        let (known, threshold, margin) = (self.known(pack).await?, pack.threshold, self.margin().await?);
        blocking(move || {
            let alike = known.alike(threshold, margin, Some(person));
            (consistency(&known, person, threshold), alike)
        })
        .await
    }

    /// Opened once, as long as the same model is in use.
    async fn recogniser(&self, pack: &PackInUse) -> Result<Arc<dyn Recogniser>, Problem> {
        let mut opened = self.opened.lock().await;
        if let Some(recogniser) = opened.as_ref().filter(|opened| *opened.model() == pack.model) {
            return Ok(Arc::clone(recogniser));
        }
        // The one of before goes first: two at once would need twice the memory.
        *opened = None;
        let (models, id) = (Arc::clone(&self.models), pack.id.clone());
        let computing = Computing { wish: Wish::Cpu, threads: THREADS, gpu_memory_bytes: 0 };
        let made = blocking(move || models.open(&id, &computing)).await?;
        let made = made.map_err(|error| Problem::failed(&error))?.recogniser;
        Ok(Arc::clone(opened.insert(made)))
    }
}

/// Whether a person's photos are one person's, one sentence; `None` for fewer than two.
pub(super) fn consistency(known: &Known, person: PersonId, threshold: f32) -> Option<String> {
    let own = known.of_person(person);
    let values: Vec<&[f32]> = own.iter().map(|(_, values)| *values).collect();
    (values.len() > 1).then(|| enrolment::consistency(&values, threshold).sentence())
}

impl Enrolling {
    /// Enrols a photo, or a zip of photos, as [`Enroller::enrol_file`].
    ///
    /// # Errors
    ///
    /// When a zip cannot be opened.
    pub async fn file(
        &mut self,
        name: &str,
        bytes: Vec<u8>,
        person: Option<i64>,
    ) -> Result<Vec<PhotoReport>, Problem> {
        if !archive::is_zip(&bytes) {
            return Ok(vec![self.one(name, bytes, person).await?]);
        }
        let refused = |why: archive::Bad| Problem::bad_input("file", why.to_string());
        let mut archive = blocking(move || Archive::open(bytes)).await?.map_err(refused)?;
        let mut reports = Vec::new();
        for nth in 0..archive.len() {
            let entry;
            (archive, entry) = blocking(move || {
                let entry = archive.read(nth);
                (archive, entry)
            })
            .await?;
            match entry {
                None => {}
                Some(archive::Entry { name, bytes: Err(why) }) => {
                    reports.push(report(&name, None, Err(vec![why.to_string()])));
                }
                Some(archive::Entry { name, bytes: Ok(bytes) }) => {
                    reports.push(self.one(&name, bytes, person).await?);
                }
            }
        }
        if reports.is_empty() {
            return Err(Problem::bad_input("file", Refusal::NoPhotoInZip));
        }
        Ok(reports)
    }

    async fn one(&mut self, name: &str, bytes: Vec<u8>, person: Option<i64>) -> Result<PhotoReport, Problem> {
        let whose = match person {
            Some(id) => Ok(PersonId(id)),
            None => self.codes.of_file(name),
        };
        let id = match whose {
            Ok(id) => id,
            Err(why) => return Ok(report(name, None, Err(vec![why.to_string()]))),
        };
        let models = Arc::clone(&self.enroller.models);
        let named = name.to_owned();
        let open = move || Ok(models.photo(&named, &bytes)?);
        self.photo(name, id, Source::File, open).await
    }

    /// Enrols one photo of a person; `open` gives its pixels, and is asked only when it may be kept.
    pub(super) async fn photo(
        &mut self,
        name: &str,
        id: PersonId,
        source: Source,
        open: impl FnOnce() -> Result<OpenPhoto, NotLooked> + Send + 'static,
    ) -> Result<PhotoReport, Problem> {
        // Looked up anew: a consent may be withdrawn while a long list is enrolled.
        let Some(person) = self.enroller.store().person(id).await? else {
            return Ok(report(name, None, Err(vec![Problem::gone("person").message])));
        };
        if let Some(why) = not_wanted(&person) {
            return Ok(report(name, Some(&person), Err(vec![why])));
        }
        let (models, recogniser) = (Arc::clone(&self.enroller.models), Arc::clone(&self.recogniser));
        let looked =
            blocking(move || open().and_then(|photo| photo::look(&*models, &*recogniser, &photo))).await?;
        let looked = match looked {
            Ok(looked) => looked,
            Err(why) => return Ok(report(name, Some(&person), Err(vec![why.to_string()]))),
        };
        let outcome = self.judge(&person, looked, source).await;
        Ok(report(name, Some(&person), outcome))
    }

    /// Keeps a photo that can be learnt from. `Ok` has what could be better, `Err` why it is not kept; a sentence each.
    async fn judge(
        &mut self,
        person: &Person,
        looked: Looked,
        source: Source,
    ) -> Result<Vec<String>, Vec<String>> {
        let near = looked.face.as_ref().map(|face| self.known.near(person.id, &face.embedding));
        let measured = photo::measured(&looked, near.as_ref());
        let name_of = |id: PersonId| self.people.iter().find(|one| one.id == id).map(|one| one.name.clone());
        let said = |flaws: Vec<enrolment::PhotoFlaw>| -> Vec<String> {
            flaws.into_iter().map(|flaw| views::said(flaw, &name_of)).collect()
        };
        let doubts = match enrolment::judge(&measured, self.recogniser.threshold()) {
            PhotoVerdict::Usable => Vec::new(),
            PhotoVerdict::Doubtful(flaws) => said(flaws),
            PhotoVerdict::Refused(flaws) => {
                let duplicate = near.and_then(|near| near.duplicate);
                let others = duplicate.filter(|(_, whose)| *whose != person.id);
                return Err(match others.and_then(|(_, whose)| name_of(whose)) {
                    Some(name) => {
                        vec![Refusal::EnrolledFor { name: &name }.to_string()]
                    }
                    None => said(flaws),
                });
            }
        };
        let Some(LookedFace { quality, embedding }) = looked.face else {
            return Err(vec![enrolment::PhotoFlaw::NoFace.words()]);
        };
        let worth = photo::worth(&quality);
        let (origin, tray_face) = source.parts();
        let new = NewPhoto { origin, picture: looked.jpeg, quality, tray_face };
        let template = NewTemplate {
            model: embedding.model().as_str().to_owned(),
            embedding: embedding.values().to_vec(),
            quality: worth,
        };
        let operator = &self.enroller.operator;
        let kept = operator
            .store()
            .add_photo(person.id, &new, Some(&template), operator.actor(), operator.now())
            .await
            .map_err(|why| vec![why.to_string()])?;
        self.known.add(person.id, kept, worth, embedding);
        Ok(doubts)
    }
}

/// Why no photo of a person may be kept, one sentence.
fn not_wanted(person: &Person) -> Option<String> {
    if !person.active {
        Some(Refusal::NotActive { person: &person.name }.to_string())
    } else if person.consent.is_none() {
        Some(Refusal::NoConsentOf { person: &person.name }.to_string())
    } else {
        None
    }
}

fn report(name: &str, person: Option<&Person>, outcome: Result<Vec<String>, Vec<String>>) -> PhotoReport {
    let (outcome, sentences) = match outcome {
        Ok(doubts) if doubts.is_empty() => (PhotoOutcome::Enrolled, doubts),
        Ok(doubts) => (PhotoOutcome::Doubtful, doubts),
        Err(reasons) => (PhotoOutcome::Refused, reasons),
    };
    PhotoReport {
        file: name.to_owned(),
        person: person.map(|person| person.id.0),
        person_name: person.map(|person| person.name.clone()),
        outcome,
        sentences,
    }
}
