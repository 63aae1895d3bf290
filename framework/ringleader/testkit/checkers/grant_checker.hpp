// SPDX-License-Identifier: BSD-3-Clause
/// grant_checker: holds the grants of locks that the log made against what a lock promises, knowing
/// nothing of how the lock table comes to them: it sees the agreed commands and what each of them
/// told.
///
///   checker.agreed(command, applied);           // once for each entry, in the order of the log
///
/// It asks of every grant: nobody holds what conflicts with it, nor is that withheld after a loss;
/// its token is larger than those of all grants of its names before; its session is open; no claim
/// that came earlier and conflicts with it still waits. And after every entry: nobody waits for
/// what is free. Re-entrant grants are no events; the simulated clients take none.
#pragma once

#include <ringleader/registry/registry.hpp>
#include <ringleader/testkit/checkers/violation.hpp>

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace ringleader::testkit {

class grant_checker {
public:
  using reporter = std::function<void(violation_kind, std::string)>;

  explicit grant_checker(reporter report) : report_(std::move(report)) {}

  void agreed(const registry::envelope& command, const registry::applied& what);

private:
  struct request {
    lock_claim claim;
    std::vector<lock_want> wants;
  };

  void take(const registry::envelope& command, const registry::outcome& outcome);
  void end_sessions(const std::vector<registry::event>& events);
  void granted(const lock_granted& grant);
  void ended(const lock_ended& end);
  void freed(const lock_freed& names);
  void look_for_forgotten();
  bool is_free(const request& wanted) const;
  bool is_next(std::size_t waiting) const;

  reporter report_;
  std::vector<request> waiting_;                       // in the order of their coming
  std::map<lock_claim, std::vector<lock_want>> asked_; // by those who may be granted
  std::map<fencing_token, request> held_;              // or withheld after a loss
  std::map<std::string, fencing_token> newest_;        // of each name
  std::set<session_id> ended_;
};

} // namespace ringleader::testkit
