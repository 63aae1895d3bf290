// SPDX-License-Identifier: BSD-3-Clause
/// holder_checker: holds what clients of locks believe against what the log says.
///
///   checker.asked(claim);                                   // somebody waits for it
///   checker.believes({session, claim, token, until}, now);  // told granted, or extended
///   checker.stops(claim);          // told lost, gave it back, does not wait any more, or is gone
///   checker.agreed(events, now);                            // once for each entry
///   checker.unclaimed(sessions, now);                       // after the faults
///
/// All times are true ones. While a holder may believe, which is within its lease and that of its
/// node, the log must not end its grant, but by order of an operator: it was to be told before. No
/// release may leave a node for what is believed there. And what stands in the log for a session
/// whose node lives must be somebody's, or go away.
#pragma once

#include <ringleader/registry/registry.hpp>
#include <ringleader/testkit/checkers/violation.hpp>

#include <functional>
#include <map>
#include <set>
#include <string>

namespace ringleader::testkit {

class holder_checker {
public:
  using reporter = std::function<void(violation_kind, std::string)>;

  /// `agreed`: the registry that the log builds, always as new as what agreed() was told.
  holder_checker(reporter report, const registry::registry& agreed)
    : report_(std::move(report)), agreed_(agreed) {}

  struct belief {
    session_id session;
    claim_id claim;
    fencing_token token;
    instant until; // of its own lease
  };

  void asked(claim_id claim) { waiting_.insert(claim); }
  void believes(const belief& what, instant now);
  void stops(claim_id claim);
  /// The node's lease of that session lasts so long.
  void lease(session_id session, instant until);
  /// A release of the claim leaves its node.
  void gives_back(claim_id claim);

  /// What one entry told, when it was first committed.
  void agreed(const std::vector<registry::event>& events, instant now);

  /// Something stands in the log for one of these sessions, whose nodes live, and is nobody's.
  /// Reported if that does not change for too long.
  bool unclaimed(const std::set<session_id>& sessions, instant now,
                 duration unclaimed_max = std::chrono::seconds{20});

private:
  bool is_within(const belief& what, instant now) const;
  bool is_known(claim_id claim) const {
    return waiting_.count(claim) != 0 || believed_.count(claim) != 0;
  }

  reporter report_;
  const registry::registry& agreed_;
  std::set<claim_id> waiting_;
  std::map<claim_id, belief> believed_;
  std::map<session_id, instant> leases_;
  std::map<claim_id, instant> unclaimed_; // since when
};

} // namespace ringleader::testkit
