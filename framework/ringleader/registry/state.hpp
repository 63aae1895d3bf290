// SPDX-License-Identifier: BSD-3-Clause
/// state: everything that the registry replicates, as one plain value. Its encoded form is the
/// snapshot, and the hash of that is the digest, so whatever influences an outcome must be in here
/// and in inspect().
///
/// Only the files of this folder see it; others read through registry.hpp.
#pragma once

#include <ringleader/base/token_source.hpp>
#include <ringleader/elections/election_table.hpp>
#include <ringleader/locks/lock_table.hpp>
#include <ringleader/membership/view.hpp>
#include <ringleader/partitions/partition_table.hpp>
#include <ringleader/registry/exactly_once.hpp>
#include <ringleader/registry/limits.hpp>
#include <ringleader/registry/settings.hpp>

#include <map>
#include <string>
#include <vector>

namespace ringleader::registry {

/// A member and the boots that it had before, oldest first: a late repetition of an old join must
/// not look like a new start.
struct member_record {
  member present;
  std::vector<boot_id> past_boots;
};

struct session_record {
  std::string member;
  outcome_window window;
};

/// By which of its versions a member knows an entity type, and whether it also hosts it.
struct type_knower {
  std::uint64_t version = 0;
  bool hosts = true;
};

/// Who knows an entity type. versions: its messages (message_list.hpp), by their hash; each is
/// known by somebody, and no two contradict each other.
struct type_record {
  std::map<std::uint64_t, std::string> versions;
  std::map<session_id, type_knower> known_by;
};

struct state {
  log_index applied;
  registry_time now{};
  bool founded = false;
  cluster_settings settings;
  token_source tokens;
  session_id last_session;
  view_version version; ///< of the view
  std::map<std::string, member_record> members;
  std::map<session_id, session_record> sessions;
  std::map<std::string, type_record> types;
  partition_table table;
  lock_table locks;
  election_table elections;
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, member_record& x) {
  return f(x.present, x.past_boots);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, session_record& x) {
  return f(x.member, x.window);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, type_knower& x) {
  return f(x.version, x.hosts);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, type_record& x) {
  return f(x.versions, x.known_by);
}

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, state& x) {
  return f(x.applied, x.now, x.founded, x.settings, x.tokens, x.last_session, x.version, x.members,
           x.sessions, x.types, x.table, x.locks, x.elections);
}

} // namespace ringleader::registry
