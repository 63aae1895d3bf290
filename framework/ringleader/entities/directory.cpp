// SPDX-License-Identifier: BSD-3-Clause
// What each event does. The slots, lists and life cycles behind it are in directory_slots.cpp.
#include <ringleader/base/expects.hpp>
#include <ringleader/entities/directory.hpp>

#include <algorithm>

namespace ringleader {

directory::directory(const directory_options& options)
  : options_(options), partitions_(options.partitions) {
  EXPECTS(options.validate().ok());
}

void directory::step(const directory_event& event, instant now, directory_effects& out) {
  EXPECTS(now >= now_);
  now_ = now;
  std::visit([&](const auto& held) { on(held, out); }, event);
}

directory_effects directory::step(const directory_event& event, instant now) {
  directory_effects out;
  step(event, now, out);
  return out;
}

instant directory::next_deadline() const {
  if (frozen_) return never;
  auto due = never;
  if (idle_first_ != none) due = slots_[idle_first_].idle_since + options_.idle_after;
  if (!cooling_.empty()) due = std::min(due, cooling_.begin()->first);
  return due;
}

bool directory::serves(partition_id partition) const {
  EXPECTS(partition.value < partitions_.size());
  const auto& p = partitions_[partition.value];
  return p.serving && !p.draining;
}

void directory::on(const deliver_message& event, directory_effects& out) {
  auto& partition = at(event.partition);
  // A larger epoch means that the sender knows of a change of owner that has not arrived here.
  if (!partition.serving || partition.draining || event.epoch > partition.epoch) {
    out.push_back(refuse_request{event.request, gone_code()});
    return;
  }
  auto found = index_.find(event.entity);
  if (found == index_.end()) {
    if (stash_is_full()) {
      out.push_back(refuse_request{event.request, errc::overloaded});
      return;
    }
    auto i = allocate(event.entity, event.partition);
    stash(i, event, out);
    want_start(i, out);
    return;
  }
  auto i = found->second;
  auto& s = slots_[i];
  if (s.in == phase::active && !frozen_) {
    if (s.idle) unlink_idle(i);
    ++s.in_flight;
    out.push_back(forward_request{event.request, id_of(i)});
  } else if (s.in == phase::failed) {
    if (now_ < s.retry_at)
      out.push_back(refuse_request{event.request, errc::entity_unavailable});
    else if (stash(i, event, out))
      want_start(i, out);
  } else if (stash(i, event, out) && s.in == phase::active) {
    set_pending(i);
  }
}

void directory::on(const entity_started& event, directory_effects& out) {
  auto i = find(event.slot);
  if (i == none || slots_[i].in != phase::starting) return;
  auto& s = slots_[i];
  s.in = phase::active;
  s.started = now_;
  if (s.stop_when_started) {
    if (!at(s.partition).draining) {
      begin_stop(i, stop_cause::replaced, out); // the stash goes to the next activation
    } else {
      if (!frozen_) flush_stash(i, out); // accepted before the drain
      drain_slot(i, out);
    }
    return;
  }
  if (frozen_ && !s.stash.empty())
    set_pending(i);
  else
    flush_stash(i, out);
  if (s.in_flight == 0) {
    link_idle(i);
    make_room(out);
  }
}

void directory::on(const entity_start_failed& event, directory_effects& out) {
  auto i = find(event.slot);
  if (i != none && slots_[i].in == phase::starting) failed_to_start(i, out);
}

void directory::on(const entity_stopped& event, directory_effects& out) {
  auto i = find(event.slot);
  if (i == none) return;
  auto& s = slots_[i];
  if (s.in == phase::starting) {
    failed_to_start(i, out);
    return;
  }
  auto asked = s.in == phase::stopping;
  if (s.idle) unlink_idle(i);
  --live_;
  if (asked) --stopping_;
  ++s.generation;
  s.in_flight = 0;
  auto partition = s.partition;
  if (at(partition).draining) {
    refuse_stash(i, gone_code(), out);
    release(i);
    report_if_drained(partition, out);
  } else {
    if (!asked && event.abnormal) {
      // Whoever lived longer than the longest pause failed for a new reason.
      if (now_ - s.started >= options_.retry_pause_max) s.failures = 0;
      ++s.failures;
    }
    if (!s.stash.empty())
      want_start(i, out);
    else if (!asked && event.abnormal)
      cool_down(i);
    else
      release(i);
  }
  make_room(out);
}

void directory::on(const requests_finished& event, directory_effects& out) {
  auto i = find(event.slot);
  if (i == none) return;
  auto& s = slots_[i];
  EXPECTS(event.count <= s.in_flight);
  if (event.count == 0) return;
  s.in_flight -= event.count;
  if (s.in_flight == 0 && s.in == phase::active) {
    link_idle(i);
    make_room(out);
  }
}

void directory::on(const request_weighed& event, directory_effects&) {
  auto i = find(event.slot);
  if (i == none) return;
  slots_[i].stash_bytes += event.bytes;
  stashed_bytes_ += event.bytes;
}

void directory::on(const entity_yields& event, directory_effects& out) {
  auto i = find(event.slot);
  if (i == none || slots_[i].in != phase::active || frozen_) return; // it may yield again
  begin_stop(i, stop_cause::yielded, out);
}

void directory::on(const sweep_idle&, directory_effects& out) {
  if (frozen_) return;
  while (idle_first_ != none && now_ - slots_[idle_first_].idle_since >= options_.idle_after)
    begin_stop(idle_first_, stop_cause::idle, out);
  while (!cooling_.empty() && cooling_.begin()->first <= now_) release(cooling_.begin()->second);
}

void directory::on(const serve_partition& event, directory_effects& out) {
  auto& partition = at(event.partition);
  EXPECTS(event.epoch);
  if (closed_ || event.epoch < partition.epoch) return;
  auto newer = event.epoch > partition.epoch;
  if (newer) partition.started = activation_number{};
  partition.epoch = event.epoch;
  partition.serving = true;
  partition.draining = false;
  for (auto i = partition.first; i != none; i = slots_[i].by_partition.next) {
    auto& s = slots_[i];
    if (s.in == phase::starting && newer) s.stop_when_started = true;
    // A cancelled drain keeps what is starting, if it starts under this epoch.
    else if (s.in == phase::starting)
      s.stop_when_started = s.epoch < event.epoch;
    else if (s.in == phase::active && newer)
      begin_stop(i, stop_cause::replaced, out);
  }
}

void directory::on(const drain_partition& event, directory_effects& out) {
  auto& partition = at(event.partition);
  if (partition.draining) return;
  if (!partition.serving) {
    out.push_back(partition_drained{event.partition, partition.epoch});
    return;
  }
  partition.draining = true;
  for (auto i = partition.first; i != none;) {
    auto next = slots_[i].by_partition.next;
    drain_slot(i, out);
    i = next;
  }
  report_if_drained(event.partition, out);
}

void directory::on(const freeze_entities&, directory_effects&) { frozen_ = true; }

void directory::on(const thaw_entities&, directory_effects& out) {
  if (!frozen_) return;
  frozen_ = false;
  auto pending = std::move(pending_);
  pending_.clear();
  for (auto [order, i] : pending) {
    auto& s = slots_[i];
    s.pending_as = 0;
    if (s.in == phase::waiting)
      want_start(i, out);
    else if (s.in == phase::active)
      flush_stash(i, out);
  }
  make_room(out);
}

void directory::on(const close_directory&, directory_effects& out) {
  closed_ = true;
  for (std::uint32_t p = 0; p < partitions_.size(); ++p)
    if (partitions_[p].serving) on(drain_partition{partition_id{p}}, out);
}

} // namespace ringleader
