// SPDX-License-Identifier: BSD-3-Clause
// Which partitions are this node's to serve, and which of them it hands over.
#include <ringleader/base/mutant.hpp>
#include <ringleader/routing/routing_machine.hpp>

namespace ringleader::routing {

void routing_machine::on(const assignment_asked&, effects& out) {
  tell_assignment_at_ = never;
  tell_assignment(out);
}

/// The entry, if this node is to hand the partition over.
const partition_entry* routing_machine::move_from_here(partition_id partition) const {
  if (!session_ || partition.value >= table_->entries.size()) return nullptr;
  const auto& entry = table_->entries[partition.value];
  return entry.owner == session_ && entry.move ? &entry : nullptr;
}

void routing_machine::tell_assignment(effects& out) {
  assignment now;
  now.session = session_;
  for (std::uint32_t p = 0; session_ && p < table_->entries.size(); ++p) {
    const auto& entry = table_->entries[p];
    if (entry.owner != session_) continue;
    (entry.move ? now.drain : now.serve).emplace(partition_id{p}, entry.epoch);
  }
  auto drain = now.drain;
  out.push_back(std::move(now));
  if (mutated(mutant::drain_reported_early))
    for (const auto& [partition, epoch] : drain) on(partition_empty{partition, epoch}, out);
}

void routing_machine::on(const partition_empty& said, effects& out) {
  const auto* entry = move_from_here(said.partition);
  if (entry == nullptr || entry->epoch != said.epoch) return;
  if (!reported_.emplace(said.partition, entry->move->id).second) return;
  out.push_back(report_drained{said.partition, entry->epoch, entry->move->id});
}

void routing_machine::on(const report_concluded& said, effects&) {
  if (said.taken) return; // the table will say so
  reported_.erase({said.partition, said.move});
  // The host reports again what is empty when it hears its assignment.
  if (tell_assignment_at_ == never) tell_assignment_at_ = now_ + config_.report_pause;
}

/// Keeps those of moves that the table still shows.
void routing_machine::forget_reports() {
  for (auto it = reported_.begin(); it != reported_.end();) {
    const auto* entry = move_from_here(it->first);
    auto stands = entry != nullptr && entry->move->id == it->second;
    it = stands ? std::next(it) : reported_.erase(it);
  }
}

} // namespace ringleader::routing
