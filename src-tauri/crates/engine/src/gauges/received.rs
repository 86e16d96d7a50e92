//! What a runner's ffmpeg has received from its camera, as the kernel counts it.
//!
//! `/proc/PID/io` does not count what comes through sockets, and ffmpeg's own numbers are of its output. The kernel counts
//! the bytes of each TCP connection (`tcp_info`, sock_diag(7)); of UDP it tells none. So a bit rate is told of a child that
//! has one TCP connection and no other socket, and of nobody else: nothing is better than a wrong number.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// A rate is the mean of so long: keyframes come in bursts, seconds apart.
const SPAN: Duration = Duration::from_secs(10);
/// It is told once so much of that was seen.
const TOLD_AFTER: Duration = Duration::from_secs(5);

/// Bit rates of processes, from one look to the next. Bounded by the processes of the newest look.
#[derive(Debug, Default)]
pub(super) struct Received(BTreeMap<u32, Connection>);

/// The one connection of a process: its inode, and what had come through it at some instants, oldest first.
#[derive(Debug, Clone, PartialEq)]
struct Connection {
    inode: u32,
    counted: VecDeque<(Instant, u64)>,
}

impl Received {
    /// Bits a second of each of these processes of which it is known.
    pub(super) fn look(&mut self, pids: impl Iterator<Item = u32>, now: Instant) -> BTreeMap<u32, f64> {
        let only: Vec<(u32, u32)> =
            pids.filter_map(|pid| Some((pid, only_socket(Path::new("/proc"), pid)?))).collect();
        // Without a camera on the network nobody is asked.
        let bytes = if only.is_empty() { BTreeMap::new() } else { kernel::bytes_received() };
        self.take(only.into_iter().filter_map(|(pid, inode)| Some((pid, inode, *bytes.get(&inode)?))), now)
    }

    /// Takes in what has come, by process and connection; whoever is not among them is forgotten.
    fn take(&mut self, counts: impl Iterator<Item = (u32, u32, u64)>, now: Instant) -> BTreeMap<u32, f64> {
        let mut before = std::mem::take(&mut self.0);
        let mut rates = BTreeMap::new();
        for (pid, inode, bytes) in counts {
            // Another connection counts anew.
            let known = before.remove(&pid).filter(|known| known.inode == inode);
            let mut connection = known.unwrap_or(Connection { inode, counted: VecDeque::new() });
            connection.counted.push_back((now, bytes));
            while connection.counted.get(1).is_some_and(|(at, _)| now.saturating_duration_since(*at) >= SPAN)
            {
                connection.counted.pop_front();
            }
            rates.extend(connection.bits_per_s().map(|rate| (pid, rate)));
            self.0.insert(pid, connection);
        }
        rates
    }
}

impl Connection {
    fn bits_per_s(&self) -> Option<f64> {
        let ((first, before), (last, now)) = (self.counted.front()?, self.counted.back()?);
        let passed = last.saturating_duration_since(*first);
        (passed >= TOLD_AFTER).then(|| 8.0 * now.saturating_sub(*before) as f64 / passed.as_secs_f64())
    }
}

/// The inode of the only socket of a process; `None` where it has none or several, where it may not be looked at, and where
/// it reads a playlist, whose pieces may come through connections that are gone before anybody looks.
fn only_socket(proc: &Path, pid: u32) -> Option<u32> {
    let folder = proc.join(pid.to_string());
    let command = fs::read(folder.join("cmdline")).ok()?;
    if command.windows(5).any(|part| part.eq_ignore_ascii_case(b".m3u8")) {
        return None;
    }
    let mut only = None;
    for handle in fs::read_dir(folder.join("fd")).ok()? {
        let Ok(leads_to) = fs::read_link(handle.ok()?.path()) else { continue };
        let Some(inode) = leads_to.to_str().and_then(|name| name.strip_prefix("socket:[")) else { continue };
        let inode = inode.strip_suffix(']')?.parse().ok()?;
        if only.replace(inode).is_some() {
            return None;
        }
    }
    only
}

#[cfg(target_os = "linux")]
mod kernel {
    use std::collections::BTreeMap;
    use std::fs::File;
    use std::io::{self, Read, Write};
    use std::os::fd::{FromRawFd, OwnedFd};

    /// linux/netlink.h and linux/sock_diag.h.
    const REQUEST_AND_DUMP: u16 = 0x301;
    const DONE: u16 = 3;
    const ERROR: u16 = 2;
    const BY_FAMILY: u16 = 20;
    /// linux/inet_diag.h: a message is 72 bytes long, its inode the last four; the attribute with `tcp_info` is 2, which is
    /// asked for with bit 1.
    const MESSAGE: usize = 72;
    const INODE: usize = 68;
    const TCP_INFO: u16 = 2;
    const ASK_FOR_TCP_INFO: u8 = 1 << 1;
    /// linux/tcp.h: where `tcpi_bytes_received` stands in `tcp_info` (since Linux 4.1).
    const BYTES_RECEIVED: usize = 128;
    const HEADER: usize = 16;
    /// What the kernel hands over at once is never longer.
    const AT_ONCE: usize = 64 * 1024;

    /// Bytes that every TCP connection has received, by its inode. What cannot be had is missing.
    pub(super) fn bytes_received() -> BTreeMap<u32, u64> {
        let mut all = BTreeMap::new();
        for family in [libc::AF_INET, libc::AF_INET6] {
            if let Err(error) = ask(family, &mut all) {
                tracing::debug!(%error, "the kernel does not tell what connections received");
            }
        }
        all
    }

    fn ask(family: libc::c_int, all: &mut BTreeMap<u32, u64>) -> io::Result<()> {
        // SAFETY: no pointer is handed over.
        let socket = unsafe {
            libc::socket(libc::AF_NETLINK, libc::SOCK_DGRAM | libc::SOCK_CLOEXEC, libc::NETLINK_SOCK_DIAG)
        };
        if socket < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: it was opened just now, and nobody else has it.
        let mut socket = File::from(unsafe { OwnedFd::from_raw_fd(socket) });
        socket.write_all(&request(u8::try_from(family).unwrap_or_default()))?;
        let mut buffer = vec![0; AT_ONCE];
        loop {
            let length = socket.read(&mut buffer)?;
            if length == 0 || read(&buffer[..length], all) {
                return Ok(());
            }
        }
    }

    fn request(family: u8) -> [u8; 72] {
        let mut request = [0; 72];
        request[..4].copy_from_slice(&72u32.to_ne_bytes());
        request[4..6].copy_from_slice(&BY_FAMILY.to_ne_bytes());
        request[6..8].copy_from_slice(&REQUEST_AND_DUMP.to_ne_bytes());
        // Every state that a connection can be in.
        request[HEADER] = family;
        request[HEADER + 1] = 6;
        request[HEADER + 2] = ASK_FOR_TCP_INFO;
        request[HEADER + 4..HEADER + 8].copy_from_slice(&u32::MAX.to_ne_bytes());
        request
    }

    /// Reads what the kernel answered; whether that was the last of it.
    fn read(mut rest: &[u8], all: &mut BTreeMap<u32, u64>) -> bool {
        while let Some((length, kind)) = u32_at(rest, 0).zip(u16_at(rest, 4)) {
            let Some(message) = rest.get(HEADER..length as usize) else { return true };
            match kind {
                DONE | ERROR => return true,
                _ => all.extend(u32_at(message, INODE).zip(received(message))),
            }
            rest = rest.get(aligned(length as usize)..).unwrap_or_default();
        }
        false
    }

    fn received(message: &[u8]) -> Option<u64> {
        let mut rest = message.get(MESSAGE..)?;
        loop {
            let (length, kind) = (usize::from(u16_at(rest, 0)?), u16_at(rest, 2)?);
            if kind == TCP_INFO {
                let bytes = rest.get(4..length)?.get(BYTES_RECEIVED..BYTES_RECEIVED + 8)?;
                return Some(u64::from_ne_bytes(bytes.try_into().ok()?));
            }
            rest = rest.get(aligned(length.max(4))..)?;
        }
    }

    fn aligned(length: usize) -> usize {
        length.next_multiple_of(4)
    }

    fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
        Some(u32::from_ne_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
    }

    fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
        Some(u16::from_ne_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
    }
}

#[cfg(not(target_os = "linux"))]
mod kernel {
    use std::collections::BTreeMap;

    /// Elsewhere nobody counts by connection.
    pub(super) fn bytes_received() -> BTreeMap<u32, u64> {
        BTreeMap::new()
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::os::fd::AsRawFd;

    use super::*;

    #[test]
    fn the_kernel_counts_every_byte_that_a_connection_received() {
        for address in ["127.0.0.1:0", "[::1]:0"] {
            let Ok(listener) = TcpListener::bind(address) else {
                println!("skipped: {address} is not to be had");
                continue;
            };
            let mut sends = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            let (mut receives, _) = listener.accept().unwrap();
            sends.write_all(&[7; 100_000]).unwrap();
            receives.read_exact(&mut [0; 100_000]).unwrap();
            let link = fs::read_link(format!("/proc/self/fd/{}", receives.as_raw_fd())).unwrap();
            let inode = link.to_str().unwrap().trim_matches(|letter: char| !letter.is_ascii_digit());
            assert_eq!(kernel::bytes_received().get(&inode.parse().unwrap()), Some(&100_000), "{address}");
        }
    }

    #[test]
    fn a_rate_is_the_mean_of_ten_seconds_and_told_once_half_of_that_was_seen() {
        let mut received = Received::default();
        let began = Instant::now();
        // A keyframe of 100 kB every other second, and 25 kB in each.
        let bytes = |second: u64| 25_000 * second + 100_000 * second.div_ceil(2);
        for second in 0..60 {
            let now = began + Duration::from_secs(second);
            let rate = received.take([(7, 70, bytes(second))].into_iter(), now).get(&7).copied();
            assert_eq!(rate.is_some(), second >= 5, "{second}");
            if second >= 10 {
                assert_eq!(rate, Some(8.0 * 75_000.0), "{second}");
            }
        }
        assert!(received.0[&7].counted.len() <= 11, "ten seconds are held");
    }

    #[test]
    fn another_connection_or_a_process_that_was_gone_counts_anew() {
        let mut received = Received::default();
        let at = |second| Instant::now() + Duration::from_secs(second);
        received.take([(7, 70, 0)].into_iter(), at(0));
        assert_eq!(received.take([(7, 70, 10_000)].into_iter(), at(10)).len(), 1);
        assert!(received.take([(7, 71, 90_000)].into_iter(), at(20)).is_empty(), "another connection");
        received.take(std::iter::empty(), at(30));
        assert!(received.0.is_empty(), "what is gone is forgotten");
        assert!(received.take([(7, 71, 99_000)].into_iter(), at(40)).is_empty());
    }

    #[test]
    fn a_process_with_one_socket_is_told_of_and_no_other() {
        let proc = tempfile::tempdir().unwrap();
        let check = |command: &str, handles: &[&str], expected| {
            let folder = proc.path().join("7");
            fs::create_dir_all(folder.join("fd")).unwrap();
            fs::write(folder.join("cmdline"), command).unwrap();
            for (nth, handle) in handles.iter().enumerate() {
                std::os::unix::fs::symlink(handle, folder.join("fd").join(nth.to_string())).unwrap();
            }
            assert_eq!(only_socket(proc.path(), 7), expected, "{command} {handles:?}");
            fs::remove_dir_all(folder).unwrap();
        };
        check("ffmpeg\0-i\0rtsp://camera/1", &["pipe:[1]", "/dev/null", "socket:[42]"], Some(42));
        check("ffmpeg\0-i\0rtsp://camera/1", &["socket:[42]", "socket:[43]"], None);
        check("ffmpeg\0-i\0file:/a.mp4", &["pipe:[1]", "/a.mp4"], None);
        check("ffmpeg\0-i\0http://camera/live.M3U8?a", &["socket:[42]"], None);
        assert_eq!(only_socket(proc.path(), 8), None);
    }
}
