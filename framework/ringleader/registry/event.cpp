// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/event.hpp>

#include <ringleader/base/match.hpp>

namespace ringleader::registry {

std::string to_string(session_end why) {
  switch (why) {
  case session_end::expired: return "expired";
  case session_end::left: return "left";
  case session_end::replaced: return "replaced";
  }
  return "session_end(" + std::to_string(static_cast<int>(why)) + ")";
}

std::string to_string(const event& ev) {
  return match(
    ev, [](const settings_changed& x) { return "settings_changed " + to_string(x.settings); },
    [](const view_changed& x) { return "view_changed version=" + to_string(x.version); },
    [](const session_opened& x) {
      return "session_opened " + x.name + " session=" + to_string(x.session) +
             " incarnation=" + to_string(x.incarnation);
    },
    [](const session_ended& x) {
      return "session_ended " + x.name + " session=" + to_string(x.session) +
             " why=" + to_string(x.why);
    },
    [](const table_changed& x) {
      auto text = "table_changed version=" + to_string(x.version) + " partitions=";
      if (x.partitions.size() > 8) return text + std::to_string(x.partitions.size());
      const char* separator = "";
      for (auto p : x.partitions) {
        text += separator + to_string(p);
        separator = ",";
      }
      return text;
    },
    [](const type_changed& x) { return "type_changed " + x.type; },
    [](const lock_granted& x) { return to_string(x); },
    [](const lock_ended& x) { return to_string(x); },
    [](const lock_freed& x) { return to_string(x); },
    [](const election_changed& x) { return to_string(x); },
    [](const candidacy_changed& x) { return to_string(x); });
}

} // namespace ringleader::registry
