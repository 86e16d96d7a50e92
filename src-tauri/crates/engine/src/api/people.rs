//! People as the operator changes them. What needs no model is the Operator's, what does is the
//! [`Enroller`](crate::people::Enroller)'s; the engine has both, and a camera's picture besides.

use std::path::Path;

use bellwatch_domain::person::{check_code, check_consent, check_group, check_person_name};
use bellwatch_domain::{CameraId, Consent, PersonId, PhotoId, ProfileId, RunnerKey};
use bellwatch_store::{Error as StoreError, PersonRow, Withdrawn};
use chrono::NaiveDate;

use super::attendance::keep;
use super::operator::{Operator, find_camera};
use super::{Engine, Enroller};
use crate::people::{MOST_LIST_BYTES, import, views};
use crate::wire::{
    AlikeView, CertificateView, ConsentView, ImportReport, PersonDetail, PersonDraft, PersonView,
    PhotoReport, Problem,
};
use crate::words::refusals::Refusal;

impl Operator {
    /// Adds a person, or changes one; answers their number.
    ///
    /// # Errors
    ///
    /// [`Problem`] with the field whose content cannot be taken; nothing is changed then.
    pub async fn person_save(&self, draft: &PersonDraft) -> Result<i64, Problem> {
        let at = |field: &'static str| {
            move |error: bellwatch_domain::person::PersonError| Problem::bad_input(field, error.to_string())
        };
        let row = PersonRow {
            code: check_code(&draft.code).map_err(at("code"))?,
            name: check_person_name(&draft.name).map_err(at("name"))?,
            group: check_group(&draft.group).map_err(at("group"))?,
            active: draft.active,
        };
        match draft.id {
            None => Ok(self.store().add_person(&row, self.actor(), self.now()).await?.0),
            Some(id) => {
                self.store().edit_person(PersonId(id), &row, self.actor(), self.now()).await?;
                Ok(id)
            }
        }
    }

    /// Says whether people are at the school now; who is not is not recognised.
    ///
    /// # Errors
    ///
    /// When one of them is gone; nothing is changed then.
    pub async fn people_set_active(&self, ids: &[i64], active: bool) -> Result<(), Problem> {
        let ids: Vec<PersonId> = ids.iter().copied().map(PersonId).collect();
        Ok(self.store().set_active(&ids, active, self.actor(), self.now()).await?)
    }

    /// Records one consent for each of these people, for example of a class whose papers came back.
    ///
    /// # Errors
    ///
    /// For a day that is none or still to come, a text that cannot be taken, and when one of them is gone; nothing is
    /// recorded then.
    pub async fn consent_give(&self, ids: &[i64], consent: &ConsentView) -> Result<(), Problem> {
        let today = self.now().with_timezone(&self.config().await?.site.time_zone).date_naive();
        let given: NaiveDate = consent.given.trim().parse().map_err(|_| {
            let told: String = consent.given.chars().take(40).collect();
            Problem::bad_input("given", Refusal::NoConsentDate { value: &told })
        })?;
        let typed = Consent { given, by: consent.by.clone(), document: consent.document.clone() };
        let consent =
            check_consent(&typed, today).map_err(|error| Problem::bad_input("consent", error.to_string()))?;
        let people: Vec<PersonId> = ids.iter().copied().map(PersonId).collect();
        Ok(self.store().give_consent(&people, &consent, self.actor(), self.now()).await?)
    }

    /// Withdraws a consent: photos, templates and pictures of sightings are erased at once.
    ///
    /// # Errors
    ///
    /// When there is none, or the store cannot be written; nothing is changed then.
    pub async fn consent_withdraw(&self, id: i64) -> Result<CertificateView, Problem> {
        let (person, now) = (PersonId(id), self.now());
        let photos = self.store().photos_of(person).await?.len() as u64;
        let certificate = |lines, warning| {
            let by = self.actor().to_owned();
            CertificateView { person: id, at_ms: now.timestamp_millis(), by, lines, warning }
        };
        match self.store().withdraw_consent(person, self.actor(), now).await {
            Ok(withdrawn) => Ok(certificate(views::withdrawn(withdrawn), None)),
            Err(StoreError::Busy { .. }) if self.has_no_consent(person).await? => {
                let lines = views::withdrawn(Withdrawn { photos, ..Withdrawn::default() });
                Ok(certificate(lines, Some(views::not_wiped())))
            }
            Err(error) => Err(error.into()),
        }
    }

    async fn has_no_consent(&self, person: PersonId) -> Result<bool, Problem> {
        Ok(self.store().person(person).await?.is_some_and(|person| person.consent.is_none()))
    }

    /// Erases a person with everything of them, attendance too. Takes as long as the store's file is large.
    ///
    /// # Errors
    ///
    /// When they are gone already, or the store cannot be written; nothing is changed then.
    pub async fn person_erase(&self, id: i64) -> Result<CertificateView, Problem> {
        let certificate = self.store().erase_person(PersonId(id), self.actor(), self.now()).await?;
        Ok(views::erased(&certificate))
    }

    /// Rewrites the store without the traces of what was erased, where an erasure could not.
    ///
    /// # Errors
    ///
    /// While another program reads or writes, or when the disk is full; nothing is lost then.
    pub async fn people_wipe(&self) -> Result<(), Problem> {
        Ok(self.store().vacuum().await?)
    }

    /// Takes a list of people over; `name` is the file's. A dry run does the same and writes nothing.
    ///
    /// # Errors
    ///
    /// One sentence where the file is no list of people; nothing is changed then. Rows that cannot be taken are in the
    /// report, and stop no others.
    pub async fn people_import(
        &self,
        name: &str,
        bytes: &[u8],
        dry_run: bool,
    ) -> Result<ImportReport, Problem> {
        let people = self.store().people().await?;
        // One byte more than is read, so that what is too long is known to be.
        let bytes = bytes[..bytes.len().min(MOST_LIST_BYTES + 1)].to_vec();
        let name = name.to_owned();
        let read = tokio::task::spawn_blocking(move || import::read(&name, &bytes, &people)).await;
        let import::Import { changes, mut report } = read.map_err(|error| Problem::failed(&error))??;
        if !dry_run {
            if !changes.is_empty() {
                self.store().import_people(&changes, self.actor(), self.now()).await?;
            }
            report.is_done = true;
        }
        Ok(report)
    }

    /// Removes a photo and what was learnt of it.
    ///
    /// # Errors
    ///
    /// When it is gone already.
    pub async fn photo_remove(&self, id: i64) -> Result<(), Problem> {
        Ok(self.store().remove_photo(PhotoId(id), self.actor(), self.now()).await?)
    }

    /// The picture of a photo, a JPEG; `None` when it is gone or does not open.
    ///
    /// # Errors
    ///
    /// When the store or its key cannot be had.
    pub async fn photo_picture(&self, id: i64) -> Result<Option<Vec<u8>>, Problem> {
        Ok(self.store().photo_picture(PhotoId(id)).await?.map(|picture| picture.to_vec()))
    }

    /// Says that a hand decides between two people from now on, or takes that back.
    ///
    /// # Errors
    ///
    /// When one is gone, or both are one.
    pub async fn pair_veto(&self, a: i64, b: i64, on: bool) -> Result<(), Problem> {
        if a == b {
            return Err(Problem::bad_input("", Refusal::OnePerson));
        }
        let (store, by, now) = (self.store(), self.actor(), self.now());
        if on {
            Ok(store.add_pair_veto(PersonId(a), PersonId(b), by, now).await?)
        } else {
            Ok(store.remove_pair_veto(PersonId(a), PersonId(b), by, now).await?)
        }
    }
}

impl Enroller {
    /// Writes the quality report into `folder`, beside whatever is there; answers where. Its name has a date and nobody's.
    ///
    /// # Errors
    ///
    /// As [`Enroller::report_page`], and when the file cannot be written.
    pub async fn people_report(&self, folder: &Path, group: Option<&str>) -> Result<String, Problem> {
        let page = self.report_page(group).await?;
        let zone = self.operator().config().await?.site.time_zone;
        let name = format!("bellwatch-photos-{}", self.operator().now().with_timezone(&zone).date_naive());
        keep(folder, &name, "html", page.into_bytes()).await
    }
}

/// The window's: each as the operator's or the enroller's, with their errors.
impl Engine {
    /// See [`Enroller::people`].
    ///
    /// # Errors
    ///
    /// As the enroller's.
    pub async fn people(&self) -> Result<Vec<PersonView>, Problem> {
        self.enroller().people().await
    }

    /// See [`Enroller::person`].
    ///
    /// # Errors
    ///
    /// As the enroller's.
    pub async fn person(&self, id: i64) -> Result<PersonDetail, Problem> {
        self.enroller().person(id).await
    }

    /// See [`Operator::person_save`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn person_save(&self, draft: &PersonDraft) -> Result<i64, Problem> {
        self.operator().person_save(draft).await
    }

    /// See [`Operator::people_set_active`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn people_set_active(&self, ids: &[i64], active: bool) -> Result<(), Problem> {
        self.operator().people_set_active(ids, active).await
    }

    /// See [`Operator::consent_give`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn consent_give(&self, ids: &[i64], consent: &ConsentView) -> Result<(), Problem> {
        self.operator().consent_give(ids, consent).await
    }

    /// See [`Operator::consent_withdraw`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn consent_withdraw(&self, id: i64) -> Result<CertificateView, Problem> {
        self.operator().consent_withdraw(id).await
    }

    /// See [`Operator::person_erase`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn person_erase(&self, id: i64) -> Result<CertificateView, Problem> {
        self.operator().person_erase(id).await
    }

    /// See [`Operator::people_import`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn people_import(
        &self,
        name: &str,
        bytes: &[u8],
        dry_run: bool,
    ) -> Result<ImportReport, Problem> {
        self.operator().people_import(name, bytes, dry_run).await
    }

    /// See [`Enroller::enrol_file`].
    ///
    /// # Errors
    ///
    /// As the enroller's.
    pub async fn enrol_file(
        &self,
        name: &str,
        bytes: Vec<u8>,
        person: Option<i64>,
    ) -> Result<Vec<PhotoReport>, Problem> {
        self.enroller().enrol_file(name, bytes, person).await
    }

    /// Enrols the face that a camera shows at this moment. There must be exactly one.
    ///
    /// # Errors
    ///
    /// When the camera is gone or no picture comes, when there is no model pack, or the store cannot be read. What is wrong
    /// with the picture is in the report.
    pub async fn enrol_from_camera(
        &self,
        person: i64,
        camera: i64,
        profile: i64,
    ) -> Result<PhotoReport, Problem> {
        let key = RunnerKey { camera: CameraId(camera), profile: ProfileId(profile) };
        let config = self.operator().config().await?;
        let name = find_camera(&config, key.camera)?.name.clone();
        self.enroller().enrol_from_camera(person, &name, key, self.pictures()).await
    }

    /// See [`Enroller::enrol_from_sighting`].
    ///
    /// # Errors
    ///
    /// As the enroller's.
    pub async fn enrol_from_sighting(&self, sighting: i64) -> Result<PhotoReport, Problem> {
        self.enroller().enrol_from_sighting(sighting).await
    }

    /// See [`Operator::photo_remove`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn photo_remove(&self, id: i64) -> Result<(), Problem> {
        self.operator().photo_remove(id).await
    }

    /// See [`Operator::photo_picture`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn photo_picture(&self, id: i64) -> Result<Option<Vec<u8>>, Problem> {
        self.operator().photo_picture(id).await
    }

    /// See [`Enroller::alike`].
    ///
    /// # Errors
    ///
    /// As the enroller's.
    pub async fn alike(&self) -> Result<Vec<AlikeView>, Problem> {
        self.enroller().alike().await
    }

    /// See [`Operator::pair_veto`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn pair_veto(&self, a: i64, b: i64, on: bool) -> Result<(), Problem> {
        self.operator().pair_veto(a, b, on).await
    }

    /// See [`Enroller::people_report`].
    ///
    /// # Errors
    ///
    /// As the enroller's.
    pub async fn people_report(&self, folder: &Path, group: Option<&str>) -> Result<String, Problem> {
        self.enroller().people_report(folder, group).await
    }
}
