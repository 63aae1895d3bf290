// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/control/leader_tasks.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::control;
using namespace std::chrono_literals;

namespace {

constexpr instant start{1h};

control_config config_of_one() {
  control_config c;
  c.own.cluster_name = "test";
  c.own.partition_count = 8;
  return c;
}

registry::join newcomer(std::uint64_t boot, session_id replaces = {}) {
  registry::join who;
  who.boot = boot_id{boot};
  who.name = "n1";
  who.advertise = endpoint{"127.0.0.1", 4001};
  who.store = store_id{1};
  who.host_boot = "one";
  who.lock_file = {7, 9};
  who.own = config_of_one().own;
  who.replaces = replaces;
  return who;
}

/// Founded, with session 1.
registry::registry with_a_session() {
  registry::registry state;
  auto apply = [&](std::uint64_t index, registry::command what) {
    state.apply(log_index{index}, registry::encode_entry({}, {std::nullopt, std::move(what)}));
  };
  apply(2, registry::found{config_of_one().own});
  apply(3, newcomer(1001));
  return state;
}

bool may_renew(leader_tasks& tasks, std::uint64_t cookie) {
  return tasks.ask(cookie, {store_id{1}, session_id{1}, 5, start});
}

} // namespace

TEST_CASE("an end of a session that is appended before the tasks begin forbids its renewal") {
  auto state = with_a_session();
  REQUIRE(state.session_open(session_id{1}));
  registry::proposer n1{session_id{1}, stream_id{1}, sequence{1}, sequence{1}};
  const registry::envelope ends[] = {{n1, registry::leave{}},
                                     {std::nullopt, newcomer(1002, session_id{1})}};
  for (auto& end : ends) {
    leader_tasks tasks{config_of_one(), start};
    tasks.appending(end, state);
    tasks.open(state, {start, {}}, start);
    CHECK_FALSE(may_renew(tasks, 1));
  }
  leader_tasks tasks{config_of_one(), start};
  tasks.appending({n1, registry::begin_leave{}}, state);
  tasks.appending({std::nullopt, newcomer(1003)}, state); // ends no session, as it names none
  tasks.open(state, {start, {}}, start);
  CHECK(may_renew(tasks, 1));
}

TEST_CASE("the feature level is raised when every live member knows the next one") {
  auto config = config_of_one();
  config.own.feature_level = 1;
  registry::registry state;
  std::uint64_t index = 1;
  auto apply = [&](registry::command what) {
    ++index;
    state.apply(log_index{index}, registry::encode_entry({}, {std::nullopt, std::move(what)}));
  };
  apply(registry::found{config.own});
  auto old = newcomer(1001);
  old.own.feature_level = 1;
  apply(old);
  leader_tasks tasks{config, start};
  tasks.open(state, {start, {}}, start);
  auto raised = [&](instant now) {
    for (auto& what : tasks.due(state, now))
      if (auto* raise = std::get_if<registry::raise_feature_level>(&what)) return raise->to;
    return 0u;
  };
  CHECK(raised(start) == 0);
  apply(newcomer(1002)); // level 1: it proves that the former process is dead
  REQUIRE(state.view()->members.front().feature_level == 2);
  CHECK(raised(start + 1ms) == 2);
  CHECK(raised(start + 2ms) == 0); // on its way
  CHECK(raised(start + 2s) == 2);
  apply(registry::raise_feature_level{2});
  CHECK(raised(start + 4s) == 0);
}

TEST_CASE("what time ends is proposed once it is over, again after a while, and until it is done") {
  auto state = with_a_session();
  std::uint64_t last = 3;
  std::uint64_t said = 0;
  auto apply = [&](registry_time stamp, registry::command what, bool by_n1) {
    std::optional<registry::proposer> from;
    if (by_n1)
      from = registry::proposer{session_id{1}, stream_id{1}, sequence{++said}, sequence{said}};
    auto done =
      state.apply(log_index{++last}, registry::encode_entry(stamp, {from, std::move(what)}));
    REQUIRE_FALSE(registry::refusal(done.outcome));
  };
  registry::acquire_lock unfenced;
  unfenced.holder = holder_id{1};
  unfenced.claim = claim_id{1};
  unfenced.wants = {{"a", lock_mode::exclusive, 0, 0}};
  unfenced.lease = 10s;
  candidate_id self{session_id{1}, holder_id{1}};
  apply({}, unfenced, true);
  apply({}, registry::campaign{"e", holder_id{1}, {election_policy::votes, 20s, {}}, 0, {}}, true);

  leader_tasks tasks{config_of_one(), start};
  tasks.open(state, {start, {}}, start);
  using registry::command;
  auto grants_due = [&](duration after) {
    std::vector<command> ends;
    for (auto& what : tasks.due(state, start + after))
      if (std::holds_alternative<registry::expire_lock>(what) ||
          std::holds_alternative<registry::settle_election>(what))
        ends.push_back(what);
    return ends;
  };
  registry::expire_lock over{state.locks().book().holds().begin()->first, registry_time{10s}};
  CHECK(grants_due(9s).empty());
  CHECK(grants_due(10s) == std::vector<command>{over});
  CHECK(grants_due(10s + 999ms).empty());
  CHECK(grants_due(11s) == std::vector<command>{over});

  // The lease is over, the name is withheld: 15 s since nobody said that the resource is fenced.
  apply(registry_time{12s}, over, false);
  CHECK(grants_due(13s).empty());
  registry::expire_lock free{over.token, registry_time{27s}};
  CHECK(grants_due(26s).empty());
  CHECK(grants_due(27s) == std::vector<command>{free});
  apply(registry_time{27s}, free, false);
  CHECK(grants_due(40s).empty());
  CHECK(state.locks().book().slots().empty());

  // One of one is a majority at once, so the time for voting never begins.
  apply(registry_time{40s}, registry::vote{"e", self}, true);
  CHECK(grants_due(70s).empty());
  CHECK(state.elections().find("e")->winner == self);
}

TEST_CASE("the end of a minimum term is proposed by the leader") {
  auto state = with_a_session();
  std::uint64_t said = 0;
  election_rules rules{election_policy::weight, {}, 30s};
  for (std::uint32_t weight : {1u, 2u}) {
    registry::proposer n1{session_id{1}, stream_id{1}, sequence{++said}, sequence{said}};
    auto done =
      state.apply(log_index{3 + said},
                  registry::encode_entry(
                    {}, {n1, registry::campaign{"e", holder_id{weight}, rules, weight, {}}}));
    REQUIRE_FALSE(registry::refusal(done.outcome));
  }
  leader_tasks tasks{config_of_one(), start};
  tasks.open(state, {start, {}}, start);
  auto settles = [&](duration after) {
    std::size_t n = 0;
    for (auto& what : tasks.due(state, start + after))
      if (what == registry::command{registry::settle_election{"e", registry_time{30s}}}) ++n;
    return n;
  };
  CHECK(settles(29s) == 0);
  CHECK(settles(30s) == 1);
  CHECK(settles(30s + 1ms) == 0);
  CHECK(settles(31s) == 1);
}
