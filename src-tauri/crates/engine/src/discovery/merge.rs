//! The answers of several scans as one list of cameras. Pure.

use std::net::Ipv4Addr;

use url::Url;

use super::answer::{Answer, host};

/// Cameras that are listed; whoever answers beyond that is counted.
pub(super) const MOST_FOUND: usize = 512;

/// A camera that answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Its number, which no other one gets as long as the program runs.
    pub(super) id: u32,
    endpoint: Option<String>,
    /// Where it answered from.
    pub(super) host: Ipv4Addr,
    addresses: Vec<Url>,
    pub(super) name: Option<String>,
    pub(super) hardware: Option<String>,
    pub(super) location: Option<String>,
}

/// All who answered, in the order of their addresses.
#[derive(Debug, Default)]
pub(super) struct FoundList {
    found: Vec<Found>,
    /// Numbers that were given.
    numbers: u32,
    /// Answers for which there was no room.
    pub(super) left_out: u32,
}

impl FoundList {
    /// Takes an answer in: it is a camera's that answered before, or a new one's.
    pub(super) fn take(&mut self, answer: Answer) {
        if let Some(known) = self.found.iter_mut().find(|known| known.is_of(&answer)) {
            known.learn(answer);
            return;
        }
        if self.found.len() == MOST_FOUND {
            self.left_out = self.left_out.saturating_add(1);
            return;
        }
        self.numbers += 1;
        let Answer { from, endpoint, addresses, name, hardware, location } = answer;
        let new = Found { id: self.numbers, endpoint, host: from, addresses, name, hardware, location };
        let at = self.found.partition_point(|known| known.host <= new.host);
        self.found.insert(at, new);
    }

    /// Forgets all of them; numbers are not given again.
    pub(super) fn clear(&mut self) {
        self.found.clear();
        self.left_out = 0;
    }

    pub(super) fn all(&self) -> &[Found] {
        &self.found
    }

    pub(super) fn get(&self, id: u32) -> Option<&Found> {
        self.found.iter().find(|known| known.id == id)
    }
}

impl Found {
    /// Where it may be asked: an address that it named and answered from.
    ///
    /// Anybody in the network can answer a probe and name any address. Only what was answered from is asked, so that nobody
    /// can have Bellwatch send requests, with a user name and a digest of a password in them, to a machine of their choice.
    pub(super) fn device(&self) -> Option<&Url> {
        self.addresses.iter().find(|address| host(address) == Some(self.host))
    }

    /// Whether the answer is this camera's: it answers from the same place, under the same endpoint reference; or, since
    /// some make up a new reference for each answer, it names the same address, at which it is. The reference alone does not do: some
    /// makers give one to a whole batch, and cameras would vanish behind one another.
    fn is_of(&self, answer: &Answer) -> bool {
        let same_endpoint = self.endpoint.is_some() && self.endpoint == answer.endpoint;
        let shares = |address: &Url| {
            host(address) == Some(self.host) && self.host == answer.from && answer.addresses.contains(address)
        };
        let is_there = self.host == answer.from
            || answer.addresses.iter().any(|address| host(address) == Some(self.host))
            || self.addresses.iter().any(|address| host(address) == Some(answer.from));
        (same_endpoint && is_there) || self.addresses.iter().any(shares)
    }

    /// What one answer lacks, another may say.
    fn learn(&mut self, answer: Answer) {
        for address in answer.addresses {
            if !self.addresses.contains(&address) && self.addresses.len() < 32 {
                self.addresses.push(address);
            }
        }
        self.endpoint = self.endpoint.take().or(answer.endpoint);
        self.name = self.name.take().or(answer.name);
        self.hardware = self.hardware.take().or(answer.hardware);
        self.location = self.location.take().or(answer.location);
    }
}
