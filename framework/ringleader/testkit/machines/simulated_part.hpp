// SPDX-License-Identifier: BSD-3-Clause
/// simulated_part: one of the things that run on a simulated node above its control machine, and
/// all that can happen to it. Each stands for one actor: it runs that actor's machine, turns what
/// happens into events and effects into what the desk offers, and draws what the application above
/// the actor asks for.
///
/// A part lives from began() to ended(), and may begin anew in the same process: then only the
/// actor died, and what outlives an actor is kept (the members of the part that forget() clears,
/// and the cells). Between the two nothing is told to it, and it serves nothing.
#pragma once

#include <ringleader/testkit/machines/part_desk.hpp>

namespace ringleader::testkit {

/// What a part is made with.
struct part_setup {
  std::size_t number = 0; // of the node
  registry::cluster_settings own;
  election_rules election;
  std::uint32_t leased = 0;    // of a thousand locks
  std::size_t padding_max = 0; // bytes
  std::uint64_t seed = 1;      // of the part's own random_source
};

/// Roles that a lease_checker compares: a bit for each partition, the highest for the leadership.
inline constexpr std::uint64_t leadership_role = std::uint64_t{1} << 63;

class simulated_part {
public:
  virtual ~simulated_part() = default;

  /// The actor starts, for the first time in this process or again; desk.state is what is there.
  virtual void began(part_desk& desk) = 0;
  /// The actor is gone.
  virtual void ended() = 0;
  /// The process is gone, behind ended().
  virtual void forget() {}

  /// The registry moved by these events; anew: it is another one altogether, and `events` are none.
  /// Also when only the control leader changed.
  virtual void saw(part_desk& desk, const std::vector<registry::event>& events, bool anew) = 0;
  /// How a proposal of this life of the actor ended: an outcome, or an error, among them
  /// outcome_unknown. Of those of a former life it hears nothing.
  virtual void concluded(part_desk& desk, const open_request& asked,
                         const control::concluded& how) = 0;
  /// From the same part of another node.
  virtual void received(part_desk&, store_id, const bytes&) {}
  /// A renewal was answered; told to the joining part alone.
  virtual void renewed(part_desk&, session_id, renewal_id) {}
  /// The node has a lease again, or for the first time.
  virtual void lease_begun(part_desk&) {}

  /// The node was told to stop, and those before this part are done: give everything back.
  virtual void leaving(part_desk&) {}
  /// Nothing is left to give back; the node waits a while for it.
  virtual bool drained() const { return true; }

  /// By the node's own clock; tick() comes at it or later.
  virtual instant next_deadline() const { return never; }
  virtual void tick(part_desk&) {}

  /// A chance for the application to ask for one thing; false: it lets it pass.
  virtual bool work(part_desk&) { return false; }

  /// What it takes for its own to serve, as long as the cells have a lease of its session.
  virtual std::uint64_t roles(const simulated_cells&) const { return 0; }
};

} // namespace ringleader::testkit
