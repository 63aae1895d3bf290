// SPDX-License-Identifier: BSD-3-Clause
// Snapshots: dropping the log's head, and bringing those up to date who need it.
#include <ringleader/consensus/raft.hpp>

#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/hash.hpp>
#include <ringleader/base/mutant.hpp>

#include <algorithm>

namespace ringleader::consensus {

namespace {

// One hash over both parts, as the receiver computes it over what it got.
std::uint64_t digest_of(const bytes& members, const shared_bytes& data) {
  stable_hasher both;
  both.add(as_view(members));
  both.add(as_view(data));
  return both.value();
}

// A configuration has one entry's room, so more is no configuration.
constexpr std::uint64_t members_size_max = 64 * 1024;

bytes piece_of(const installation& what, std::size_t size_max) {
  auto at = what.offset;
  bytes piece;
  auto take = [&](const auto& part) {
    if (at < part.size()) {
      auto count = std::min<std::size_t>(part.size() - at, size_max - piece.size());
      auto begin = part.data() + at;
      piece.insert(piece.end(), begin, begin + count);
      at = part.size();
    }
    at -= part.size();
  };
  take(what.members);
  take(what.what->data);
  return piece;
}

} // namespace

void raft::on(const compact& e) {
  EXPECTS(e.upto && e.upto <= commit_);
  if (snapshot_ && e.upto <= snapshot_->index) return;
  if (e.state.size() > config_.snapshot_bytes_max) return;
  snapshot_ = std::make_shared<const snapshot>(
    snapshot{e.upto, log_.term_at(e.upto), log_.members_at(e.upto), e.state});
  step_.snapshot = snapshot_;
  offered_ = {};
  auto drop_to = e.upto.value - std::min<std::uint64_t>(e.upto.value, config_.trailing_entries);
  if (auto* l = lead())
    for (auto& peer : l->peers) // it will need what follows its snapshot
      if (peer.installing && now_ - peer.answered_at < config_.election_timeout)
        drop_to = std::min(drop_to, peer.installing->what->index.value);
  if (drop_to < log_.first_index().value) return;
  log_.drop_head(log_index{drop_to}, e.upto);
  step_.drop_head_to = log_index{drop_to};
}

void raft::start_installing(progress& peer) {
  EXPECTS(snapshot_);
  // Several may need it: it is hashed once.
  if (offered_.what != snapshot_) {
    auto members = encode(snapshot_->members);
    auto digest = digest_of(members, snapshot_->data);
    offered_ = {snapshot_, std::move(members), digest, 0, false};
  }
  peer.start_installing(offered_);
}

void raft::send_piece(progress& peer) {
  auto& sending = *peer.installing;
  auto request = stamped<install_request>();
  request.index = sending.what->index;
  request.last_term = sending.what->term;
  request.total = sending.members.size() + sending.what->data.size();
  request.members_size = sending.members.size();
  request.digest = sending.digest;
  request.offset = sending.offset;
  request.chunk = piece_of(sending, config_.append_bytes_max);
  request.round = lead()->round;
  if (lead()->handing && lead()->handing->announced_in != 0) request.handing = lead()->handing->to;
  add_marks(peer, request);
  peer.round_sent = request.round;
  sending.sent = true;
  transmit(peer.store, std::move(request));
}

void raft::handle(store_id from, const install_reply& m) {
  if (m.term > hard_.term) return follow_term_of(from, m.term);
  auto* l = lead();
  if (l == nullptr || m.term != hard_.term || m.round > l->round) return;
  if (m.marks_upto > l->marks_in_round) return;
  auto* found = peer_of(from);
  if (found == nullptr) return;
  auto& peer = *found;
  step_.answered = from;
  peer.answered_at = now_;
  peer.round = std::max(peer.round, m.round);
  peer.marks_upto = std::max(peer.marks_upto, m.marks_upto);
  auto& sending = peer.installing;
  if (sending && m.index == sending->what->index) {
    auto total = sending->members.size() + sending->what->data.size();
    // Back only on a fresh answer, of a server that forgot: a late one would have us send it all
    // twice.
    bool is_back = m.offset < sending->offset && m.round == l->round;
    if ((m.offset > sending->offset && m.offset < total) || is_back) {
      sending->offset = m.offset;
      sending->sent = false;
    }
  }
  renew_lease();
  answer_waiting();
}

void raft::handle(store_id from, const install_request& m) {
  if (!m.index || !m.last_term || m.last_term > m.term || m.members_size > m.total) return;
  if (m.members_size > members_size_max) return;
  if (m.total - m.members_size > config_.snapshot_bytes_max) return;
  if (m.offset > m.total || m.chunk.size() > m.total - m.offset) return;
  if (m.term < hard_.term) return transmit(from, stamped<install_reply>());
  if (!hear_leader(from, m.term)) return;
  take_marks(m.marks);
  hear_handover(m.handing, m.round);
  // The log holds what the snapshot stands for, so that only told us how far the commit is.
  if (m.index > commit_ && log_.term_at(m.index) == m.last_term) advance_commit(m.index);
  if (m.index > commit_ || mutated(mutant::snapshot_over_newer)) return take_piece(from, m);
  arriving_.reset();
  confirm(from, m, m.index, m.index, false);
}

void raft::take_piece(store_id from, const install_request& m) {
  auto is_known = arriving_ && arriving_->index == m.index && arriving_->term == m.last_term &&
                  arriving_->total == m.total && arriving_->digest == m.digest &&
                  arriving_->members_size == m.members_size;
  if (!is_known) arriving_.emplace(m.index, m.last_term, m.total, m.digest, m.members_size);
  if (m.offset == arriving_->size()) arriving_->add(m.chunk);
  if (arriving_->size() == m.total) {
    if (install_arrived()) return confirm(from, m, m.index, m.index, true);
    // Damaged on its way: once more.
    arriving_.emplace(m.index, m.last_term, m.total, m.digest, m.members_size);
  }
  auto reply = stamped<install_reply>();
  reply.index = m.index;
  reply.offset = arriving_->size();
  reply.round = m.round;
  reply.marks_upto = m.marks_upto;
  transmit(from, reply);
}

// What the log has above the commit index is another history, or older than the snapshot.
bool raft::install_arrived() {
  if (arriving_->hash.value() != arriving_->digest) return false;
  auto members = decode_configuration(arriving_->members);
  if (!members) return false;
  auto state = std::make_shared<const snapshot>(
    snapshot{arriving_->index, arriving_->term, std::move(*members),
             shared_bytes::adopt(std::move(arriving_->data))});
  arriving_.reset();
  auto kept = commit_;
  if (mutated(mutant::snapshot_over_newer))
    kept = std::clamp(state->index, log_index{log_.first_index().value - 1}, commit_);
  if (log_.last_index() > kept) truncate(kept.next());
  log_.reset(*state);
  commit_ = state->index;
  marked_voters_.clear(); // others at some time before it, for all that we know
  follow_voters();
  snapshot_ = state;
  offered_ = {};
  step_.snapshot = state;
  step_.drop_head_to = state->index;
  emit(install{std::move(state)});
  return true;
}

} // namespace ringleader::consensus
