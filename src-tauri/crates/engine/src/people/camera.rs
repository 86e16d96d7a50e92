//! A photo from a camera: what it shows at this moment.

use std::sync::Arc;

use bellwatch_domain::{PersonId, RunnerKey};
use chrono::{DateTime, Duration, Utc};

use super::enroller::{Enroller, Source};
use super::photo;
use crate::frames::Frame;
use crate::pictures::Pictures;
use crate::wire::{PhotoReport, Problem};
use crate::words::refusals::Refusal;

/// An older picture may show somebody who has gone.
const OLDEST: Duration = Duration::seconds(5);

impl Enroller {
    /// Enrols the face that a runner's newest picture shows; `camera_name` is for the report.
    ///
    /// # Errors
    ///
    /// When no picture comes at this moment, when there is no model pack, or the store cannot be read. What is wrong with
    /// the picture is in the report.
    pub(crate) async fn enrol_from_camera(
        &self,
        person: i64,
        camera_name: &str,
        key: RunnerKey,
        pictures: &Pictures,
    ) -> Result<PhotoReport, Problem> {
        let mut enrolling = self.begin().await?;
        // Taken last, so that opening the model does not age it.
        let frame = fresh(pictures.frame(key), self.operator().now())
            .map_err(|age| Problem::bad_input("camera", not_now(camera_name, age)))?;
        let open = move || photo::of_frame(&frame);
        enrolling.photo(camera_name, PersonId(person), Source::Camera, open).await
    }
}

/// The frame; the age of one that is too old, `None` where there is none.
fn fresh(frame: Option<Arc<Frame>>, now: DateTime<Utc>) -> Result<Arc<Frame>, Option<Duration>> {
    let frame = frame.ok_or(None)?;
    let age = now - frame.at;
    if age > OLDEST { Err(Some(age)) } else { Ok(frame) }
}

/// Why no photo can be taken with a camera now.
fn not_now(camera: &str, age: Option<Duration>) -> Refusal<'_> {
    match age {
        None => Refusal::NoPicture { camera },
        Some(age) => Refusal::OldPicture { camera, seconds: age.num_seconds() },
    }
}

#[cfg(test)]
mod tests {
    use bellwatch_imaging::{ColourRange, Shape};

    use super::*;

    #[test]
    fn only_what_a_camera_shows_now_is_taken() {
        let now = DateTime::UNIX_EPOCH + Duration::hours(1);
        let shape = Shape { width_px: 2, height_px: 2, range: ColourRange::Full };
        let frame =
            |age| Some(Arc::new(Frame::new(1, now - Duration::seconds(age), shape, vec![0; 6]).unwrap()));
        assert!(fresh(frame(5), now).is_ok());
        assert!(not_now("Gate", fresh(frame(6), now).unwrap_err()).to_string().contains("6 s ago"));
        assert!(not_now("Gate", fresh(None, now).unwrap_err()).to_string().contains("no picture"));
    }
}
