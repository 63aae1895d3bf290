// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/lock.hpp>

#include <ringleader/base/match.hpp>

namespace ringleader {

std::string to_string(lock_owner owner) {
  return to_string(owner.session) + '/' + to_string(owner.holder);
}

std::string to_string(lock_end why) {
  switch (why) {
  case lock_end::released: return "released";
  case lock_end::session_ended: return "session_ended";
  case lock_end::lease_ended: return "lease_ended";
  }
  return "lock_end(" + std::to_string(static_cast<int>(why)) + ")";
}

std::string to_string(const lock_granted& ev) {
  auto text =
    "lock_granted " + ev.name + " to=" + to_string(ev.owner) + " token=" + to_string(ev.token);
  if (ev.expires) text += " expires=" + to_string(ev.expires->time_since_epoch());
  return text;
}

std::string to_string(const lock_ended& ev) {
  return "lock_ended " + ev.name + " of=" + to_string(ev.owner) + " token=" + to_string(ev.token) +
         " why=" + to_string(ev.why);
}

std::string to_string(const lock_event& ev) {
  return match(ev, [](const auto& x) { return to_string(x); });
}

} // namespace ringleader
