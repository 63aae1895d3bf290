// SPDX-License-Identifier: BSD-3-Clause
/// lock_views: what the registry says of locks, in the words of the contract: sessions by the names
/// of their nodes, times as what is left of them. For inspect_lock and list_locks, and for
/// operators.
#pragma once

#include <ringleader/contract/lock_reports.hpp>
#include <ringleader/registry/registry.hpp>

namespace ringleader {

inline constexpr std::size_t listed_locks_max = 1'000;

lock_party party_of(const view& members, lock_owner owner);

/// Free if nobody stands at that name.
lock_state state_of(const registry::registry& state, const std::string& name);

lock_list list_of(const registry::registry& state, const list_locks& what);

/// "n1 (actor 17) waits for 'b' held by n2 (actor 4) under token 7; ..."
std::string to_text(const view& members, const registry::deadlocked& found);

} // namespace ringleader
