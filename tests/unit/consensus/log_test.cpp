// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/consensus/log.hpp>
#include <ringleader/consensus/messages.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::consensus;

namespace {

raft_log log_of(const std::vector<std::uint64_t>& terms) {
  raft_log log;
  for (auto term : terms)
    log.append({log.last_index().next(), raft_term{term}, entry_kind::command, bytes(10)});
  return log;
}

configuration members(std::vector<store_id> voters, std::vector<store_id> learners = {}) {
  return {cluster_id{7}, std::move(voters), std::move(learners)};
}

} // namespace

TEST_CASE("the latest configuration in the log is in force and goes with its entry") {
  auto first = members({store_id{1}});
  auto second = members({store_id{1}}, {store_id{2}});
  raft_log log;
  CHECK(log.members().voters.empty());
  log.append(founding_entry(first));
  log.append({log_index{2}, raft_term{2}, entry_kind::noop, {}});
  log.append({log_index{3}, raft_term{2}, entry_kind::configuration, encode(second)});
  CHECK(log.members() == second);
  CHECK(log.members_index() == log_index{3});
  log.truncate(log_index{4});
  CHECK(log.members() == second);
  log.truncate(log_index{3});
  CHECK(log.members() == first);
  CHECK(log.last_index() == log_index{2});
}

TEST_CASE("a log that ends with a greater term covers, and so does a longer one of the same term") {
  auto log = log_of({1, 1, 3});
  CHECK(log.is_covered_by(log_index{3}, raft_term{3}));
  CHECK(log.is_covered_by(log_index{4}, raft_term{3}));
  CHECK(log.is_covered_by(log_index{1}, raft_term{4}));
  CHECK_FALSE(log.is_covered_by(log_index{2}, raft_term{3}));
  CHECK_FALSE(log.is_covered_by(log_index{9}, raft_term{2}));
}

TEST_CASE("a match is possible only where the term is not above the other log's") {
  auto log = log_of({1, 1, 2, 2, 5});
  CHECK(log.last_possible_match(log_index{9}, raft_term{5}) == log_index{5});
  CHECK(log.last_possible_match(log_index{9}, raft_term{4}) == log_index{4});
  CHECK(log.last_possible_match(log_index{3}, raft_term{9}) == log_index{3});
  CHECK(log.last_possible_match(log_index{5}, raft_term{1}) == log_index{2});
  CHECK(log.last_possible_match(log_index{5}, raft_term{}) == log_index{});
  CHECK(raft_log{}.last_possible_match(log_index{5}, raft_term{5}) == log_index{});
}

TEST_CASE("a batch holds what fits and one entry at least") {
  auto log = log_of({1, 1, 1});
  auto one = wire_size(log.at(log_index{1}));
  CHECK(log.batch(log_index{1}, 2 * one).size() == 2);
  CHECK(log.batch(log_index{1}, 2 * one - 1).size() == 1);
  CHECK(log.batch(log_index{2}, 1).size() == 1);
  CHECK(log.batch(log_index{4}, 1000).empty());
}

TEST_CASE("the wire size of an entry is what the codec writes") {
  entry e{log_index{3}, raft_term{2}, entry_kind::command, bytes(100)};
  CHECK(encode(e).size() == wire_size(e));
}

TEST_CASE("a configuration without voters, unsorted or with a store twice is malformed") {
  auto decoded = [](const configuration& c) { return configuration_of(founding_entry(c)).ok(); };
  CHECK(decoded(members({store_id{1}, store_id{2}}, {store_id{3}})));
  CHECK_FALSE(decoded(members({})));
  CHECK_FALSE(decoded(members({store_id{2}, store_id{1}})));
  CHECK_FALSE(decoded(members({store_id{1}, store_id{1}})));
  CHECK_FALSE(decoded(members({store_id{}})));
  CHECK_FALSE(decoded(members({store_id{1}}, {store_id{1}})));
  CHECK_FALSE(configuration_of({log_index{1}, raft_term{1}, entry_kind::noop, {}}).ok());
  CHECK_FALSE(
    configuration_of({log_index{1}, raft_term{1}, entry_kind::configuration, bytes{1}}).ok());
}

TEST_CASE("an entry becomes a record and comes back; a kind of a newer release is refused") {
  auto e = founding_entry(members({store_id{1}}));
  auto back = to_entry(to_record(e));
  REQUIRE(back);
  CHECK(*back == e);
  auto record = to_record(e);
  record.kind = 9;
  CHECK(to_entry(record).error().code == errc::newer_format);
}

TEST_CASE("a log without its head answers as before for what is kept and the term before it") {
  raft_log log;
  auto first = members({store_id{1}});
  auto second = members({store_id{1}}, {store_id{2}});
  log.append(founding_entry(first));
  for (std::uint64_t i = 2; i <= 6; ++i)
    log.append({log_index{i}, raft_term{i / 2 + 1}, entry_kind::noop, {}}); // terms 1 2 2 3 3 4
  log.append({log_index{7}, raft_term{4}, entry_kind::configuration, encode(second)});
  log.drop_head(log_index{3}, log_index{5});
  CHECK(log.first_index() == log_index{4});
  CHECK(log.last_index() == log_index{7});
  CHECK(log.term_at(log_index{3}) == raft_term{2});
  CHECK(log.knows(log_index{3}));
  CHECK_FALSE(log.knows(log_index{2}));
  CHECK_FALSE(log.knows(log_index{}));
  CHECK(log.at(log_index{4}).term == raft_term{3});
  CHECK(log.range(log_index{4}, log_index{7}).size() == 4);
  CHECK(log.batch(log_index{5}, 1 << 20).size() == 3);
  CHECK(log.last_possible_match(log_index{7}, raft_term{3}) == log_index{5});
  CHECK(log.last_possible_match(log_index{7}, raft_term{2}) == log_index{3});
  CHECK(log.last_possible_match(log_index{7}, raft_term{1}) == log_index{2}); // dropped: possible
  CHECK(log.last_possible_match(log_index{1}, raft_term{1}) == log_index{1});
  CHECK(log.members_at(log_index{6}) == first);
  CHECK(log.members() == second);
  log.truncate(log_index{6});
  CHECK(log.members() == first);
  CHECK(log.last_index() == log_index{5});
}

TEST_CASE(
  "a log that stands on a snapshot has its configuration, and what follows can be truncated") {
  auto at_five = members({store_id{1}, store_id{2}, store_id{3}});
  auto later = members({store_id{1}, store_id{2}, store_id{3}}, {store_id{4}});
  snapshot base{log_index{5}, raft_term{3}, at_five, {}};
  raft_log bare{base, {}};
  CHECK(bare.last_index() == log_index{5});
  CHECK(bare.last_term() == raft_term{3});
  CHECK(bare.members() == at_five);
  CHECK(bare.knows(log_index{5}));
  // One entry from before the snapshot: the term before it is not known any more.
  entry old{log_index{5}, raft_term{3}, entry_kind::configuration, encode(at_five)};
  entry fresh{log_index{6}, raft_term{4}, entry_kind::configuration, encode(later)};
  raft_log log{base, {old, fresh}};
  CHECK_FALSE(log.knows(log_index{4}));
  CHECK(log.knows(log_index{5}));
  CHECK(log.members() == later);
  CHECK(log.members_index() == log_index{6});
  log.truncate(log_index{6});
  CHECK(log.members() == at_five);
  CHECK(log.members_index() == log_index{5});
  log.reset({log_index{9}, raft_term{5}, later, {}});
  CHECK(log.last_index() == log_index{9});
  CHECK(log.members() == later);
}
