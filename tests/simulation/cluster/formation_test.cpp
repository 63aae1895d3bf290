// SPDX-License-Identifier: BSD-3-Clause
#include "cluster_fixture.hpp"

#include <nlohmann/json.hpp>

using namespace cluster_test;

namespace {

std::uint32_t ownerless(cluster_simulation& nodes, std::size_t node) {
  auto all = nlohmann::json::parse(nodes.status(node), nullptr, false);
  return all.is_object() ? all["partitions"].value("ownerless", 999u) : 999u;
}

std::size_t members(cluster_simulation& nodes, std::size_t node) {
  auto all = nlohmann::json::parse(nodes.status(node), nullptr, false);
  return all.is_object() ? all["members"].size() : 0;
}

} // namespace

TEST_CASE("three founders form a cluster that answers, locks and has one singleton") {
  loaded_cluster cluster{with_seed(1)};
  cluster.nodes.start_all();
  auto formed = cluster.progresses(8s);
  INFO(cluster.state());
  CHECK(formed);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(ownerless(cluster.nodes, i) == 0);
    CHECK(members(cluster.nodes, i) == 3);
  }
  CHECK(cluster.seen().report() == "");
}

TEST_CASE("an undisturbed cluster answers every request with success") {
  loaded_cluster cluster{with_seed(2)};
  cluster.nodes.start_all();
  REQUIRE(cluster.progresses(8s));
  cluster.nodes.run_for(7s); // and balances
  auto before = cluster.seen().asked_total();
  auto errors_before = cluster.seen().errors();
  cluster.nodes.run_for(3s);
  INFO(cluster.state());
  CHECK(cluster.seen().asked_total() > before + 300);
  CHECK(cluster.seen().errors() == errors_before);
  CHECK(cluster.seen().report() == "");
}

TEST_CASE("a single node is a cluster") {
  loaded_cluster cluster{with_seed(3, 1)};
  cluster.nodes.start_all();
  auto formed = cluster.progresses(4s);
  INFO(cluster.state());
  CHECK(formed);
  CHECK(cluster.seen().report() == "");
}

TEST_CASE("a node that joins through seeds is given its share of the partitions") {
  loaded_cluster cluster{with_seed(4, 4)};
  for (std::size_t i = 0; i < 3; ++i) cluster.nodes.start(i);
  REQUIRE(cluster.progresses(8s));
  cluster.nodes.start(3);
  auto joined = cluster.progresses(10s);
  INFO(cluster.state());
  CHECK(joined);
  CHECK(cluster.nodes.run_until(
    [&] {
      auto table = nlohmann::json::parse(cluster.nodes.status(3), nullptr, false);
      for (auto& m : table["members"])
        if (m.value("name", "") == "n4" && m.value("partitions", 0) >= 8) return true;
      return false;
    },
    15s));
  CHECK(cluster.progresses(3s));
  CHECK(cluster.seen().report() == "");
}

TEST_CASE("the same seed gives the same run, another seed another") {
  auto run = [](std::uint64_t seed) {
    loaded_cluster cluster{with_seed(seed)};
    cluster.nodes.start_all();
    cluster.nodes.run_for(4s);
    return std::make_pair(cluster.nodes.trace_hash(), cluster.seen().digest());
  };
  auto first = run(5);
  CHECK(run(5) == first);
  CHECK(run(6) != first);
}
