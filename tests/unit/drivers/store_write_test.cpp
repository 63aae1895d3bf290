// SPDX-License-Identifier: BSD-3-Clause
#include "store_fixture.hpp"
#include "store_model.hpp"

#include <ringleader/drivers/store/memory_store.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;

namespace {

std::unique_ptr<lmdb_store> reopen(const lmdb_store_options& options) {
  counting_entropy entropy;
  auto opened = lmdb_store::open(options, entropy);
  if (!opened) FAIL(to_string(opened.error()));
  return std::move(*opened);
}

stored_state state_of(log_store& store) {
  auto state = store.load();
  if (!state) FAIL(to_string(state.error()));
  return *state;
}

} // namespace

TEST_CASE("a new directory gets a random store id and an empty log") {
  temporary_directory home;
  counting_entropy entropy;
  auto opened = lmdb_store::open({home / "data", "bank"}, entropy);
  REQUIRE(opened);
  auto state = (*opened)->load();
  REQUIRE(state);
  CHECK(state->identity.store == store_id{1001});
  CHECK_FALSE(state->identity.cluster);
  CHECK(state->identity.cluster_name == "bank");
  CHECK(state->hard == hard_state{});
  CHECK(state->records.empty());
}

TEST_CASE("reopening gives back what was acknowledged, and the same store id") {
  temporary_directory home;
  lmdb_store_options options{home.str(), "bank"};
  auto store = reopen(options);
  auto first = append(1, {record(1, 1), record(2, 1, 100'000)});
  first.cluster = cluster_id{9};
  first.hard = hard_state{raft_term{1}, store_id{5}};
  REQUIRE(write_now(*store, first));
  auto second = append(2, {record(2, 2)});
  second.truncate_from = log_index{2};
  REQUIRE(write_now(*store, second));
  store.reset();

  auto state = state_of(*reopen(options));
  CHECK(state.identity.store == store_id{1001});
  CHECK(state.identity.cluster == cluster_id{9});
  CHECK(state.hard == hard_state{raft_term{1}, store_id{5}});
  CHECK(state.records == std::vector<log_record>{record(1, 1), record(2, 2)});
}

TEST_CASE("any sequence of truncations and appends reads back as a model has it") {
  for (std::uint64_t seed : {1, 2, 3, 4}) {
    CAPTURE(seed);
    temporary_directory home;
    lmdb_store_options options{home.str(), "bank"};
    if (seed > 2) options = with_small_journal(options);
    random_source random{seed};
    auto store = reopen(options);
    auto model = state_of(*store);
    for (std::uint64_t id = 1; id <= 250; ++id) {
      auto batch = random_write(random, model, id);
      apply(model, batch);
      if (batch.snapshot && random.chance(700)) {
        auto data = to_bytes(batch.snapshot->data);
        if (random.chance(200)) data.push_back(0); // of a snapshot that never comes
        store->stage(data, [](result<void>) {});
      }
      // Some wait for the disk, others queue up and share a commit.
      if (random.chance(500))
        REQUIRE(write_now(*store, batch));
      else
        store->write(batch, [](ticket, result<void> outcome) { EXPECTS(outcome); });
      if (random.chance(50)) {
        store.reset();
        store = reopen(options);
        REQUIRE(same(state_of(*store), model));
      }
    }
    store.reset();
    CHECK(same(state_of(*reopen(options)), model));
  }
}

TEST_CASE("a memory store answers like the model and keeps what its disk holds") {
  counting_entropy entropy;
  random_source random{7};
  auto disk = std::make_shared<memory_disk>("bank", entropy);
  memory_store store{disk};
  auto model = state_of(store);
  for (std::uint64_t id = 1; id <= 300; ++id) {
    auto batch = random_write(random, model, id);
    apply(model, batch);
    REQUIRE(write_now(store, batch));
  }
  CHECK(same(state_of(store), model));
  store.close();
  memory_store again{disk}; // of the same process: nothing is forgotten
  CHECK(same(state_of(again), model));
  memory_store next{std::make_shared<memory_disk>("bank", entropy)};
  CHECK(state_of(next).identity.store != model.identity.store);
  CHECK(state_of(next).records.empty());
}

TEST_CASE("writes that wait share a commit, and completions keep the order of the tickets") {
  temporary_directory home;
  lmdb_store_options options{home.str(), "bank"};
  std::promise<void> entered;
  std::promise<void> gate;
  auto open_gate = gate.get_future().share();
  int commits = 0;
  options.disk_fault = [&] { // the first commit is held until all writes are queued
    if (++commits == 1) {
      entered.set_value();
      open_gate.wait();
    }
    return 0;
  };
  auto store = reopen(options);
  std::vector<std::uint64_t> completed;
  auto note = [&](ticket id, result<void> outcome) {
    if (outcome) completed.push_back(id.value);
  };
  store->write(append(1, {record(1, 1)}), note);
  entered.get_future().wait();
  for (std::uint64_t id = 2; id <= 100; ++id) store->write(append(id, {record(id, 1)}), note);
  gate.set_value();
  store->close();
  CHECK(commits == 2);
  CHECK(store->counters().writes == 100);
  CHECK(store->counters().commits == 2);
  REQUIRE(completed.size() == 100);
  CHECK(std::is_sorted(completed.begin(), completed.end()));
}

TEST_CASE("no group is larger than its bound") {
  temporary_directory home;
  lmdb_store_options options{home.str(), "bank"};
  options.group_max = 1;
  auto store = reopen(options);
  for (std::uint64_t id = 1; id <= 5; ++id)
    store->write(append(id, {record(id, 1)}), [](ticket, result<void>) {});
  store->close();
  CHECK(store->counters().commits == 5);
}

TEST_CASE("after a failed write every later one fails and nothing of it is stored") {
  for (int code : {ENOSPC, EIO}) {
    temporary_directory home;
    lmdb_store_options options{home.str(), "bank"};
    int answer = 0;
    options.disk_fault = [&] { return answer; };
    auto store = reopen(options);
    REQUIRE(write_now(*store, append(1, {record(1, 1)})));
    answer = code;
    auto failed = write_now(*store, append(2, {record(2, 1)}));
    REQUIRE_FALSE(failed);
    CHECK(failed.error().code == (code == ENOSPC ? errc::disk_full : errc::io_error));
    answer = 0; // the disk recovers, the store does not
    CHECK_FALSE(write_now(*store, append(3, {record(2, 1)})));
    CHECK(store->counters().commits == 2);
    store.reset();
    options.disk_fault = {};
    CHECK(state_of(*reopen(options)).records == std::vector<log_record>{record(1, 1)});
  }
}

TEST_CASE("a data file that may not grow is a full disk, and what was acknowledged stays") {
  temporary_directory home;
  lmdb_store_options options{home.str(), "bank"};
  options.map_size = std::size_t{1} << 20;
  options.journal_size = std::size_t{256} << 10;
  auto store = reopen(options);
  std::uint64_t stored = 0;
  result<void> outcome;
  while (outcome && stored < 100) {
    outcome = write_now(*store, append(stored + 1, {record(stored + 1, 1, 50'000)}));
    if (outcome) ++stored;
  }
  REQUIRE_FALSE(outcome);
  CHECK(outcome.error().code == errc::disk_full);
  CHECK(stored > 10);
  store.reset();
  CHECK(state_of(*reopen(options)).records.size() == stored);
  options.map_size = std::size_t{4} << 20;
  auto larger = reopen(options);
  REQUIRE(larger->load());
  CHECK(write_now(*larger, append(1, {record(stored + 1, 1, 50'000)})));
}

TEST_CASE("the cluster id is set once") {
  temporary_directory home;
  counting_entropy entropy;
  std::vector<std::unique_ptr<log_store>> stores;
  stores.push_back(reopen({home.str(), "bank"}));
  stores.push_back(std::make_unique<memory_store>(std::make_shared<memory_disk>("bank", entropy)));
  for (auto& store : stores) {
    store_write batch;
    batch.cluster = cluster_id{9};
    for (std::uint64_t id : {1, 2}) { // the same id again changes nothing
      batch.id = ticket{id};
      CHECK(write_now(*store, batch));
    }
    batch.id = ticket{3};
    batch.cluster = cluster_id{10};
    batch.hard = hard_state{raft_term{4}, {}};
    auto refused = write_now(*store, batch);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == errc::foreign_cluster);
    CHECK(state_of(*store).identity.cluster == cluster_id{9});
    CHECK(state_of(*store).hard == hard_state{});
  }
}
