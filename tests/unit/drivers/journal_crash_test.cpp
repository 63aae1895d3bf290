// SPDX-License-Identifier: BSD-3-Clause
#include "journal_fixture.hpp"
#include "store_model.hpp"

#include <ringleader/drivers/store/lmdb_database.hpp>

#include <csignal>
#include <sys/wait.h>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

using files = std::map<std::string, bytes>;

/// Nothing reaches the data file before it must, and in one session nothing must but what is large.
lmdb_store_options lazy(const std::string& path) {
  lmdb_store_options options{path, "bank"};
  options.journal_size = std::size_t{256} << 10;
  options.apply_delay = 1h;
  return options;
}

std::unique_ptr<lmdb_store> open(const lmdb_store_options& options) {
  counting_entropy entropy;
  auto opened = lmdb_store::open(options, entropy);
  if (!opened) FAIL(to_string(opened.error()));
  return std::move(*opened);
}

stored_state state_of(const lmdb_store_options& options) {
  auto state = open(options)->load();
  if (!state) FAIL(to_string(state.error()));
  return *state;
}

/// Small, so that it goes through the journal; at times too large for it, or with the cluster id.
store_write write_without_snapshot(random_source& random, const stored_state& model,
                                   std::uint64_t id) {
  store_write batch;
  do batch = random_write(random, model, id);
  while (batch.snapshot);
  auto large = random.chance(80);
  for (auto& record : batch.append)
    record.data = bytes(large ? 70'000 : std::min<std::size_t>(record.data.size(), 700), 5);
  batch.cluster.reset();
  if (id == 5) batch.cluster = cluster_id{77};
  return batch;
}

journal_content journal_of(const files& all) {
  return {all.at(journal_file_names[0]), all.at(journal_file_names[1])};
}

/// A crash between two states of a directory that are one sync of the journal apart, or one
/// transaction of the data file: some sectors of what changed are on the disk.
files crash_between(random_source& random, const files& before, const files& after) {
  auto some = before;
  if (journal_of(before) != journal_of(after)) {
    EXPECTS(before.at(data_file_name) == after.at(data_file_name));
    auto chance = random.below(1000);
    auto mixed =
      torn(journal_of(before), journal_of(after), [&](auto) { return random.chance(chance); });
    for (std::size_t i : {0, 1}) some[journal_file_names[i]] = mixed[i];
    return some;
  }
  auto& data = some[data_file_name];
  auto& later = after.at(data_file_name);
  data.resize(std::max(data.size(), later.size()));
  // LMDB writes the meta page last.
  for (std::size_t at = 2 * 4096; at < later.size(); at += 512)
    if (random.chance(500))
      std::copy_n(later.begin() + static_cast<std::ptrdiff_t>(at), 512,
                  data.begin() + static_cast<std::ptrdiff_t>(at));
  return some;
}

/// The directory as a crash left it: what it holds, then that it can be gone on with.
stored_state survive(const files& crashed, random_source& random) {
  temporary_directory home;
  put_back(home.str(), crashed);
  auto options = lazy(home.str());
  auto state = state_of(options);
  auto next = state;
  {
    auto store = open(options); // once more: looking at it must not have changed what it holds
    for (std::uint64_t id = 1; id <= 3; ++id) {
      auto batch = write_without_snapshot(random, next, id);
      if (id == 1) batch.cluster.reset();
      batch.cluster = next.identity.cluster ? std::nullopt : batch.cluster;
      apply(next, batch);
      REQUIRE(write_now(*store, batch));
    }
    auto image = content_of(home.str());
    auto loaded = store->load();
    REQUIRE(loaded);
    REQUIRE(same(*loaded, next));
    temporary_directory again; // and may crash again
    put_back(again.str(), image);
    REQUIRE(same(state_of(lazy(again.str())), next));
  }
  REQUIRE(same(state_of(options), next));
  return state;
}

} // namespace

TEST_CASE(
  "a crash at any moment leaves what was acknowledged, and what was under way whole or not") {
  auto seed = GENERATE(range(1, 9));
  CAPTURE(seed);
  random_source random{static_cast<std::uint64_t>(seed)};
  temporary_directory home;
  auto options = lazy(home.str());
  auto model = state_of(options);
  std::uint64_t id = 0;
  for (int session = 0; session < 4; ++session) {
    auto store = open(options);
    auto image = content_of(home.str());
    auto waits = 0;
    for (auto n = 2 + random.below(15); n > 0; --n) {
      auto before = model;
      auto batch = write_without_snapshot(random, model, ++id);
      apply(model, batch);
      REQUIRE(write_now(*store, batch));
      auto next = content_of(home.str());
      waits += journal_of(image) != journal_of(next) ? 1 : -waits;
      if (random.chance(300)) { // after it, and within it
        REQUIRE(same(survive(next, random), model));
        auto cut = crash_between(random, image, next);
        auto left = survive(cut, random);
        REQUIRE((same(left, before) || same(left, model)));
        if (journal_of(image) == journal_of(next)) REQUIRE(same(left, before));
      }
      image = std::move(next);
    }
    store.reset(); // the data file gets what waited
    auto settled = content_of(home.str());
    CHECK(journal_of(settled) == journal_of(image));
    CHECK((settled.at(data_file_name) != image.at(data_file_name)) == (waits > 0));
    auto data = lmdb_database::read(home / data_file_name, lmdb_database::sharing::none);
    REQUIRE(data);
    REQUIRE(same(data->state, model)); // it has all, without the journal
    auto cut = crash_between(random, image, settled);
    REQUIRE(same(survive(cut, random), model));
    REQUIRE(same(survive(settled, random), model));
  }
}

TEST_CASE("a process that is killed anywhere has what it acknowledged, snapshots and all") {
  auto seed = GENERATE(range(1, 25));
  CAPTURE(seed);
  temporary_directory home;
  auto options = with_small_journal({home.str(), "bank"});
  options.apply_delay = seed % 2 == 0 ? 0ms : 1000ms;
  auto model = state_of(options);
  auto steps = [&](const std::function<bool(std::uint64_t, const store_write&)>& step) {
    random_source random{static_cast<std::uint64_t>(seed)};
    auto state = model;
    for (std::uint64_t id = 1;; ++id) {
      auto batch = random_write(random, state, id);
      if (!step(id, batch)) return state;
      apply(state, batch);
    }
  };
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    auto store = open(options);
    steps([&](std::uint64_t, const store_write& batch) {
      store->write(batch, [&](ticket done, result<void> outcome) {
        EXPECTS(outcome && ::write(ends[1], &done.value, sizeof done.value) > 0);
      });
      return true;
    });
  }
  std::uint64_t acknowledged = 0;
  random_source random{static_cast<std::uint64_t>(seed) + 1000};
  for (auto upto = 1 + random.below(150); acknowledged < upto;)
    REQUIRE(::read(ends[0], &acknowledged, sizeof acknowledged) == sizeof acknowledged);
  ::kill(child, SIGKILL);
  REQUIRE(::waitpid(child, nullptr, 0) == child);
  ::close(ends[1]);
  while (::read(ends[0], &acknowledged, sizeof acknowledged) > 0) {}
  ::close(ends[0]);

  auto found = state_of(options);
  bool known = false;
  auto state = model;
  steps([&](std::uint64_t id, const store_write& batch) {
    if (id > acknowledged) known = known || same(found, state);
    apply(state, batch);
    return !known && id < acknowledged + 3000; // a group is 1024 at most
  });
  CHECK(known);
}
