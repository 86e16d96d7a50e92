//! The HTTP side: one camera that sends MJPEG at `/mjpeg` and HLS at `/live.m3u8`.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::auth::{Brought, Login};
use super::request::Request;

/// MJPEG frames a second.
const FPS: u32 = 10;

struct Shared {
    login: Option<Login>,
    status: watch::Sender<Option<u16>>,
    pictures: Vec<Vec<u8>>,
    files: BTreeMap<String, Vec<u8>>,
}

/// An HTTP camera. It ends when it is dropped.
pub struct HttpCamera {
    shared: Arc<Shared>,
    address: SocketAddr,
    listener: JoinHandle<()>,
}

impl HttpCamera {
    /// A camera on a port of its own.
    ///
    /// # Errors
    ///
    /// When there is no free port, or ffmpeg cannot make the media.
    pub async fn start(login: Option<Login>) -> io::Result<HttpCamera> {
        let folder = media().await?;
        let mut files = BTreeMap::new();
        let mut pictures = BTreeMap::new();
        let mut entries = tokio::fs::read_dir(&folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            let name = entry.file_name().to_string_lossy().into_owned();
            let bytes = tokio::fs::read(entry.path()).await?;
            if name.ends_with(".jpg") {
                pictures.insert(name, bytes);
            } else {
                files.insert(format!("/{name}"), bytes);
            }
        }
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            login,
            status: watch::channel(None).0,
            pictures: pictures.into_values().collect(),
            files,
        });
        let listener = tokio::spawn(listen(listener, Arc::clone(&shared)));
        Ok(HttpCamera { shared, address, listener })
    }

    /// Where its MJPEG is.
    pub fn mjpeg(&self) -> String {
        format!("http://{}/mjpeg", self.address)
    }

    /// Where its HLS is.
    pub fn hls(&self) -> String {
        format!("http://{}/live.m3u8", self.address)
    }

    /// A web page, which is no video.
    pub fn page(&self) -> String {
        format!("http://{}/index.html", self.address)
    }

    /// Answers everything with this status, or as it should again.
    pub fn set_status(&self, status: Option<u16>) {
        self.shared.status.send_replace(status);
    }
}

impl Drop for HttpCamera {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

async fn listen(listener: TcpListener, shared: Arc<Shared>) {
    let mut tasks = tokio::task::JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let shared = Arc::clone(&shared);
        tasks.spawn(async move {
            // How a connection ends is the reader's affair.
            let _ = serve(stream, &shared).await;
        });
        while tasks.try_join_next().is_some() {}
    }
}

async fn serve(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    let (input, mut output) = stream.into_split();
    let mut input = BufReader::new(input);
    while let Some(request) = Request::read(&mut input).await? {
        let plain = |status: &str, kind: &str, body: &[u8], more: &str| {
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n{more}\r\n",
                body.len()
            );
            [head.as_bytes(), body].concat()
        };
        let brought = shared.login.as_ref().map_or(Brought::Right, |login| login.look_at(&request));
        let path = request.target.split('?').next().unwrap_or_default();
        let status = *shared.status.borrow();
        let answer = if let Some(status) = status {
            plain(&format!("{status} As The Test Wants"), "text/plain", b"no", "")
        } else if brought != Brought::Right {
            let challenge = shared.login.as_ref().map(Login::challenge).unwrap_or_default();
            plain("401 Unauthorized", "text/plain", b"no", &format!("WWW-Authenticate: {challenge}\r\n"))
        } else if path == "/mjpeg" {
            return mjpeg(&mut output, &shared.pictures).await;
        } else if path == "/index.html" {
            plain("200 OK", "text/html", b"<html><body>Please log in.</body></html>", "")
        } else if let Some(bytes) = shared.files.get(path) {
            plain("200 OK", "application/octet-stream", bytes, "")
        } else {
            plain("404 Not Found", "text/plain", b"no", "")
        };
        output.write_all(&answer).await?;
    }
    Ok(())
}

async fn mjpeg<W: tokio::io::AsyncWrite + Unpin>(output: &mut W, pictures: &[Vec<u8>]) -> io::Result<()> {
    output
        .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=frame\r\n\r\n")
        .await?;
    let mut pace = tokio::time::interval(Duration::from_secs(1) / FPS);
    for picture in pictures.iter().cycle() {
        pace.tick().await;
        let head =
            format!("--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n", picture.len());
        output.write_all(&[head.as_bytes(), picture, b"\r\n"].concat()).await?;
    }
    Ok(())
}

/// A folder with pictures and an HLS list with its segments; made at its first use.
async fn media() -> io::Result<PathBuf> {
    let parent = Path::new(env!("CARGO_MANIFEST_DIR")).join("out/media");
    let folder = parent.join("http");
    if tokio::fs::try_exists(&folder).await? {
        return Ok(folder);
    }
    let draft = parent.join(format!("http.{}", std::process::id()));
    tokio::fs::create_dir_all(&draft).await?;
    let run = async |words: &[&str]| {
        let status = tokio::process::Command::new("ffmpeg")
            .args(["-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-f", "lavfi", "-i"])
            .args(words)
            .current_dir(&draft)
            .stdin(Stdio::null())
            .status()
            .await?;
        if status.success() { Ok(()) } else { Err(io::Error::other(format!("ffmpeg: {status}"))) }
    };
    run(&["testsrc2=size=320x240:rate=10", "-t", "2", "-q:v", "5", "picture%03d.jpg"]).await?;
    let hls =
        ["-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-hls_time", "1", "-hls_list_size", "0"];
    run(&[&["testsrc2=size=320x240:rate=25", "-t", "60"][..], &hls, &["live.m3u8"]].concat()).await?;
    match tokio::fs::rename(&draft, &folder).await {
        Ok(()) => {}
        // Another test process was faster; what it made is the same.
        Err(_) if tokio::fs::try_exists(&folder).await? => tokio::fs::remove_dir_all(&draft).await?,
        Err(error) => return Err(error),
    }
    Ok(folder)
}
