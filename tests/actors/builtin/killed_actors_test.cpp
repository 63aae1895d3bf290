// SPDX-License-Identifier: BSD-3-Clause
// Every built-in actor is crash-only: each is killed under load, on a cluster of three and on a
// node alone, and the node must go on as if nothing had happened.
#include "../../simulation/cluster/cluster_fixture.hpp"

#include <caf/send.hpp>

using namespace cluster_test;

namespace {

caf::actor_id id_of(cluster_simulation& nodes, std::size_t node, child who) {
  auto handle = nodes.node(node).tree().context().book.get(who);
  return handle ? handle.id() : 0;
}

void kill(cluster_simulation& nodes, std::size_t node, child who) {
  if (auto handle = nodes.node(node).tree().context().book.get(who))
    caf::anon_send_exit(handle, caf::exit_reason::kill);
}

void check_recovery(std::uint64_t seed, std::size_t size, std::size_t node, child who) {
  loaded_cluster cluster{with_seed(seed, size)};
  auto& nodes = cluster.nodes;
  nodes.start_all();
  REQUIRE(cluster.progresses(8s));
  nodes.run_for(6s);
  auto token = cluster.seen().last_token();
  for (int times = 0; times < 2; ++times) {
    auto before = id_of(nodes, node, who);
    kill(nodes, node, who);
    auto served = cluster.progresses(6s, 100);
    INFO(to_string(who) << " of n" << node + 1 << ", seed " << seed << "\n" << cluster.state());
    CHECK(served);
    CHECK(id_of(nodes, node, who) != before);
    CHECK(id_of(nodes, node, who) != 0);
    for (std::size_t i = 0; i < size; ++i) CHECK_FALSE(nodes.at(i).failed());
    CHECK(cluster.seen().report() == "");
  }
  CHECK(cluster.seen().last_token() > token);
}

} // namespace

TEST_CASE("a node in a cluster recovers from the death of any of its built-in actors") {
  for (std::size_t i = 0; i < child_count; ++i) {
    auto seed = 200 + i;
    check_recovery(seed, 3, seed % 3, static_cast<child>(i));
  }
}

TEST_CASE("a node alone recovers from the death of any of its built-in actors") {
  for (std::size_t i = 0; i < child_count; ++i)
    check_recovery(300 + i, 1, 0, static_cast<child>(i));
}

TEST_CASE("all built-in actors of a node may die at the same moment") {
  loaded_cluster cluster{with_seed(400)};
  cluster.nodes.start_all();
  REQUIRE(cluster.progresses(8s));
  for (std::size_t i = 0; i < child_count; ++i) kill(cluster.nodes, 1, static_cast<child>(i));
  auto served = cluster.progresses(8s, 100);
  INFO(cluster.state());
  CHECK(served);
  CHECK_FALSE(cluster.nodes.at(1).failed());
  CHECK(cluster.seen().report() == "");
}

TEST_CASE("a node whose actor dies again and again gives up and says who failed") {
  loaded_cluster cluster{with_seed(401)};
  auto& nodes = cluster.nodes;
  nodes.start_all();
  REQUIRE(cluster.progresses(8s));
  CHECK(nodes.run_until(
    [&] {
      if (nodes.at(2).failed()) return true;
      kill(nodes, 2, child::locks);
      return false;
    },
    20s));
  REQUIRE(nodes.at(2).failed());
  CHECK(to_string(*nodes.at(2).failed()).find("locks") != std::string::npos);
}
