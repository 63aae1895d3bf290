// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/match.hpp>
#include <ringleader/entities/directory_events.hpp>

namespace ringleader {

namespace {

// "index#generation": what a reader of a trace can tell apart.
std::string text(entity_slot slot) {
  return "slot=" + std::to_string(index_of(slot)) + "#" + std::to_string(slot.value >> 32);
}

std::string text(request_id request) { return "request=" + to_string(request); }

std::string text(partition_id partition) { return "partition=" + to_string(partition); }

} // namespace

std::string to_string(stop_cause cause) {
  switch (cause) {
  case stop_cause::idle: return "idle";
  case stop_cause::room: return "room";
  case stop_cause::drained: return "drained";
  case stop_cause::replaced: return "replaced";
  case stop_cause::yielded: return "yielded";
  }
  return "stop_cause(" + std::to_string(static_cast<int>(cause)) + ")";
}

bool operator==(const spawn_entity& a, const spawn_entity& b) {
  return std::tie(a.slot, a.entity, a.partition, a.token) ==
         std::tie(b.slot, b.entity, b.partition, b.token);
}

bool operator==(const forward_request& a, const forward_request& b) {
  return std::tie(a.request, a.slot) == std::tie(b.request, b.slot);
}

bool operator==(const refuse_request& a, const refuse_request& b) {
  return std::tie(a.request, a.code) == std::tie(b.request, b.code);
}

bool operator==(const weigh_request& a, const weigh_request& b) {
  return std::tie(a.request, a.slot) == std::tie(b.request, b.slot);
}

bool operator==(const stop_entity& a, const stop_entity& b) {
  return std::tie(a.slot, a.cause) == std::tie(b.slot, b.cause);
}

bool operator==(const partition_drained& a, const partition_drained& b) {
  return std::tie(a.partition, a.epoch) == std::tie(b.partition, b.epoch);
}

std::string to_string(const directory_event& event) {
  return match(
    event,
    [](const deliver_message& e) {
      return "deliver " + to_string(e.entity) + " " + text(e.request) + " " + text(e.partition) +
             " epoch=" + to_string(e.epoch);
    },
    [](const entity_started& e) { return "started " + text(e.slot); },
    [](const entity_start_failed& e) { return "start_failed " + text(e.slot); },
    [](const entity_stopped& e) { return (e.abnormal ? "failed " : "stopped ") + text(e.slot); },
    [](const requests_finished& e) {
      return "finished " + text(e.slot) + " count=" + std::to_string(e.count);
    },
    [](const request_weighed& e) {
      return "weighed " + text(e.request) + " " + text(e.slot) +
             " bytes=" + std::to_string(e.bytes);
    },
    [](const entity_yields& e) { return "yields " + text(e.slot); },
    [](const sweep_idle&) { return std::string{"sweep"}; },
    [](const serve_partition& e) {
      return "serve " + text(e.partition) + " epoch=" + to_string(e.epoch);
    },
    [](const drain_partition& e) { return "drain " + text(e.partition); },
    [](const freeze_entities&) { return std::string{"freeze"}; },
    [](const thaw_entities&) { return std::string{"thaw"}; },
    [](const close_directory&) { return std::string{"close"}; });
}

std::string to_string(const directory_effect& effect) {
  return match(
    effect,
    [](const spawn_entity& e) {
      return "spawn " + to_string(e.entity) + " " + text(e.slot) + " " + text(e.partition) +
             " token=" + to_string(e.token);
    },
    [](const forward_request& e) { return "forward " + text(e.request) + " " + text(e.slot); },
    [](const refuse_request& e) { return "refuse " + text(e.request) + " " + to_string(e.code); },
    [](const weigh_request& e) { return "weigh " + text(e.request) + " " + text(e.slot); },
    [](const stop_entity& e) { return "stop " + text(e.slot) + " cause=" + to_string(e.cause); },
    [](const partition_drained& e) {
      return "drained " + text(e.partition) + " epoch=" + to_string(e.epoch);
    });
}

} // namespace ringleader
