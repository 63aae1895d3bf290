// SPDX-License-Identifier: BSD-3-Clause
// Votes: asking, granting, counting.
#include <ringleader/consensus/raft.hpp>

#include <ringleader/base/mutant.hpp>

#include <algorithm>
#include <utility>

namespace ringleader::consensus {

namespace {

constexpr std::size_t candidacies_max = 64;

// In T: a disk that takes longer elects nobody, and should not hold others up.
constexpr int vote_wait_max = 16;

} // namespace

void raft::reset_election_timer() {
  // Those that vote go first: the others are needed almost never.
  auto timeout = (is_voter() ? 1 : 4) * config_.election_timeout;
  election_at_ = now_ + random_.between(timeout, 2 * timeout);
  if (election_at_ < silent_until_)
    election_at_ = silent_until_ + random_.between(duration{0}, timeout);
}

// The time that a voter has is the time of whoever it voted for, which others' disks may take as
// much of as its own did.
void raft::hard_is_durable(duration took) {
  if (lead() || (took < config_.heartbeat && election_at_ != never)) return;
  if (hard_.vote || election_at_ == never) reset_election_timer();
  auto* c = std::get_if<campaigning>(&state_);
  if (c == nullptr || c->pre_vote) return;
  election_at_ += std::min(2 * took, vote_wait_max * config_.election_timeout);
}

// Only the leader that is followed here can hand its own term's successor over, and says to whom;
// the request that was granted may come twice.
bool raft::is_handed_over(store_id from, const vote_request& m) const {
  if (!m.transfer || m.pre_vote) return false;
  if (mutated(mutant::transfer_without_leader)) return true;
  if (m.asked == hard_.term) return hard_.vote == from;
  if (m.asked != hard_.term.next() || !m.leader || m.leader != leader_) return false;
  auto* l = lead();
  if (l == nullptr) return handover_told_.to == from;
  return l->handing && l->handing->told_in != 0 && l->handing->to == from;
}

// Who is elected and does not lead, or asks again and again, would keep all others from an election
// by asking first: a candidate waits for T or longer, so one that asks in more terms than that
// waits here. Forgotten as soon as anybody leads. The longest pause leaves others their turn and is
// short beside what a candidate that is needed may be kept waiting.
bool raft::is_campaign_due(store_id candidate) const {
  auto mine = candidacies_.find(candidate);
  if (mine == candidacies_.end()) return true;
  auto pause = config_.election_timeout / 2 * (1 << std::min(mine->second.times, 5u));
  return now_ - mine->second.last >= pause;
}

void raft::follow_campaign(store_id candidate) {
  auto [mine, is_first] = candidacies_.emplace(candidate, raft::candidacy{now_, 0});
  mine->second.last = now_;
  if (!is_first) ++mine->second.times;
  if (candidacies_.size() > candidacies_max) candidacies_.erase(candidacies_.begin());
}

bool raft::must_refuse_votes(bool by_transfer) const {
  if (now_ < silent_until_) return true;
  if (by_transfer) return false;
  if (lead()) return true;
  return heard_leader_at_ && now_ < *heard_leader_at_ + config_.election_timeout;
}

// One that does not vote may hold the newest entries of all, and the voters that a candidate needs
// refuse older logs: the change that takes it out, or what the last leader sent to it alone. While
// those are not committed the group may need it for a leader, by the votes of others (Ongaro,
// 4.2.2).
bool raft::may_campaign() const {
  return is_voter() || (!members().voters.empty() && log_.last_index() > commit_);
}

void raft::campaign(bool pre_vote, bool by_transfer) {
  gathered_marks told;
  if (mutated(mutant::ages_from_pre_votes))
    if (auto* before = std::get_if<campaigning>(&state_)) told = before->told;
  state_ = campaigning{pre_vote, {}, std::move(told)};
  auto before = std::exchange(leader_, {});
  if (!pre_vote) set_hard({hard_.term.next(), config_.self});
  auto request = stamped<vote_request>();
  request.asked = pre_vote ? hard_.term.next() : hard_.term;
  request.pre_vote = pre_vote;
  request.last_index = log_.last_index();
  request.last_term = log_.last_term();
  request.transfer = by_transfer;
  if (by_transfer) request.leader = before;
  for (auto voter : members().voters) {
    if (voter == config_.self) continue;
    // A request must not outlive the log that it speaks of: a crash could lose its tail, and the
    // votes given to the longer log would elect the shorter one.
    if (pre_vote)
      transmit(voter, request);
    else
      transmit_when_durable(voter, request);
  }
  reset_election_timer();
  count_votes();
}

void raft::count_votes() {
  auto* c = std::get_if<campaigning>(&state_);
  if (c == nullptr) return;
  bool own = is_voter() && (c->pre_vote || durable_hard_ == hard_);
  if (c->granted.size() + (own ? 1 : 0) < majority_of(members().voters.size())) return;
  if (c->pre_vote)
    campaign(false);
  else
    become_leader();
}

void raft::become_leader() {
  EXPECTS(may_campaign());
  auto told = std::move(std::get<campaigning>(state_).told);
  told.add(heard_.unknown_at(now_), heard_.known(now_));
  emit(marks_learned{told.unknown_at(), told.known()});
  candidacies_.clear();
  auto& l = state_.emplace<leading>();
  leader_ = config_.self;
  arriving_.reset();
  for (auto& e : log_.range(commit_.next(), log_.last_index())) l.pending_bytes += wire_size(e);
  l.first_own = log_.last_index().next();
  l.settled = l.first_own;
  l.settled_at = now_;
  l.rank_at = now_ + 2 * config_.election_timeout;
  match_peers_to_members();
  append_own(entry_kind::noop, {});
  begin_round();
}

void raft::answer_vote(store_id to, const vote_request& m, bool granted) {
  auto reply = stamped<vote_reply>();
  reply.asked = m.asked;
  reply.pre_vote = m.pre_vote;
  reply.granted = granted;
  // Mutants: vote_before_durable, pre_vote_echoes_term, ages_from_pre_votes.
  if (mutated(mutant::pre_vote_echoes_term) && m.pre_vote && !granted) reply.term = m.term;
  if (granted && (!m.pre_vote || mutated(mutant::ages_from_pre_votes))) tell_ages(reply);
  if (granted && !m.pre_vote && !mutated(mutant::vote_before_durable))
    transmit_when_durable(to, std::move(reply));
  else
    transmit(to, std::move(reply));
}

// A member that was away with a greater term is let in by one election. One that answers with ever
// greater terms would depose every leader and candidate: once in a while must do. A candidate loses
// less by it than a group loses with its leader, and more where it does not learn how far others
// are.
void raft::follow_term_of(store_id from, raft_term term) {
  if (!members().has(from)) return;
  auto [last, is_first] = deposed_by_.emplace(from, now_);
  auto pause = (lead() ? 20 : 4) * config_.election_timeout;
  if (!is_first && now_ - last->second < pause) {
    ++deposals_refused_;
    return;
  }
  last->second = now_;
  if (deposed_by_.size() > members().voters.size() + members().learners.size())
    deposed_by_ = {{from, now_}}; // of members that are gone
  become_follower(term, {});
}

void raft::handle(store_id from, const vote_request& m) {
  // Whoever asks takes us for a voter, whatever our own log says: we may lack the change that made
  // us or it one, and a group that waits for us to know would wait for ever (Ongaro, 4.2.3).
  if (m.asked != (m.pre_vote ? m.term.next() : m.term)) return;
  // A voter has a log: nobody in need of this vote would ask for it.
  if (!log_.last_index()) return answer_vote(from, m, false);
  // A leader may count on our silence, so its term is safe from candidates that it cannot hear. One
  // that hands over has stopped to count on it.
  auto is_handed = is_handed_over(from, m);
  if (m.asked < hard_.term || must_refuse_votes(is_handed)) return answer_vote(from, m, false);
  bool is_covered = log_.is_covered_by(m.last_index, m.last_term);
  // Asked beforehand, so that the pauses of several voters end with one request and not each with
  // another one.
  auto is_due = is_handed || is_campaign_due(from);
  if (m.pre_vote) return answer_vote(from, m, is_covered && m.asked > hard_.term && is_due);
  if (m.asked > hard_.term) {
    if (!is_due) return answer_vote(from, m, false);
    if (!is_handed) follow_campaign(from);
    become_follower(m.asked, {});
  }
  if (!is_covered || (hard_.vote && hard_.vote != from)) return answer_vote(from, m, false);
  // The same request again is answered, and keeps nobody from an election.
  if (!hard_.vote) {
    become_follower(m.asked, {});
    set_hard({m.asked, from});
    reset_election_timer();
  }
  answer_vote(from, m, true);
}

void raft::handle(store_id from, const vote_reply& m) {
  if (!members().is_voter(from)) return;
  if (m.term > hard_.term) return follow_term_of(from, m.term);
  auto* c = std::get_if<campaigning>(&state_);
  if (c == nullptr || !m.granted || m.pre_vote != c->pre_vote) return;
  if (m.asked != (c->pre_vote ? hard_.term.next() : hard_.term)) return;
  if (!c->granted.insert(from).second) return;
  if (m.pre_vote == mutated(mutant::ages_from_pre_votes)) learn_ages(*c, m);
  count_votes();
}

} // namespace ringleader::consensus
