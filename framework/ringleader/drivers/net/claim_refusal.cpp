// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/net/claim_refusal.hpp>

#include <ringleader/drivers/net/options.hpp>
#include <ringleader/drivers/net/printable.hpp>

namespace ringleader::net {

failure why_refused(const peer_info& claim, const std::optional<joining::place_holder>& present) {
  auto what = "the store id " + to_hex(claim.store) + " of " + to_string(claim.role) + ' ' +
              in_quotes(claim.name) + ' ';
  if (present && present->who.role == claim.role && present->who.name == claim.name)
    return {errc::refused, what + "is that of another process, which is alive and connected: stop "
                                  "one of the two, or give each a data directory of its own"};
  return {errc::refused, what + "belongs to a node of another name: give each node a data "
                                "directory of its own, and a new one when its name changes"};
}

} // namespace ringleader::net
