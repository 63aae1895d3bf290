// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/consensus/raft.hpp>
#include <ringleader/formation/recovery.hpp>

#include "../consensus/raft_fixture.hpp"

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::consensus;
using namespace ringleader::formation;
using namespace std::chrono_literals;

namespace {

const store_id fresh_store{91};
const cluster_id fresh_cluster{92};

stored_state survivor() {
  stored_state s;
  s.identity = {store_id{1}, cluster, "shop"};
  s.hard = {raft_term{5}, store_id{3}};
  s.records = {
    to_record(founding_entry(three_voters())),
    to_record({log_index{2}, raft_term{4}, entry_kind::noop, {}}),
    to_record({log_index{3}, raft_term{4}, entry_kind::command, to_bytes("x")}),
  };
  return s;
}

raft started(const stored_state& s) {
  raft_config config;
  config.group = group;
  config.cluster = s.identity.cluster;
  config.self = s.identity.store;
  std::vector<entry> log;
  for (auto& record : s.records) log.push_back(*to_entry(record));
  snapshot_ptr base;
  if (s.snapshot) base = std::make_shared<const snapshot>(*to_snapshot(*s.snapshot));
  return {config, s.hard, base, log, instant{}, false};
}

// All that it commits when it starts.
std::vector<entry> committed_by(raft& machine) {
  std::vector<entry> all;
  auto now = machine.next_deadline();
  for (auto fx = machine.step(tick{}, now); !fx.empty();) {
    effects next;
    for (auto& e : fx) {
      if (auto* fresh = std::get_if<committed>(&e))
        all.insert(all.end(), fresh->entries.begin(), fresh->entries.end());
      if (auto* write = std::get_if<persist>(&e)) next = machine.step(persisted{write->id}, now);
    }
    fx = std::move(next);
  }
  return all;
}

} // namespace

TEST_CASE("a recovered survivor leads alone, in a higher term, with all that its log held") {
  auto fresh = recovered(survivor(), fresh_store, fresh_cluster);
  REQUIRE(fresh);
  CHECK(disorder_of(*fresh) == "");
  CHECK(fresh->identity.cluster_name == "shop");
  auto machine = started(*fresh);
  CHECK(machine.members() == configuration{fresh_cluster, {fresh_store}, {}});
  auto log = committed_by(machine);
  CHECK(machine.role() == role::leader);
  CHECK(machine.term() > raft_term{5});
  REQUIRE(log.size() == 5);
  CHECK(log[2].data == to_bytes("x"));
  CHECK(log[3].kind == entry_kind::configuration);
}

TEST_CASE("a recovered snapshot knows the lost voters no more") {
  auto from = survivor();
  from.snapshot = to_stored({log_index{3}, raft_term{4}, three_voters(), to_bytes("state")});
  from.records.clear();
  auto fresh = recovered(from, fresh_store, fresh_cluster);
  REQUIRE(fresh);
  CHECK(fresh->records.size() == 1);
  auto machine = started(*fresh);
  CHECK(committed_by(machine).front().index == log_index{4});
  CHECK(machine.last_snapshot()->members.voters == std::vector<store_id>{fresh_store});
  CHECK(machine.last_snapshot()->data == to_bytes("state"));
}

TEST_CASE("a vote that the survivor gave does not bind the new store") {
  auto fresh = recovered(survivor(), fresh_store, fresh_cluster);
  CHECK(fresh->hard == hard_state{raft_term{6}, {}});
}

TEST_CASE("a promised term that no election reached is left behind") {
  auto from = survivor();
  from.hard = {raft_term{~std::uint64_t{0}}, {}};
  auto fresh = recovered(from, fresh_store, fresh_cluster);
  REQUIRE(fresh);
  CHECK(fresh->hard == hard_state{raft_term{5}, {}});
  CHECK(started(*fresh).term() == raft_term{5});
  from.hard.term = raft_term{5};
  from.records.back().term = raft_term{~std::uint64_t{0}};
  CHECK(recovered(from, fresh_store, fresh_cluster).error().code == errc::malformed);
}

TEST_CASE("what cannot be recovered is refused with what to do") {
  CHECK(recovered({}, fresh_store, fresh_cluster).error().code == errc::not_found);
  auto gap = survivor();
  gap.records.erase(gap.records.begin() + 1);
  CHECK(recovered(gap, fresh_store, fresh_cluster).error().code == errc::malformed);
  auto falling = survivor();
  falling.records[2].term = raft_term{2};
  CHECK(recovered(falling, fresh_store, fresh_cluster).error().code == errc::malformed);
  auto unreadable = survivor();
  unreadable.records[0].data = to_bytes("?");
  CHECK(recovered(unreadable, fresh_store, fresh_cluster).error().code == errc::malformed);
  auto newer = survivor();
  newer.records[1].kind = 77;
  CHECK(recovered(newer, fresh_store, fresh_cluster).error().code == errc::newer_format);
}
