// SPDX-License-Identifier: BSD-3-Clause
// The life cycle of a slot, and the lists that slots stand in.
#include <ringleader/base/expects.hpp>
#include <ringleader/entities/directory.hpp>

#include <algorithm>
#include <utility>

namespace ringleader {

directory::partition_state& directory::at(partition_id partition) {
  EXPECTS(partition.value < partitions_.size());
  return partitions_[partition.value];
}

std::uint32_t directory::find(entity_slot id) const {
  auto i = index_of(id);
  if (i >= slots_.size() || slots_[i].in == phase::free) return none;
  return id_of(i) == id ? i : none;
}

entity_slot directory::id_of(std::uint32_t i) const {
  return entity_slot{std::uint64_t{slots_[i].generation} << 32 | i};
}

std::uint32_t directory::allocate(const entity_id& entity, partition_id partition) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    slots_.emplace_back().generation = 1; // an id is never zero
  }
  auto i = free_.back();
  free_.pop_back();
  auto& s = slots_[i];
  s.entity = &index_.emplace(entity, i).first->first;
  s.partition = partition;
  s.in = phase::waiting;
  link_partition(i);
  return i;
}

void directory::release(std::uint32_t i) {
  auto& s = slots_[i];
  EXPECTS(s.stash.empty() && !s.idle);
  if (s.in == phase::failed) cooling_.erase({s.retry_at + options_.retry_pause_max, i});
  if (s.pending_as != 0) pending_.erase(s.pending_as);
  unlink_partition(i);
  index_.erase(index_.find(*s.entity)); // by position: the key lives in the node that goes
  auto generation = s.generation;
  s = slot{};
  s.generation = generation;
  free_.push_back(i);
}

bool directory::stash_is_full() const {
  return stashed_ >= options_.stash_total_max || stashed_bytes_ >= options_.stash_bytes_max;
}

bool directory::stash(std::uint32_t i, const deliver_message& event, directory_effects& out) {
  auto& s = slots_[i];
  if (s.stash.size() >= options_.stash_max || stash_is_full()) {
    out.push_back(refuse_request{event.request, errc::overloaded});
    return false;
  }
  s.stash.push_back(event.request);
  ++stashed_;
  s.stash_bytes += event.bytes;
  stashed_bytes_ += event.bytes;
  if (event.bytes == 0) out.push_back(weigh_request{event.request, id_of(i)});
  return true;
}

std::vector<request_id> directory::take_stash(std::uint32_t i) {
  auto& s = slots_[i];
  stashed_ -= static_cast<std::uint32_t>(s.stash.size());
  stashed_bytes_ -= std::exchange(s.stash_bytes, 0);
  return std::exchange(s.stash, {});
}

void directory::refuse_stash(std::uint32_t i, errc code, directory_effects& out) {
  for (auto request : take_stash(i)) out.push_back(refuse_request{request, code});
}

void directory::flush_stash(std::uint32_t i, directory_effects& out) {
  auto& s = slots_[i];
  if (s.stash.empty()) return;
  if (s.idle) unlink_idle(i);
  s.in_flight += static_cast<std::uint32_t>(s.stash.size());
  for (auto request : take_stash(i)) out.push_back(forward_request{request, id_of(i)});
}

void directory::set_pending(std::uint32_t i) {
  auto& as = slots_[i].pending_as;
  if (as != 0) return;
  as = ++last_place_;
  pending_.emplace(as, i);
}

// Starts it now, or after a thaw, or when there is room, or refuses its stash.
void directory::want_start(std::uint32_t i, directory_effects& out) {
  auto& s = slots_[i];
  if (s.in == phase::failed) cooling_.erase({s.retry_at + options_.retry_pause_max, i});
  // Who was alive until now leaves the room that it wants, so only newcomers can be too many.
  auto newcomer = s.in == phase::waiting || s.in == phase::failed;
  s.in = phase::waiting;
  s.stop_when_started = false;
  if (frozen_) {
    set_pending(i);
  } else if (newcomer && live_ >= options_.active_max && waiting_.size() >= options_.waiting_max) {
    refuse_stash(i, errc::overloaded, out);
    release(i);
  } else {
    s.waiting_as = ++last_place_;
    waiting_.emplace(s.waiting_as, i);
    make_room(out);
  }
}

void directory::start(std::uint32_t i, directory_effects& out) {
  auto& s = slots_[i];
  auto& partition = at(s.partition);
  partition.started = partition.started.next();
  s.in = phase::starting;
  s.epoch = partition.epoch;
  ++live_;
  out.push_back(
    spawn_entity{id_of(i), *s.entity, s.partition, {partition.epoch, partition.started}});
}

void directory::begin_stop(std::uint32_t i, stop_cause cause, directory_effects& out) {
  auto& s = slots_[i];
  if (s.idle) unlink_idle(i);
  s.in = phase::stopping;
  ++stopping_;
  out.push_back(stop_entity{id_of(i), cause});
}

void directory::failed_to_start(std::uint32_t i, directory_effects& out) {
  auto& s = slots_[i];
  auto partition = s.partition;
  --live_;
  ++s.generation;
  ++s.failures;
  if (at(partition).draining) {
    refuse_stash(i, gone_code(), out);
    release(i);
    report_if_drained(partition, out);
  } else {
    refuse_stash(i, errc::entity_unavailable, out);
    cool_down(i);
  }
  make_room(out);
}

void directory::cool_down(std::uint32_t i) {
  if (cooling_.size() >= options_.active_max) release(cooling_.begin()->second);
  auto& s = slots_[i];
  auto pause = options_.retry_pause;
  for (std::uint32_t n = 1; n < s.failures && pause < options_.retry_pause_max; ++n) pause *= 2;
  s.in = phase::failed;
  s.stop_when_started = false;
  s.retry_at = now_ + std::min(pause, options_.retry_pause_max);
  cooling_.emplace(s.retry_at + options_.retry_pause_max, i);
}

// What a draining partition does with one of its slots; the slot may be free afterwards.
void directory::drain_slot(std::uint32_t i, directory_effects& out) {
  auto& s = slots_[i];
  switch (s.in) {
  case phase::free: break;
  case phase::starting: s.stop_when_started = true; break; // its stash was accepted
  case phase::active:
    refuse_stash(i, gone_code(), out);
    begin_stop(i, stop_cause::drained, out);
    break;
  case phase::stopping: refuse_stash(i, gone_code(), out); break;
  case phase::waiting:
    waiting_.erase(s.waiting_as);
    refuse_stash(i, gone_code(), out);
    release(i);
    break;
  case phase::failed: release(i); break;
  }
}

// Starts who waits while there is room, and passivates one idle activation for each who waits more.
void directory::make_room(directory_effects& out) {
  if (frozen_) return;
  while (!waiting_.empty() && live_ < options_.active_max) {
    auto i = waiting_.begin()->second;
    waiting_.erase(waiting_.begin());
    slots_[i].waiting_as = 0;
    start(i, out);
  }
  while (waiting_.size() > stopping_ && idle_first_ != none)
    begin_stop(idle_first_, stop_cause::room, out);
}

void directory::report_if_drained(partition_id partition, directory_effects& out) {
  auto& p = at(partition);
  if (!p.draining || p.first != none) return;
  p.draining = false;
  p.serving = false;
  out.push_back(partition_drained{partition, p.epoch});
}

void directory::link_idle(std::uint32_t i) {
  auto& s = slots_[i];
  s.idle = true;
  s.idle_since = now_;
  s.by_idle = {idle_last_, none};
  (idle_last_ == none ? idle_first_ : slots_[idle_last_].by_idle.next) = i;
  idle_last_ = i;
}

void directory::unlink_idle(std::uint32_t i) {
  auto& s = slots_[i];
  auto [previous, next] = s.by_idle;
  (previous == none ? idle_first_ : slots_[previous].by_idle.next) = next;
  (next == none ? idle_last_ : slots_[next].by_idle.previous) = previous;
  s.idle = false;
}

void directory::link_partition(std::uint32_t i) {
  auto& first = at(slots_[i].partition).first;
  slots_[i].by_partition = {none, first};
  if (first != none) slots_[first].by_partition.previous = i;
  first = i;
}

void directory::unlink_partition(std::uint32_t i) {
  auto [previous, next] = slots_[i].by_partition;
  (previous == none ? at(slots_[i].partition).first : slots_[previous].by_partition.next) = next;
  if (next != none) slots_[next].by_partition.previous = previous;
}

} // namespace ringleader
