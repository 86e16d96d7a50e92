//! Pictures: `snapshot://localhost/<camera>/<profile>?n=<number>&w=<pixels>` and `snapshot://localhost/test/<number>`.
//!
//! `n` is there to get past the web view's cache; what comes is always the newest picture.

use bellwatch_domain::{CameraId, ProfileId, RunnerKey};
use bellwatch_engine::pictures::Jpeg;
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

async fn fetch(house: &House, wanted: Wanted) -> Option<Jpeg> {
    let engine = house.engine().await.ok()?;
    match wanted {
        Wanted::Newest { key, width } => engine.picture(key, width).await,
        Wanted::Test { number } => engine.test_picture(number),
    }
}

fn response(jpeg: Option<Jpeg>) -> Response<Vec<u8>> {
    let (status, bytes) = match jpeg {
        Some(jpeg) => (StatusCode::OK, jpeg.bytes.to_vec()),
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
    if first == "test" {
        return Some(Wanted::Test { number: second.parse().ok()? });
    }
    let key = RunnerKey { camera: CameraId(first.parse().ok()?), profile: ProfileId(second.parse().ok()?) };
    let width = query.split('&').find_map(|pair| pair.strip_prefix("w=")?.parse().ok());
    Some(Wanted::Newest { key, width: width.unwrap_or(WIDEST).clamp(16, WIDEST) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_asks_for_the_newest_or_a_tests_picture_or_nothing() {
        let key = RunnerKey { camera: CameraId(3), profile: ProfileId(1) };
        assert_eq!(wanted("/3/1", "n=7&w=480"), Some(Wanted::Newest { key, width: 480 }));
        assert_eq!(wanted("/3/1", ""), Some(Wanted::Newest { key, width: WIDEST }));
        assert_eq!(wanted("/3/1", "w=99999999"), Some(Wanted::Newest { key, width: WIDEST }));
        assert_eq!(wanted("/test/4", ""), Some(Wanted::Test { number: 4 }));
        for path in ["/", "/3", "/x/1", "/3/1/2", "/../etc/passwd", "/test/x"] {
            assert_eq!(wanted(path, ""), None, "{path}");
        }
    }
}
