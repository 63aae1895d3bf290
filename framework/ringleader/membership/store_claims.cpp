// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/membership/store_claims.hpp>

#include <ringleader/base/mutant.hpp>

namespace ringleader::joining {

bool store_claims::belongs_to_other(const peer_info& claim, bool certified) const {
  auto* owner = owner_of(claim.store);
  if (owner == nullptr) return false;
  return claim.role != peer_role::node || (certified && claim.name != *owner);
}

const std::string* store_claims::owner_of(store_id store) const {
  if (auto member = members_.find(store); member != members_.end()) return &member->second;
  auto first = owners_.find(store);
  return first == owners_.end() ? nullptr : &first->second;
}

void store_claims::know(const std::vector<store_owner>& members) {
  members_.clear();
  for (auto& m : members) members_.emplace(m.store, m.name);
}

claim_verdict store_claims::judge(const peer_info& claim,
                                  const std::optional<place_holder>& present, bool certified,
                                  duration ping) const {
  if (belongs_to_other(claim, certified) && !mutated(mutant::store_id_stolen))
    return claim_verdict::refused;
  if (!present) return claim_verdict::granted;
  auto& who = present->who;
  if (mutated(mutant::store_id_stolen)) return claim_verdict::granted;
  if (claim.role == peer_role::node && who.role != peer_role::node) return claim_verdict::granted;
  if (claim.role != who.role || claim.name != who.name) return claim_verdict::refused;
  if (claim.boot == who.boot) return claim_verdict::granted;
  if (present->heard_since_claim) return claim_verdict::refused;
  return present->silent_for >= silence_of_the_gone(ping) ? claim_verdict::granted
                                                          : claim_verdict::waits;
}

void store_claims::remember(const peer_info& node) {
  if (!owners_.emplace(node.store, node.name).second) return; // who was first stays the owner
  auto& stores = stores_[node.name];
  if (stores.size() >= stores_per_name_max) {
    owners_.erase(*stores.begin());
    stores.erase(stores.begin());
  }
  stores.insert(node.store);
}

} // namespace ringleader::joining
