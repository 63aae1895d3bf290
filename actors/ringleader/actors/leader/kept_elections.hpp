// SPDX-License-Identifier: BSD-3-Clause
/// kept_elections: what of a node's elections outlives the leader actor: who campaigns, who
/// watches, and the singletons that the application runs. Who campaigns is of the actor alone,
/// which stores it when it ends; the rest is thread-safe.
#pragma once

#include <ringleader/actors/leader/candidate_owners.hpp>
#include <ringleader/actors/leader/election_listeners.hpp>
#include <ringleader/actors/leader/singleton_specs.hpp>

namespace ringleader {

struct kept_elections {
  campaigns::kept_candidacies candidacies;
  candidate_owners owners;
  election_listeners listeners;
  singleton_specs singletons;
};

} // namespace ringleader
