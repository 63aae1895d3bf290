// SPDX-License-Identifier: BSD-3-Clause
/// free_endpoint: a loopback endpoint that nobody listens on. Below the range from which the kernel
/// draws the ports of outgoing connections, so that none of those takes the place of a node that is
/// down for a moment.
#pragma once

#include <ringleader/base/endpoint.hpp>

namespace ringleader {

endpoint free_endpoint();

} // namespace ringleader
