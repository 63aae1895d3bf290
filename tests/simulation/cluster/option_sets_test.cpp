// SPDX-License-Identifier: BSD-3-Clause
#include "../../support/drawn_options.hpp"
#include "cluster_fixture.hpp"

#include <ringleader/options/configure.hpp>

using namespace cluster_test;

namespace {

bool is_member(cluster_simulation& cluster) {
  auto& node = cluster.node(0).tree().context();
  return node.lease.valid(*node.ports.clock);
}

/// Most tables are of common size: a large one takes its time, not its chance to fail.
bool is_too_slow(const node_options& options, random_source& random) {
  return options.partitions > 1024 && !random.chance(100);
}

} // namespace

TEST_CASE("200 drawn option sets that are not refused: each starts a whole node") {
  set_log_level();
  drawn_options::drawer draw{3};
  std::size_t members = 0;
  for (std::size_t started = 0; started < 200;) {
    auto options = draw.next();
    options.listen = {"127.0.0.1", 4701}; // where the simulated network has the node
    if (is_too_slow(options, draw.random()) || !configure(options)) continue;
    ++started;
    INFO("set " << started << ": T " << to_string(options.election_timeout) << ", ttl "
                << to_string(options.session_ttl) << ", partitions " << options.partitions);
    cluster_options wanted;
    wanted.seed = started;
    wanted.nodes = 1;
    wanted.tune = [&](std::size_t, node_options& given) { given = options; };
    cluster_simulation cluster{wanted};
    cluster.start_all();
    if (!options.alone()) {
      cluster.run_for(1s); // nobody else is there
      CHECK(cluster.is_up(0));
      continue;
    }
    ++members;
    CHECK(cluster.run_until([&] { return is_member(cluster); },
                            4 * options.election_timeout + options.session_ttl + 2s));
  }
  CHECK(members > 100);
}
