//! Cameras for tests: RTSP servers on loopback that send a file over and over without encoding it anew, and break on
//! command. They know nothing of Bellwatch.

mod auth;
mod http;
mod media;
pub mod onvif;
mod request;
mod rtsp;
mod sdp;
mod tls;

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{Mutex, watch};
use tokio::task::JoinHandle;

pub use auth::{Auth, Login};
pub use http::HttpCamera;
pub use media::{CLOCK_FONT, Clip, Codec, Media, file};

/// Everything that can be wrong with a camera at once; the default is that nothing is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Faults {
    /// Pictures stop; RTSP still answers.
    pub freeze: bool,
    /// Connections are accepted and never answered.
    pub hang: bool,
    /// Payloads are random bytes.
    pub garbage: bool,
    /// One packet in so many has some bytes changed; 0 is none.
    pub corrupt_one_in: u32,
    /// Every DESCRIBE is answered with this status.
    pub status: Option<u16>,
    /// Every answer waits so long.
    pub latency: Duration,
    /// Pictures are sent so many times slower; 0 and 1 are real time.
    pub slower: u32,
    /// Keyframes are left out.
    pub no_keyframes: bool,
    /// UDP is refused with 461.
    pub no_udp: bool,
    /// TCP is refused with 461.
    pub no_tcp: bool,
    /// What the description says.
    pub describes: Describes,
}

/// What a camera says of its stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Describes {
    /// The truth.
    #[default]
    Truth,
    /// A codec that nobody knows.
    UnknownCodec,
    /// Sound alone.
    AudioOnly,
    /// No stream at all.
    Nothing,
    /// Text that is no description.
    Nonsense,
}

/// How a connection is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// As one that ends well.
    Fin,
    /// As one whose cable was pulled.
    Reset,
}

/// What a camera counts.
#[derive(Debug, Default)]
struct Counts {
    connections: AtomicU64,
    connected: AtomicU64,
    describes: AtomicU64,
    refused_logins: AtomicU64,
    plays: AtomicU64,
    packets: AtomicU64,
    bytes: AtomicU64,
}

/// What a camera counted so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// Connections ever.
    pub connections: u64,
    /// Connections now.
    pub connected: u64,
    /// DESCRIBE requests.
    pub describes: u64,
    /// Requests whose credentials were refused; those without credentials do not count.
    pub refused_logins: u64,
    /// PLAY requests that were granted.
    pub plays: u64,
    /// RTP packets sent.
    pub packets: u64,
    /// Their bytes, with what TCP frames them in.
    pub bytes: u64,
}

/// What a connection needs to know of its camera.
struct Shared {
    media: watch::Sender<Arc<Media>>,
    login: watch::Sender<Option<Login>>,
    faults: watch::Sender<Faults>,
    cut: watch::Sender<(u64, Cut)>,
    counts: Counts,
    tls: Option<tokio_rustls::TlsAcceptor>,
}

/// A camera. It ends when it is dropped.
pub struct Camera {
    shared: Arc<Shared>,
    address: SocketAddr,
    listener: Mutex<Option<JoinHandle<()>>>,
}

impl Camera {
    /// A camera on a port of its own that sends `clip`.
    ///
    /// # Errors
    ///
    /// When there is no free port, or the media cannot be made (no ffmpeg).
    pub async fn start(clip: Clip) -> io::Result<Camera> {
        Camera::with(clip, None, None).await
    }

    /// A camera at another address of loopback, 127.0.0.0/8, so that several can be a network of their own.
    ///
    /// # Errors
    ///
    /// As [`Camera::start`]; where loopback has no other addresses, too.
    pub async fn start_at(ip: std::net::Ipv4Addr, clip: Clip) -> io::Result<Camera> {
        Camera::listening(ip, clip, None, None).await
    }

    /// The same, asking for a user name and a password.
    ///
    /// # Errors
    ///
    /// As [`Camera::start`].
    pub async fn with_login(clip: Clip, login: Login) -> io::Result<Camera> {
        Camera::with(clip, Some(login), None).await
    }

    /// A camera that speaks RTSP over TLS, with a certificate that nobody signed, as cameras do.
    ///
    /// # Errors
    ///
    /// As [`Camera::start`].
    pub async fn over_tls(clip: Clip) -> io::Result<Camera> {
        Camera::with(clip, None, Some(tls::acceptor()?)).await
    }

    async fn with(
        clip: Clip,
        login: Option<Login>,
        tls: Option<tokio_rustls::TlsAcceptor>,
    ) -> io::Result<Camera> {
        Camera::listening(std::net::Ipv4Addr::LOCALHOST, clip, login, tls).await
    }

    async fn listening(
        ip: std::net::Ipv4Addr,
        clip: Clip,
        login: Option<Login>,
        tls: Option<tokio_rustls::TlsAcceptor>,
    ) -> io::Result<Camera> {
        let media = Media::of(clip).await?;
        let listener = TcpListener::bind((ip, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            media: watch::channel(media).0,
            login: watch::channel(login).0,
            faults: watch::channel(Faults::default()).0,
            cut: watch::channel((0, Cut::Fin)).0,
            counts: Counts::default(),
            tls,
        });
        let task = tokio::spawn(rtsp::listen(listener, Arc::clone(&shared)));
        Ok(Camera { shared, address, listener: Mutex::new(Some(task)) })
    }

    /// Its address, without credentials.
    pub fn address(&self) -> String {
        let scheme = if self.shared.tls.is_some() { "rtsps" } else { "rtsp" };
        format!("{scheme}://{}/stream", self.address)
    }

    /// Breaks it, or mends it with `Faults::default()`. Connections that are open feel it too.
    pub fn set(&self, faults: Faults) {
        self.shared.faults.send_replace(faults);
    }

    /// Sends other pictures from the next one on, over the connections that are open too.
    ///
    /// # Errors
    ///
    /// When the media cannot be made.
    pub async fn show(&self, clip: Clip) -> io::Result<()> {
        self.shared.media.send_replace(Media::of(clip).await?);
        Ok(())
    }

    /// Has the person of a photo pass from the next picture on, in front of what `Clip::Larger` shows; a camera that was
    /// started with that clip goes on without its viewers noticing more than the person.
    ///
    /// # Errors
    ///
    /// When the media cannot be made.
    pub async fn show_passing(&self, photo: &Path) -> io::Result<()> {
        self.shared.media.send_replace(Media::passing(photo).await?);
        Ok(())
    }

    /// Asks for these credentials from the next request on.
    pub fn set_login(&self, login: Option<Login>) {
        self.shared.login.send_replace(login);
    }

    /// Cuts every connection.
    pub fn cut(&self, how: Cut) {
        self.shared.cut.send_modify(|cut| *cut = (cut.0 + 1, how));
    }

    /// Stops listening, and cuts every connection: the port refuses.
    pub async fn refuse(&self) {
        if let Some(task) = self.listener.lock().await.take() {
            task.abort();
            // An aborted task always ends with an error; its socket is closed by then.
            let _ = task.await;
        }
        self.cut(Cut::Reset);
    }

    /// Listens again on the same port.
    ///
    /// # Errors
    ///
    /// When the port was taken meanwhile.
    pub async fn listen_again(&self) -> io::Result<()> {
        let mut task = self.listener.lock().await;
        if task.is_none() {
            let listener = TcpListener::bind(self.address).await?;
            *task = Some(tokio::spawn(rtsp::listen(listener, Arc::clone(&self.shared))));
        }
        Ok(())
    }

    /// What it counted so far.
    pub fn counted(&self) -> Counted {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        let Counts { connections, connected, describes, refused_logins, plays, packets, bytes } =
            &self.shared.counts;
        Counted {
            connections: read(connections),
            connected: read(connected),
            describes: read(describes),
            refused_logins: read(refused_logins),
            plays: read(plays),
            packets: read(packets),
            bytes: read(bytes),
        }
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        if let Some(task) = self.listener.get_mut().take() {
            task.abort();
        }
        self.cut(Cut::Reset);
    }
}
