//! The diagnostic mode and the tray of unknown faces, as the operator starts, stops and empties them.

use bellwatch_domain::UnknownFaceId;
use bellwatch_domain::schedule::Bells;
use bellwatch_domain::unknown::{ModeLength, NoPeriod, ends};

use super::{Engine, Operator};
use crate::present;
use crate::wire::{ModeLengthDraft, PhotoReport, Problem, UnknownFaceView};
use crate::words::refusals::Refusal;

impl Operator {
    /// Has the faces of strangers kept from now on, for so long.
    ///
    /// # Errors
    ///
    /// When no model pack is chosen, when they are being kept already, or when the end of a period is asked for and none is
    /// on; nothing is kept then.
    pub async fn unknown_start(&self, length: ModeLengthDraft) -> Result<(), Problem> {
        let (config, now) = (self.config().await?, self.now());
        if config.site.pack.is_none() {
            return Err(Problem::bad_input("", Refusal::NoPack));
        }
        let bells = Bells::of(&config);
        let (first, last) = bells.dates(now, now);
        let occurrences: Vec<_> =
            bells.ringing().flat_map(|schedule| bells.occurrences(schedule, first, last)).collect();
        let length = match length {
            ModeLengthDraft::QuarterHour => ModeLength::QuarterHour,
            ModeLengthDraft::Hour => ModeLength::Hour,
            ModeLengthDraft::Period => ModeLength::Period,
            ModeLengthDraft::Day => ModeLength::Day,
        };
        let ends = ends(length, now, config.site.time_zone, occurrences.iter().map(AsRef::as_ref))
            .map_err(|why: NoPeriod| Problem::bad_input("length", why.to_string()))?;
        Ok(self.store().start_diagnostic_mode(ends, self.actor(), now).await?)
    }

    /// Has no more of them kept, at once. Those in the tray stay for the site's hours.
    ///
    /// # Errors
    ///
    /// When the store cannot be written; the clock ends it then.
    pub async fn unknown_stop(&self) -> Result<(), Problem> {
        // Whether it was on does not matter: it is off now.
        self.store().stop_diagnostic_mode(self.actor(), self.now()).await?;
        Ok(())
    }

    /// The faces in the tray, the one that was seen last first.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub async fn unknown_faces(&self) -> Result<Vec<UnknownFaceView>, Problem> {
        let config = self.config().await?;
        let faces = self.store().unknown_faces().await?;
        Ok(faces.iter().map(|face| present::unknown_face(face, &config)).collect())
    }

    /// The picture of a face in the tray, a JPEG; `None` when it is gone or does not open.
    ///
    /// # Errors
    ///
    /// When the store or its key cannot be had.
    pub async fn unknown_picture(&self, id: i64) -> Result<Option<Vec<u8>>, Problem> {
        let picture = self.store().unknown_picture(UnknownFaceId(id)).await?;
        Ok(picture.map(|picture| picture.to_vec()))
    }

    /// Deletes a face of the tray.
    ///
    /// # Errors
    ///
    /// When it is gone already.
    pub async fn unknown_dismiss(&self, id: i64) -> Result<(), Problem> {
        Ok(self.store().dismiss_unknown_face(UnknownFaceId(id), self.actor(), self.now()).await?)
    }

    /// Deletes all faces of the tray.
    ///
    /// # Errors
    ///
    /// When the store cannot be written, or while another program reads in it; they are deleted in the latter case, but
    /// may lie in the write-ahead log still, sealed.
    pub async fn unknown_delete_all(&self) -> Result<(), Problem> {
        self.store().delete_unknown_faces(self.actor(), self.now()).await?;
        Ok(())
    }
}

/// The window's: each as the operator's or the enroller's, with their errors.
impl Engine {
    /// See [`Operator::unknown_start`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn unknown_start(&self, length: ModeLengthDraft) -> Result<(), Problem> {
        self.looked_at(self.operator().unknown_start(length).await)
    }

    /// See [`Operator::unknown_stop`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn unknown_stop(&self) -> Result<(), Problem> {
        self.looked_at(self.operator().unknown_stop().await)
    }

    /// See [`Operator::unknown_dismiss`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn unknown_dismiss(&self, id: i64) -> Result<(), Problem> {
        self.looked_at(self.operator().unknown_dismiss(id).await)
    }

    /// See [`Operator::unknown_delete_all`].
    ///
    /// # Errors
    ///
    /// As the operator's.
    pub async fn unknown_delete_all(&self) -> Result<(), Problem> {
        self.looked_at(self.operator().unknown_delete_all().await)
    }

    /// See [`super::Enroller::enrol_unknown`].
    ///
    /// # Errors
    ///
    /// As the enroller's.
    pub async fn enrol_unknown(&self, face: i64, person: i64) -> Result<PhotoReport, Problem> {
        self.looked_at(self.enroller().enrol_unknown(face, person).await)
    }

    /// Passes an answer on, after recognition was told to look at the mode.
    fn looked_at<T>(&self, answer: Result<T, Problem>) -> Result<T, Problem> {
        self.recognition().look_at_mode();
        answer
    }
}
