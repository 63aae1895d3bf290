// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/formation/examination.hpp>
#include <ringleader/formation/rebuild.hpp>

#include "../consensus/raft_fixture.hpp"

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::consensus;
using namespace ringleader::formation;

namespace {

registry::cluster_settings bank() {
  registry::cluster_settings s;
  s.cluster_name = "bank";
  s.partition_count = 4;
  return s;
}

/// What the frame that killed a cluster left in its logs: a forwarded join without an end of its
/// session time.
registry::join endless_join() {
  registry::join x;
  x.boot = boot_id{1};
  x.store = store_id{1};
  x.name = "a";
  x.own = bank();
  x.own.ttl = duration::min();
  return x;
}

stored_state with_commands(const std::vector<registry::command>& commands) {
  stored_state s;
  s.identity = {store_id{1}, cluster, "bank"};
  s.hard = {raft_term{4}, {}};
  s.records = {to_record(founding_entry(three_voters()))};
  for (auto& c : commands)
    s.records.push_back(to_record({s.records.back().index.next(), raft_term{4}, entry_kind::command,
                                   registry::encode_entry({}, {std::nullopt, c})}));
  return s;
}

} // namespace

TEST_CASE("a log with a command out of range is examined and recovered") {
  auto good = endless_join();
  good.own = bank();
  auto stored = with_commands({registry::found{bank()}, endless_join(), good});
  CHECK(check_start(stored));
  auto seen = examine(stored);
  REQUIRE(seen);
  CHECK(seen->commands == 3);
  CHECK(seen->malformed == 1);
  CHECK(seen->first_malformed == log_index{3});
  CHECK(seen->built.sessions().size() == 1);
  auto fresh = reborn(stored, store_id{91}, cluster_id{92});
  REQUIRE(fresh);
  CHECK(check_start(*fresh));
  CHECK(examine(*fresh)->malformed == 1);
}

TEST_CASE("bytes that are no command are counted, and change nothing") {
  auto stored = with_commands({registry::found{bank()}});
  stored.records.push_back({log_index{3}, raft_term{4}, 0, to_bytes("rubbish")});
  auto seen = examine(stored);
  REQUIRE(seen);
  CHECK(seen->malformed == 1);
  CHECK(seen->first_malformed == log_index{3});
}

TEST_CASE("a directory that no node can start from is refused with what to do") {
  auto refused = [](stored_state s) {
    auto ok = check_start(s);
    REQUIRE_FALSE(ok);
    CHECK(ok.error().message.find("recover") != std::string::npos);
  };
  auto stored = with_commands({registry::found{bank()}});
  auto low = stored;
  low.hard.term = raft_term{3};
  refused(low);
  auto high = stored;
  high.hard.term = raft_term{~std::uint64_t{0}};
  refused(high);
  auto far = stored;
  far.records.back().term = far.hard.term = raft_term{~std::uint64_t{0}};
  refused(far);
  auto before_all = stored;
  before_all.records.front().index = log_index{};
  refused(before_all);
  auto contradicting = stored;
  registry::registry empty;
  contradicting.snapshot =
    to_stored({log_index{2}, raft_term{3}, three_voters(), empty.snapshot()});
  refused(contradicting);
}

TEST_CASE("a snapshot of a later state than it stands for is refused") {
  registry::registry built;
  built.apply(log_index{9}, registry::encode_entry({}, {std::nullopt, registry::found{bank()}}));
  stored_state stored;
  stored.identity = {store_id{1}, cluster, "bank"};
  stored.hard = {raft_term{4}, {}};
  stored.snapshot = to_stored({log_index{9}, raft_term{4}, three_voters(), built.snapshot()});
  CHECK(examine(stored));
  stored.snapshot->index = log_index{8};
  CHECK(examine(stored).error().code == errc::malformed);
  CHECK(reborn(stored, store_id{91}, cluster_id{92}).error().code == errc::malformed);
}
