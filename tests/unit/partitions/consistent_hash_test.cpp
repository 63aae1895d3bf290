// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/hash.hpp>
#include <ringleader/partitions/consistent_hash.hpp>
#include <ringleader/partitions/migration_report.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <set>

using namespace ringleader;

namespace {

consistent_hash ring_of(int nodes, std::uint32_t virtual_nodes = 160) {
  std::map<std::string, std::uint32_t, std::less<>> weights;
  for (int i = 0; i < nodes; ++i) weights["node-" + std::to_string(i)] = 1000;
  consistent_hash ring{virtual_nodes};
  ring.assign(weights);
  return ring;
}

double ratio(key_amount part, key_amount total) {
  return static_cast<double>(part) / static_cast<double>(total);
}

} // namespace

TEST_CASE("a ring of one node owns every key") {
  consistent_hash ring;
  CHECK(ring.empty());
  ring.add("a");
  CHECK(ring.owner("x") == "a");
  CHECK(ring.owner(std::uint64_t{0}) == "a");
  CHECK(ring.owner(UINT64_MAX) == "a");
  CHECK(ring.replicas("x", 3) == std::vector<std::string>{"a"});
  CHECK(ring.remove("a"));
  CHECK_FALSE(ring.remove("a"));
  CHECK(ring.empty());
}

TEST_CASE("owners on the ring never change between releases") {
  auto ring = ring_of(5);
  std::string owners;
  for (int i = 0; i < 24; ++i) owners += ring.owner("key-" + std::to_string(i)).back();
  CHECK(owners == "143414412204140340102211");
}

TEST_CASE("a ring does not depend on the order in which nodes came and went") {
  auto ring = ring_of(4);
  consistent_hash other;
  for (auto* name : {"node-3", "node-9", "node-0", "node-2", "node-1"}) other.add(name);
  other.remove("node-9");
  auto report = compare(ring, other);
  CHECK(report.moved == 0);
  CHECK(report.total == key_amount{1} << 64);
}

TEST_CASE("the key at a virtual node's own position belongs to that node") {
  auto ring = ring_of(3, 4);
  for (const auto& v : ring.ring()) {
    CHECK(ring.owner(v.position) == ring.name(v.node));
    auto before = compare(ring, ring).nodes.at(ring.name(v.node));
    CHECK(before.before == before.after);
  }
  CHECK(ring.owner(ring.ring().back().position + 1) == ring.name(ring.ring().front().node));
}

TEST_CASE("replicas are different nodes, and the first is the owner") {
  auto ring = ring_of(6);
  for (int i = 0; i < 500; ++i) {
    auto key = "key-" + std::to_string(i);
    auto three = ring.replicas(key, 3);
    REQUIRE(three.size() == 3);
    CHECK(three.front() == ring.owner(key));
    CHECK(std::set<std::string>(three.begin(), three.end()).size() == 3);
  }
  CHECK(ring.replicas("x", 9).size() == 6);
}

TEST_CASE("shares deviate as the square root of the virtual nodes says") {
  for (auto virtual_nodes : {40U, 160U, 640U}) {
    CAPTURE(virtual_nodes);
    auto ring = ring_of(200, virtual_nodes);
    auto report = compare(ring, ring);
    double squares = 0;
    for (const auto& [name, node] : report.nodes)
      squares += std::pow(200 * ratio(node.after, report.total) - 1, 2);
    auto deviation = std::sqrt(squares / 200);
    CHECK(deviation > 0.7 / std::sqrt(virtual_nodes));
    CHECK(deviation < 1.4 / std::sqrt(virtual_nodes));
  }
}

TEST_CASE("a node that joins takes about its share, and nothing moves between the others") {
  auto before = ring_of(10);
  auto after = before;
  after.add("new");
  auto report = compare(before, after);
  CHECK(report.between_survivors == 0);
  CHECK(report.moved == report.nodes.at("new").gained);
  CHECK(ratio(report.ideal, report.total) == Approx(1.0 / 11));
  CHECK(ratio(report.moved, report.ideal) == Approx(1).margin(0.35)); // four deviations of 8 %
  auto back = compare(after, before);
  CHECK(back.moved == report.moved);
  CHECK(back.between_survivors == 0);
}

TEST_CASE("more weight only takes keys, and takes them in proportion") {
  auto before = ring_of(5, 640);
  auto after = before;
  after.add("node-2", 3000);
  auto report = compare(before, after);
  CHECK(report.moved == report.nodes.at("node-2").gained);
  CHECK(report.nodes.at("node-2").lost == 0);
  CHECK(ratio(report.nodes.at("node-2").after, report.total) == Approx(3.0 / 7).margin(0.06));
  CHECK(ratio(report.ideal, report.total) == Approx(3.0 / 7 - 1.0 / 5));
}

TEST_CASE("bounded load keeps every node below its cap and keys near their owner") {
  auto ring = ring_of(10);
  std::map<std::string, std::uint64_t> loads;
  int at_owner = 0;
  for (int i = 0; i < 10'000; ++i) {
    auto key = "key-" + std::to_string(i);
    const auto& name = ring.owner_below(key, loads, 100);
    ++loads[name];
    at_owner += name == ring.owner(key) ? 1 : 0;
  }
  for (const auto& [name, load] : loads) CHECK(load <= 1100);
  CHECK(at_owner > 8000);
}

TEST_CASE("bounded load passes a node that is full by") {
  auto ring = ring_of(2);
  std::map<std::string, std::uint64_t> loads{{ring.owner("x"), 100}};
  CHECK(ring.owner_below("x", loads, 250) != ring.owner("x"));
  CHECK(ring.owner_below("x", {}, 250) == ring.owner("x"));
}
