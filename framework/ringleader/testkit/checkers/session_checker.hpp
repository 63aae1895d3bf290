// SPDX-License-Identifier: BSD-3-Clause
/// session_checker: no node may hold a valid lease of a session that the log has ended: whatever
/// the entry that ended it gave to others, the node would take for its own.
///
///   checker.holds(node, session, lease_end, now);   // whenever either changes; true time
///   checker.ended(session, now);                    // when that is first committed
///   if (auto clash = checker.clash()) report(*clash);
///
/// It asks for more than a lease_checker: what was the session's need not be another's yet. The
/// first clash is kept, so that a run can show first what follows from it.
#pragma once

#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ringleader::testkit {

class session_checker {
public:
  explicit session_checker(std::size_t nodes) : nodes_(nodes) {}

  void holds(std::size_t node, session_id session, instant until, instant now) {
    nodes_[node] = {session, until};
    if (until > now && ended_.count(session) != 0) report(node, now);
  }

  void ended(session_id session, instant now) {
    ended_.insert(session);
    for (std::size_t node = 0; node < nodes_.size(); ++node)
      if (nodes_[node].session == session && nodes_[node].until > now) report(node, now);
  }

  const std::optional<std::string>& clash() const { return clash_; }

private:
  struct holder {
    session_id session;
    instant until{};
  };

  void report(std::size_t node, instant now) {
    if (clash_) return;
    clash_ = "node " + std::to_string(node) + " holds a valid lease of session " +
             ringleader::to_string(nodes_[node].session) + ", which had ended, at " +
             ringleader::to_string(now.time_since_epoch());
  }

  std::vector<holder> nodes_;
  std::set<session_id> ended_;
  std::optional<std::string> clash_;
};

} // namespace ringleader::testkit
