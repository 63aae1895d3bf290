// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/world/agenda.hpp>
#include <ringleader/testkit/world/simulated_clock.hpp>
#include <ringleader/testkit/world/simulated_disk.hpp>
#include <ringleader/testkit/world/simulated_network.hpp>

#include <catch2/catch.hpp>
#include <set>

using namespace ringleader;
using namespace ringleader::testkit;
using namespace std::chrono_literals;

namespace {

store_write write_of(std::uint64_t id, std::uint64_t index) {
  store_write batch;
  batch.id = ticket{id};
  batch.append = {{log_index{index}, raft_term{1}, 0, to_bytes("x")}};
  return batch;
}

} // namespace

TEST_CASE("a clock that runs fast reaches every local instant, and none too early") {
  for (std::int64_t error : {-10'000, -1, 0, 1, 10'000}) {
    simulated_clock clock{instant{3s}, 1h, error};
    for (auto local : {instant{1h}, instant{1h + 1ns}, instant{1h + 7s}, instant{30h + 13ns}}) {
      auto world = clock.world_of(local);
      CHECK(clock.at(world) >= local);
      if (world > instant{3s}) CHECK(clock.at(world - 1ns) < local);
    }
  }
  CHECK(simulated_clock{instant{}, 0s, 10'000}.at(instant{100s}) == instant{101s});
  CHECK(simulated_clock{}.world_of(never) == never);
}

TEST_CASE("a disk completes writes in order and shows only what is durable") {
  simulated_disk disk{{}, 1};
  disk.set_latency(1ms, 5ms, 500);
  for (std::uint64_t i = 1; i <= 20; ++i) disk.write(write_of(i, i), instant{});
  CHECK(disk.stored().records.empty());
  instant before{};
  for (std::uint64_t i = 1; i <= 20; ++i) {
    auto at = disk.next_completion();
    CHECK(at >= before);
    before = at;
    auto done = disk.complete(at);
    CHECK(done.id == ticket{i});
    CHECK(done.ok);
    CHECK(disk.stored().records.size() == i);
  }
  CHECK(disk.next_completion() == never);
}

TEST_CASE("a crash keeps what was durable and a first part of what was not") {
  std::set<std::size_t> survivors;
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    simulated_disk disk{{}, seed};
    disk.set_latency(1ms, 1ms, 0);
    for (std::uint64_t i = 1; i <= 4; ++i) disk.write(write_of(i, i), instant{});
    disk.complete(disk.next_completion());
    disk.crash();
    const auto& records = disk.stored().records;
    survivors.insert(records.size());
    for (std::size_t i = 0; i < records.size(); ++i) CHECK(records[i].index == log_index{i + 1});
    CHECK(disk.next_completion() == never);
  }
  CHECK(survivors == std::set<std::size_t>{1, 2, 3, 4});
}

TEST_CASE("after a failed write nothing is stored until the restart") {
  simulated_disk disk{{}, 1};
  disk.fail_next();
  disk.write(write_of(1, 1), instant{});
  disk.write(write_of(2, 2), instant{});
  CHECK_FALSE(disk.complete(disk.next_completion()).ok);
  CHECK_FALSE(disk.complete(disk.next_completion()).ok);
  disk.crash();
  CHECK(disk.stored().records.empty());
  disk.write(write_of(1, 1), instant{});
  CHECK(disk.complete(disk.next_completion()).ok);
}

TEST_CASE("a cut takes one direction and a partition both, until they are mended") {
  simulated_network net{3, 1};
  net.cut(0, 1);
  CHECK(net.send(0, 1, instant{}).size() == 0);
  CHECK(net.send(1, 0, instant{}).size() == 1);
  net.partition(0b100);
  CHECK(net.send(2, 0, instant{}).size() == 0);
  CHECK(net.send(0, 2, instant{}).size() == 0);
  net.mend_all();
  CHECK(net.send(0, 1, instant{}).size() == 1);
  CHECK(net.send(0, 2, instant{}).size() == 1);
}

TEST_CASE("weather loses, doubles and reorders, and an ordered one does not reorder") {
  network_weather weather;
  weather.delay_max = 50ms;
  weather.lost = 200;
  weather.doubled = 200;
  for (bool ordered : {false, true}) {
    weather.ordered = ordered;
    simulated_network net{2, 7};
    net.set_weather(weather);
    std::array<int, 3> fates{};
    bool overtaken = false;
    instant last{};
    for (int i = 0; i < 500; ++i) {
      auto fate = net.send(0, 1, instant{});
      ++fates[fate.size()];
      for (auto at : fate) {
        overtaken |= at < last;
        last = at;
      }
    }
    CHECK(fates[0] > 20);
    CHECK(fates[2] > 20);
    CHECK(overtaken != ordered);
  }
}

TEST_CASE("an agenda gives the earliest first, and equals in the order of adding") {
  agenda plans;
  for (std::uint64_t i = 0; i < 100; ++i) {
    happening entry;
    entry.at = instant{duration{static_cast<std::int64_t>(i * 7 % 10)}};
    entry.number = i;
    plans.add(std::move(entry));
  }
  auto before = plans.take();
  while (!plans.empty()) {
    auto next = plans.take();
    CHECK((before.at < next.at || (before.at == next.at && before.number < next.number)));
    before = std::move(next);
  }
}
