// SPDX-License-Identifier: BSD-3-Clause
/// Which events concern those who follow locks, or elections, and nothing else of the registry.
/// Each commit would otherwise wake all of them.
#pragma once

#include <ringleader/registry/event.hpp>

namespace ringleader::registry {

inline bool concerns_locks(const event& ev) {
  return std::holds_alternative<lock_granted>(ev) || std::holds_alternative<lock_ended>(ev) ||
         std::holds_alternative<lock_freed>(ev);
}

inline bool concerns_elections(const event& ev) {
  return std::holds_alternative<election_changed>(ev) ||
         std::holds_alternative<candidacy_changed>(ev);
}

} // namespace ringleader::registry
