// SPDX-License-Identifier: BSD-3-Clause
/// limits: the bounds of what the registry replicates. They are part of its rules: all nodes must
/// have the same, so a change needs a feature level.
#pragma once

#include <ringleader/base/bounds.hpp>

#include <cstdint>

namespace ringleader::registry {

inline constexpr std::size_t members_max = 1'024; ///< those that are gone included
inline constexpr std::size_t past_boots_max = 16; ///< per member
inline constexpr std::size_t types_max = 4'096;
/// Of the messages of one type, as one version of the application has them; and of all.
inline constexpr std::size_t messages_bytes_max = 8'192;
inline constexpr std::size_t messages_total_max = std::size_t{4} << 20;
/// Of one type, at a time: an upgrade has two.
inline constexpr std::size_t type_versions_max = 4;
inline constexpr std::size_t text_bytes_max = 256; ///< names, hosts, zones, versions, types
inline constexpr std::size_t roles_max = 64;       ///< per member
inline constexpr bounds<std::uint32_t> partition_bounds{1, 65'536};
/// Of protocols and feature levels.
inline constexpr bounds<std::uint32_t> version_bounds{1, 1'000'000};
/// What one command may skip, and up to where: there is room for more grants than can ever be made.
inline constexpr std::uint64_t tokens_skipped_max = std::uint64_t{1} << 62;

/// Indexes, sessions, versions and starts: one for each entry of a log, which has no more.
inline constexpr std::uint64_t counter_max = std::uint64_t{1} << 62;
inline constexpr std::uint64_t token_max = 2 * tokens_skipped_max + counter_max;
/// Far from the end of what a time can hold, and longer than any cluster lives.
inline constexpr auto registry_time_latest = registry_time{std::chrono::hours{24 * 366 * 100}};

} // namespace ringleader::registry
