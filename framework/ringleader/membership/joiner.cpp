// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/membership/joiner.hpp>

#include <ringleader/base/expects.hpp>
#include <ringleader/base/match.hpp>
#include <ringleader/base/mutant.hpp>

#include <algorithm>

namespace ringleader {

using namespace joining;

result<void> joiner_config::validate(const field_names& called) const {
  if (join_pause <= duration::zero())
    return {errc::invalid_option, called("join_pause") + " must be above 0"};
  if (join_pause_max < join_pause)
    return {errc::invalid_option,
            called("join_pause_max") + " must not be below " + called("join_pause")};
  if (join_timeout < duration::zero())
    return {errc::invalid_option, called("join_timeout") + " must not be below 0"};
  return {};
}

joiner::joiner(const joiner_config& config)
  : config_(config), view_(std::make_shared<const view>()), join_pause_(config.join_pause),
    lease_(config.sessions) {
  EXPECTS(config.validate().ok());
}

effects joiner::step(const event& what, instant now) {
  EXPECTS(now >= now_);
  now_ = now;
  match(what, [this](const auto& e) { on(e); });
  act();
  return std::exchange(out_, {});
}

/// What time alone may bring about, whatever happened.
void joiner::act() {
  if (!session_) return join();
  if (now_ >= renew_at_) renew();
  announce_types();
  leave_for_good();
}

instant joiner::next_deadline() const {
  auto due = never;
  if (session_) {
    due = renew_at_;
    if (announced_ != types_) due = std::min(due, announce_at_);
    if (departing_ && !is_leaving_for_good()) due = std::min(due, depart_at_);
    return due;
  }
  if (leaving_) return never;
  due = complained_at_ + complain_interval;
  if (may_join()) due = std::min(due, join_at_);
  due = std::min(due, too_late_at());
  return due;
}

void joiner::on(const started& e) {
  started_ = complained_at_ = now_;
  join_at_ = now_ + first_view_time;
  emit(set_lease{});
  link_configured();
  membership_ = e.membership;
  if (!membership_) start_new_life();
}

void joiner::on(const boot_drawn& e) {
  EXPECTS(e.boot && e.boot != membership_);
  membership_ = e.boot;
}

/// The id that was is not used again: an echo of its join may still be on its way.
void joiner::start_new_life() {
  if (mutated(mutant::ended_boot_joins_again) && membership_) return;
  membership_ = {};
  emit(draw_boot{});
}

void joiner::on(const members_seen& e) {
  auto is_newer = e.reset || e.members->version != view_->version;
  depended_on_ = e.depended_on;
  view_ = e.members;
  if (is_newer) {
    link_members();
    emit(publish_view{});
  }
  auto own = membership_ ? session_of(*view_, membership_) : session_id{};
  if (own == session_) {
    if (!joining_ && session_to_replace() != named_) join_at_ = now_;
    return;
  }
  if (own)
    adopt(own);
  else
    end_session();
}

void joiner::adopt(session_id session) {
  session_ = session;
  was_member_ = true;
  join_pause_ = config_.join_pause;
  announced_.clear();
  join_at_ = announce_at_ = depart_at_ = renew_at_ = now_;
  lease_.reset();
  emit(set_lease{session_, instant::min()}); // opening gives no lease
  emit(session_opened{session_});
}

/// The log says that this life as a member is over: the node starts another one. Everything that
/// runs in the session's name is stopped by its owners, who see the same.
void joiner::end_session() {
  if (!leaving_) emit(session_over{session_});
  started_ = complained_at_ = now_;
  session_ = {};
  lease_.reset();
  emit(set_lease{});
  start_new_life();
}

// --- joining

bool joiner::may_join() const {
  return !session_ && membership_ && !leaving_ && !joining_ && !refused_for_good_;
}

/// Of an earlier life on this store. The join has to name it, so that it ends no later one.
session_id joiner::session_to_replace() const {
  auto* lives = find(*view_, config_.self);
  return lives != nullptr && alive(*lives) ? lives->session : session_id{};
}

void joiner::join() {
  if (!may_join() || now_ < join_at_) return;
  joining_ = true;
  join_at_ = now_ + join_pause_;
  named_ = session_to_replace();
  emit(submit_join{membership_, named_});
}

void joiner::on(const join_accepted&) {
  joining_ = false;
  refused_since_ = never;
}

void joiner::on(const join_failed& e) {
  joining_ = false;
  if (e.why.code != errc::none) last_refusal_ = e.why;
}

void joiner::on(const join_refused& e) {
  joining_ = false;
  if (e.boot != membership_) return; // of a life that is over
  if (last_refusal_.message != e.why.message) emit(join_denied{e.why});
  last_refusal_ = e.why;
  refused_since_ = std::min(refused_since_, now_);
  if (e.why.code == errc::unknown_session) {
    start_new_life(); // this one was opened and ended before the view could tell
  } else if (!e.retry) {
    refused_for_good_ = true;
    emit(give_up{e.why});
    return;
  }
  join_pause_ = std::min(2 * join_pause_, config_.join_pause_max);
  join_at_ = session_to_replace() == named_ ? now_ + join_pause_ : now_;
}

/// A node of no cluster has its time from the start; one that the log refuses, as by its name, from
/// the first refusal. A member that finds no majority waits for as long as it takes.
instant joiner::too_late_at() const {
  if (config_.join_timeout <= duration::zero() || was_member_) return never;
  auto since = in_cluster_ ? refused_since_ : started_;
  return since == never ? never : since + config_.join_timeout;
}

void joiner::on(const tick& e) {
  in_cluster_ |= e.in_cluster;
  if (!session_ && !leaving_) complain();
}

void joiner::complain() {
  auto is_too_late = now_ >= too_late_at();
  if (now_ - complained_at_ < complain_interval && !is_too_late) return;
  complained_at_ = now_;
  auto why = last_refusal_.code == errc::none
               ? failure{errc::unreachable, "no control leader is known yet"}
               : last_refusal_;
  emit(still_joining{now_ - started_, why});
  if (!is_too_late) return;
  started_ = now_; // said once: the node is about to end
  refused_since_ = never;
  std::string asked;
  for (auto& one : config_.configured) asked += (asked.empty() ? "" : ", ") + to_string(one);
  emit(give_up{{errc::unreachable, "could not join within " + to_string(config_.join_timeout) +
                                     ": " + to_string(why) + ". Start or repair " + asked +
                                     ", or check --seeds and --founders"}});
}

// --- the session

void joiner::renew() {
  renew_at_ = now_ + config_.sessions.renewal_interval();
  last_renewal_ = std::max(last_renewal_.next(),
                           renewal_id{static_cast<std::uint64_t>(now_.time_since_epoch().count())});
  lease_.renewal_sent(last_renewal_, now_);
  emit(joining::renew{session_, last_renewal_});
  if (!mutated(mutant::unanswered_renewal_counts)) return;
  lease_.renewal_answered(last_renewal_, now_);
  emit(set_lease{session_, lease_.valid_until()});
}

void joiner::on(const renewal_answered& e) {
  if (e.session != session_ || leaving_) return;
  auto before = lease_.valid_until();
  lease_.renewal_answered(e.id, now_);
  if (lease_.valid_until() == before) return;
  emit(set_lease{session_, lease_.valid_until()});
  if (before <= now_ && lease_.valid(now_)) emit(begin_lease{});
}

void joiner::on(const type_known& e) { types_[e.name] = e.hosts; }

void joiner::on(const announce_failed& e) {
  if (e.session != session_) return;
  announced_.erase(e.type);
  announce_at_ = now_ + config_.join_pause;
}

void joiner::announce_types() {
  if (now_ < announce_at_ || announced_ == types_) return;
  for (const auto& [type, hosts] : types_) {
    auto known = announced_.find(type);
    if (known != announced_.end() && known->second == hosts) continue;
    announced_[type] = hosts;
    emit(announce{session_, type, hosts});
  }
}

// --- leaving

void joiner::on(const leave_begun&) { leaving_ = true; }

/// From here on nothing is delivered in the name of the session, so that its partitions may have
/// new owners in the very entry that ends it.
void joiner::on(const leave_asked& e) {
  leaving_ = true;
  if (!mutated(mutant::lease_kept_while_leaving)) {
    lease_.reset();
    emit(set_lease{session_, instant::min()});
  }
  if (session_)
    emit(submit_leave{e.cookie});
  else
    emit(answer_leave{e.cookie, {}});
}

void joiner::on(const leave_ended& e) { emit(answer_leave{e.cookie, e.why}); }

void joiner::on(const depart_asked&) { departing_ = true; }

void joiner::on(const begin_leave_failed&) { depart_at_ = now_ + config_.join_pause; }

bool joiner::is_leaving_for_good() const {
  auto* own = find(*view_, session_);
  return own != nullptr && own->state == member_state::leaving;
}

/// First its votes and its partitions go to others, then it may stop.
void joiner::leave_for_good() {
  if (!departing_ || departed_) return;
  if (is_leaving_for_good()) {
    departed_ = !depended_on_;
    if (departed_) emit(depart{});
  } else if (now_ >= depart_at_) {
    depart_at_ = now_ + complain_interval;
    emit(submit_begin_leave{});
  }
}

// --- links

void joiner::on(const transport_renewed&) {
  link_configured();
  linked_.clear();
  link_members();
}

void joiner::link_configured() {
  for (const auto& to : config_.configured) emit(link{to});
}

void joiner::link_members() {
  std::set<endpoint> wanted;
  for (const auto& m : view_->members)
    if (alive(m) && m.store != config_.self) wanted.insert(m.advertise);
  for (const auto& to : wanted)
    if (linked_.count(to) == 0) emit(link{to});
  const auto& kept = config_.configured;
  for (const auto& to : linked_)
    if (wanted.count(to) == 0 && std::find(kept.begin(), kept.end(), to) == kept.end())
      emit(unlink{to});
  linked_ = std::move(wanted);
}

} // namespace ringleader
