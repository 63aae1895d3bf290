// SPDX-License-Identifier: BSD-3-Clause
/// candidate_owners: the numbers by which the elections of a node know the actors that campaign
/// here. A number is never used again.
#pragma once

#include <ringleader/elections/candidacy.hpp>

#include <caf/actor.hpp>
#include <caf/actor_addr.hpp>
#include <caf/actor_cast.hpp>

#include <map>
#include <vector>

namespace ringleader {

class candidate_owners {
public:
  /// A new number if it has none yet.
  campaigns::owner_id number_of(const caf::actor_addr& who) {
    auto at = numbers_.find(who);
    if (at != numbers_.end()) return at->second;
    last_ = last_.next();
    addresses_[last_] = who;
    return numbers_[who] = last_;
  }

  /// Null if it is gone.
  caf::actor actor_of(campaigns::owner_id number) const {
    auto at = addresses_.find(number);
    return at == addresses_.end() ? caf::actor{} : caf::actor_cast<caf::actor>(at->second);
  }

  /// The number that it had; none if it had none.
  campaigns::owner_id remove(const caf::actor_addr& who) {
    auto at = numbers_.find(who);
    if (at == numbers_.end()) return {};
    auto number = at->second;
    addresses_.erase(number);
    numbers_.erase(at);
    return number;
  }

  const std::map<caf::actor_addr, campaigns::owner_id>& all() const { return numbers_; }

private:
  campaigns::owner_id last_;
  std::map<caf::actor_addr, campaigns::owner_id> numbers_;
  std::map<campaigns::owner_id, caf::actor_addr> addresses_;
};

} // namespace ringleader
