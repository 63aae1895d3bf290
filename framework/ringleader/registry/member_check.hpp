// SPDX-License-Identifier: BSD-3-Clause
/// member_check: what a join may say about its node, and whether the start that it tells of ends an
/// earlier one. The node asks before it sends, the control leader before it appends, the registry
/// when it applies: all by the same rules.
#pragma once

#include <ringleader/base/field_names.hpp>
#include <ringleader/registry/session_commands.hpp>

namespace ringleader::registry {

/// Ok if texts, roles and weight are within the registry's limits; else invalid_option with the
/// first that is not. Boot and store are not looked at.
result<void> check_member(const join& x, const field_names& called = {});

/// The same of a member that is read from a snapshot.
result<void> check_member(const member& x);

/// True if the new start proves that the old process is dead: it holds the same lock file, on the
/// same host, since the same boot of the kernel. Values that are not set prove nothing.
///
/// It must also name the session that it ends. The join of a process that died before it was taken
/// may be on its way for long, and arrive when a later process has a session and a lease: that one
/// it does not know.
bool replaces_at_once(const join& x, const member& old, const cluster_settings& agreed);

} // namespace ringleader::registry
