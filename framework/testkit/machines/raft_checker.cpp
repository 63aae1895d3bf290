// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/expects.hpp>
#include <ringleader/testkit/machines/raft_checker.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

std::string place(std::size_t node, log_index index) {
  return "node " + std::to_string(node) + " index " + to_string(index);
}

std::string period(std::size_t node, raft_term term) {
  return "node " + std::to_string(node) + " term " + to_string(term);
}

} // namespace

raft_checker::raft_checker(std::size_t nodes, std::size_t voters) : voters_(voters), nodes_(nodes) {
  EXPECTS(voters > 0 && voters <= nodes);
}

void raft_checker::report(violation_kind kind, std::string evidence) {
  if (!found_) found_ = violation{kind, at_, step_, std::move(evidence)};
}

void raft_checker::stopped(std::size_t node, const stored_state& disk) {
  auto& state = nodes_[node];
  state = {};
  state.durable_hard = disk.hard;
  if (disk.snapshot) {
    if (!is_committed(node, disk.snapshot->index)) return;
    state.committed = disk.snapshot->index;
  }
  // What stands before the first record is dropped, so it was committed.
  auto before = disk.records.empty() ? state.committed : log_index{disk.records[0].index.value - 1};
  if (!is_committed(node, before)) return;
  state.log.replace_by(committed_, before);
  for (const auto& record : disk.records) state.log.push(link_after(state.log.last(), record));
  state.durable_log = state.log;
}

bool raft_checker::is_committed(std::size_t node, log_index index) {
  if (index > committed_.last_index())
    report(violation_kind::snapshot_differs, place(node, index) + " is not committed");
  return index <= committed_.last_index();
}

void raft_checker::wrote(std::size_t node, const store_write& batch) {
  auto& state = nodes_[node];
  waiting_write waiting{batch.id, batch.hard, batch.truncate_from, {}, {}};
  if (batch.truncate_from) {
    if (*batch.truncate_from <= state.committed)
      report(violation_kind::committed_truncated,
             place(node, *batch.truncate_from) + ", committed " + to_string(state.committed));
    state.log.truncate_from(*batch.truncate_from);
  }
  if (batch.snapshot && !is_committed(node, batch.snapshot->index)) return;
  if (batch.snapshot && batch.snapshot->index > state.log.last_index()) {
    waiting.snapshot_at = batch.snapshot->index;
    state.log.replace_by(committed_, batch.snapshot->index);
  }
  for (const auto& record : batch.append) {
    if (record.index != state.log.last_index().next())
      return report(violation_kind::logs_differ, place(node, record.index) + " leaves a gap");
    state.log.push(link_after(state.log.last(), record));
    waiting.links.push_back(state.log.last());
    learn(record.index, state.log.last(), node);
  }
  state.waiting.push_back(std::move(waiting));
}

/// Log matching: same index and same term means same history.
void raft_checker::learn(log_index index, log_link link, std::size_t node) {
  if (known_.size() <= index.value) known_.resize(index.value + 1);
  auto& links = known_[index.value];
  auto known = std::find_if(links.begin(), links.end(),
                            [&](const log_link& x) { return x.term == link.term; });
  if (known == links.end())
    links.push_back(link);
  else if (*known != link)
    report(violation_kind::logs_differ, place(node, index) + " term " + to_string(link.term));
}

void raft_checker::became_durable(std::size_t node, ticket id) {
  auto& state = nodes_[node];
  EXPECTS(!state.waiting.empty() && state.waiting.front().id == id);
  const auto& done = state.waiting.front();
  if (done.hard) state.durable_hard = *done.hard;
  if (done.truncate_from) state.durable_log.truncate_from(*done.truncate_from);
  if (done.snapshot_at) state.durable_log.replace_by(committed_, *done.snapshot_at);
  for (auto link : done.links) state.durable_log.push(link);
  state.waiting.pop_front();
}

void raft_checker::became_leader(std::size_t node, raft_term term) {
  auto [at, fresh] = leaders_.emplace(term, node);
  if (!fresh && at->second != node)
    report(violation_kind::two_leaders_in_one_term,
           period(node, term) + ", node " + std::to_string(at->second) + " led it before");
  nodes_[node].leads = term;
  log_index committed;
  for (const auto& [earlier, index] : committed_in_)
    if (earlier < term) committed = std::max(committed, index);
  if (nodes_[node].log.at(committed) != committed_.at(committed))
    report(violation_kind::leader_lacks_committed,
           period(node, term) + " index " + to_string(committed));
}

void raft_checker::voted(std::size_t node, raft_term term, std::size_t candidate) {
  auto [at, fresh] = votes_.emplace(std::make_pair(node, term), candidate);
  if (!fresh && at->second != candidate)
    report(violation_kind::two_votes_in_one_term, period(node, term) + ": for " +
                                                    std::to_string(at->second) + " and for " +
                                                    std::to_string(candidate));
  // A vote of an older term may come late; what was durable then is not known any more.
  auto durable = nodes_[node].durable_hard;
  if (durable.term < term || (durable.term == term && durable.vote != store_id{candidate + 1}))
    report(violation_kind::vote_not_durable,
           period(node, term) + ": durable is term " + to_string(durable.term));
}

void raft_checker::confirmed_append(std::size_t node, raft_term term, log_index match) {
  const auto& state = nodes_[node];
  if (state.durable_hard.term > term) return; // late: a newer leader may have truncated since
  if (state.durable_log.last_index() < match)
    return report(violation_kind::append_not_durable,
                  place(node, match) + ", durable " + to_string(state.durable_log.last_index()));
  auto leader = leaders_.find(term);
  if (leader == leaders_.end() || nodes_[leader->second].leads != term) return;
  // A leader never truncates in its own term, so what matched then is there now.
  if (nodes_[leader->second].log.at(match) != state.durable_log.at(match))
    report(violation_kind::append_not_matched, place(node, match) + " term " + to_string(term));
}

void raft_checker::committed(std::size_t node, const log_record& record, raft_term term) {
  auto& state = nodes_[node];
  if (record.index != state.committed.next())
    return report(violation_kind::committed_out_of_order,
                  place(node, record.index) + " after " + to_string(state.committed));
  auto link = link_after(committed_.at(state.committed), record);
  if (state.log.at(record.index) != link)
    return report(violation_kind::committed_differ,
                  place(node, record.index) + ": not what the group committed or the node holds");
  state.committed = record.index;
  if (record.index <= committed_.last_index()) {
    if (committed_.at(record.index) != link)
      report(violation_kind::committed_differ, place(node, record.index));
    return;
  }
  committed_.push(link);
  check_majority(state, record.index, term);
  auto& highest = committed_in_[term];
  highest = std::max(highest, record.index);
  check_later_leaders(record.index, term);
}

/// A leader commits by counting entries of its own term only (Raft 5.4.2): what is older counts as
/// committed when the first entry of its own above it does. Without that rule an entry that a
/// majority holds may still be lost (figure 8), long after this moment.
void raft_checker::installed(std::size_t node, log_index index) {
  auto& state = nodes_[node];
  if (index <= state.committed)
    return report(violation_kind::committed_out_of_order,
                  place(node, index) + " after " + to_string(state.committed));
  if (is_committed(node, index)) state.committed = index;
}

void raft_checker::check_majority(const node_state& by, log_index index, raft_term term) {
  auto counted = index;
  if (by.leads == term)
    while (counted <= by.log.last_index() && by.log.at(counted).term < term)
      counted = counted.next();
  auto link = by.log.at(counted);
  std::size_t holders = 0;
  for (std::size_t i = 0; i < voters_ && counted <= by.log.last_index(); ++i)
    if (nodes_[i].durable_log.at(counted) == link) ++holders;
  if (holders <= voters_ / 2)
    report(violation_kind::committed_without_majority,
           "index " + to_string(index) + " by an entry at " + to_string(counted) +
             " that is durable on " + std::to_string(holders) + " of " + std::to_string(voters_) +
             " voters");
}

/// A leader that lost its term without knowing may still commit, if every newer one has it too.
void raft_checker::check_later_leaders(log_index index, raft_term term) {
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (nodes_[i].leads > term && nodes_[i].log.at(index) != committed_.at(index))
      report(violation_kind::leader_lacks_committed, period(i, nodes_[i].leads) + " index " +
                                                       to_string(index) + " of term " +
                                                       to_string(term));
}

void raft_checker::answered(log_index index) {
  if (index > committed_.last_index())
    report(violation_kind::acknowledged_lost, "index " + to_string(index) + " is not committed");
  seen_ = std::max(seen_, index);
}

void raft_checker::read(std::size_t node, log_index floor, log_index index) {
  if (index < floor)
    report(violation_kind::stale_read,
           place(node, index) + ", seen before it began: " + to_string(floor));
}

} // namespace ringleader::testkit
