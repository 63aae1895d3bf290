// SPDX-License-Identifier: BSD-3-Clause
/// reborn: the state of a lost cluster's member, or of a copy, as that of a new cluster's only
/// voter.
///
/// To what formation::recovered makes of the log it appends a command that raises the token counter
/// by 2^40, so that no grant of the new cluster is smaller than one that the lost majority made and
/// this state does not know. As an entry of the log it cannot be forgotten: it is applied before
/// anything is granted. The members of before are still in the registry; the new control leader
/// ends their sessions, since none renews them, after TTL and margin.
#pragma once

#include <ringleader/base/ports/log_store.hpp>

namespace ringleader::formation {

/// How far the token counter jumps.
constexpr std::uint64_t tokens_skipped = std::uint64_t{1} << 40;

/// refused for the state of a store that never belonged to a cluster, corrupt where the log does
/// not read, newer_format where it holds what a later release wrote.
result<stored_state> reborn(stored_state from, store_id fresh_store, cluster_id fresh_cluster);

} // namespace ringleader::formation
