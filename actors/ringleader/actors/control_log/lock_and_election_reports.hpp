// SPDX-License-Identifier: BSD-3-Clause
/// lock_and_election_reports: locks and elections as JSON for operators. All of it is what the
/// answering node has applied of the log: true at "index".
///
///   auto seen = elections_of(state);      // on the control log's thread: a bounded copy
///   auto text = elections_json(seen);     // anywhere
///
/// Times are milliseconds of registry time. A list has at most listed_locks_max or
/// listed_elections_max lines; "more" tells that others were left out.
#pragma once

#include <ringleader/contract/lock_views.hpp>
#include <ringleader/registry/registry.hpp>

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <vector>

namespace ringleader {

inline constexpr std::size_t listed_elections_max = 1'000;

/// Without the candidates themselves.
struct election_summary {
  std::string name;
  election_rules rules;
  std::optional<session_id> winner;
  election_term term;
  std::size_t candidates = 0;
  registry_time since{};
};

struct elections_seen {
  log_index index;
  registry_time now{};
  std::shared_ptr<const view> members;
  std::vector<election_summary> elections;
  std::size_t count = 0; ///< of all
};

/// Empty for a session that no member has.
std::string node_of(const view& members, session_id session);

elections_seen elections_of(const registry::registry& state);

/// what: none if nobody campaigns.
struct election_seen {
  std::string name;
  log_index index;
  registry_time now{};
  std::shared_ptr<const view> members;
  std::optional<election> what;
  std::map<candidate_id, std::uint64_t> votes;
};

election_seen election_of(const registry::registry& state, const std::string& name);

nlohmann::json locks_json(const lock_list& seen);
nlohmann::json lock_json(const lock_state& seen);
nlohmann::json elections_json(const elections_seen& seen);
/// An "error" if nobody campaigns.
nlohmann::json election_json(const election_seen& seen);

} // namespace ringleader
