//! The addresses that webhooks may be sent to.

use std::net::{IpAddr, SocketAddr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

/// A resolver that rejects addresses of other machines. It runs for each connection, so a name that changes its address
/// doesn't help.
#[derive(Debug)]
pub(super) struct LoopbackResolver(pub(super) DefaultResolver);

impl Resolver for LoopbackResolver {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let addresses = self.0.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        addresses.iter().copied().filter(is_loopback).for_each(|address| allowed.push(address));
        if allowed.is_empty() { Err(ureq::Error::HostNotFound) } else { Ok(allowed) }
    }
}

fn is_loopback(address: &SocketAddr) -> bool {
    is_loopback_ip(address.ip())
}

/// Returns `true` for an address of this machine, also if IPv6 represents one of IPv4.
pub(super) fn is_loopback_ip(address: IpAddr) -> bool {
    address.to_canonical().is_loopback()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_only_addresses_of_this_machine() {
        for address in ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"] {
            assert!(is_loopback_ip(address.parse().unwrap()), "{address}");
        }
        for address in ["0.0.0.0", "10.0.0.1", "169.254.169.254", "::", "::ffff:10.0.0.1", "fe80::1"] {
            assert!(!is_loopback_ip(address.parse().unwrap()), "{address}");
        }
    }
}
