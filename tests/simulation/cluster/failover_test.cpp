// SPDX-License-Identifier: BSD-3-Clause
#include "cluster_fixture.hpp"

using namespace cluster_test;

namespace {

/// TTL + m, an election and the way there; the cluster must serve again within.
constexpr auto failover_bound = 6s;

loaded_cluster& formed(loaded_cluster& cluster) {
  cluster.nodes.start_all();
  REQUIRE(cluster.progresses(8s));
  cluster.nodes.run_for(6s); // and balances
  return cluster;
}

} // namespace

TEST_CASE("the partitions of a crashed control leader are served again within seconds") {
  for (std::uint64_t seed : {11, 12, 13, 14}) {
    loaded_cluster cluster{with_seed(seed)};
    formed(cluster);
    auto leader = cluster.nodes.control_leader();
    REQUIRE(leader);
    cluster.nodes.crash(*leader);
    auto served = cluster.progresses(failover_bound, 100);
    INFO("seed " << seed << "\n" << cluster.state());
    CHECK(served);
    cluster.nodes.start(*leader);
    auto back = cluster.progresses(failover_bound);
    CHECK(back);
    CHECK(cluster.seen().report() == "");
  }
}

TEST_CASE("an isolated node stops acting before its partitions are served elsewhere") {
  for (std::uint64_t seed : {21, 22, 23}) {
    loaded_cluster cluster{with_seed(seed)};
    formed(cluster);
    auto cut_off = seed % 3;
    cluster.nodes.isolate(cut_off);
    cluster.nodes.run_for(failover_bound);
    auto alone = cluster.seen().ok_of(cut_off);
    cluster.nodes.run_for(2s);
    INFO("seed " << seed << "\n" << cluster.state());
    CHECK(cluster.seen().ok_of(cut_off) == alone);
    cluster.nodes.heal();
    CHECK(cluster.progresses(failover_bound));
    CHECK(cluster.seen().report() == "");
  }
}

TEST_CASE("a process that stood still beyond its lease does not act on it") {
  for (std::uint64_t seed : {31, 32, 33}) {
    loaded_cluster cluster{with_seed(seed)};
    formed(cluster);
    auto asleep = seed % 3;
    cluster.nodes.pause(asleep);
    cluster.nodes.run_for(failover_bound);
    cluster.nodes.resume(asleep);
    auto served = cluster.progresses(failover_bound);
    INFO("seed " << seed << "\n" << cluster.state());
    CHECK(served);
    CHECK(cluster.seen().report() == "");
  }
}

TEST_CASE("a restarted node is a member again without waiting for its old session") {
  loaded_cluster cluster{with_seed(41)};
  formed(cluster);
  auto leader = cluster.nodes.control_leader();
  REQUIRE(leader);
  auto other = (*leader + 1) % 3;
  cluster.nodes.crash(other);
  cluster.nodes.run_for(100ms);
  cluster.nodes.start(other);
  auto served = cluster.progresses(1500ms); // less than TTL
  INFO(cluster.state());
  CHECK(served);
  CHECK(cluster.seen().report() == "");
}

TEST_CASE("a cluster whose nodes all crashed at once goes on from their disks") {
  loaded_cluster cluster{with_seed(51)};
  formed(cluster);
  auto token = cluster.seen().last_token();
  for (std::size_t i = 0; i < 3; ++i) cluster.nodes.crash(i);
  cluster.nodes.run_for(1s);
  cluster.nodes.start_all();
  auto served = cluster.progresses(2 * failover_bound);
  INFO(cluster.state());
  CHECK(served);
  CHECK(cluster.seen().last_token() > token);
  CHECK(cluster.seen().report() == "");
}

TEST_CASE("without a majority nothing is granted and nobody is removed") {
  loaded_cluster cluster{with_seed(61)};
  formed(cluster);
  cluster.nodes.crash(0);
  cluster.nodes.crash(1);
  cluster.nodes.run_for(failover_bound);
  auto grants = cluster.seen().grants_of(2);
  auto oks = cluster.seen().ok_of(2);
  cluster.nodes.run_for(10s);
  CHECK(cluster.seen().grants_of(2) == grants);
  CHECK(cluster.seen().ok_of(2) == oks);
  cluster.nodes.start(0);
  auto served = cluster.progresses(failover_bound);
  INFO(cluster.state());
  CHECK(served);
  CHECK(cluster.seen().report() == "");
}
