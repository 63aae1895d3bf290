// SPDX-License-Identifier: BSD-3-Clause
// Confirming leadership for reads.
#include <ringleader/consensus/raft.hpp>

namespace ringleader::consensus {

void raft::on(const read& e) {
  auto* l = lead();
  if (l == nullptr || l->reads.size() >= config_.pending_reads_max)
    return emit(read_failed{e.cookie});
  if (has_lease()) return emit(read_ready{e.cookie, commit_});
  // A round that is on its way began before the read: it may have been answered before, too.
  l->reads.push_back({e.cookie, l->round + 1});
  answer_waiting();
}

// Reads and marks that arrive while a round is awaited share the next one.
void raft::answer_waiting() {
  auto* l = lead();
  while (l != nullptr && !(l->reads.empty() && l->marks.empty())) {
    answer_reads();
    answer_marks();
    if ((l->reads.empty() && l->marks.empty()) || is_round_awaited()) return;
    begin_round();
  }
}

bool raft::is_round_awaited() const {
  auto& l = *lead();
  return (!l.reads.empty() && l.reads.front().round <= l.round) ||
         (!l.marks.empty() && l.marks.front().number <= l.marks_in_round);
}

void raft::answer_reads() {
  auto& l = *lead();
  if (l.reads.empty() || commit_ < l.first_own) return;
  auto confirmed = majority_of_voters(l.round, [](const progress& p) { return p.round; });
  while (!l.reads.empty() && l.reads.front().round <= confirmed) {
    emit(read_ready{l.reads.front().cookie, commit_});
    l.reads.pop_front();
  }
}

// A voter that answered the round refuses votes for T after it heard of it, which was after the
// round began here: until T - m from then, nobody else can have been elected (Ongaro, 6.4.1).
void raft::renew_lease() {
  auto* l = lead();
  if (l == nullptr || l->begun.empty()) return;
  auto confirmed = majority_of_voters(l->round, [](const progress& p) { return p.round; });
  while (!l->begun.empty() && l->begun.front().round <= confirmed) {
    l->lease_until = l->begun.front().at + config_.election_timeout - config_.drift_margin;
    l->begun.pop_front();
  }
}

bool raft::has_lease() const {
  auto* l = lead();
  return config_.lease_reads && !l->told_to_campaign && commit_ >= l->first_own &&
         now_ < l->lease_until;
}

void raft::fail_reads() {
  auto* l = lead();
  for (auto& waiting : l->reads) emit(read_failed{waiting.cookie});
  l->reads.clear();
}

} // namespace ringleader::consensus
