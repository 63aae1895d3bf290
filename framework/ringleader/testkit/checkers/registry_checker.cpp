// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/checkers/registry_checker.hpp>

#include <algorithm>

namespace ringleader::testkit {

std::vector<registry::event> registry_checker::agreed(const consensus::entry& entry) {
  if (entry.kind != consensus::entry_kind::command) return {};
  auto read = registry::read_entry(entry.data);
  if (!read) {
    report_(violation_kind::wire_differs, "index " + to_string(entry.index) + " is no command");
    return {};
  }
  auto applied = state_.apply(entry.index, read);
  const auto& body = read->of.body;
  if (body.from && body.from->stream == forged_stream &&
      registry::refusal(applied.outcome) == nullptr)
    report_(violation_kind::foreign_session_taken,
            to_string(body) + " at index " + to_string(entry.index));
  grants_.agreed(body, applied);
  if (!body.from || took_effect(body, entry.index, applied))
    leaderships_.agreed(body, applied, state_.now());
  return std::move(applied.events);
}

bool registry_checker::took_effect(const registry::envelope& body, log_index index,
                                   const registry::applied& applied) {
  command_key key{body.from->session, body.from->stream, body.from->sequence};
  auto [at, fresh] = first_.try_emplace(key, fate{index, applied.outcome});
  if (fresh) {
    remember(body.what, index, applied.outcome);
    return true;
  }
  const auto& first = at->second;
  if (applied.events.empty() &&
      (applied.outcome == first.what || registry::refusal(applied.outcome) != nullptr))
    return false;
  report_(violation_kind::applied_twice, to_string(body) + " at index " + to_string(first.index) +
                                           ": " + to_string(first.what) + ", at index " +
                                           to_string(index) + ": " + to_string(applied.outcome));
  return false;
}

void registry_checker::remember(const registry::command& what, log_index index,
                                const registry::outcome& outcome) {
  if (auto* acquire = std::get_if<registry::acquire_lock>(&what))
    acquires_[acquire->claim].push_back({index, outcome});
  else if (auto* release = std::get_if<registry::release_lock>(&what))
    releases_[release->claim].push_back({index, outcome});
}

log_index registry_checker::answered(const open_request& asked, const registry::outcome& told,
                                     log_index applied) {
  const auto& fates = asked.what == open_request::kind::acquire ? acquires_ : releases_;
  auto who = "lock request " + to_string(asked.claim);
  auto at = fates.find(asked.claim);
  if (at == fates.end()) {
    report_(violation_kind::acknowledged_lost, who + " was told " + to_string(told));
    return {};
  }
  // A release of unknown outcome is tried again, as a command of its own.
  auto same = std::find_if(at->second.begin(), at->second.end(), [&](const fate& one) {
    return one.what == told && one.index > asked.floor;
  });
  const auto& effect = same == at->second.end() ? at->second.front() : *same;
  if (!(effect.what == told))
    report_(violation_kind::acknowledged_lost,
            who + " was told " + to_string(told) + ", took effect as " + to_string(effect.what));
  if (effect.index <= asked.floor)
    report_(violation_kind::stale_read, who + " took effect at index " + to_string(effect.index) +
                                          ", seen before it: " + to_string(asked.floor));
  shown(std::max(effect.index, applied));
  return effect.index;
}

void registry_checker::read(const open_request& asked, log_index confirmed, log_index applied) {
  if (confirmed < asked.floor || applied < confirmed)
    report_(violation_kind::stale_read, "confirmed index " + to_string(confirmed) + ", state at " +
                                          to_string(applied) +
                                          ", seen before it began: " + to_string(asked.floor));
  shown(applied);
}

/// The same log gives the same state, whatever part of it came as a snapshot.
void registry_checker::has(std::size_t node, log_index index, std::uint64_t digest) {
  if (digests_.size() <= index.value) digests_.resize(index.value + 1);
  auto& known = digests_[index.value];
  if (!known) known = digest;
  if (*known != digest)
    report_(violation_kind::snapshot_differs,
            "node " + std::to_string(node) + " has another state at index " + to_string(index));
}

} // namespace ringleader::testkit
