// SPDX-License-Identifier: BSD-3-Clause
#include "../../support/drawn_options.hpp"

#include <ringleader/control/control_machine.hpp>
#include <ringleader/elections/node_elections.hpp>
#include <ringleader/locks/lock_lease.hpp>
#include <ringleader/options/configure.hpp>
#include <ringleader/options/option_table.hpp>
#include <ringleader/options/options.hpp>
#include <ringleader/options/plain_text.hpp>
#include <ringleader/routing/routing_machine.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace ringleader;
using namespace std::chrono_literals;
using drawn_options::drawer;

namespace {

bool names_an_option(const std::string& message) {
  auto& table = option_table();
  return std::any_of(table.begin(), table.end(), [&](const option_row& row) {
    return message.find("--" + row.name) != std::string::npos;
  });
}

/// One line that says what to change.
void judge(const failure& refused) {
  CHECK(refused.code == errc::invalid_option);
  CHECK(names_an_option(refused.message));
  CHECK(is_plain_text(refused.message));
}

const node_identity node{store_id{7}, "node-1", {"node-1", 4700}};

/// What a node makes of it when it starts; each constructor aborts where it does not hold.
void make_machines(node_configuration all) {
  instant now{1h};
  all.control.raft.cluster = cluster_id{1};
  control::control_machine control{all.control, stream_id{1}, {}, now};
  directory entities{all.entities};
  CHECK(entities.next_deadline() == never);
  if (!all.forming.founders.empty() || all.forming.is_alone()) {
    all.forming.fresh_cluster = cluster_id{1};
    formation::founding founding{all.forming.founding(), std::nullopt, now};
    CHECK_FALSE(founding.step(formation::founding_tick{}, now).empty());
  }
  joiner member{all.joining};
  CHECK(member.session() == session_id{});
  routing::routing_machine router{all.routing, 1};
  CHECK(router.next_deadline() == never);
  locks::lock_client locks{all.locks, 1};
  CHECK(locks.next_deadline() == never);
  campaigns::node_elections elections{all.elections, 1, {}};
  CHECK(elections.next_deadline() == never);
  lock_lease lock{all.cluster().ttl, all.cluster().margin};
  CHECK(lock.trusted(1h) > 40min);
}

/// True if the set is one that a node starts with.
bool starts(const node_options& options) {
  auto all = configure(options);
  if (!all) {
    judge(all.error());
    return false;
  }
  make_machines(*all);
  // Who the node is may be known only later, and may be refused then.
  auto at = advertised_endpoint(options, {options.listen.host, 65'535});
  auto known = configure(options, node_identity{store_id{7}, node_name(options, at), at});
  if (known)
    make_machines(*known);
  else
    judge(known.error());
  return true;
}

std::string refusal(void (*change)(node_options&)) {
  node_options options;
  change(options);
  auto all = configure(options);
  return all ? "accepted" : all.error().message;
}

} // namespace

TEST_CASE("10,000 option sets: each is refused with an option's name, or makes every machine") {
  drawer draw{1};
  std::size_t started = 0;
  constexpr std::size_t sets = 10'000;
  for (std::size_t i = 0; i < sets; ++i) {
    INFO("set " << i);
    if (starts(draw.next())) ++started;
  }
  // Neither side is an exception.
  CHECK(started > sets / 20);
  CHECK(started < sets * 9 / 10);
}

TEST_CASE("10,000 command lines: each is refused with an option's name, or makes every machine") {
  drawer draw{2};
  auto& table = option_table();
  std::size_t accepted = 0;
  for (std::size_t i = 0; i < 10'000; ++i) {
    std::vector<std::string> line;
    for (auto n = draw.random().below(4); n > 0; --n) {
      auto& row = table[draw.random().below(table.size())];
      auto option = "--" + row.name;
      if (std::any_of(line.begin(), line.end(), [&](const std::string& word) {
            return word == option || word.rfind(option + '=', 0) == 0;
          }))
        continue;
      line.push_back(row.is_flag() ? option : option + '=' + draw.word());
    }
    INFO("line " << i);
    auto parsed = parse_node_options(line, {});
    if (!parsed) {
      judge(parsed.error());
      continue;
    }
    ++accepted;
    CHECK(starts(parsed->node));
  }
  CHECK(accepted > 1'000);
}

TEST_CASE("what once aborted a node is refused with option, value, limit and reason, or works") {
  CHECK(refusal([](auto& o) { o.heartbeat = 90ms; }) ==
        "--heartbeat 90ms is too long; it must be 1ms to 66.666ms, a third of --election-timeout "
        "200ms, so that two lost rounds do not make an election");
  CHECK(refusal([](auto& o) {
          o.election_timeout = 5ms;
          o.heartbeat = 1ms;
        }) == "--election-timeout 5ms is too short; it must be 10ms to 1m");
  CHECK(refusal([](auto& o) {
          o.session_ttl = 30min;
          o.lease_margin = 2min;
        }) == "--session-ttl 30m is too long; it must be 80ms to 25m");
  CHECK(refusal([](auto& o) {
          o.session_ttl = 20min;
          o.lease_margin = 2min;
        }) == "--lease-margin 2m is too long; it must be 3.2ms to 1m");
  CHECK(refusal([](auto& o) {
          o.founders.assign(8, o.listen);
          for (std::uint16_t i = 0; i < 8; ++i) o.founders[i].port = 4700 + i;
        }) == "--founders names 8 nodes; it must name 1 to 7, since each commit waits for a "
              "majority of them");
  CHECK(refusal([](auto& o) { o.idle_after = 500us; }) ==
        "--idle-after 500us is too short; it must be 1ms to 8760h, or 0 (never)");
  CHECK(refusal([](auto& o) { o.stash_max = 200'000; }) == "accepted");
  CHECK(refusal([](auto& o) { o.lease_margin = 600ms; }) ==
        "--lease-margin 600ms is too long for --session-ttl 2s; it must be at most 1/4 of that, "
        "500ms, so that a lease outlasts lost renewals");
  // Longer than a voter is waited for, and shorter than its leader looks around.
  CHECK(refusal([](auto& o) {
          o.session_ttl = 31s;
          o.lease_margin = 2s;
        }) == "accepted");
  CHECK(refusal([](auto& o) {
          o.election_timeout = 15ms;
          o.heartbeat = 5ms;
        }) == "accepted");
}

TEST_CASE("texts that cannot be shown, or are too long for the cluster, are refused") {
  CHECK(refusal([](auto& o) { o.name = "a\nb"; }) ==
        "--name 'a?b' has a character that cannot be shown; it must be UTF-8 on one line, since it "
        "goes into logs and reports");
  CHECK(refusal([](auto& o) { o.name = std::string(256, 'x'); }) ==
        "--name has 256 bytes; it must have 0 to 255");
  CHECK(refusal([](auto& o) { o.zone = std::string(256, 'x'); }) == "accepted");
  CHECK(refusal([](auto& o) { o.zone = std::string(257, 'x'); }) ==
        "--zone has 257 bytes; it must have 0 to 256");
  CHECK(refusal([](auto& o) { o.cluster.clear(); }) ==
        "--cluster has 0 bytes; it must have 1 to 255");
  CHECK(refusal([](auto& o) {
          for (int i = 0; i < 65; ++i) o.roles.push_back(std::to_string(i));
        }) == "--roles names 65 words; it must name at most 64");
  CHECK(refusal([](auto& o) { o.weight = 100'001; }) ==
        "--weight 100.001 is not a number of 0 to 100 with at most three decimals");
  CHECK(refusal([](auto& o) { o.listen.host = "127." + std::string(250, 'h'); }) ==
        "--name, by default the advertised endpoint, has 259 bytes; it must have 1 to 255");
}

TEST_CASE("a configuration says who the node is once that is known") {
  node_options options;
  options.roles = {"web"};
  auto all = configure(options, node);
  REQUIRE(all);
  CHECK(all->control.raft.self == store_id{7});
  CHECK(all->member.name == "node-1");
  CHECK(all->member.roles == std::set<std::string>{"web"});
  CHECK(all->forming.founding().founders == std::vector<std::string>{"node-1:4700"});
  CHECK(all->transport.name.empty()); // by its endpoint, once it listens
  options.seeds = {{"node-2", 4700}};
  CHECK(configure(options, node)->forming.founders.empty());
  // A founder that is reached elsewhere than its list says.
  options.seeds.clear();
  options.founders = {options.listen};
  REQUIRE(configure(options));
  auto no = configure(options, node);
  REQUIRE_FALSE(no);
  CHECK(no.error().message ==
        "--founders 127.0.0.1:4700 does not name this node, which is reached at node-1:4700; give "
        "the same list to every founder, or set --advertise");
}
