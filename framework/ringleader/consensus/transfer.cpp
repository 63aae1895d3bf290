// SPDX-License-Identifier: BSD-3-Clause
// Handing leadership over.
#include <ringleader/consensus/quorum.hpp>
#include <ringleader/consensus/raft.hpp>

#include <utility>

namespace ringleader::consensus {

void raft::on(const transfer& e) {
  auto* l = lead();
  auto refuse = [&](errc why) { emit(transfer_ended{e.cookie, why}); };
  if (l == nullptr) return refuse(leader_ ? errc::not_leader : errc::no_quorum);
  if (l->handing) return refuse(errc::overloaded);
  auto to = e.to;
  if (!to) {
    // One that died a moment ago may hold as much as any.
    std::pair<bool, log_index> best;
    for (auto& peer : l->peers) {
      std::pair<bool, log_index> worth{is_answering(peer.store), peer.match};
      if (!peer.is_voter || (to && worth <= best)) continue;
      to = peer.store;
      best = worth;
    }
  }
  if (to == config_.self || !members().is_voter(to)) return refuse(errc::refused);
  hand_over(to, e.cookie);
}

void raft::on(const rank& e) {
  EXPECTS(e.best_first.size() <= rank::ranked_max);
  ranks_ = e.best_first;
}

void raft::hand_over(store_id to, std::optional<std::uint64_t> cookie) {
  lead()->handing = handover{to, cookie, now_ + config_.election_timeout};
}

void raft::announce_handover() {
  auto& l = *lead();
  if (!l.handing || l.handing->announced_in != 0) return;
  auto* target = peer_of(l.handing->to);
  if (target == nullptr || target->match < log_.last_index()) return;
  begin_round();
  l.handing->announced_in = l.round;
}

// Behind the announcement on its way, and with each round, since it may be lost. The target's own
// silence or a full disk there must not depose us, so we lead on until its request arrives.
void raft::tell_to_campaign() {
  auto& l = *lead();
  if (!l.handing || l.handing->told_in == l.round || !is_announced(*l.handing)) return;
  l.handing->told_in = l.round;
  l.told_to_campaign = true;
  transmit(l.handing->to, stamped<timeout_now>());
}

// Who did not hear of it refuses the target its vote: told too early it would raise the term, and
// depose us, without being elected.
bool raft::is_announced(const handover& h) const {
  if (h.announced_in == 0) return false;
  std::size_t knowing = 1; // oneself
  for (auto& peer : lead()->peers)
    if (peer.is_voter && (peer.store == h.to || peer.round >= h.announced_in)) ++knowing;
  return knowing >= majority_of(members().voters.size());
}

void raft::end_transfer(errc why) {
  auto ended = std::exchange(lead()->handing, std::nullopt);
  if (ended && ended->cookie) emit(transfer_ended{*ended->cookie, why});
}

bool raft::is_answering(store_id store) const {
  auto* peer = lead() == nullptr ? nullptr : peer_of(store);
  return peer != nullptr && now_ - peer->answered_at < config_.election_timeout;
}

// Under load a peer never holds all that is committed at this moment.
bool raft::is_caught_up(store_id store) const {
  if (!is_answering(store)) return false;
  auto* peer = peer_of(store);
  return !peer->probing && peer->match >= lead()->settled;
}

void raft::follow_ranks() {
  auto& l = *lead();
  if (l.handing || now_ < l.rank_at || commit_ < l.first_own) return;
  for (auto store : ranks_) {
    if (store == config_.self) return;
    if (!members().is_voter(store) || !is_caught_up(store)) continue;
    l.rank_at = now_ + 10 * config_.election_timeout; // if it fails it should not fail all the time
    return hand_over(store, std::nullopt);
  }
}

void raft::handle(store_id from, const timeout_now& m) {
  if (m.term != hard_.term || leader_ != from || role() != role::follower) return;
  if (!is_voter() || now_ < silent_until_) return;
  // Late, and the leader gave it up; or ahead of the announcement, and comes again.
  if (handover_told_.to != config_.self) return;
  campaign(false, true);
}

} // namespace ringleader::consensus
