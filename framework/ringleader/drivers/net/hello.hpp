// SPDX-License-Identifier: BSD-3-Clause
/// The first words of a connection: who each side says it is, and why one side refuses the other.
/// Both sides say the same struct: hello from the one that dials, hello_ok from the one that
/// accepts.
///
/// Pure: what a certificate grants is handed in as the list of its SAN URIs. Fields are only ever
/// appended (docs/formats.md), and magic and version come first, so that any two versions can at
/// least tell each other why they do not talk.
#pragma once

#include <ringleader/base/ports/transport.hpp>

#include <optional>

namespace ringleader::net {

inline constexpr std::uint32_t hello_magic = 0x31474e52; // "RNG1" on the wire

struct hello {
  std::uint32_t magic = hello_magic;
  std::uint32_t protocol_version = 0;
  std::string cluster_name; // empty only from a client or admin: any cluster
  cluster_id cluster;       // none: belongs to no cluster yet
  store_id store;
  boot_id boot;
  peer_role role = peer_role::node;
  lane on = lane::system;
  std::string name;
  endpoint advertise;
  bool linked = false; // dialed on our own account, not to dial back: please dial us back
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, hello& x) {
  return f(x.magic, x.protocol_version, x.cluster_name, x.cluster, x.store, x.boot, x.role, x.on,
           x.name, x.advertise, x.linked);
}

/// Body of a refused frame.
struct refusal {
  errc code = errc::refused;
  std::string reason;
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, refusal& x) {
  return f(x.code, x.reason);
}

/// The hello in `data`, or malformed for anything that no release of ours would say.
result<hello> read_hello(const std::uint8_t* data, std::size_t size);

/// A refusal as an operator may read it: bounded, and of a code that a refusal can have.
failure read_refusal(const std::uint8_t* data, std::size_t size);

/// Why `ours` refuses `theirs`: version, cluster name, cluster id, a copied data directory. Two ids
/// only clash if both sides have one: founders and joiners have none yet.
std::optional<failure> find_objection(const hello& ours, const hello& theirs);

/// What a certificate must carry for this claim: `ringleader:CLUSTER/ROLE/NAME`.
std::string granting_uri(const std::string& cluster_name, peer_role role, const std::string& name);

/// Why a certificate with these SAN URIs does not grant what `claim` says, if so.
std::optional<failure> find_missing_grant(const std::vector<std::string>& granted,
                                          const std::string& cluster_name, const hello& claim);

peer_info to_peer(const hello& from);

} // namespace ringleader::net
