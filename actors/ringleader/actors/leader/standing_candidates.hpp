// SPDX-License-Identifier: BSD-3-Clause
/// standing_candidates: who of this node stands in which election. Outlives the leader actor, so
/// that a candidate keeps its place when that is rebuilt. Thread-safe.
#pragma once

#include <ringleader/elections/election.hpp>

#include <caf/actor_addr.hpp>

#include <mutex>

namespace ringleader {

/// What a candidate asks for.
struct candidacy_terms {
  election_rules rules;
  std::uint32_t weight = 0;
  bytes data;

  friend bool operator==(const candidacy_terms& a, const candidacy_terms& b) {
    return std::tie(a.rules, a.weight, a.data) == std::tie(b.rules, b.weight, b.data);
  }
};

struct standing_candidate {
  std::string election;
  caf::actor_addr owner; // empty: of a singleton
  candidacy_terms terms;
  session_id asked_in;                   // the latest session in whose name it may stand
  election_term told;                    // the owner believes to be in office under it
  bool agreed = false;                   // it stood at some time, so it goes on until it ends
  bool ending = false;                   // it is to stand no more
  std::optional<candidate_id> successor; // whom it resigns for
};

class standing_candidates {
public:
  void put(holder_id holder, standing_candidate who) {
    std::lock_guard<std::mutex> guard{mutex_};
    all_[holder] = std::move(who);
  }

  void remove(holder_id holder) {
    std::lock_guard<std::mutex> guard{mutex_};
    all_.erase(holder);
  }

  std::map<holder_id, standing_candidate> all() const {
    std::lock_guard<std::mutex> guard{mutex_};
    return all_;
  }

private:
  mutable std::mutex mutex_;
  std::map<holder_id, standing_candidate> all_;
};

} // namespace ringleader
