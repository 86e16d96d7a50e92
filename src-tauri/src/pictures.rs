//! Pictures: `snapshot://localhost/<camera>/<profile>?n=<number>&w=<pixels>`, `/test/<number>`, `/photo/<id>` of a person,
//! `/crop/<id>` and `/evidence/<id>` of a sighting, `/unknown/<id>` of a face in the tray. None of them is kept by the web
//! view.
//!
//! `n` is there to get past the web view's cache; what comes is always the newest picture.

use bellwatch_domain::{CameraId, ProfileId, RunnerKey, SightingId};
use bellwatch_engine::api::EvidencePart;
use bellwatch_engine::wire::Problem;
use tauri::http::{Request, Response, StatusCode, header};
use tauri::{Manager, UriSchemeContext, UriSchemeResponder, Wry, async_runtime};

use crate::house::House;

/// Width when none is asked for, and the widest that may be.
const WIDEST: u32 = 3840;

/// What a picture's address asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Newest { key: RunnerKey, width: u32 },
    Test { number: u64 },
    Photo { id: i64 },
    Evidence { sighting: SightingId, part: EvidencePart },
    Unknown { id: i64 },
}

/// Answers one request for a picture; the web view is not kept waiting by another's.
pub fn answer(context: UriSchemeContext<'_, Wry>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let app = context.app_handle().clone();
    let wanted = wanted(request.uri().path(), request.uri().query().unwrap_or_default());
    async_runtime::spawn(async move {
        let jpeg = match wanted {
            Some(wanted) => fetch(&app.state::<House>(), wanted).await,
            None => None,
        };
        responder.respond(response(jpeg));
    });
}

/// A JPEG, or nothing: what cannot be had is a picture that is not there, and the screen has a face for that.
async fn fetch(house: &House, wanted: Wanted) -> Option<Vec<u8>> {
    let engine = house.engine().await.ok()?;
    match wanted {
        Wanted::Newest { key, width } => engine.picture(key, width).await.map(|jpeg| jpeg.bytes.to_vec()),
        Wanted::Test { number } => engine.test_picture(number).map(|jpeg| jpeg.bytes.to_vec()),
        Wanted::Photo { id } => told(engine.photo_picture(id).await),
        Wanted::Unknown { id } => told(engine.operator().unknown_picture(id).await),
        Wanted::Evidence { sighting, part } => told(engine.operator().evidence_picture(sighting, part).await),
    }
}

/// The picture; why it cannot be opened goes to the log, which names nobody.
fn told(picture: Result<Option<Vec<u8>>, Problem>) -> Option<Vec<u8>> {
    picture
        .inspect_err(|problem| tracing::warn!(detail = problem.detail, "a sealed picture cannot be opened"))
        .ok()
        .flatten()
}

fn response(jpeg: Option<Vec<u8>>) -> Response<Vec<u8>> {
    let (status, bytes) = match jpeg {
        Some(jpeg) => (StatusCode::OK, jpeg),
        None => (StatusCode::NOT_FOUND, Vec::new()),
    };
    let mut response = Response::new(bytes);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("image/jpeg"));
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

fn wanted(path: &str, query: &str) -> Option<Wanted> {
    let mut parts = path.trim_matches('/').split('/');
    let (first, second, rest) = (parts.next()?, parts.next()?, parts.next());
    if rest.is_some() {
        return None;
    }
    let sighting = |part| Some(Wanted::Evidence { sighting: SightingId(second.parse().ok()?), part });
    match first {
        "test" => return Some(Wanted::Test { number: second.parse().ok()? }),
        "photo" => return Some(Wanted::Photo { id: second.parse().ok()? }),
        "unknown" => return Some(Wanted::Unknown { id: second.parse().ok()? }),
        "crop" => return sighting(EvidencePart::Crop),
        "evidence" => return sighting(EvidencePart::Frame),
        _ => {}
    }
    let key = RunnerKey { camera: CameraId(first.parse().ok()?), profile: ProfileId(second.parse().ok()?) };
    let width = query.split('&').find_map(|pair| pair.strip_prefix("w=")?.parse().ok());
    Some(Wanted::Newest { key, width: width.unwrap_or(WIDEST).clamp(16, WIDEST) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_asks_for_one_picture_or_nothing() {
        let key = RunnerKey { camera: CameraId(3), profile: ProfileId(1) };
        assert_eq!(wanted("/3/1", "n=7&w=480"), Some(Wanted::Newest { key, width: 480 }));
        assert_eq!(wanted("/3/1", ""), Some(Wanted::Newest { key, width: WIDEST }));
        assert_eq!(wanted("/3/1", "w=99999999"), Some(Wanted::Newest { key, width: WIDEST }));
        assert_eq!(wanted("/test/4", ""), Some(Wanted::Test { number: 4 }));
        assert_eq!(wanted("/photo/7", ""), Some(Wanted::Photo { id: 7 }));
        assert_eq!(wanted("/unknown/5", ""), Some(Wanted::Unknown { id: 5 }));
        let (sighting, crop, frame) = (SightingId(9), EvidencePart::Crop, EvidencePart::Frame);
        assert_eq!(wanted("/crop/9", ""), Some(Wanted::Evidence { sighting, part: crop }));
        assert_eq!(wanted("/evidence/9", ""), Some(Wanted::Evidence { sighting, part: frame }));
        for path in
            ["/photo/x", "/crop", "/evidence/9/1", "/", "/3", "/x/1", "/3/1/2", "/../etc/passwd", "/test/x"]
        {
            assert_eq!(wanted(path, ""), None, "{path}");
        }
    }
}
