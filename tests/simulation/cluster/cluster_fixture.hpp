// SPDX-License-Identifier: BSD-3-Clause
// A simulated cluster under the workload, and what the tests ask of it.
#pragma once

#include <ringleader/drivers/log/logging.hpp>
#include <ringleader/testkit/cluster/cluster_workload.hpp>

#include <catch2/catch.hpp>

#include <cstdlib>

namespace cluster_test {

using namespace ringleader;
using namespace ringleader::testkit;
using namespace std::chrono_literals;

/// The log of all nodes would go to one place; RINGLEADER_TEST_LOG=info shows it.
inline void set_log_level() {
  log::settings quiet;
  auto* wanted = std::getenv("RINGLEADER_TEST_LOG");
  auto levels = log::parse_levels(wanted == nullptr ? "off" : wanted);
  REQUIRE(levels);
  quiet.at = *levels;
  REQUIRE(log::configure(quiet));
}

inline cluster_options with_seed(std::uint64_t seed, std::size_t nodes = 3) {
  cluster_options options;
  options.seed = seed;
  options.nodes = nodes;
  return options;
}

inline cluster_workload_options workload_with(std::uint64_t seed) {
  cluster_workload_options options;
  options.seed = seed + 1000;
  return options;
}

struct loaded_cluster {
  cluster_workload work;
  cluster_simulation nodes;

  explicit loaded_cluster(cluster_options options)
    : work(workload_with(options.seed)), nodes(work.on(options)) {
    set_log_level();
    work.watch(nodes);
  }

  const cluster_history& seen() const { return work.history(); }

  /// From now on every node that is up has so many more requests answered, is granted a lock again,
  /// and exactly one runs the singleton.
  bool progresses(duration bound, std::uint64_t asks = 20) {
    std::vector<std::uint64_t> oks, grants;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      oks.push_back(seen().ok_of(i) + asks);
      grants.push_back(seen().grants_of(i) + 1);
    }
    return nodes.run_until(
      [&] {
        for (std::size_t i = 0; i < nodes.size(); ++i)
          if (nodes.is_up(i) && (seen().ok_of(i) < oks[i] || seen().grants_of(i) < grants[i]))
            return false;
        return seen().leading() == 1;
      },
      bound);
  }

  /// What progresses() waits for, as text for a failed test.
  std::string state() {
    std::string text;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      text += "n" + std::to_string(i + 1) + (nodes.is_up(i) ? " up" : " down");
      text += " ok=" + std::to_string(seen().ok_of(i));
      text += " grants=" + std::to_string(seen().grants_of(i));
      if (nodes.is_up(i) && nodes.at(i).failed())
        text += " failed: " + to_string(*nodes.at(i).failed());
      text += "\n";
    }
    text += "leading: " + std::to_string(seen().leading()) + "\n";
    for (auto& [why, times] : seen().errors()) text += std::to_string(times) + " x " + why + "\n";
    for (std::size_t i = 0; i < nodes.size(); ++i) text += nodes.status(i) + "\n";
    return text;
  }
};

} // namespace cluster_test
