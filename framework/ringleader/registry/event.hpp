// SPDX-License-Identifier: BSD-3-Clause
/// event: what one entry changed in the registry, for those who want to be prompted. A snapshot may
/// skip any event, so nobody may rely on having seen all: compare the state with what you do, and
/// let events only tell you when to look.
#pragma once

#include <ringleader/elections/election_event.hpp>
#include <ringleader/locks/lock_event.hpp>
#include <ringleader/membership/member.hpp>
#include <ringleader/registry/settings.hpp>

#include <variant>
#include <vector>

namespace ringleader::registry {

struct settings_changed {
  cluster_settings settings;

  friend bool operator==(const settings_changed& a, const settings_changed& b) {
    return a.settings == b.settings;
  }
};

struct view_changed {
  view_version version;

  friend bool operator==(const view_changed& a, const view_changed& b) {
    return a.version == b.version;
  }
};

struct session_opened {
  boot_id boot;
  std::string name;
  session_id session;
  ringleader::incarnation incarnation;

  friend bool operator==(const session_opened& a, const session_opened& b) {
    return std::tie(a.boot, a.name, a.session, a.incarnation) ==
           std::tie(b.boot, b.name, b.session, b.incarnation);
  }
};

enum class session_end : std::uint8_t { expired, left, replaced };

std::string to_string(session_end why);

struct session_ended {
  session_id session;
  std::string name;
  session_end why = session_end::expired;

  friend bool operator==(const session_ended& a, const session_ended& b) {
    return std::tie(a.session, a.name, a.why) == std::tie(b.session, b.name, b.why);
  }
};

/// The entries of these partitions differ from those before, ascending.
struct table_changed {
  table_version version;
  std::vector<partition_id> partitions;

  friend bool operator==(const table_changed& a, const table_changed& b) {
    return a.version == b.version && a.partitions == b.partitions;
  }
};

/// Members that know the type, or how they know it, are others than before.
struct type_changed {
  std::string type;

  friend bool operator==(const type_changed& a, const type_changed& b) { return a.type == b.type; }
};

using event = std::variant<settings_changed, view_changed, session_opened, session_ended,
                           table_changed, type_changed, lock_granted, lock_ended, lock_freed,
                           election_changed, candidacy_changed>;

std::string to_string(const event& ev);

} // namespace ringleader::registry
