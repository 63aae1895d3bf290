// SPDX-License-Identifier: BSD-3-Clause
// Time, roles and the log.
#include <ringleader/control/control_machine.hpp>

#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/match.hpp>
#include <ringleader/base/mutant.hpp>
#include <ringleader/consensus/reach.hpp>
#include <ringleader/registry/command_check.hpp>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace ringleader::control {

result<starting_point> starting_from(hard_state hard, consensus::snapshot_ptr base,
                                     std::vector<consensus::entry> log) {
  if (hard.term.value > consensus::term_max)
    return {errc::corrupt,
            "the stored term " + to_string(hard.term) +
              " is beyond what elections reach; `recover` makes a new cluster out of "
              "the directory"};
  starting_point start;
  start.hard = hard;
  start.log = std::move(log);
  if (base) {
    auto state = registry::registry::restore(base->data, base->index);
    if (!state) return state.error();
    start.state = std::move(*state);
  }
  start.base = std::move(base);
  return start;
}

control_machine::control_machine(control_config config, stream_id stream, starting_point from,
                                 instant now)
  : config_(std::move(config)),
    raft_(config_.raft, from.hard, from.base, std::move(from.log), now, from.founding),
    registry_(std::move(from.state)), applied_(from.base ? from.base->index : log_index{}),
    proposals_(stream), snapshot_bytes_(from.base ? from.base->data.size() : 0), now_(now) {
  EXPECTS(config_.validate().ok());
}

effects control_machine::step(event what, instant now) {
  EXPECTS(now >= now_);
  now_ = now;
  if (is_stopped_) return {};
  out_.clear();
  out_.reserve(4); // most steps want so much done
  apply_committed();
  if (!is_stopped_) std::visit([this](auto& e) { on(e); }, what);
  return std::move(out_);
}

instant control_machine::next_deadline() const {
  if (is_stopped_) return never;
  auto next = std::min({raft_.next_deadline(), tasks_at_, proposals_.give_up_at()});
  return can_send() ? std::min(next, proposals_.due_at()) : next;
}

void control_machine::on(const tick&) {
  if (now_ >= raft_.next_deadline()) feed_raft(consensus::tick{});
  give_up_late();
  if (now_ >= tasks_at_) return do_tasks();
  send_proposals();
}

void control_machine::on(received& e) { feed_raft_first(std::move(e)); }
void control_machine::on(const persisted& e) { feed_raft_first(e); }
void control_machine::on(const disk_failed& e) { feed_raft(e); }
void control_machine::on(const transfer& e) { feed_raft(e); }

void control_machine::on(const feed& e) {
  if (leads()) feed_raft(consensus::add_learner{e.learner, ++last_cookie_});
}

void control_machine::feed_raft(consensus::event what) {
  feed_raft_first(std::move(what));
  apply_committed();
}

// What the effects of one step lead to is fed behind them: tickets must leave in their order.
void control_machine::feed_raft_first(consensus::event what) {
  to_raft_.push_back(std::move(what));
  if (to_raft_.size() > 1) return;
  while (!to_raft_.empty() && !is_stopped_) {
    for (auto& fx : raft_.step(to_raft_.front(), now_)) match(fx, [this](auto& e) { follow(e); });
    to_raft_.pop_front();
  }
}

/// What goes to others and to the disk may leave before the state has what was committed before it;
/// nothing else may, a read least of all.
template <class Effect> void control_machine::follow(Effect& fx) {
  constexpr auto overtakes =
    std::is_same_v<Effect, consensus::persist> || std::is_same_v<Effect, consensus::send>;
  if (!overtakes) apply_committed();
  if (!is_stopped_) run(fx);
}

void control_machine::run(consensus::persist& fx) { emit(std::move(fx)); }
void control_machine::run(consensus::send& fx) { emit(std::move(fx)); }

void control_machine::run(consensus::committed& fx) {
  if (config_.tells_committed) emit(fx);
  committed_.push_back(std::move(fx));
}

void control_machine::apply_committed() {
  for (auto& fx : std::exchange(committed_, {})) {
    if (is_stopped_) return;
    std::vector<registry::event> events;
    for (auto& e : fx.entries)
      if (!apply(e, events)) break;
    if (!is_stopped_) compact();
    emit(published{std::move(events)});
  }
}

/// False: this release cannot go on.
bool control_machine::apply(const consensus::entry& e, std::vector<registry::event>& events) {
  applied_ = e.index;
  if (e.kind == consensus::entry_kind::noop && tasks_ && e.term == raft_.term()) {
    tasks_->open(registry_, learned_.value(), now_);
    for (auto& waiting : std::exchange(early_, {})) on(waiting);
  }
  if (e.kind != consensus::entry_kind::command) return true;
  log_bytes_ += e.data.size();
  auto entry = registry::read_entry(e.data);
  if (mutated(mutant::apply_not_total) && entry)
    if (auto ok = registry::check_command(entry->of.body.what); !ok) {
      stop(ok.error());
      return false;
    }
  auto applied = registry_.apply(e.index, entry);
  if (tasks_) tasks_->applied(applied.events, applied.outcome, registry_, now_);
  if (entry && !proposals_.empty())
    if (auto ended = proposals_.settle(entry->of.body)) conclude(*ended, applied.outcome);
  for (auto& ev : applied.events) events.push_back(std::move(ev));
  if (auto known = registry::understands(registry_.settings()); !known) {
    stop(known.error()); // what follows would be computed differently
    return false;
  }
  return true;
}

void control_machine::conclude(const proposals::settled& ended, const registry::outcome& outcome) {
  auto* no = registry::refusal(outcome);
  if (ended.is_doubtful && no != nullptr && no->code == errc::unknown_session)
    return emit(
      concluded{ended.cookie,
                {},
                {errc::outcome_unknown, "the session ended while this node lagged behind; "
                                        "the command may have taken effect before"}});
  emit(concluded{ended.cookie, outcome, {}});
}

void control_machine::run(consensus::role_changed& fx) {
  auto leads_now = fx.now == consensus::role::leader;
  if (leads_now) {
    tasks_.emplace(config_, now_);
    tasks_at_ = now_;
  } else {
    tasks_.reset();
    learned_.reset();
    tasks_at_ = never;
    batch_.clear(); // their proposers ask again
    early_.clear();
    leaving_ = false;
  }
  proposals_.resend_all();
  auto leader = fx.leader;
  emit(std::move(fx));
  if (leader) want_flush();
}

void control_machine::run(consensus::marks_learned& fx) { learned_ = std::move(fx); }

void control_machine::run(consensus::install& fx) {
  auto state = registry::registry::restore(fx.state->data, fx.state->index);
  if (!state) return stop(state.error());
  registry_ = std::move(*state);
  applied_ = fx.state->index;
  log_bytes_ = 0;
  snapshot_bytes_ = fx.state->data.size();
  proposals_.passed_over();
  emit(std::move(fx));
  emit(published{{}, true});
}

void control_machine::run(consensus::transfer_ended& fx) {
  leaving_ = false;
  emit(std::move(fx));
  want_flush();
}

void control_machine::run(consensus::halted& fx) { stop({errc::io_error, std::move(fx.why)}); }

void control_machine::stop(failure why) {
  is_stopped_ = true;
  emit(stopped{std::move(why)});
}

void control_machine::do_tasks() {
  tasks_at_ = now_ + config_.task_interval;
  for (auto& command : tasks_->due(registry_, now_)) {
    registry::envelope due{std::nullopt, std::move(command)};
    add_to_batch(due, encode(due));
  }
  send_proposals();
  if (leads()) change_voters();
}

void control_machine::change_voters() {
  // One change at a time: the next step depends on how this one ends.
  if (raft_.log().members_index() > raft_.commit_index()) return;
  auto step = tasks_->voters_due(registry_, raft_, now_);
  if (!step) return;
  auto cookie = ++last_cookie_;
  switch (step->what) {
  case voter_step::kind::promote: return feed_raft(consensus::promote{step->store, cookie});
  case voter_step::kind::demote: return feed_raft(consensus::demote{step->store, cookie});
  case voter_step::kind::remove_learner:
    return feed_raft(consensus::remove_learner{step->store, cookie});
  case voter_step::kind::hand_over: return feed_raft(consensus::transfer{step->store, cookie});
  }
}

// A snapshot is as long as the state, so it is due when the log has grown by as much.
void control_machine::compact() {
  if (staging_) return;
  auto& last = raft_.last_snapshot();
  auto entries = applied_.value - (last ? last->index.value : 0);
  // Encoding a large state takes a while: not on all nodes at the same entry.
  auto apart = config_.raft.self.value % (config_.compact_after / 4 + 1);
  auto enough = config_.compact_after - apart;
  if (entries < enough) return;
  // A state that is too large for a snapshot is tried again only when the log has grown as much.
  if (applied_.value < compacted_at_.value + enough) return;
  if (log_bytes_ < snapshot_bytes_ && entries < 16 * config_.compact_after) return;
  auto state = registry_.snapshot(snapshot_bytes_);
  compacted_at_ = applied_;
  log_bytes_ = 0;
  snapshot_bytes_ = state.size();
  staging_ = {applied_, std::move(state)};
  emit(*staging_);
}

// An install in between may have made it old: then the Raft machine passes over it.
void control_machine::on(const staged& e) {
  if (!staging_ || staging_->upto != e.upto) return;
  auto ready = *std::exchange(staging_, std::nullopt);
  feed_raft(consensus::compact{ready.upto, std::move(ready.state)});
}

dropped_counts control_machine::dropped() const {
  auto all = dropped_;
  all.out_of_reach = raft_.out_of_reach();
  all.rival_claims = raft_.rival_claims();
  all.deposals_refused = raft_.deposals_refused();
  return all;
}

} // namespace ringleader::control
