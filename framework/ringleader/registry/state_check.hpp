// SPDX-License-Identifier: BSD-3-Clause
/// state_check: what every state keeps and apply() relies on. A snapshot may come from a disk or
/// from a peer and say anything; a state that passes here never makes apply() fail or overflow.
///
///   if (auto ok = check_state(s); !ok) refuse(ok.error());
///
/// Does not find out a state that is merely another one: that no holder was invented, for instance.
/// Private to this folder.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/registry/state.hpp>

namespace ringleader::registry {

/// malformed, with the first thing that is wrong.
result<void> check_state(const state& s);

} // namespace ringleader::registry
