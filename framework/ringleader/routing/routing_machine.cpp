// SPDX-License-Identifier: BSD-3-Clause
// What each event does. Where messages stand is in ways.cpp, the assignments are in
// assignments.cpp.
#include <ringleader/base/expects.hpp>
#include <ringleader/base/mutant.hpp>
#include <ringleader/routing/routing_machine.hpp>

#include <algorithm>

namespace ringleader::routing {

namespace {

/// Of sender, type and key; senders are small numbers, so what they join must be spread already.
std::uint64_t mix(const submit& what) {
  auto all = (what.key ^ what.type * 0x9e3779b97f4a7c15ULL) * 0xd6e8feb86659fd93ULL;
  all = (all ^ all >> 32) + what.sender;
  all *= 0x9e3779b97f4a7c15ULL;
  return all ^ all >> 32;
}

/// The first multiple of the interval at or after it.
instant round_up(instant due, duration interval) {
  auto beyond = due.time_since_epoch() % interval;
  return beyond == duration::zero() ? due : later(due, interval - beyond);
}

} // namespace

routing_machine::routing_machine(const routing_config& config, std::uint64_t first_number)
  : config_(config), members_(std::make_shared<const view>()),
    table_(std::make_shared<const partition_table>()), numbers_(first_number) {
  EXPECTS(config.validate().ok());
  messages_.resize(1); // no message has the number none
}

void routing_machine::begin_step(instant now, bool while_handing_over) {
  EXPECTS(now >= now_);
  EXPECTS(handing_over_ == 0 || while_handing_over);
  now_ = now;
}

void routing_machine::step(const event& what, instant now, effects& out) {
  std::visit([&](const auto& held) { step(held, now, out); }, what);
}

effects routing_machine::step(const event& what, instant now) {
  effects out;
  step(what, now, out);
  return out;
}

instant routing_machine::next_deadline() const {
  auto due = std::min(retry_at_, tell_assignment_at_);
  if (!deadlines_.empty())
    due = std::min(due, round_up(deadlines_.first_due(), config_.look_interval));
  return due;
}

void routing_machine::on(const submit& said, effects& out) {
  auto id = said.id.value;
  EXPECTS(id != none && id <= message_id_max);
  if (messages_.size() <= id) messages_.resize(id + 1);
  auto& m = messages_[id];
  EXPECTS(m.in == phase::free);
  m.asks = said.asks;
  m.bytes = said.bytes;
  m.partition = partition_of(said.key, config_.partitions);
  m.whose = mix(said);
  m.arrival = ++arrivals_;
  m.deadline = later(now_, said.patience > duration::zero() ? said.patience : config_.patience);
  // Behind those that wait already: the order of one sender's messages to one key is kept.
  auto is_first =
    stash_.empty() || stash_.find(m.partition) == stash_.end() || mutated(mutant::stash_overtaken);
  if (is_first && can_leave(m.partition))
    hand_over(id, out);
  else
    stash(id, out);
}

void routing_machine::on(const handed_over& said, effects& out) {
  auto id = said.id.value;
  EXPECTS(id < messages_.size() && messages_[id].in == phase::handing_over);
  auto& m = messages_[id];
  auto partition = m.partition;
  --handing_over_;
  if (m.bytes == 0) m.bytes = said.bytes;
  if (said.code == errc::unreachable) return stash(id, out);
  if (said.code == errc::malformed) {
    end(id, errc::refused, cause::too_large, out);
  } else if (said.code != errc::none) {
    end(id, said.code, cause::way_refused, out);
  } else {
    m.departure = ++departures_;
    if (m.to != nullptr && m.asks) {
      await_answer(id);
    } else {
      order_.passed(m.whose, m.departure);
      release(id);
    }
  }
  if (stash_.empty()) return;
  auto behind = stash_.find(partition);
  if (behind != stash_.end()) go_on(behind, out);
}

void routing_machine::on(const weighed& said, effects&) {
  auto id = said.id.value;
  if (id >= messages_.size() || messages_[id].in != phase::waiting) return;
  kept_bytes_ += said.bytes - messages_[id].bytes;
  messages_[id].bytes = said.bytes;
}

void routing_machine::on(const answered& said, effects& out) {
  auto id = static_cast<std::uint32_t>(said.number & message_id_max);
  if (id >= messages_.size()) return;
  auto& m = messages_[id];
  // It may have been answered by its deadline, and its place taken.
  if (m.in != phase::pending || m.number != said.number || m.to->store != said.from) return;
  auto is_overtaken = order_.overtaken(m.whose, m.departure);
  auto is_untouched = said.code == errc::not_owner || said.code == errc::stopping;
  stop_waiting(id);
  if (!is_untouched) {
    out.push_back(answer{message_id{id}});
    release(id);
  } else if (is_overtaken && !mutated(mutant::overtaken_resent)) {
    end(id, said.code, cause::overtaken, out);
  } else { // nothing happened there: wait for a table that knows better
    stash(id, out);
  }
}

void routing_machine::on(const registry_seen& said, effects& out) {
  EXPECTS(said.members && said.table);
  leader_known_ = said.leader_known;
  if (said.index < seen_) return; // a rebuilt control log publishes the past again
  seen_ = said.index;
  auto is_new = said.members != members_ || said.table != table_;
  if (said.members != members_) {
    stores_.clear();
    for (const auto& m : said.members->members)
      if (alive(m)) stores_.emplace(m.session, m.store);
    session_ = session_of(*said.members, said.membership);
  }
  members_ = said.members;
  table_ = said.table;
  if (is_new) {
    find_ways();
    forget_reports();
  }
  if (is_new || said.reset) tell_assignment(out);
  drain_stash(out);
}

void routing_machine::on(const peer_up& said, effects& out) {
  auto& known = peers_[said.store];
  known.store = said.store;
  known.up = true;
  drain_stash(out);
}

void routing_machine::on(const peer_down& said, effects& out) {
  auto known = peers_.find(said.store);
  if (known == peers_.end()) return;
  known->second.up = false;
  while (known->second.first != none) {
    auto id = known->second.first;
    stop_waiting(id);
    if (mutated(mutant::unanswered_resent))
      stash(id, out);
    else
      end(id, errc::outcome_unknown, cause::peer_lost, out);
  }
  forget_if_gone(said.store);
}

void routing_machine::on(const lease_seen& said, effects& out) {
  lease_ = said;
  if (may_deliver()) drain_stash(out);
}

void routing_machine::on(const tick&, effects& out) {
  while (!deadlines_.empty() && deadlines_.first_due() <= now_) expire(deadlines_.first(), out);
  if (tell_assignment_at_ <= now_) {
    tell_assignment_at_ = never;
    tell_assignment(out);
  }
  if (retry_at_ > now_) return;
  retry_at_ = stash_.empty() ? never : now_ + config_.retry_interval;
  try_again(out);
}

void routing_machine::on(const stop&, effects& out) {
  for (std::uint32_t id = 1; id < messages_.size(); ++id) {
    auto in = messages_[id].in;
    if (in == phase::free) continue;
    if (in == phase::waiting) unstash(id);
    if (in == phase::pending) stop_waiting(id);
    if (in == phase::waiting)
      end(id, errc::stopping, cause::waiting_at_stop, out);
    else
      end(id, errc::outcome_unknown, cause::pending_at_stop, out);
  }
  handing_over_ = 0;
}

} // namespace ringleader::routing
