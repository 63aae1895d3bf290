// SPDX-License-Identifier: BSD-3-Clause
/// relay: the network between nodes, in the hands of the test. Each node advertises a port of the
/// relay, so whoever dials it comes through here; the hello tells who dials.
///
///   relay wires;
///   cluster all{3, nullptr, through(wires)};
///   wires.set("a", "b", relay::cut());               // what a says to b
///   wires.set_both("a", "b", relay::hole());
///   wires.heal();
///
/// A link is what one node says to another, on whichever connection: both directions of a
/// connection are links of their own. Ways to treat one:
///
///   pass    at once
///   slow    later by a time, in order
///   hole    connections stand and dials succeed, nothing comes through; what was said is said
///           after all when the hole is gone, as TCP would
///   cut     connections between the two are reset and dials are, too
///
/// One thread of its own; set() takes effect on everything that is read after it returned. Needs
/// plain TCP: it could not read a hello inside TLS.
/// Does not promise what came through last before a set().
#pragma once

#include "node_place.hpp"

#include <ringleader/base/time.hpp>

#include <memory>
#include <string>

namespace ringleader {

class relay {
public:
  enum class way : std::uint8_t { pass, slow, hole, cut };

  struct treatment {
    way is = way::pass;
    duration by{}; // of slow
  };

  static treatment pass() { return {}; }
  static treatment slow(duration by) { return {way::slow, by}; }
  static treatment hole() { return {way::hole, {}}; }
  static treatment cut() { return {way::cut, {}}; }

  relay();
  ~relay();
  relay(const relay&) = delete;
  relay& operator=(const relay&) = delete;

  /// Where the node of that name, which listens at `real`, can be reached from now on.
  endpoint add(const std::string& name, const endpoint& real);

  /// How to treat what `from` says to `to`.
  void set(const std::string& from, const std::string& to, treatment how);
  void set_both(const std::string& one, const std::string& other, treatment how);

  /// Every link passes again.
  void heal();

private:
  class network;
  std::unique_ptr<network> network_;
};

/// Puts nodes on loopback behind that relay, which must outlive them.
placing through(relay& wires);

} // namespace ringleader
