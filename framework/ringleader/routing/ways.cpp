// SPDX-License-Identifier: BSD-3-Clause
// Where a message stands: on its way out, in the stash, or pending at a peer.
#include <ringleader/base/expects.hpp>
#include <ringleader/base/mutant.hpp>
#include <ringleader/routing/routing_machine.hpp>

namespace ringleader::routing {

bool routing_machine::can_leave(partition_id partition) const {
  if (partition.value >= ways_.size()) return false;
  const auto& w = ways_[partition.value];
  return w.here ? may_deliver() : w.to != nullptr && w.to->up;
}

/// EXPECTS that it can leave.
void routing_machine::hand_over(std::uint32_t id, effects& out) {
  auto& m = messages_[id];
  const auto& w = ways_[m.partition.value];
  m.to = w.here ? nullptr : w.to;
  if (now_ >= m.deadline) return expire(id, out);
  auto is_full = pending_ >= config_.pending_max || kept_bytes_ >= config_.bytes_max;
  if (m.to != nullptr && m.asks && is_full)
    return end(id, errc::overloaded, cause::too_many_pending, out);
  m.in = phase::handing_over;
  ++handing_over_;
  if (w.here) {
    out.push_back(deliver_here{message_id{id}, m.partition, w.epoch, m.deadline});
    return;
  }
  m.number = m.asks ? ++numbers_ << message_id_bits | id : 0;
  out.push_back(send_to{message_id{id}, m.number, m.to->store, w.epoch, m.deadline - now_});
}

void routing_machine::stash(std::uint32_t id, effects& out) {
  auto& m = messages_[id];
  auto& waiting = stash_[m.partition];
  auto is_full = stashed_ >= config_.stash_total_max || kept_bytes_ >= config_.bytes_max;
  if (waiting.size() >= config_.stash_max || is_full) {
    if (waiting.empty()) stash_.erase(m.partition);
    return end(id, errc::overloaded, cause::stash_full, out);
  }
  m.in = phase::waiting;
  m.to = nullptr;
  waiting.emplace(m.arrival, id);
  ++stashed_;
  kept_bytes_ += m.bytes;
  if (m.bytes == 0) out.push_back(weigh{message_id{id}});
  if (can_leave(m.partition)) again_.insert(m.partition);
  deadlines_.add(id, m.deadline, m.arrival);
  if (retry_at_ == never) retry_at_ = now_ + config_.retry_interval;
}

void routing_machine::unstash(std::uint32_t id) {
  auto& m = messages_[id];
  auto waiting = stash_.find(m.partition);
  waiting->second.erase(m.arrival);
  if (waiting->second.empty()) stash_.erase(waiting);
  --stashed_;
  kept_bytes_ -= m.bytes;
  deadlines_.remove(id);
}

/// Lets the first that waits leave; handed_over lets the next one follow.
void routing_machine::go_on(queues::iterator at, effects& out) {
  auto& [partition, waiting] = *at;
  while (!waiting.empty() && can_leave(partition)) {
    auto id = waiting.begin()->second;
    waiting.erase(waiting.begin());
    --stashed_;
    kept_bytes_ -= messages_[id].bytes;
    deadlines_.remove(id);
    messages_[id].in = phase::free;
    hand_over(id, out);
    if (messages_[id].in == phase::handing_over) break;
  }
  if (waiting.empty()) stash_.erase(at);
}

void routing_machine::drain_stash(effects& out) {
  again_.clear();
  for (auto at = stash_.begin(); at != stash_.end();) go_on(at++, out);
}

/// Who was met by nobody, or by one who is the owner no more. Whatever else waits leaves with the
/// update that opens its way.
void routing_machine::try_again(effects& out) {
  for (auto partition : std::exchange(again_, {})) {
    auto at = stash_.find(partition);
    if (at != stash_.end()) go_on(at, out);
  }
}

void routing_machine::await_answer(std::uint32_t id) {
  auto& m = messages_[id];
  m.in = phase::pending;
  ++pending_;
  kept_bytes_ += m.bytes;
  m.previous = m.to->last;
  m.next = none;
  (m.previous == none ? m.to->first : messages_[m.previous].next) = id;
  m.to->last = id;
  deadlines_.add(id, m.deadline, m.arrival);
  order_.asked(m.whose, m.departure);
}

void routing_machine::stop_waiting(std::uint32_t id) {
  auto& m = messages_[id];
  --pending_;
  kept_bytes_ -= m.bytes;
  (m.previous == none ? m.to->first : messages_[m.previous].next) = m.next;
  (m.next == none ? m.to->last : messages_[m.next].previous) = m.previous;
  deadlines_.remove(id);
  order_.ended(m.whose);
}

void routing_machine::expire(std::uint32_t id, effects& out) {
  if (messages_[id].in == phase::pending) {
    stop_waiting(id);
    return end(id, errc::outcome_unknown, cause::no_answer, out);
  }
  if (messages_[id].in == phase::waiting) unstash(id);
  if (leader_known_)
    end(id, errc::expired_before_send, cause::no_owner, out);
  else
    end(id, errc::no_quorum, cause::no_leader, out);
}

void routing_machine::end(std::uint32_t id, errc code, cause why, effects& out) {
  out.push_back(fail{message_id{id}, code, why});
  release(id);
}

void routing_machine::release(std::uint32_t id) {
  messages_[id].in = phase::free; // submit sets the rest anew
  messages_[id].to = nullptr;
}

void routing_machine::find_ways() {
  ways_.assign(table_->entries.size(), {});
  for (auto& entry : peers_) entry.second.partitions = 0;
  for (std::size_t p = 0; p < ways_.size(); ++p) {
    const auto& entry = table_->entries[p];
    if (!entry.owner) continue;
    ways_[p].epoch = entry.epoch;
    if (entry.owner == session_) {
      ways_[p].here = !entry.move; // who hands it over takes nothing new
      continue;
    }
    auto store = stores_.find(entry.owner);
    if (store == stores_.end()) continue;
    auto& owner = peers_[store->second];
    owner.store = store->second;
    ++owner.partitions;
    ways_[p].to = &owner;
  }
  for (auto it = peers_.begin(); it != peers_.end();) forget_if_gone((it++)->first);
}

void routing_machine::forget_if_gone(store_id store) {
  auto known = peers_.find(store);
  const auto& p = known->second;
  if (!p.up && p.first == none && p.partitions == 0) peers_.erase(known);
}

} // namespace ringleader::routing
