// SPDX-License-Identifier: BSD-3-Clause
/// command_check: what the fields of every command may be, one place for all of them, and who may
/// propose which.
///
///   if (auto ok = check_command(c); !ok) refuse(ok.error());
///
/// A node asks before it sends, the control leader before it appends what others sent, the registry
/// when it applies: bytes of a peer or of a disk may say anything, and apply() is to go on whatever
/// they say. Past this check sums of times and counters in apply() stay far from their ends.
///
/// Does not look at the state: whether a session is open or a name is free is the registry's
/// answer.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/registry/commands.hpp>

namespace ringleader::registry {

/// Ok if each field is within its range; else why the registry refuses the command, in any state.
result<void> check_command(const command& c);

/// The same of who proposes it.
result<void> check_proposer(const proposer& from);

/// True for what a node may forward: commands of members in the name of a session, and a join
/// without one. What founds a cluster and what its leader decides never comes from another node.
bool is_forwarded(const envelope& e);

} // namespace ringleader::registry
