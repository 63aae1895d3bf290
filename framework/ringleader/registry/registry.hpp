// SPDX-License-Identifier: BSD-3-Clause
/// registry: the deterministic state that the control log builds: members and their sessions, the
/// partition table, locks, elections and the settings of the cluster.
///
///   registry r;
///   applied a = r.apply(index, entry);        // each committed command entry, in log order
///   answer(a.outcome); for (auto& ev : a.events) publish(ev);
///   auto file = r.snapshot();                 // registry::restore(file) is equal
///
/// apply never fails: bytes that are no command, commands of unknown sessions and commands that are
/// not possible have an outcome like any other, the same one on every replica.
///
/// The views and tables handed out are shared and never change: keep them as long as needed,
/// compare versions to see what is newer.
///
/// A node whose release knows a lower feature level than settings() names must stop: it cannot
/// compute what the others compute.
///
/// Does not know who leads the control log, and never acts on its own: what becomes due (leases,
/// sessions, balance) is proposed by the control leader as compare-and-set.
///
/// Invariants: tokens strictly rise; a (partition, epoch) has one owner for ever; a lock has at
/// most one holder; no session that ended is left in any table; registry time never goes back.
#pragma once

#include <ringleader/base/shared_bytes.hpp>
#include <ringleader/partitions/planner.hpp>
#include <ringleader/registry/commands.hpp>
#include <ringleader/registry/entries.hpp>
#include <ringleader/registry/event.hpp>
#include <ringleader/registry/outcome.hpp>
#include <ringleader/registry/state.hpp>

#include <memory>

namespace ringleader::registry {

struct applied {
  registry::outcome outcome;
  std::vector<event> events;
};

class registry {
public:
  registry();

  /// EXPECTS an index larger than all before; indexes of entries that are no commands are left out.
  applied apply(log_index index, const shared_bytes& entry);
  /// The same for a caller that has read the entry already.
  applied apply(log_index index, const result<read_command>& entry);

  /// The index of the newest applied entry.
  log_index applied_index() const { return state_.applied; }

  bool founded() const { return state_.founded; }

  /// Defaults before the cluster is founded.
  const cluster_settings& settings() const { return state_.settings; }

  /// Never null. Members with and without a session, not those removed.
  std::shared_ptr<const ringleader::view> view() const { return view_; }

  /// Never null; without partitions before the cluster is founded.
  std::shared_ptr<const partition_table> table() const { return table_; }

  const lock_table& locks() const { return state_.locks; }
  const election_table& elections() const { return state_.elections; }
  /// Who may vote in them.
  electorate voters() const;
  const std::map<session_id, session_record>& sessions() const { return state_.sessions; }
  const std::map<std::string, type_record>& types() const { return state_.types; }

  bool session_open(session_id session) const { return state_.sessions.count(session) != 0; }

  /// Null if the session is not open. Valid until the next apply.
  const member* member_of(session_id session) const;

  /// The newest session that was ever opened: one up to here that is not open has ended for good.
  session_id last_session() const { return state_.last_session; }

  /// The largest token ever granted.
  fencing_token last_token() const { return state_.tokens.last(); }

  /// Registry time of the newest command.
  registry_time now() const { return state_.now; }

  /// The moves that a rebalance with this limit would begin now: nothing to do, nothing to propose.
  std::vector<planned_move> next_moves(std::uint32_t moves_per_pair_max) const;

  /// Equal exactly on replicas in the same state, up to a hash collision. Costs a snapshot.
  std::uint64_t digest() const;

  /// about: how large it is likely to be, such as the one before.
  shared_bytes snapshot(std::size_t about = 0) const;

  /// malformed for bytes that are no snapshot, or one of a state that apply() cannot go on from;
  /// newer_format for one of a later release.
  static result<registry> restore(const shared_bytes& data);
  /// The same of the state at that index, and malformed for one that is newer.
  static result<registry> restore(const shared_bytes& data, log_index at);

private:
  void refresh(bool view_moved, bool table_moved);

  state state_;
  std::shared_ptr<const ringleader::view> view_;
  std::shared_ptr<const partition_table> table_;
};

} // namespace ringleader::registry
