// SPDX-License-Identifier: BSD-3-Clause
/// driver_bounds: the bounds of what a node tells its drivers. They stand beside the ports since
/// both sides read them: the drivers, and the options that are handed to them.
#pragma once

#include <ringleader/base/bounds.hpp>

#include <cstdint>

namespace ringleader {

/// Size of a store's data file: address space, not memory.
inline constexpr bounds<std::uint64_t> data_file_bounds{std::uint64_t{1} << 20,
                                                        std::uint64_t{1} << 40};

/// Bytes of a name in the hello of a connection: that of a node, of its cluster, of its host.
inline constexpr std::size_t hello_text_max = 255;

} // namespace ringleader
