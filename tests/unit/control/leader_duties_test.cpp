// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/control/leader_duties.hpp>

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

registry::join newcomer(std::uint64_t boot) {
  registry::join who;
  who.boot = boot_id{boot};
  who.name = "n1";
  who.advertise = endpoint{"127.0.0.1", 4001};
  who.store = store_id{1};
  who.host_boot = "one";
  who.lock_file = {7, 9};
  who.own = config_of_one().own;
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

bool may_renew(leader_duties& duties, std::uint64_t cookie) {
  return duties.ask(cookie, {store_id{1}, session_id{1}, 5, start});
}

} // namespace

TEST_CASE("an end of a session that is appended before the duties begin forbids its renewal") {
  auto state = with_a_session();
  REQUIRE(state.session_open(session_id{1}));
  registry::proposer n1{session_id{1}, stream_id{1}, sequence{1}, sequence{1}};
  const registry::envelope ends[] = {{n1, registry::leave{}}, {std::nullopt, newcomer(1002)}};
  for (auto& end : ends) {
    leader_duties duties{config_of_one(), start};
    duties.appending(end, state);
    duties.open(state, {start, {}}, start);
    CHECK_FALSE(may_renew(duties, 1));
  }
  leader_duties duties{config_of_one(), start};
  duties.appending({n1, registry::begin_leave{}}, state);
  duties.open(state, {start, {}}, start);
  CHECK(may_renew(duties, 1));
}
