// SPDX-License-Identifier: BSD-3-Clause
/// founding_world: founders of one cluster under a scenario's hands. Endpoints are node names.
///
///   start a founders=a,b,c [store=11] [cluster=x] [name=n] [endpoint=a]   with what its disk holds
///   tick a                   asks again, if due
///   deliver a->b             hands over what waits on the link; drop a->b forgets it
///   deliver all              hands over everything until nothing waits
///   keep a->b, replay a->b   sets a link's messages aside, puts them back
///   wait 200ms               moves the clock
///   persist a                the write that store_founding asked for is durable
///   crash a                  what was not durable is lost
///   wipe a                   crash, and the directory is gone
///
/// A disk completes writes when told to, since all that matters happens in between.
#pragma once

#include <ringleader/formation/founding.hpp>
#include <ringleader/testkit/scenarios/scenario.hpp>

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ringleader::formation {

class founding_world {
public:
  std::string run(const testkit::command& c);

private:
  struct founder {
    std::optional<founding> machine;
    std::optional<configuration> disk;
    std::optional<configuration> write;
  };
  using link = std::pair<std::string, std::string>;

  void start(const testkit::command& c);
  void feed(const std::string& at, const founding_event& what);
  bool deliver(const link& on);
  link link_of(const std::string& text) const;

  std::map<std::string, founder> founders_;
  std::map<link, std::deque<founding_message>> queues_;
  std::map<link, std::deque<founding_message>> kept_;
  instant now_{};
  bool quiet_ = false;
  std::string out_;
};

} // namespace ringleader::formation
