// SPDX-License-Identifier: BSD-3-Clause
/// forming_world: one node, called n at n:1 with the store 11, that comes to have a log.
///
///   start [founders=n:1,a:1] [seeds=yes]      with an empty store
///   start stored=first|learner|compacted ...  of cluster 77: it has the first entry and is named
///   in
///                                             it, or is not; or a snapshot stands for it
///   peer 12 at=a:1 [role=admin], gone 12      connections come and go
///   founder 12 at=a:1 [cluster=77 voters=12]  what the founder a answers; empty without a cluster
///   founder 12 at=a:1 asks=yes                the question of an empty founder
///   asked from=12 [store=12] [passed=yes]     somebody asks to be fed
///   answered cluster=77                       a member answers this node's own ask
///   leader 12                                 what the log says; 0 for none
///   stored 1                                  the write of that ticket is durable
///   wait 1s                                   time passes, with a tick whenever one is due
#pragma once

#include <ringleader/formation/forming.hpp>
#include <ringleader/testkit/scenarios/scenario.hpp>

#include <optional>
#include <string>

namespace ringleader::formation {

class forming_world {
public:
  std::string run(const testkit::command& c);

private:
  void start(const testkit::command& c);
  void wait(duration how_long);
  void feed(const forming_event& what);

  std::optional<forming> machine_;
  std::vector<std::string> founders_;
  instant now_{};
  std::string out_;
};

} // namespace ringleader::formation
