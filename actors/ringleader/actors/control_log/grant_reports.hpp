// SPDX-License-Identifier: BSD-3-Clause
/// grant_reports: locks and elections as JSON for operators. All of it is what the answering node
/// has applied of the log: true at "index".
///
///   locks_json(state, "pay")     names with that prefix, at most listed_locks_max
///   lock_json(state, "payroll")  one name: its holders and its queue, who waits for whom
///   elections_json(state)        all of them; election_json(state, "office") one, with candidates
///
/// Times are milliseconds of registry time.
#pragma once

#include <ringleader/registry/registry.hpp>

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace ringleader {

nlohmann::json locks_json(const registry::registry& state, const std::string& prefix);
nlohmann::json lock_json(const registry::registry& state, const std::string& name);
nlohmann::json elections_json(const registry::registry& state);
/// An "error" if nobody stands.
nlohmann::json election_json(const registry::registry& state, const std::string& name);

} // namespace ringleader
