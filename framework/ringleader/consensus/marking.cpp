// SPDX-License-Identifier: BSD-3-Clause
// Marks: having a majority of the voters remember who was heard from, and asking them later.
#include <ringleader/consensus/raft.hpp>

#include <ringleader/base/mutant.hpp>

#include <algorithm>

namespace ringleader::consensus {

void raft::on(const mark& e) {
  auto* l = lead();
  if (l == nullptr || l->marks.size() >= config_.pending_marks_max ||
      !heard_.has_room_for(e.key, now_))
    return emit(mark_failed{e.cookie});
  heard_.record(e.key, now_);
  l->marks.push_back({e.cookie, e.key, ++l->last_mark});
  answer_waiting();
}

// The marks that go with this round are those that this voter did not confirm yet. They are in the
// first message of a round to it, and only who got that one confirms them: many messages are of
// one round, and an answer to another one says nothing about marks.
template <class Request> void raft::add_marks(const progress& peer, Request& request) const {
  auto& l = *lead();
  if (l.marks.empty() || peer.round_sent == l.round || !peer.is_voter) return;
  for (auto& waiting : l.marks) {
    if (waiting.number > l.marks_in_round) break;
    if (waiting.number > peer.marks_upto) request.marks.push_back(waiting.key);
  }
  if (!request.marks.empty()) request.marks_upto = l.marks_in_round;
}

template void raft::add_marks(const progress&, append_request&) const;
template void raft::add_marks(const progress&, install_request&) const;

// Other voters were told of what was heard before. One change keeps a voter in common with those
// who remember, two may not: five voters of which three remember are three after two of these went.
// A candidate counts the votes of the configuration that it holds, so its own claim covers all that
// was marked before that one.
void raft::follow_voters() {
  if (members().voters == marked_voters_) return;
  marked_voters_ = members().voters;
  heard_.start_over(now_);
}

// Whoever sends marks leads this term, and takes us for a voter; our own log may not say so yet.
void raft::take_marks(const std::vector<std::uint64_t>& keys) {
  for (auto key : keys) heard_.record(key, now_);
}

// A round begins with as many marks as a message takes.
void raft::begin_marks() {
  auto& l = *lead();
  if (l.marks.empty()) return;
  auto count = std::min(l.marks.size(), marks_in_message_max);
  l.marks_in_round = l.marks[count - 1].number;
}

void raft::answer_marks() {
  auto& l = *lead();
  if (l.marks.empty() || commit_ < l.first_own) return;
  auto confirmed = majority_of_voters(l.last_mark, [](const progress& p) { return p.marks_upto; });
  while (!l.marks.empty() && l.marks.front().number <= confirmed) {
    emit(marked{l.marks.front().cookie});
    l.marks.pop_front();
  }
}

void raft::fail_marks() {
  auto* l = lead();
  for (auto& waiting : l->marks) emit(mark_failed{waiting.cookie});
  l->marks.clear();
}

// A server that does not know itself to be a voter cannot tell since when others took it for one,
// so it claims to know nothing.
void raft::tell_ages(vote_reply& reply) const {
  if (!is_voter()) return;
  reply.unknown_age = age_in_ms(heard_.unknown_at(now_), now_);
  for (auto& [key, at] : heard_.known(now_)) reply.ages.emplace_back(key, age_in_ms(at, now_));
}

// Ages count from the receipt: the time that a message was on its way makes them younger, never
// older. A pre-vote tells nothing, since its voter may record marks of the old leader after it.
void raft::learn_ages(campaigning& c, const vote_reply& m) const {
  using ms = std::chrono::milliseconds;
  std::vector<heard_at> known;
  known.reserve(m.ages.size());
  for (auto& [key, age] : m.ages) known.emplace_back(key, now_ - ms{age});
  c.told.add(now_ - ms{m.unknown_age}, known);
}

} // namespace ringleader::consensus
