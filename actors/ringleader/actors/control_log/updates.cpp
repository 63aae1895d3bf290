// SPDX-License-Identifier: BSD-3-Clause
// What the other actors of the node learn of the log.
#include <ringleader/actors/control_log/cluster_changes.hpp>
#include <ringleader/actors/control_log/control_log.hpp>
#include <ringleader/drivers/log/logging.hpp>
#include <ringleader/registry/event_filter.hpp>

#include <caf/send.hpp>

#include <algorithm>

namespace ringleader {

namespace {

constexpr auto quiet_before_served = std::chrono::seconds{1};

constexpr std::array<child, 4> readers{child::members, child::partitions, child::locks,
                                       child::leader};

/// Locks and elections: what else there is, is in the view and the table.
bool wants_whole_state(child who) { return who == child::locks || who == child::leader; }

/// Whether an actor keeps something that these events are about.
bool concerns(child who, const std::vector<registry::event>& events) {
  auto any = [&](auto pick) { return std::any_of(events.begin(), events.end(), pick); };
  if (who == child::locks) return any(registry::concerns_locks);
  if (who == child::leader) return any(registry::concerns_elections);
  return false;
}

/// Nobody of another name may say that a member's store is his.
std::vector<store_owner> owners_in(const view& members) {
  std::vector<store_owner> all;
  for (auto& m : members.members) all.push_back({m.store, m.name});
  return all;
}

} // namespace

void control_log::publish(std::vector<registry::event> events) {
  auto shared = std::make_shared<const std::vector<registry::event>>(std::move(events));
  last_told now{state().view(), state().table(), {}, {}, false};
  if (machine_) {
    now.leader = raft()->leader();
    now.term = raft()->term();
    now.votes = raft()->is_voter();
  }
  auto leader_moved = now.leader != told_.leader || now.term != told_.term;
  auto votes_moved = now.votes != told_.votes;
  auto members_moved = now.members != told_.members;
  auto table_moved = now.table != told_.table;
  if (members_moved || table_moved) tell_log(now);
  told_ = now;
  if (members_moved) node_->out.set_owners(owners_in(*now.members));
  for (auto who : readers) {
    auto wanted = members_moved || concerns(who, *shared);
    if (who == child::partitions) wanted = wanted || table_moved || leader_moved;
    if (who == child::members)
      wanted = wanted || leader_moved || votes_moved || (table_moved && node_->departing);
    if (wanted) tell(who, false, shared);
  }
}

/// What operators read of the cluster. A balance comes in many small moves: what this node serves
/// is told when there were none for a while.
void control_log::tell_log(const last_told& now) {
  auto own = session_of(*now.members, boot_id{node_->membership.load()});
  if (!own) return; // the past is read again at a start
  for (auto& change : changes_between({told_.members, told_.table}, {now.members, now.table}))
    log::info(log::area::membership, change.text,
              {{"member", change.member}, {"what", change.what}});
  if (now.table != told_.table) serves_due_ = node_->now() + quiet_before_served;
}

void control_log::tell_served() {
  if (node_->now() < serves_due_) return;
  serves_due_ = never;
  auto& table = *state().table();
  auto count = served_by(table, session_of(*state().view(), boot_id{node_->membership.load()}));
  if (count == served_told_) return;
  served_told_ = count;
  log::info(log::area::membership, "this node serves",
            {{"partitions", count}, {"of", table.entries.size()}});
}

void control_log::tell_all_anew() {
  publish({});
  auto one_for_all = shared_state();
  for (auto who : readers) tell(who, true, nullptr);
}

/// One copy for all who are told of the same index, as long as one of them holds it.
std::shared_ptr<const registry::registry> control_log::shared_state() {
  auto shared = shared_state_.lock();
  if (!shared || shared->applied_index() != state().applied_index()) {
    shared = std::make_shared<const registry::registry>(state());
    shared_state_ = shared;
  }
  return shared;
}

void control_log::tell(child who, bool reset,
                       std::shared_ptr<const std::vector<registry::event>> events) {
  auto to = node_->book.get(who);
  if (!to) return;
  registry_update update;
  update.index = state().applied_index();
  update.reset = reset;
  if (machine_) {
    update.control_leader = raft()->leader();
    update.term = raft()->term();
    update.votes = raft()->is_voter();
  }
  update.members = state().view();
  update.table = state().table();
  if (reset && wants_whole_state(who)) update.state = shared_state();
  update.events =
    events ? std::move(events) : std::make_shared<const std::vector<registry::event>>();
  caf::anon_send(to, std::move(update));
}

} // namespace ringleader
