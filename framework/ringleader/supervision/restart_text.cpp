// SPDX-License-Identifier: BSD-3-Clause
// The values around restart_policy: comparing, printing, validating.
#include <ringleader/base/match.hpp>
#include <ringleader/supervision/restart_policy.hpp>

namespace ringleader {

namespace {

std::string child_text(const std::string& name, generation number) {
  return name + "#" + to_string(number);
}

failure wrong(const std::string& what, const std::string& range) {
  return {errc::invalid_option, "supervision: set " + what + " to a value in " + range};
}

} // namespace

std::string to_string(restart_kind kind) {
  switch (kind) {
  case restart_kind::permanent: return "permanent";
  case restart_kind::transient: return "transient";
  case restart_kind::temporary: return "temporary";
  }
  return "restart_kind(" + std::to_string(static_cast<int>(kind)) + ")";
}

std::string to_string(restart_strategy strategy) {
  switch (strategy) {
  case restart_strategy::one_for_one: return "one_for_one";
  case restart_strategy::one_for_all: return "one_for_all";
  case restart_strategy::rest_for_one: return "rest_for_one";
  }
  return "restart_strategy(" + std::to_string(static_cast<int>(strategy)) + ")";
}

std::string to_string(const cause_chain& chain) {
  std::string text;
  for (const auto& link : chain) text += (text.empty() ? "" : " <- ") + link.who + ": " + link.what;
  return text;
}

result<void> restart_options::validate() const {
  using namespace std::chrono_literals;
  if (intensity > 10'000) return wrong("intensity", "0..10000");
  if (period < 1ms || period > 24h) return wrong("period", "1ms..24h");
  if (pause < 0ns || pause > pause_max) return wrong("pause", "0..pause_max");
  if (pause_max > 1h) return wrong("pause_max", "pause..1h");
  if (jitter > 1000) return wrong("jitter", "0..1000 (thousandths)");
  return {};
}

bool operator==(const start_child& a, const start_child& b) {
  return std::tie(a.name, a.number) == std::tie(b.name, b.number);
}

bool operator==(const stop_child& a, const stop_child& b) {
  return std::tie(a.name, a.number) == std::tie(b.name, b.number);
}

bool operator==(const escalate& a, const escalate& b) { return a.causes == b.causes; }

bool operator==(const children_stopped&, const children_stopped&) { return true; }

std::string to_string(const restart_event& event) {
  return match(
    event, [](const start_children&) { return std::string{"start_children"}; },
    [](const child_started& e) { return "started " + child_text(e.name, e.number); },
    [](const child_down& e) {
      return (e.abnormal ? "failed " : "ended ") + child_text(e.name, e.number) +
             (e.causes.empty() ? "" : " (" + to_string(e.causes) + ")");
    },
    [](const child_stopped& e) { return "stopped " + child_text(e.name, e.number); },
    [](const stop_children&) { return std::string{"stop_children"}; },
    [](const restart_tick&) { return std::string{"tick"}; });
}

std::string to_string(const restart_effect& effect) {
  return match(
    effect, [](const start_child& e) { return "start " + child_text(e.name, e.number); },
    [](const stop_child& e) { return "stop " + child_text(e.name, e.number); },
    [](const escalate& e) { return "escalate (" + to_string(e.causes) + ")"; },
    [](const children_stopped&) { return std::string{"children_stopped"}; });
}

} // namespace ringleader
