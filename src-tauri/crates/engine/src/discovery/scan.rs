//! One scan: a probe goes out on every way, and whoever answers within the time is heard.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::Duration;

use sysinfo::Networks;
use tokio::net::UdpSocket;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use super::answer::{self, Answer};
use super::random;
use super::soap::{Sought, probe};

/// Where WS-Discovery is heard.
const MULTICAST: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::new(239, 255, 255, 250), 3702);
/// How long an answer is waited for: the specification lets devices wait half a second, and cheap ones take longer.
const PATIENCE: Duration = Duration::from_secs(2);
/// Networks of this computer that are searched.
const MOST_WAYS: usize = 64;
/// Datagrams that are heard on one way in one scan. Twenty cameras that answer both probes send 40.
const MOST_DATAGRAMS: usize = 4_096;
/// The longest answer that is read, bytes.
const LONGEST: usize = 16 * 1024;

/// One way on which a probe goes out: from an address of this computer to where it is heard. IPv4 alone: cameras that have
/// only IPv6 are not found, and nobody has shown us one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    /// An address of this computer's.
    pub from: Ipv4Addr,
    /// The multicast address, or that of one camera.
    pub to: SocketAddrV4,
}

/// Where is searched, and how long each scan takes. Whoever searches says it: nothing else is sent anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// 64 count.
    pub ways: Vec<Way>,
    /// How long answers are waited for.
    pub patience: Duration,
}

impl Search {
    /// By multicast in each network that this computer is in; routers do not pass it on.
    ///
    /// # Errors
    ///
    /// When the system does not tell which networks it is in.
    pub fn everywhere() -> io::Result<Search> {
        let networks =
            Networks::new_with_refreshed_list().map_err(|error| io::Error::other(error.to_string()))?;
        let addresses = networks.values().flat_map(|network| network.ip_networks());
        let mut from: Vec<Ipv4Addr> = addresses
            .filter_map(|network| match network.addr {
                IpAddr::V4(address) if !address.is_loopback() => Some(address),
                IpAddr::V4(_) | IpAddr::V6(_) => None,
            })
            .collect();
        from.sort_unstable();
        from.dedup();
        let ways = from.into_iter().map(|from| Way { from, to: MULTICAST }).collect();
        Ok(Search { ways, patience: PATIENCE })
    }

    /// The cameras at these addresses alone, also in other networks.
    pub fn at(addresses: &[SocketAddrV4]) -> Search {
        let way = |to: &SocketAddrV4| Way { from: Ipv4Addr::UNSPECIFIED, to: *to };
        Search { ways: addresses.iter().map(way).collect(), patience: PATIENCE }
    }
}

/// Sends the probes and returns what was answered.
///
/// # Errors
///
/// When no way could be gone; where some could, those that could not are left out and said in the log.
pub(super) async fn scan(search: &Search) -> io::Result<Vec<Answer>> {
    let until = Instant::now() + search.patience;
    let mut listening = JoinSet::new();
    let mut failed = None;
    for way in search.ways.iter().take(MOST_WAYS) {
        match send(way).await {
            Ok(socket) => {
                listening.spawn(listen(socket, until));
            }
            Err(error) => {
                tracing::debug!(from = %way.from, %error, "a network could not be searched for cameras");
                failed = Some(error);
            }
        }
    }
    if listening.is_empty() {
        return Err(failed.unwrap_or_else(|| io::Error::from(io::ErrorKind::NetworkUnreachable)));
    }
    Ok(listening.join_all().await.into_iter().flatten().collect())
}

async fn send(way: &Way) -> io::Result<UdpSocket> {
    // A socket that is bound to an address sends its multicasts through that address's interface: Linux chooses the device
    // by it (`ip_route_output_key`), so that no further option is needed.
    let socket = UdpSocket::bind((way.from, 0)).await?;
    for sought in [Sought::Transmitter, Sought::Device] {
        let message = u128::from_ne_bytes(random()?);
        socket.send_to(probe(sought, message).as_bytes(), way.to).await?;
    }
    Ok(socket)
}

async fn listen(socket: UdpSocket, until: Instant) -> Vec<Answer> {
    let mut answers = Vec::new();
    // One byte more than is read, so that what was cut off is known to be.
    let mut datagram = vec![0; LONGEST + 1];
    for _ in 0..MOST_DATAGRAMS {
        let Ok(heard) = timeout_at(until, socket.recv_from(&mut datagram)).await else { break };
        // An error is that of an earlier sending: nobody listens at a camera's address.
        let Ok((length, SocketAddr::V4(from))) = heard else { continue };
        if length <= LONGEST {
            answers.extend(answer::read(&datagram[..length], *from.ip()));
        }
    }
    answers
}
