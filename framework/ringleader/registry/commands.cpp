// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/commands.hpp>

#include <ringleader/base/match.hpp>

namespace ringleader::registry {

namespace {

enum class party { newcomer, session, leader };

// Written out for each alternative, so that an added command does not compile without an answer.
party party_of(const command& c) {
  return match(
    c, [](const found&) { return party::leader; }, [](const join&) { return party::newcomer; },
    [](const begin_leave&) { return party::session; }, [](const leave&) { return party::session; },
    [](const expire_sessions&) { return party::leader; },
    [](const forget_member&) { return party::leader; },
    [](const announce_type&) { return party::session; },
    [](const raise_feature_level&) { return party::leader; },
    [](const skip_tokens&) { return party::leader; },
    [](const rebalance&) { return party::leader; }, [](const drained&) { return party::session; },
    [](const cancel_moves&) { return party::leader; },
    [](const acquire_lock&) { return party::session; },
    [](const release_lock&) { return party::session; },
    [](const cancel_lock&) { return party::session; },
    [](const extend_lock&) { return party::session; },
    [](const expire_lock&) { return party::leader; },
    [](const campaign&) { return party::session; }, [](const resign&) { return party::session; },
    [](const force_lock&) { return party::session; }, [](const vote&) { return party::session; },
    [](const settle_election&) { return party::leader; });
}

} // namespace

bool needs_session(const command& c) { return party_of(c) == party::session; }

bool leader_only(const command& c) { return party_of(c) == party::leader; }

std::string to_string(const command& c) {
  return match(c, [](const auto& x) { return to_string(x); });
}

std::string to_string(const proposer& p) {
  return "session=" + to_string(p.session) + " stream=" + to_string(p.stream) +
         " sequence=" + to_string(p.sequence) + " acked_below=" + to_string(p.acked_below);
}

std::string to_string(const envelope& e) {
  return e.from ? to_string(*e.from) + ' ' + to_string(e.what) : to_string(e.what);
}

} // namespace ringleader::registry
