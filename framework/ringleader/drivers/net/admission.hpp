// SPDX-License-Identifier: BSD-3-Clause
/// admission: how many connections a node takes, before anything of them is read.
///
/// Who has not finished its hello holds its place for that long only: when these are too many, or
/// no place is free for one more, the oldest of the address that has most of them gives way. So
/// connections that say nothing never keep a node out that has something to say. An address that
/// knocks faster than a bound is turned away; clients and admins leave room for nodes, and clients
/// leave room for admins.
///
/// Addresses: of IPv6 the network of 64 bits, since a host has as many of them as it likes. Who
/// shares an address with an attacker shares its rate.
///
/// Pure. Invariant: what is counted here is what was admitted and not left.
#pragma once

#include <ringleader/base/ports/transport.hpp>
#include <ringleader/base/time.hpp>

#include <array>
#include <map>
#include <optional>

namespace ringleader::net {

/// Of one address: so many new connections a second, and so many at once after a quiet time. A
/// node dials three to each other node, and again when they fail.
inline constexpr std::uint64_t knocks_per_second = 256;
inline constexpr std::uint64_t knocks_at_once = 1024;

class admission {
public:
  using place = std::uint64_t; // each connection its own, rising

  /// connections: how many there may be at any time.
  explicit admission(std::size_t connections);

  struct answer {
    std::optional<place> taken;     // none: turned away
    std::optional<place> gives_way; // this one must be closed for it
  };

  answer knock(const std::string& address, duration now);

  /// Its hello is heard and good but for this: false if there is no room for one more of the role.
  bool has_room(peer_role role) const;

  /// Its hello is over: it does not give way any more.
  void greeted(place which, peer_role role);
  void left(place which);

  std::size_t unfinished() const { return unfinished_.size(); }
  std::size_t unfinished_max() const { return unfinished_max_; }

private:
  struct rate {
    duration full_at{}; // when as many as at once may come again
  };

  bool too_fast(const std::string& address, duration now);
  place oldest_of_most_frequent() const;
  std::size_t count() const;

  const std::size_t connections_;
  const std::size_t unfinished_max_;
  place last_ = 0;
  std::map<place, std::string> unfinished_;
  std::map<std::string, std::size_t> unfinished_of_; // by address
  std::map<place, peer_role> greeted_;
  std::array<std::size_t, 3> greeted_of_{}; // by role
  duration tidied_at_{};
  std::map<std::string, rate> rates_; // of addresses that knocked of late
};

} // namespace ringleader::net
