// SPDX-License-Identifier: BSD-3-Clause
/// The drivers behind a real node: LMDB or memory, sockets, the system's clock and entropy.
#pragma once

#include <ringleader/actors/runtime/context.hpp>

namespace ringleader {

/// invalid_option where the options do not make a transport, io_error where the host has no boot
/// id.
result<node_ports> real_ports(const node_options& options);

} // namespace ringleader
