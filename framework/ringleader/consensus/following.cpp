// SPDX-License-Identifier: BSD-3-Clause
// Taking the leader's entries.
#include <ringleader/consensus/raft.hpp>

#include <ringleader/base/mutant.hpp>

#include <algorithm>

namespace ringleader::consensus {

namespace {

// What no leader can have sent: contiguous entries, terms that never fall, none above the sender's.
bool is_well_formed(const append_request& m) {
  auto index = m.prev_index;
  auto term = m.prev_term;
  if (static_cast<bool>(index) != static_cast<bool>(term)) return false;
  for (auto& e : m.entries) {
    if (e.index != index.next() || !e.term || e.term < term) return false;
    if (e.kind > entry_kind::configuration) return false;
    if (e.kind == entry_kind::configuration && !configuration_of(e)) return false;
    index = e.index;
    term = e.term;
  }
  return term <= m.term;
}

} // namespace

/// False: another server is known to lead this term, so the sender does not.
bool raft::hear_leader(store_id from, raft_term term) {
  if (term == hard_.term && (lead() || (leader_ && leader_ != from))) {
    ++rival_claims_;
    return false;
  }
  if (term != hard_.term || leader_ != from) handover_told_ = {};
  become_follower(term, from);
  heard_leader_at_ = now_;
  candidacies_.clear();
  reset_election_timer();
  return true;
}

void raft::hear_handover(store_id to, std::uint64_t round) {
  if (round >= handover_told_.round) handover_told_ = {to, round};
}

void raft::handle(store_id from, const append_request& m) {
  if (!is_well_formed(m)) return;
  if (m.term < hard_.term) {
    // Tells a leader that was passed, or that leads without us since we were away, our term.
    auto reply = stamped<append_reply>();
    reply.prev_index = m.prev_index;
    return transmit(from, reply);
  }
  if (!hear_leader(from, m.term)) return;
  take_marks(m.marks);
  hear_handover(m.handing, m.round);
  // What is dropped was committed, so every later leader has it (Raft 5.4.3).
  auto is_dropped = m.prev_index <= commit_ && !log_.knows(m.prev_index);
  auto is_match = is_dropped || log_.term_at(m.prev_index) == m.prev_term;
  if (!is_match && m.prev_index <= commit_)
    return halt("the leader of term " + to_string(m.term) + " lacks committed entry " +
                to_string(m.prev_index));
  if (is_match)
    take_entries(from, m);
  else
    refuse_append(from, m);
}

void raft::take_entries(store_id from, const append_request& m) {
  for (auto& e : m.entries) {
    if (e.index <= commit_ && !log_.knows(e.index)) continue;
    if (log_.term_at(e.index) == e.term) continue;
    if (e.index <= log_.last_index()) {
      if (e.index <= commit_)
        return halt("the leader of term " + to_string(m.term) +
                    " would overwrite committed entry " + to_string(e.index));
      truncate(e.index);
    }
    log_.append(e);
    step_.append.push_back(e);
    // One by one: who was out and in again within one request missed what was marked in between.
    if (e.kind == entry_kind::configuration) follow_voters();
  }
  log_index matched{m.prev_index.value + m.entries.size()};
  // A leader that probes in what is dropped here need not send what is committed.
  if (!log_.knows(m.prev_index)) matched = std::max(matched, commit_);
  auto commit = std::min(m.commit, matched);
  auto is_note = commit > commit_ && m.entries.empty() && m.marks_upto == 0;
  if (commit > commit_) advance_commit(commit);
  // Tells what is committed and asks nothing: the round is answered, the next one will be, too.
  if (is_note && answered_ == round_of_term{m.term, m.round}) return;
  if (mutated(mutant::heartbeat_reports_unmatched) && m.entries.empty())
    matched = log_.last_index();
  confirm(from, m, m.prev_index, matched, !step_.append.empty());
}

template <class Request>
void raft::confirm(store_id to, const Request& m, log_index prev, log_index matched, bool waits) {
  answered_ = {m.term, m.round};
  auto reply = stamped<append_reply>();
  reply.granted = true;
  reply.prev_index = prev;
  reply.match_index = matched;
  reply.round = m.round;
  reply.marks_upto = m.marks_upto;
  if (mutated(mutant::append_before_durable)) return transmit(to, reply);
  if (waits || durable_hard_.term != hard_.term) return transmit_when_durable(to, reply);
  // Nothing new: answers at once, so that a slow disk does not look like a dead server, and says
  // only what is durable already.
  reply.match_index = std::min(matched, durable_);
  transmit(to, reply);
}

template void raft::confirm(store_id, const install_request&, log_index, log_index, bool);

void raft::truncate(log_index from) {
  log_index last{from.value - 1};
  log_.truncate(from);
  follow_voters();
  if (!mutated(mutant::truncation_lost)) step_.truncate_from = from;
  durable_ = std::min(durable_, last);
  if (mutated(mutant::late_completion_accepted)) return;
  // A write of the dropped entries may complete later: it must not count for those that follow.
  for (auto& write : writes_) write.last_index = std::min(write.last_index, last);
}

void raft::refuse_append(store_id to, const append_request& m) {
  auto reply = stamped<append_reply>();
  reply.prev_index = m.prev_index;
  // What is committed here cannot conflict.
  reply.conflict_index = std::max(commit_, log_.last_possible_match(m.prev_index, m.prev_term));
  reply.conflict_term = log_.term_at(reply.conflict_index);
  reply.round = m.round;
  reply.marks_upto = m.marks_upto;
  transmit(to, reply);
}

} // namespace ringleader::consensus
