// SPDX-License-Identifier: BSD-3-Clause
/// claim_refusal: why the claim of a hello to a store id is refused, for the operator of who made
/// it. What the hello says is put so that it can be printed.
#pragma once

#include <ringleader/membership/store_claims.hpp>

namespace ringleader::net {

failure why_refused(const peer_info& claim, const std::optional<joining::place_holder>& present);

} // namespace ringleader::net
