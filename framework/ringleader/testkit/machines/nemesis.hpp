// SPDX-License-Identifier: BSD-3-Clause
/// nemesis: decides which misfortune strikes a simulated group next, and how hard.
///
/// It knows the group only from outside: who is up and who says that it leads. Every fault ends by
/// itself; they overlap as they come.
#pragma once

#include <ringleader/testkit/machines/climate.hpp>

namespace ringleader::testkit {

class simulated_group;

class nemesis {
public:
  nemesis(const climate& weather, std::uint64_t seed) : climate_(weather), random_(seed) {}

  /// One fault, or none if the kind drawn does not apply now.
  void strike(simulated_group& group);

  /// How long it rests until the next strike().
  duration rest() {
    return random_.between(std::chrono::milliseconds{1}, climate_.strike_pause_max);
  }

  std::uint64_t faults() const { return faults_; }

private:
  bool strike_nodes(simulated_group& group, fault_kind kind);
  bool strike_links(simulated_group& group, fault_kind kind);
  bool strike_surroundings(simulated_group& group, fault_kind kind);
  /// Short or long, as often.
  duration down_time();

  climate climate_;
  random_source random_;
  std::uint64_t faults_ = 0;
};

} // namespace ringleader::testkit
