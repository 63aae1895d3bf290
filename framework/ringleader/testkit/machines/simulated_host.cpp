// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/match.hpp>
#include <ringleader/testkit/machines/simulated_host.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

using std::chrono::milliseconds;

directory_options options_of(std::uint32_t partitions) {
  directory_options wanted;
  wanted.partitions = partitions;
  wanted.idle_after = milliseconds{4000}; // some are passivated within a run
  wanted.active_max = 8;                  // and some make room
  return wanted;
}

} // namespace

simulated_host::simulated_host(std::uint32_t partitions, std::size_t node, std::uint64_t seed)
  : node_(node), random_(seed), directory_(options_of(partitions)) {}

void simulated_host::feed(const directory_event& what, instant local) {
  for (auto& fx : directory_.step(what, local)) match(fx, [&](auto& e) { run(e, local); });
  while (!taken_.empty()) {
    // Each forwarded message stands in the entity's own mailbox from here on.
    auto slot = taken_.back();
    taken_.pop_back();
    for (auto& fx : directory_.step(requests_finished{slot, 1}, local))
      match(fx, [&](auto& e) { run(e, local); });
  }
}

void simulated_host::look_at_lease(session_id lease_of, bool is_valid, instant local) {
  has_lease_ = is_valid && session_ && lease_of == session_;
  if (has_lease_ != directory_.frozen()) return;
  if (has_lease_)
    feed(thaw_entities{}, local);
  else
    feed(freeze_entities{}, local);
}

void simulated_host::deliver(const request& what, partition_id partition, partition_epoch epoch,
                             instant local) {
  last_request_ = last_request_.next();
  waiting_.emplace(last_request_, what);
  feed(
    deliver_message{
      last_request_, {entity_type_id{1}, std::to_string(what.key)}, partition, epoch, 1},
    local);
}

void simulated_host::run(const refuse_request& fx, instant) {
  auto found = waiting_.find(fx.request);
  replies_.push_back({found->second, fx.code});
  waiting_.erase(found);
}

void simulated_host::run(const spawn_entity& fx, instant local) {
  entities_[fx.slot] = {fx.partition, fx.token.epoch, {}, false, local};
  feed(entity_started{fx.slot}, local);
}

void simulated_host::wake(entity& who, instant local) {
  who.busy_until =
    std::max(who.busy_until, local) + random_.between(duration{1}, milliseconds{150});
}

void simulated_host::run(const forward_request& fx, instant local) {
  auto found = waiting_.find(fx.request);
  auto what = found->second;
  waiting_.erase(found);
  if (local >= what.deadline) {
    replies_.push_back({what, errc::expired_before_send});
  } else {
    auto& who = entities_.at(fx.slot);
    if (who.mailbox.empty()) wake(who, local);
    who.mailbox.push_back(what);
  }
  taken_.push_back(fx.slot);
}

void simulated_host::run(const stop_entity& fx, instant local) {
  auto& who = entities_.at(fx.slot);
  who.is_to_stop = true;
  if (who.mailbox.empty()) wake(who, local);
}

void simulated_host::tick(instant local, request_checker& seen) {
  for (auto it = entities_.begin(); it != entities_.end();) {
    auto& [slot, who] = *it;
    if (who.busy_until > local || (who.mailbox.empty() && !who.is_to_stop)) {
      ++it;
      continue;
    }
    if (!who.mailbox.empty()) {
      auto what = who.mailbox.front();
      who.mailbox.pop_front();
      if (has_lease_) seen.executed(what.number, who.epoch, node_);
      replies_.push_back({what, has_lease_ ? errc::none : errc::not_owner});
      wake(who, local);
      ++it;
      continue;
    }
    auto gone = slot;
    it = entities_.erase(it);
    feed(entity_stopped{gone, false}, local);
  }
  if (directory_.next_deadline() <= local) feed(sweep_idle{}, local);
}

instant simulated_host::next_deadline() const {
  auto due = directory_.next_deadline();
  for (const auto& entry : entities_)
    if (!entry.second.mailbox.empty() || entry.second.is_to_stop)
      due = std::min(due, entry.second.busy_until);
  return due;
}

void simulated_host::take(const routing::assignment& now, instant local) {
  if (now.session != session_) {
    end_all(local);
    session_ = now.session;
    has_lease_ = false;
  }
  for (auto it = draining_.begin(); it != draining_.end();)
    it = now.drain.count(it->first) == 0 ? draining_.erase(it) : std::next(it);
  for (auto& [partition, epoch] : now.drain) drain(partition, epoch, local);
  for (auto it = serving_.begin(); it != serving_.end();) {
    auto stays = now.serve.count(it->first) != 0;
    auto partition = it->first;
    it = stays ? std::next(it) : serving_.erase(it);
    if (!stays && directory_.serves(partition)) feed(drain_partition{partition}, local);
  }
  for (auto& [partition, epoch] : now.serve) {
    auto& known = serving_[partition];
    if (std::exchange(known, epoch) != epoch) feed(serve_partition{partition, epoch}, local);
  }
}

void simulated_host::drain(partition_id partition, partition_epoch epoch, instant local) {
  auto begun = draining_.emplace(partition, progress::empty);
  if (begun.second && serving_.erase(partition) != 0) {
    begun.first->second = progress::running;
    feed(drain_partition{partition}, local); // reports at once where nothing runs
  } else if (begun.first->second == progress::empty) {
    empty_.push_back({partition, epoch});
  }
}

void simulated_host::run(const weigh_request&, instant) {} // each says what it weighs

void simulated_host::run(const partition_drained& fx, instant) {
  auto found = draining_.find(fx.partition);
  if (found == draining_.end()) return; // lost with the session: nobody waits for it
  found->second = progress::empty;
  empty_.push_back({fx.partition, fx.epoch});
}

/// What they had taken and not executed may have happened, as far as anybody can tell.
void simulated_host::end_all(instant local) {
  for (auto& entry : serving_)
    if (directory_.serves(entry.first)) feed(drain_partition{entry.first}, local);
  serving_.clear();
  while (!entities_.empty()) {
    auto slot = entities_.begin()->first;
    for (auto& what : entities_.begin()->second.mailbox)
      replies_.push_back({what, errc::entity_failed});
    entities_.erase(entities_.begin());
    feed(entity_stopped{slot, true}, local);
  }
}

std::uint64_t simulated_host::serves() const {
  std::uint64_t all = 0;
  for (const auto& entry : serving_) all |= std::uint64_t{1} << entry.first.value;
  for (const auto& entry : entities_) all |= std::uint64_t{1} << entry.second.partition.value;
  return all;
}

} // namespace ringleader::testkit
