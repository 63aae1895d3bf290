// SPDX-License-Identifier: BSD-3-Clause
// Dispatch, durability and roles.
#include <ringleader/consensus/raft.hpp>

#include <ringleader/base/match.hpp>
#include <ringleader/base/mutant.hpp>
#include <ringleader/consensus/reach.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

namespace ringleader::consensus {

raft::raft(raft_config config, hard_state hard, snapshot_ptr base, std::vector<entry> log,
           instant now, bool founding)
  : config_(config), random_(config.seed), hard_(hard), durable_hard_(hard),
    log_(base ? raft_log{*base, std::move(log)} : raft_log{std::move(log)}),
    snapshot_(std::move(base)), commit_(snapshot_ ? snapshot_->index : log_index{}),
    durable_(log_.last_index()), heard_(config.mark_memory, config.marks_max, now),
    marked_voters_(members().voters), silent_until_(now), now_(now),
    claims_(20 * config.election_timeout), terms_asked_at_(now) {
  EXPECTS(config_.validate().ok());
  EXPECTS(log_.last_term() <= hard_.term && hard_.term.value <= term_max);
  auto timeout = config_.election_timeout;
  if (!founding && !mutated(mutant::restarted_voter_votes_at_once))
    silent_until_ = now + 2 * timeout + config_.drift_margin;
  bool is_alone = is_voter() && members().voters.size() == 1;
  if (!may_campaign())
    election_at_ = never;
  else if (is_alone)
    election_at_ = silent_until_; // nobody to collide with
  else if (founding)
    election_at_ = now + random_.between(timeout, 2 * timeout);
  else
    election_at_ = silent_until_ + random_.between(duration{0}, timeout) +
                   (is_voter() ? duration{0} : 3 * timeout); // see reset_election_timer
}

effects raft::step(const event& what, instant now) {
  EXPECTS(now >= now_);
  now_ = now;
  if (is_halted_) return {};
  auto before = std::make_tuple(role(), hard_.term, leader_);
  auto known = [this] {
    return std::make_tuple(commit_, log_.last_index(), lead() ? lead()->round : 0);
  };
  auto known_before = known();
  std::visit([this](const auto& e) { on(e); }, what);
  if (is_halted_) return std::move(step_.rest);
  if (lead()) {
    announce_handover();
    // With many learners most steps are the answer of one of them, which concerns no other.
    auto* peer = step_.answered && known() == known_before ? peer_of(step_.answered) : nullptr;
    if (peer != nullptr)
      send_updates(*peer);
    else
      send_updates();
    tell_to_campaign();
  }
  if (std::make_tuple(role(), hard_.term, leader_) != before)
    step_.rest.insert(step_.rest.begin(), role_changed{role(), hard_.term, leader_});
  return finish();
}

instant raft::next_deadline() const {
  if (is_halted_) return never;
  if (auto* l = lead()) {
    if (l->peers.empty()) return never;
    return l->handing ? std::min(l->heartbeat_at, l->handing->until) : l->heartbeat_at;
  }
  return election_at_;
}

role raft::role() const {
  return match(
    state_, [](const following&) { return role::follower; },
    [](const campaigning& c) { return c.pre_vote ? role::pre_candidate : role::candidate; },
    [](const leading&) { return role::leader; });
}

void raft::on(const tick&) {
  if (lead()) {
    lead_tick();
  } else if (now_ >= election_at_) {
    if (may_campaign() && !(durable_hard_ == hard_)) {
      election_at_ = never; // until that is durable: another term would only wait behind it
    } else if (may_campaign()) {
      campaign(true);
    } else {
      leader_ = {};
      election_at_ = never;
    }
  }
}

void raft::on(const received& e) {
  if (e.from == config_.self || group_of(e.what) != config_.group ||
      cluster_of(e.what) != config_.cluster)
    return;
  if (!is_reached(e.from, e.what) && !mutated(mutant::any_term_taken)) {
    ++out_of_reach_;
    if (is_feed(e.what)) ask_for_terms();
    return;
  }
  std::visit([&](const auto& m) { handle(e.from, m); }, e.what);
}

bool raft::is_reached(store_id from, const message& m) {
  const auto& voters = members().voters;
  claims_.add(from, term_of(m), now_, voters);
  auto known = std::max(log_.last_term(), claims_.agreed(now_, voters));
  return is_within_reach(m, hard_.term, known, !log_.last_index());
}

// One that does not vote hears nobody but the leader. Refused or not, the answers to a pre-vote
// name the terms of those who answer.
void raft::ask_for_terms() {
  if (is_voter() || now_ < terms_asked_at_ + config_.election_timeout) return;
  terms_asked_at_ = now_;
  auto request = stamped<vote_request>();
  request.asked = hard_.term.next();
  request.pre_vote = true;
  request.last_index = log_.last_index();
  request.last_term = log_.last_term();
  for (auto voter : members().voters) transmit(voter, request);
}

void raft::on(const disk_failed& e) { halt("the disk failed: " + e.why); }

// Completions come in the order of the tickets, so one stands for all before it.
void raft::on(const persisted& e) {
  EXPECTS(e.id <= last_ticket_);
  while (!writes_.empty() && writes_.front().id <= e.id) {
    auto write = std::move(writes_.front());
    writes_.pop_front();
    auto was_hard = std::exchange(durable_hard_, write.hard);
    if (!(was_hard == hard_) && durable_hard_ == hard_) hard_is_durable(now_ - write.issued);
    durable_ = std::max(durable_, write.last_index);
    for (auto& held : write.held) release(std::move(held));
  }
  count_votes();
  try_commit();
}

// What a write of an older term promised is worth nothing by now.
void raft::release(send held) {
  if (term_of(held.what) != hard_.term) return;
  if (std::holds_alternative<vote_request>(held.what) && role() != role::candidate) return;
  if (auto* reply = std::get_if<append_reply>(&held.what))
    reply->match_index = std::min(reply->match_index, durable_);
  emit(std::move(held));
}

bool raft::has_log_write() const {
  return step_.truncate_from || !step_.append.empty() || step_.snapshot || step_.drop_head_to;
}

effects raft::finish() {
  bool has_write = step_.hard_changed || has_log_write();
  auto out = std::move(step_.rest);
  if (has_write) {
    last_ticket_ = last_ticket_.next();
    writes_.push_back({last_ticket_, now_, hard_, log_.last_index(), {}});
    persist write{last_ticket_, {}, step_.truncate_from, std::move(step_.append)};
    if (step_.hard_changed) write.hard = hard_;
    write.snapshot = std::move(step_.snapshot);
    write.drop_head_to = step_.drop_head_to;
    out.insert(out.begin(), std::move(write));
  }
  for (auto& late : step_.held) {
    if (writes_.empty())
      out.push_back(std::move(late));
    else
      hold(writes_.back(), std::move(late));
  }
  if (has_write || !step_.held.empty()) step_ = {};
  step_.answered = {};
  return out;
}

// One message of a kind to one server says all that an earlier one would: a stalled disk must not
// pile up answers.
void raft::hold(pending_write& write, send late) {
  for (auto& held : write.held) {
    if (held.to != late.to || held.what.index() != late.what.index()) continue;
    auto* older = std::get_if<append_reply>(&held.what);
    auto* newer = std::get_if<append_reply>(&late.what);
    if (older != nullptr && older->term == newer->term) {
      newer->match_index = std::max(newer->match_index, older->match_index);
      newer->round = std::max(newer->round, older->round);
      newer->marks_upto = std::max(newer->marks_upto, older->marks_upto);
    }
    held = std::move(late);
    return;
  }
  write.held.push_back(std::move(late));
}

void raft::halt(std::string why) {
  is_halted_ = true;
  step_.rest = {halted{std::move(why)}};
}

void raft::set_hard(hard_state h) {
  if (h == hard_) return;
  EXPECTS(h.term > hard_.term || (h.term == hard_.term && !hard_.vote));
  hard_ = h;
  step_.hard_changed = true;
}

void raft::append_own(entry_kind kind, shared_bytes data) {
  entry e{log_.last_index().next(), hard_.term, kind, std::move(data)};
  lead()->pending_bytes += wire_size(e);
  log_.append(e);
  step_.append.push_back(std::move(e));
}

void raft::become_follower(raft_term term, store_id leader) {
  if (lead()) {
    fail_reads();
    fail_marks();
    end_transfer(errc::none);
    reset_election_timer();
  }
  state_ = following{};
  leader_ = leader;
  if (term > hard_.term) set_hard({term, {}});
}

void raft::advance_commit(log_index index) {
  EXPECTS(index > commit_ && index <= log_.last_index());
  committed fresh{log_.range(commit_.next(), index)};
  if (auto* l = lead())
    for (auto& e : fresh.entries) l->pending_bytes -= wire_size(e);
  commit_ = index;
  emit(std::move(fresh));
}

} // namespace ringleader::consensus
