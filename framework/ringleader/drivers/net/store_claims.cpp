// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/net/store_claims.hpp>

#include <ringleader/drivers/net/options.hpp>
#include <ringleader/drivers/net/printable.hpp>

namespace ringleader::net {

bool store_claims::belongs_to_other(const peer_info& claim, bool certified) const {
  auto owner = owners_.find(claim.store);
  if (owner == owners_.end()) return false;
  return claim.role != peer_role::node || (certified && claim.name != owner->second);
}

claim_verdict store_claims::judge(const peer_info& claim,
                                  const std::optional<place_holder>& present, bool certified,
                                  duration ping) const {
  if (belongs_to_other(claim, certified)) return claim_verdict::refused;
  if (!present) return claim_verdict::granted;
  auto& who = present->who;
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

failure store_claims::reason(const peer_info& claim, const std::optional<place_holder>& present) {
  auto what = "the store id " + to_hex(claim.store) + " of " + to_string(claim.role) + ' ' +
              in_quotes(claim.name) + ' ';
  if (present && present->who.role == claim.role && present->who.name == claim.name)
    return {errc::refused, what + "is that of another process, which is alive and connected: stop "
                                  "one of the two, or give each a data directory of its own"};
  return {errc::refused, what + "belongs to a node of another name: give each node a data "
                                "directory of its own, and a new one when its name changes"};
}

} // namespace ringleader::net
