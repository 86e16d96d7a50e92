//! What cameras that were found are called, and which of them are among the cameras already. Pure.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use bellwatch_domain::plan::Config;

use super::merge::Found;

/// Characters of a name before what is put behind it.
const STEM: usize = 60;

/// The names that are taken, without regard to case.
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// Those of the cameras that there are, and those that were given lately.
    pub(super) fn of<'a>(config: &Config, given: impl Iterator<Item = &'a String>) -> Self {
        Names(
            config
                .cameras
                .iter()
                .map(|camera| key(&camera.name))
                .chain(given.map(|name| key(name)))
                .collect(),
        )
    }

    /// A free name for one of a device's pictures, which is taken then: what the device calls itself, else its model, else
    /// its address. Factories give one name to all cameras of a model, so the address is put behind one that is taken.
    /// `channel` is the picture's number where the device has several.
    pub(super) fn free(&mut self, found: &Found, channel: Option<usize>) -> String {
        let said = found.name.as_deref().or(found.hardware.as_deref());
        let host = found.host.to_string();
        let channel = channel.map(|number| format!(" {number}")).unwrap_or_default();
        let stem: String = said.unwrap_or(&host).chars().take(STEM).collect();
        let stem = stem.trim();
        let plain = format!("{stem}{channel}");
        let with_host = if said.is_some() { format!("{stem} {host}{channel}") } else { plain.clone() };
        let numbered = (2..).map(|number| format!("{with_host} ({number})"));
        let mut candidates = [plain, with_host.clone()].into_iter().chain(numbered);
        // There is always a free one among as many as are taken, and one more.
        let free = candidates.find(|name| !self.0.contains(&key(name))).unwrap_or(with_host);
        self.0.insert(key(&free));
        free
    }
}

/// The name of a camera whose picture comes from this host.
pub(super) fn at_host(config: &Config, host: Ipv4Addr) -> Option<String> {
    let host = host.to_string();
    let there = config.cameras.iter().find(|camera| camera.address.host() == Some(host.as_str()));
    there.map(|camera| camera.name.clone())
}

/// The name of the camera that has this address.
pub(super) fn with_address(config: &Config, address: &bellwatch_domain::SourceAddress) -> Option<String> {
    config.cameras.iter().find(|camera| camera.address == *address).map(|camera| camera.name.clone())
}

fn key(name: &str) -> String {
    name.trim().to_lowercase()
}
