// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/lock_event.hpp>

#include <ringleader/base/match.hpp>

namespace ringleader {

namespace {

std::string list(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ",") + name;
  return text;
}

} // namespace

std::string to_string(lock_end why) {
  switch (why) {
  case lock_end::released: return "released";
  case lock_end::session_ended: return "session_ended";
  case lock_end::lease_ended: return "lease_ended";
  case lock_end::forced: return "forced";
  case lock_end::given_back: return "given_back";
  }
  return "lock_end(" + std::to_string(static_cast<int>(why)) + ")";
}

std::string to_string(const lock_granted& ev) {
  auto text = "lock_granted " + list(ev.names) + " to=" + to_string(ev.owner) +
              " claim=" + to_string(ev.claim) + " token=" + to_string(ev.token);
  if (ev.expires) text += " expires=" + to_string(ev.expires->time_since_epoch());
  return text;
}

std::string to_string(const lock_ended& ev) {
  auto text = "lock_ended " + list(ev.names) + " of=" + to_string(ev.owner) +
              " token=" + to_string(ev.token) + " why=" + to_string(ev.why);
  if (!ev.reason.empty()) text += " reason=\"" + ev.reason + '"';
  if (ev.withheld_until)
    text += " withheld_until=" + to_string(ev.withheld_until->time_since_epoch());
  return text;
}

std::string to_string(const lock_freed& ev) {
  auto text = "lock_freed " + list(ev.names) + " token=" + to_string(ev.token);
  return ev.reason.empty() ? text : text + " reason=\"" + ev.reason + '"';
}

std::string to_string(const lock_event& ev) {
  return match(ev, [](const auto& x) { return to_string(x); });
}

} // namespace ringleader
