// SPDX-License-Identifier: BSD-3-Clause
// Taking commands and changes of the configuration into the log.
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/consensus/raft.hpp>

#include <algorithm>

namespace ringleader::consensus {

namespace {

// EXPECTS it in `from`; both stay sorted.
void move_between(std::vector<store_id>& from, std::vector<store_id>& to, store_id store) {
  auto found = std::lower_bound(from.begin(), from.end(), store);
  EXPECTS(found != from.end() && *found == store);
  from.erase(found);
  to.insert(std::lower_bound(to.begin(), to.end(), store), store);
}

} // namespace

// Why no proposal at all is taken now. While leadership is handed over the log must not grow.
std::optional<proposal_refused> raft::refusal(std::uint64_t cookie) const {
  if (auto* l = lead()) {
    if (!l->handing) return std::nullopt;
    return proposal_refused{cookie, errc::not_leader, l->handing->to};
  }
  return proposal_refused{cookie, leader_ ? errc::not_leader : errc::no_quorum, leader_};
}

void raft::on(const propose& e) {
  EXPECTS(!e.commands.empty());
  if (auto refused = refusal(e.cookie)) return emit(*refused);
  std::size_t size = 0;
  for (auto& command : e.commands) {
    auto one = wire_size_of(command);
    if (one > config_.append_bytes_max)
      return emit(proposal_refused{e.cookie, errc::refused, config_.self});
    size += one;
  }
  // What the others committed without our own disk still waits for it.
  auto pending = log_.last_index().value - std::min(commit_, durable_).value;
  if (pending + e.commands.size() > config_.pending_entries_max ||
      lead()->pending_bytes + size > config_.pending_bytes_max)
    return emit(proposal_refused{e.cookie, errc::overloaded, config_.self});
  emit(proposed{e.cookie, log_.last_index().next(), e.commands.size(), hard_.term});
  for (auto& command : e.commands) append_own(entry_kind::command, command);
}

void raft::on(const add_learner& e) {
  if (auto refused = refusal(e.cookie)) return emit(*refused);
  auto next = members();
  if (!e.store || next.is_voter(e.store))
    return emit(proposal_refused{e.cookie, errc::refused, config_.self});
  if (!next.is_learner(e.store)) {
    if (next.learners.size() >= learners_max)
      return emit(proposal_refused{e.cookie, errc::refused, config_.self});
    next.learners.push_back(e.store);
    std::sort(next.learners.begin(), next.learners.end());
  }
  change_members(std::move(next), e.cookie);
}

void raft::on(const remove_learner& e) {
  if (auto refused = refusal(e.cookie)) return emit(*refused);
  auto next = members();
  if (next.is_voter(e.store)) return emit(proposal_refused{e.cookie, errc::refused, config_.self});
  auto gone = std::remove(next.learners.begin(), next.learners.end(), e.store);
  next.learners.erase(gone, next.learners.end());
  change_members(std::move(next), e.cookie);
}

void raft::on(const promote& e) {
  if (auto refused = refusal(e.cookie)) return emit(*refused);
  auto next = members();
  if (!next.is_voter(e.store)) {
    if (!next.is_learner(e.store) || next.voters.size() >= configuration::voters_max)
      return emit(proposal_refused{e.cookie, errc::refused, config_.self});
    // It counts from now on: one that lags would hold up every commit.
    if (!is_caught_up(e.store))
      return emit(proposal_refused{e.cookie, errc::unreachable, config_.self});
    move_between(next.learners, next.voters, e.store);
  }
  change_members(std::move(next), e.cookie);
}

// A leader that is no voter would count a majority without itself; so it hands over first, and
// the last voter, which leads, stays.
void raft::on(const demote& e) {
  if (auto refused = refusal(e.cookie)) return emit(*refused);
  auto next = members();
  if (!next.is_learner(e.store)) {
    if (!next.is_voter(e.store) || e.store == config_.self || next.learners.size() >= learners_max)
      return emit(proposal_refused{e.cookie, errc::refused, config_.self});
    move_between(next.voters, next.learners, e.store);
  }
  change_members(std::move(next), e.cookie);
}

// EXPECTS to lead.
void raft::change_members(configuration next, std::uint64_t cookie) {
  if (next == members()) return emit(proposed{cookie, log_.members_index(), 0, hard_.term});
  // Ongaro, "bug in single-server membership changes", 2015: a new leader may change nothing
  // before an entry of its own term is committed.
  if (commit_ < lead()->first_own)
    return emit(proposal_refused{cookie, errc::no_quorum, config_.self});
  if (log_.members_index() > commit_)
    return emit(proposal_refused{cookie, errc::overloaded, config_.self});
  emit(proposed{cookie, log_.last_index().next(), 1, hard_.term});
  append_own(entry_kind::configuration, encode(next));
  match_peers_to_members();
  follow_voters();
  // The majority that promised the lease was one of other voters.
  lead()->lease_until = {};
  lead()->begun.clear();
}

} // namespace ringleader::consensus
