// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/expects.hpp>
#include <ringleader/consensus/reach.hpp>
#include <ringleader/testkit/checkers/raft_checker.hpp>

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

raft_checker::raft_checker(std::size_t nodes) : nodes_(nodes) {
  EXPECTS(nodes > 0 && nodes <= stores_apart);
  for (std::size_t i = 0; i < nodes; ++i) nodes_[i].store = store_id{i + 1};
}

void raft_checker::report(violation_kind kind, std::string evidence) {
  if (!found_) found_ = violation{kind, at_, step_, std::move(evidence)};
}

void raft_checker::stopped(std::size_t node, const stored_state& disk) {
  auto& state = nodes_[node];
  node_state fresh;
  fresh.store = state.store;
  fresh.votes = std::move(state.votes);
  state = std::move(fresh);
  state.durable_hard = disk.hard;
  if (disk.snapshot) {
    if (!is_committed(node, disk.snapshot->index)) return;
    state.committed = disk.snapshot->index;
  }
  // What stands before the first record is dropped, so it was committed.
  auto before = disk.records.empty() ? state.committed : log_index{disk.records[0].index.value - 1};
  if (!is_committed(node, before)) return;
  replace_log(state, before);
  for (const auto& record : disk.records) {
    state.log.push(link_after(state.log.last(), record));
    read_members(state, record);
  }
  state.durable_log = state.log;
}

void raft_checker::wiped(std::size_t node, store_id fresh, const stored_state& disk) {
  auto& state = nodes_[node];
  if (fresh != state.store) {
    lost_.emplace_back(state.store, std::move(state.durable_log));
    state.votes.clear();
  }
  state.store = fresh;
  stopped(node, disk);
}

const log_mirror& raft_checker::durable_log_of(store_id store) const {
  const auto& node = nodes_[number_of(store)];
  if (node.store == store) return node.durable_log;
  auto lost = std::find_if(lost_.begin(), lost_.end(),
                           [&](const auto& entry) { return entry.first == store; });
  EXPECTS(lost != lost_.end());
  return lost->second;
}

void raft_checker::replace_log(node_state& state, log_index upto) {
  state.log.replace_by(committed_, upto);
  state.members.clear();
  for (const auto& agreed : agreed_members_)
    if (agreed.first <= upto) state.members.push_back(agreed);
}

void raft_checker::read_members(node_state& state, const log_record& record) {
  if (record.kind != static_cast<std::uint8_t>(consensus::entry_kind::configuration)) return;
  auto members = consensus::decode_configuration(record.data);
  EXPECTS(members.ok());
  state.members.emplace_back(record.index, std::move(*members));
}

bool raft_checker::is_committed(std::size_t node, log_index index) {
  if (index > committed_.last_index())
    report(violation_kind::snapshot_differs, place(node, index) + " is not committed");
  return index <= committed_.last_index();
}

void raft_checker::wrote(std::size_t node, const store_write& batch) {
  auto& state = nodes_[node];
  waiting_write waiting{batch.id, batch.hard, batch.truncate_from, {}, {}};
  if (batch.hard && batch.hard->term.value > consensus::term_max)
    report(violation_kind::terms_exhausted, period(node, batch.hard->term));
  if (batch.truncate_from) {
    if (*batch.truncate_from <= state.committed)
      report(violation_kind::committed_truncated,
             place(node, *batch.truncate_from) + ", committed " + to_string(state.committed));
    state.log.truncate_from(*batch.truncate_from);
    while (!state.members.empty() && state.members.back().first >= *batch.truncate_from)
      state.members.pop_back();
  }
  if (batch.snapshot && !is_committed(node, batch.snapshot->index)) return;
  if (batch.snapshot && batch.snapshot->index > state.log.last_index()) {
    waiting.snapshot_at = batch.snapshot->index;
    replace_log(state, batch.snapshot->index);
  }
  for (const auto& record : batch.append) {
    if (record.index != state.log.last_index().next())
      return report(violation_kind::logs_differ, place(node, record.index) + " leaves a gap");
    state.log.push(link_after(state.log.last(), record));
    waiting.links.push_back(state.log.last());
    read_members(state, record);
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
  state.waiting.erase(state.waiting.begin());
}

std::optional<std::size_t> raft_checker::leader_of(raft_term term) const {
  auto found = leaders_.find(term);
  return found == leaders_.end() ? std::nullopt : std::optional{found->second};
}

void raft_checker::became_leader(std::size_t node, raft_term term) {
  auto [leader, is_first] = leaders_.emplace(term, node);
  if (is_first)
    ++terms_led_;
  else if (leader->second != node)
    report(violation_kind::two_leaders_in_one_term,
           period(node, term) + ", node " + std::to_string(leader->second) + " led it before");
  nodes_[node].leads = term;
  log_index committed;
  for (auto at = committed_in_.begin(); at != committed_in_.lower_bound(term); ++at)
    committed = std::max(committed, at->second);
  if (nodes_[node].log.at(committed) != committed_.at(committed))
    report(violation_kind::leader_lacks_committed,
           period(node, term) + " index " + to_string(committed));
}

void raft_checker::voted(std::size_t node, raft_term term, store_id candidate) {
  auto& vote = nodes_[node].votes[term];
  if (vote && vote != candidate)
    report(violation_kind::two_votes_in_one_term, period(node, term) + ": for store " +
                                                    to_string(vote) + " and for " +
                                                    to_string(candidate));
  vote = candidate;
  // A vote of an older term may come late; what was durable then is not known any more.
  auto durable = nodes_[node].durable_hard;
  if (durable.term < term || (durable.term == term && durable.vote != candidate))
    report(violation_kind::vote_not_durable,
           period(node, term) + ": durable is term " + to_string(durable.term));
}

void raft_checker::confirmed_append(std::size_t node, raft_term term, log_index match) {
  const auto& state = nodes_[node];
  if (state.durable_hard.term > term) return; // late: a newer leader may have truncated since
  if (state.durable_log.last_index() < match)
    return report(violation_kind::append_not_durable,
                  place(node, match) + ", durable " + to_string(state.durable_log.last_index()));
  auto leader = leader_of(term);
  if (!leader || nodes_[*leader].leads != term) return;
  // A leader never truncates in its own term, so what matched then is there now.
  if (nodes_[*leader].log.at(match) != state.durable_log.at(match))
    report(violation_kind::append_not_matched, place(node, match) + " term " + to_string(term));
}

void raft_checker::took_members(std::size_t node, const consensus::configuration& members) {
  const auto& known = nodes_[node].members;
  if (known.empty() ? members.voters.empty() : known.back().second == members) return;
  report(violation_kind::members_differ,
         "node " + std::to_string(node) + " has " + consensus::to_string(members) + ", its log " +
           (known.empty() ? "none" : consensus::to_string(known.back().second)));
}

bool raft_checker::committed(std::size_t node, const consensus::entry& entry) {
  auto& state = nodes_[node];
  if (entry.index != state.committed.next()) {
    report(violation_kind::committed_out_of_order,
           place(node, entry.index) + " after " + to_string(state.committed));
    return false;
  }
  auto link = link_after(committed_.at(state.committed), entry.term,
                         static_cast<std::uint8_t>(entry.kind), entry.data);
  if (state.log.at(entry.index) != link)
    report(violation_kind::committed_differ,
           place(node, entry.index) + ": not what the group committed or the node holds");
  state.committed = entry.index;
  if (entry.index <= committed_.last_index()) {
    if (committed_.at(entry.index) != link)
      report(violation_kind::committed_differ, place(node, entry.index));
    return false;
  }
  committed_.push(link);
  if (entry.kind == consensus::entry_kind::configuration)
    agreed_members_.emplace_back(entry.index, *consensus::configuration_of(entry));
  if (!state.leads) {
    report(violation_kind::committed_without_majority,
           place(node, entry.index) + ": no leader has committed it");
    return true;
  }
  check_majority(state, entry.index);
  auto& highest = committed_in_[state.leads];
  highest = std::max(highest, entry.index);
  check_later_leaders(entry.index, state.leads);
  return true;
}

std::vector<consensus::configuration> raft_checker::members_of(std::size_t node) const {
  std::vector<consensus::configuration> latest;
  const auto& all = nodes_[node].members;
  for (auto at = all.size() - std::min<std::size_t>(all.size(), 2); at < all.size(); ++at)
    latest.push_back(all[at].second);
  return latest;
}

void raft_checker::installed(std::size_t node, log_index index) {
  auto& state = nodes_[node];
  if (index <= state.committed)
    return report(violation_kind::committed_out_of_order,
                  place(node, index) + " after " + to_string(state.committed));
  if (is_committed(node, index)) state.committed = index;
}

/// A leader commits by counting entries of its own term only (Raft 5.4.2): what is older counts as
/// committed when the first entry of its own above it does. Without that rule an entry that a
/// majority holds may still be lost (figure 8), long after this moment. The majority is one of the
/// latest configuration in its log.
void raft_checker::check_majority(const node_state& by, log_index index) {
  auto counted = index;
  while (counted <= by.log.last_index() && by.log.at(counted).term < by.leads)
    counted = counted.next();
  auto link = by.log.at(counted);
  std::size_t holders = 0;
  const auto& voters = by.members.back().second.voters;
  if (counted <= by.log.last_index())
    for (auto voter : voters)
      if (durable_log_of(voter).at(counted) == link) ++holders;
  if (holders <= voters.size() / 2)
    report(violation_kind::committed_without_majority,
           "index " + to_string(index) + " by an entry at " + to_string(counted) +
             " that is durable on " + std::to_string(holders) + " of " +
             std::to_string(voters.size()) + " voters");
}

/// A leader that lost its term without knowing may still commit, if every newer one has it too.
void raft_checker::check_later_leaders(log_index index, raft_term term) {
  for (std::size_t i = 0; i < nodes_.size(); ++i)
    if (nodes_[i].leads > term && nodes_[i].log.at(index) != committed_.at(index))
      report(violation_kind::leader_lacks_committed, period(i, nodes_[i].leads) + " index " +
                                                       to_string(index) + " of term " +
                                                       to_string(term));
}

} // namespace ringleader::testkit
