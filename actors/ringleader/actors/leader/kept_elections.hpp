// SPDX-License-Identifier: BSD-3-Clause
/// kept_elections: what of a node's elections outlives the leader actor: who stands, who observes,
/// and the singletons that the application runs. Thread-safe.
#pragma once

#include <ringleader/actors/leader/election_listeners.hpp>
#include <ringleader/actors/leader/singleton_specs.hpp>
#include <ringleader/actors/leader/standing_candidates.hpp>

namespace ringleader {

struct kept_elections {
  standing_candidates candidates;
  election_listeners listeners;
  singleton_specs singletons;
};

} // namespace ringleader
