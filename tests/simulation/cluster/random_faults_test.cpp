// SPDX-License-Identifier: BSD-3-Clause
// Crashes, restarts, pauses and cuts drawn from a seed, under load; then everything is mended and
// the cluster must go on. A seed that ever failed stays in the list.
#include "cluster_fixture.hpp"

using namespace cluster_test;

namespace {

/// Draws one fault, or the end of one.
void strike(cluster_simulation& nodes, random_source& random) {
  auto node = random.below(nodes.size());
  auto peer = (node + 1 + random.below(nodes.size() - 1)) % nodes.size();
  switch (random.below(8)) {
  case 0:
  case 1:
    if (nodes.is_up(node))
      nodes.crash(node);
    else
      nodes.start(node);
    break;
  case 2: nodes.cut(node, peer); break;
  case 3: nodes.mend(node, peer); break;
  case 4: nodes.isolate(node); break;
  case 5: nodes.heal(); break;
  case 6: nodes.pause(node); break;
  case 7: nodes.resume(node); break;
  }
}

struct outcome {
  std::uint64_t trace = 0;
  std::uint64_t digest = 0;
  bool progressed = false;
  std::string report;
  std::string state;
};

outcome run(std::uint64_t seed) {
  loaded_cluster cluster{with_seed(seed, seed % 4 == 0 ? 5 : 3)};
  auto& nodes = cluster.nodes;
  random_source random{seed + 7};
  nodes.start_all();
  nodes.run_for(random.between(100ms, 6s)); // faults may come while the cluster forms
  for (int strikes = 0; strikes < 25; ++strikes) {
    strike(nodes, random);
    nodes.run_for(random.between(1ms, 2500ms));
  }
  nodes.heal();
  nodes.start_all();
  outcome seen;
  seen.progressed = cluster.progresses(15s);
  seen.trace = nodes.trace_hash();
  seen.digest = cluster.seen().digest();
  seen.report = cluster.seen().report();
  if (!seen.progressed || !seen.report.empty()) seen.state = cluster.state();
  return seen;
}

} // namespace

TEST_CASE("under random faults no promise is broken, and healed the cluster goes on") {
  // 121: the end of an acquire's wait was confirmed long after its holder had stopped waiting.
  std::vector<std::uint64_t> seeds{101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 121};
  if (auto* one = std::getenv("RINGLEADER_TEST_SEED")) seeds = {std::strtoull(one, nullptr, 10)};
  for (auto seed : seeds) {
    auto seen = run(seed);
    INFO("seed " << seed << "\n" << seen.state);
    CHECK(seen.progressed);
    CHECK(seen.report == "");
    auto again = run(seed);
    CHECK(again.trace == seen.trace);
    CHECK(again.digest == seen.digest);
  }
}
