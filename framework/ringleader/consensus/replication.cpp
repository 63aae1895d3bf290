// SPDX-License-Identifier: BSD-3-Clause
// Feeding the others and counting what they hold.
#include <ringleader/consensus/raft.hpp>

#include <ringleader/base/mutant.hpp>

#include <algorithm>

namespace ringleader::consensus {

void raft::lead_tick() {
  auto& l = *lead();
  auto answered = majority_of_voters(now_, [](const progress& p) { return p.answered_at; });
  if (now_ - answered >= config_.election_timeout) return become_follower(hard_.term, {});
  if (l.handing && now_ >= l.handing->until) end_transfer(errc::unreachable);
  if (now_ < l.heartbeat_at) return;
  begin_round();
  follow_ranks();
}

void raft::begin_round() {
  auto& l = *lead();
  ++l.round;
  l.heartbeat_at = now_ + config_.heartbeat;
  begin_marks();
  if (now_ - l.settled_at >= config_.heartbeat) {
    l.settled = std::max(l.settled, commit_);
    l.settled_at = now_;
  }
  if (!config_.lease_reads) return;
  l.begun.push_back({l.round, now_}); // gone after T, with the majority or with the role
  renew_lease();
}

void raft::match_peers_to_members() {
  auto& l = *lead();
  std::vector<progress> matching;
  matching.reserve(members().voters.size() + members().learners.size());
  auto add = [&](store_id store, bool is_voter) {
    if (store == config_.self) return;
    auto* known = peer_of(store);
    auto& peer = matching.emplace_back(known != nullptr ? std::move(*known) : progress{});
    peer.is_voter = is_voter;
    if (known != nullptr) return;
    peer.store = store;
    peer.next = log_.last_index().next();
    peer.answered_at = now_;
  };
  for (auto store : members().voters) add(store, true);
  for (auto store : members().learners) add(store, false);
  std::sort(matching.begin(), matching.end(),
            [](const progress& a, const progress& b) { return a.store < b.store; });
  l.peers = std::move(matching);
}

const progress* raft::peer_of(store_id store) const {
  auto& peers = lead()->peers;
  auto found =
    std::lower_bound(peers.begin(), peers.end(), store,
                     [](const progress& peer, store_id wanted) { return peer.store < wanted; });
  return found != peers.end() && found->store == store ? &*found : nullptr;
}

progress* raft::peer_of(store_id store) {
  return const_cast<progress*>(std::as_const(*this).peer_of(store));
}

void raft::send_append(progress& peer, bool with_entries) {
  auto& l = *lead();
  auto request = stamped<append_request>();
  request.prev_index = log_index{peer.next.value - 1};
  request.prev_term = log_.term_at(request.prev_index);
  if (with_entries) request.entries = log_.batch(peer.next, config_.append_bytes_max);
  request.commit = commit_;
  request.round = l.round;
  if (l.handing && l.handing->announced_in != 0) request.handing = l.handing->to;
  add_marks(peer, request);
  log_index last{request.prev_index.value + request.entries.size()};
  peer.round_sent = l.round;
  if (peer.probing) {
    peer.probe_sent = true;
  } else {
    peer.commit_sent = std::max(peer.commit_sent, std::min(commit_, last));
    if (!request.entries.empty()) {
      peer.next = last.next();
      peer.inflight.push_back(last);
    }
  }
  transmit(peer.store, std::move(request));
}

// Sends each peer what it is due: entries while its window has room, else the heartbeat round or
// the commit index if it has not got the latest.
void raft::send_updates() {
  for (auto& peer : lead()->peers) send_updates(peer);
}

void raft::send_updates(progress& peer) {
  auto& l = *lead();
  if (!peer.installing && !log_.knows(log_index{peer.next.value - 1})) start_installing(peer);
  if (peer.installing) {
    if (!peer.installing->sent || peer.round_sent < l.round) send_piece(peer);
    return;
  }
  if (peer.probing) {
    if (!peer.probe_sent || peer.round_sent < l.round) send_append(peer, !peer.probe_sent);
    return;
  }
  while (peer.next <= log_.last_index() && peer.inflight.size() < config_.inflight_max)
    send_append(peer, true);
  bool has_all = peer.next > log_.last_index();
  if (peer.round_sent < l.round || (has_all && peer.commit_sent < commit_))
    send_append(peer, false);
}

void raft::handle(store_id from, const append_reply& m) {
  if (m.term > hard_.term) return follow_term_of(from, m.term);
  auto* l = lead();
  if (l == nullptr || m.term != hard_.term) return;
  auto* found = peer_of(from);
  if (found == nullptr) return;
  if (m.round > l->round || m.marks_upto > l->marks_in_round) return;
  if (std::max(m.match_index, m.prev_index) > log_.last_index()) return;
  auto& peer = *found;
  step_.answered = from;
  peer.answered_at = now_;
  peer.round = std::max(peer.round, m.round);
  peer.marks_upto = std::max(peer.marks_upto, m.marks_upto);
  if (m.granted) {
    bool is_new = peer.acknowledge(m.match_index);
    auto matched = std::max(peer.match, m.prev_index);
    if (peer.installing ? log_.knows(matched) : peer.probing) {
      peer.next = matched.next();
      peer.start_streaming();
    } else if (peer.installing && matched >= peer.installing->what->index) {
      start_installing(peer); // what follows that one was dropped meanwhile
    }
    if (is_new) try_commit();
  } else {
    handle_conflict(peer, m);
  }
  renew_lease();
  answer_waiting();
}

void raft::handle_conflict(progress& peer, const append_reply& m) {
  // Late refusals: since then more was matched, or another probe is on its way.
  if (peer.installing || m.prev_index <= peer.match) return;
  if (peer.probing ? m.prev_index.next() != peer.next : m.prev_index >= peer.next) return;
  // Neither log can agree where its term is above the other's, which skips a whole run of terms.
  auto match = log_.last_possible_match(m.conflict_index, m.conflict_term);
  peer.start_probing(std::min(match.next(), m.prev_index));
}

void raft::try_commit() {
  if (lead() == nullptr) return;
  auto index = majority_of_voters(durable_, [](const progress& p) { return p.match; });
  // Raft 5.4.2: an entry of an earlier term is committed by one of ours above it, never by count.
  bool is_own = log_.term_at(index) == hard_.term || mutated(mutant::commit_by_counting);
  if (index <= commit_ || !is_own) return;
  if (mutated(mutant::commit_only_at_last_stored) && index < log_.last_index()) return;
  advance_commit(index);
  answer_waiting();
  // Elected although the change that takes it out stood in its log already: its work is done.
  if (!is_voter() && log_.members_index() <= commit_) become_follower(hard_.term, {});
}

} // namespace ringleader::consensus
