// SPDX-License-Identifier: BSD-3-Clause
#include "small_cluster.hpp"

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace ringleader::control;
using namespace std::chrono_literals;

namespace {

/// Founded, and all of its nodes have sessions.
small_cluster joined(std::size_t voters, std::size_t nodes) {
  small_cluster all{voters, nodes};
  all.run_for(2s);
  REQUIRE(all.leader() != 0);
  for (std::size_t i = voters + 1; i <= nodes; ++i) {
    all.step(all.leader(), feed{store_id{i}});
    all.run_for(100ms); // one change of the configuration at a time
  }
  for (std::size_t i = 1; i <= nodes; ++i) {
    all.run_for(100ms);
    all.join(i);
    REQUIRE(all.at(i).session);
  }
  return all;
}

std::uint64_t other_than(std::uint64_t leader) { return leader == 1 ? 2 : 1; }

bool is_open(small_cluster& all, std::uint64_t where, std::uint64_t whose) {
  return all.state(where).session_open(all.at(whose).session);
}

} // namespace

TEST_CASE("the leader founds the registry, and every node knows all sessions") {
  auto all = joined(3, 3);
  for (std::uint64_t i = 1; i <= 3; ++i) {
    CHECK(all.state(i).founded());
    CHECK(all.state(i).sessions().size() == 3);
    CHECK(all.state(i).digest() == all.state(1).digest());
  }
}

TEST_CASE("a command of any node ends with its outcome when that node has applied it") {
  auto all = joined(3, 3);
  auto node = other_than(all.leader());
  auto cookie = all.say(node, registry::announce_type{"account", "", true});
  CHECK(all.ending(node, cookie) == nullptr);
  all.run_for(10ms);
  REQUIRE(all.ending(node, cookie) != nullptr);
  CHECK(all.ending(node, cookie)->error.code == errc::none);
  CHECK(all.state(node).types().count("account") == 1);
}

TEST_CASE("others hear what is committed before the leader takes it into its own state") {
  auto all = joined(3, 3);
  auto before = all.told_early;
  auto leader = all.leader();
  auto cookie = all.say(leader, registry::announce_type{"account", "", true});
  all.run_for(10ms);
  REQUIRE(all.ending(leader, cookie) != nullptr);
  CHECK(all.told_early > before);
}

TEST_CASE("who does not catch up at once has all that is committed with its next step") {
  auto all = joined(3, 3);
  all.lazy = true;
  auto node = other_than(all.leader());
  auto cookie = all.say(node, registry::announce_type{"account", "", true});
  all.run_for(1s);
  REQUIRE(all.ending(node, cookie) != nullptr);
  for (std::uint64_t i = 1; i <= 3; ++i) {
    CHECK(all.state(i).types().count("account") == 1);
    CHECK_FALSE(all.at(i).machine->is_behind());
  }
}

TEST_CASE("a command survives its leader and takes effect once") {
  auto all = joined(3, 3);
  auto leader = all.leader();
  auto node = other_than(leader);
  all.cut.insert(leader);
  auto cookie = all.say(node, registry::campaign{"boss", holder_id{1}, {}, 0, {}});
  all.run_for(3s);
  REQUIRE(all.ending(node, cookie) != nullptr);
  CHECK(std::holds_alternative<registry::placed>(all.ending(node, cookie)->what));
}

TEST_CASE("without a leader a command ends without effect, or with an unknown one if it was sent") {
  auto all = joined(3, 3);
  auto leader = all.leader();
  auto node = other_than(leader);
  all.cut = {1, 2, 3};
  auto sent = all.say(node, registry::begin_leave{});
  all.run_for(4s);
  auto unsent = all.say(node, registry::begin_leave{});
  all.run_for(6s);
  REQUIRE(all.ending(node, sent) != nullptr);
  CHECK(all.ending(node, sent)->error.code == errc::outcome_unknown);
  REQUIRE(all.ending(node, unsent) != nullptr);
  CHECK(all.ending(node, unsent)->error.code == errc::no_quorum);
}

TEST_CASE("too large commands and those without a session are refused at once") {
  auto all = joined(1, 1);
  auto large = all.say(1, registry::announce_type{std::string(40'000, 'x'), "", true});
  REQUIRE(all.ending(1, large) != nullptr);
  CHECK(all.ending(1, large)->error.code == errc::refused);
  all.at(1).session = {};
  auto nobody = all.say(1, registry::begin_leave{});
  CHECK(all.ending(1, nobody)->error.code == errc::no_quorum);
}

TEST_CASE("a renewal is answered wherever it is asked, and not by a leader that is cut off") {
  auto all = joined(3, 3);
  auto leader = all.leader();
  auto node = other_than(leader);
  all.renew(node, 1);
  all.renew(leader, 2);
  all.run_for(100ms);
  CHECK(all.at(node).renewals.count(1) == 1);
  CHECK(all.at(leader).renewals.count(2) == 1);
  all.cut.insert(leader);
  all.renew(leader, 3);
  all.run_for(100ms);
  CHECK(all.at(leader).machine->leads()); // it does not know better yet
  CHECK(all.at(leader).renewals.count(3) == 0);
}

TEST_CASE("no renewal is answered once the end of its session was appended") {
  auto all = joined(3, 3);
  auto leader = all.leader();
  auto node = other_than(leader);
  all.step(leader, renew{all.sender_of(node), all.at(node).session, 1});
  all.step(
    leader,
    forwarded{all.sender_of(node),
              {encode(registry::envelope{
                registry::proposer{all.at(node).session, stream_id{1}, sequence{1}, sequence{1}},
                registry::leave{}})}});
  all.run_for(100ms);
  CHECK(all.at(node).renewals.count(1) == 0);
  CHECK_FALSE(is_open(all, leader, node));
}

TEST_CASE("a session that is not renewed ends ttl and margin after its last renewal") {
  auto all = joined(3, 3);
  auto leader = all.leader();
  auto silent = other_than(leader);
  all.live({1, 2, 3}, 4s);
  auto others = std::set<std::uint64_t>{1, 2, 3};
  others.erase(silent);
  all.live(others, 1600ms); // the last renewal was 400ms before
  CHECK(is_open(all, leader, silent));
  all.live(others, 400ms);
  CHECK_FALSE(is_open(all, leader, silent));
  for (auto number : others) CHECK(is_open(all, leader, number));
}

TEST_CASE("a new leader knows from the voters who was heard, and waits for nobody else") {
  auto all = joined(3, 3);
  all.live({1, 2, 3}, 4s);
  auto dead = all.leader();
  all.crash(dead);
  all.cut.insert(dead);
  auto others = std::set<std::uint64_t>{1, 2, 3};
  others.erase(dead);
  all.live(others, 1600ms);
  auto heir = all.leader();
  REQUIRE(heir != 0);
  CHECK(is_open(all, heir, dead)); // ttl and margin are not over
  all.live(others, 400ms);         // far from ttl and margin after the election
  CHECK_FALSE(is_open(all, heir, dead));
  for (auto number : others) CHECK(is_open(all, heir, number));
}

TEST_CASE("a leader that leaves hands over first, and its command still takes effect") {
  auto all = joined(3, 3);
  auto leader = all.leader();
  auto cookie = all.say(leader, registry::leave{});
  all.run_for(150ms); // less than an election timeout
  CHECK(all.leader() != 0);
  CHECK(all.leader() != leader);
  REQUIRE(all.ending(leader, cookie) != nullptr);
  CHECK(std::holds_alternative<registry::done>(all.ending(leader, cookie)->what));
}

TEST_CASE("one node grows to three voters, and a voter that is gone is replaced") {
  auto all = joined(1, 4);
  all.live({1, 2, 3, 4}, 2s);
  auto voters = all.at(1).machine->raft().members().voters;
  REQUIRE(voters.size() == 3);
  auto victim = std::find_if(voters.begin(), voters.end(), [&](store_id v) {
                  return v.value != all.leader();
                })->value;
  all.crash(victim);
  all.cut.insert(victim);
  std::set<std::uint64_t> others{1, 2, 3, 4};
  others.erase(victim);
  all.live(others, 31s);
  all.live(others, 4s);
  auto leader = all.leader();
  REQUIRE(leader != 0);
  auto& members = all.at(leader).machine->raft().members();
  CHECK(members.voters.size() == 3);
  CHECK_FALSE(members.has(store_id{victim}));
}

TEST_CASE("a node that leaves while another is down leaves a group that commits") {
  auto all = joined(3, 3);
  auto leader = all.leader();
  std::set<std::uint64_t> others{1, 2, 3};
  others.erase(leader);
  auto leaver = *others.begin();
  auto dead = *others.rbegin();
  all.live({1, 2, 3}, 2s);
  all.crash(dead);
  all.cut.insert(dead);
  all.live({leader, leaver}, 400ms);
  all.say(leaver, registry::begin_leave{});
  all.live({leader, leaver}, 36s);
  REQUIRE(all.leader() == leader);
  CHECK(all.at(leader).machine->raft().members().voters == std::vector<store_id>{store_id{leader}});
  auto cookie = all.say(leader, registry::announce_type{"account", "", true});
  all.run_for(10ms);
  CHECK(all.ending(leader, cookie) != nullptr);
}

TEST_CASE("a voter that was replaced while it was down comes back as a learner") {
  auto all = joined(3, 4);
  auto leader = all.leader();
  auto victim = other_than(leader);
  std::set<std::uint64_t> others{1, 2, 3, 4};
  others.erase(victim);
  all.live({1, 2, 3, 4}, 2s);
  auto& before = all.at(victim).machine->raft();
  starting_point disk;
  disk.hard = {before.term(), before.vote()};
  disk.log = before.log().range(log_index{1}, before.last_index());
  all.crash(victim);
  all.cut.insert(victim);
  all.live(others, 70s);
  REQUIRE(all.leader() == leader);
  auto& members = all.at(leader).machine->raft().members();
  REQUIRE_FALSE(members.has(store_id{victim}));
  all.cut.clear();
  all.at(victim).machine.emplace(all.config(victim), stream_id{2}, std::move(disk), all.now());
  all.live(others, 4s);
  auto& returned = all.at(victim).machine->raft();
  CHECK(returned.is_voter()); // nobody told it otherwise, and its votes disturb nobody
  CHECK_FALSE(returned.leader());
  CHECK(all.leader() == leader);
  all.step(leader, feed{store_id{victim}});
  all.live(others, 800ms);
  CHECK(returned.leader() == store_id{leader});
  CHECK(returned.members().is_learner(store_id{victim}));
}

TEST_CASE("a learner that is fed for long is not taken for gone before it has a session") {
  small_cluster all{1, 2};
  all.run_for(2s);
  all.join(1);
  all.step(1, feed{store_id{2}});
  auto is_member = [&] { return all.at(1).machine->raft().members().has(store_id{2}); };
  all.live({1}, 40s);
  CHECK(is_member());
  all.cut.insert(2);
  all.live({1}, 29s);
  CHECK(is_member());
  all.live({1}, 2s);
  CHECK_FALSE(is_member());
}

TEST_CASE("commands that are too many for one append are appended one after another") {
  small_cluster all{1, 1};
  all.run_for(2s);
  all.join(1);
  std::vector<std::uint64_t> cookies;
  const registry::drained large{std::vector<registry::move_ref>(1'250)}; // 30 KB
  for (int i = 0; i < 600; ++i) cookies.push_back(all.say(1, large));
  all.run_for(4s);
  for (auto cookie : cookies) {
    REQUIRE(all.ending(1, cookie) != nullptr);
    CHECK(all.ending(1, cookie)->error.code == errc::none);
  }
}

TEST_CASE("a restart goes on from the snapshot and the log behind it") {
  small_cluster all{1, 1, 8};
  auto config = all.config(1);
  all.run_for(2s);
  all.join(1);
  for (int i = 0; i < 20; ++i) {
    all.say(1, registry::announce_type{"t" + std::to_string(i), "", true});
    all.run_for(10ms);
  }
  REQUIRE(all.at(1).snapshots.size() >= 2);
  auto digest = all.state(1).digest();
  auto& raft = all.at(1).machine->raft();
  auto base = raft.last_snapshot();
  auto hard = hard_state{raft.term(), raft.vote()};
  auto log = raft.log().range(raft.log().first_index(), raft.log().last_index());
  auto again = starting_from(hard, base, log);
  REQUIRE(again);
  all.at(1).machine.emplace(config, stream_id{2}, std::move(*again), all.now());
  all.run_for(1s);
  CHECK(all.state(1).types().size() == 20);
  CHECK(all.state(1).digest() == digest);
}

TEST_CASE("a command whose effect a snapshot hid is not refused when its session ended meanwhile") {
  small_cluster all{3, 3, 4};
  all.run_for(2s);
  for (std::uint64_t i = 1; i <= 3; ++i) all.join(i);
  auto leader = all.leader();
  REQUIRE(leader != 0);
  auto node = other_than(leader);
  // The command takes effect, but the node does not hear of it.
  all.deaf.insert(node);
  auto cookie = all.say(node, registry::announce_type{"account", "", true}, 1min);
  all.run_for(10ms);
  REQUIRE(all.state(leader).types().count("account") == 1);
  std::set<std::uint64_t> others{1, 2, 3};
  others.erase(node);
  all.live(others, 4s);
  REQUIRE_FALSE(is_open(all, leader, node));
  for (int i = 0; i < 20; ++i) {
    all.say(leader, registry::announce_type{"t" + std::to_string(i), "", true});
    all.live(others, 400ms);
  }
  all.deaf.clear();
  all.live(others, 4s);
  REQUIRE(all.at(node).snapshots.size() > 0);
  REQUIRE(all.ending(node, cookie) != nullptr);
  CHECK(all.ending(node, cookie)->error.code == errc::outcome_unknown);
}

namespace {

/// What `sender` forwards in the name of `whose` session.
forwarded said(small_cluster& all, std::uint64_t sender, std::uint64_t whose,
               registry::command what) {
  registry::proposer from{all.at(whose).session, stream_id{9}, sequence{1}, sequence{1}};
  return {all.sender_of(sender), {encode(registry::envelope{from, std::move(what)})}};
}

/// The two that do not lead.
std::pair<std::uint64_t, std::uint64_t> followers(small_cluster& all) {
  auto one = other_than(all.leader());
  return {one, 6 - all.leader() - one};
}

} // namespace

TEST_CASE("a command in the name of another node's session is dropped and counted") {
  auto all = joined(3, 3);
  auto leader = all.leader();
  auto [node, victim] = followers(all);
  auto before = all.at(leader).machine->raft().last_index();
  all.step(leader, said(all, node, victim, registry::leave{}));
  all.step(leader, said(all, node, leader, registry::leave{}));
  auto misnamed = said(all, victim, victim, registry::leave{});
  misnamed.from.name = all.sender_of(node).name; // its certificate says so
  all.step(leader, misnamed);
  all.run_for(100ms);
  CHECK(is_open(all, leader, victim));
  CHECK(is_open(all, leader, leader));
  CHECK(all.at(leader).machine->raft().last_index() == before);
  CHECK(all.at(leader).machine->dropped().foreign == 3);
  all.step(leader, said(all, victim, victim, registry::leave{}));
  all.run_for(100ms);
  CHECK_FALSE(is_open(all, leader, victim));
  CHECK(all.at(leader).machine->dropped().foreign == 3);
}

TEST_CASE("another node's session is not renewed, however often somebody asks") {
  auto all = joined(3, 3);
  auto leader = all.leader();
  auto [node, victim] = followers(all);
  for (std::uint64_t i = 1; i <= 12; ++i) {
    all.step(leader, renew{all.sender_of(node), all.at(victim).session, i});
    all.live({leader, node}, 400ms);
  }
  CHECK(all.at(node).renewals.count(1) == 0);
  CHECK_FALSE(is_open(all, leader, victim)); // it was silent for long enough
  CHECK(is_open(all, leader, node));
  CHECK(all.at(leader).machine->dropped().foreign >= 5);
}

TEST_CASE("of the commands without a session only the sender's own join is taken") {
  auto all = joined(3, 3);
  auto leader = all.leader();
  auto [node, victim] = followers(all);
  auto before = all.at(leader).machine->raft().last_index();
  auto say = [&](std::uint64_t from, registry::command what) {
    all.step(leader, forwarded{all.sender_of(from),
                               {encode(registry::envelope{std::nullopt, std::move(what)})}});
    all.run_for(100ms);
  };
  registry::join who;
  who.boot = boot_id{7};
  who.name = all.sender_of(victim).name;
  who.store = store_id{victim};
  who.own = all.config(victim).own;
  say(node, who);
  say(node, registry::expire_sessions{{all.at(victim).session}});
  say(node, registry::found{who.own});
  say(node, registry::leave{});
  CHECK(all.at(leader).machine->dropped().foreign == 4);
  CHECK(all.at(leader).machine->raft().last_index() == before);
  say(victim, who);
  CHECK(all.at(leader).machine->raft().last_index() > before);
}

TEST_CASE("a command out of range is taken neither from this node nor from another one") {
  small_cluster all{3, 3};
  all.run_for(2s);
  for (std::uint64_t i = 1; i <= 3; ++i) all.join(i);
  all.run_for(100ms);
  auto leader = all.leader();
  auto other = leader % 3 + 1;
  auto last = all.at(leader).machine->raft().log().last_index();
  auto forward = [&](const registry::envelope& what) {
    all.step(leader, forwarded{small_cluster::sender_of(other), {encode(what)}});
    all.run_for(100ms);
  };
  registry::join who;
  who.boot = boot_id{1000};
  who.name = small_cluster::sender_of(other).name;
  who.store = store_id{other};
  who.own = all.config(other).own;
  who.own.ttl = duration::min();
  forward({std::nullopt, who});
  registry::proposer from{all.at(other).session, stream_id{1}, sequence{1}, {}};
  registry::acquire_lock endless;
  endless.holder = holder_id{1};
  endless.claim = claim_id{1};
  endless.wants = {{"payroll", lock_mode::exclusive, 0, 0}};
  endless.lease = duration::max();
  forward({from, endless});
  forward({registry::proposer{from.session, {}, {}, {}}, registry::begin_leave{}});
  all.step(leader, forwarded{small_cluster::sender_of(other), {bytes(40, 0xA5)}});
  CHECK(all.at(leader).machine->dropped().malformed == 4);
  CHECK(all.at(leader).machine->dropped().foreign == 0);
  CHECK(all.at(leader).machine->raft().log().last_index() == last);

  auto cookie = all.say(other, endless);
  REQUIRE(all.ending(other, cookie) != nullptr);
  CHECK(all.ending(other, cookie)->error.code == errc::refused);
  all.step(other, submit_join{4711, who});
  REQUIRE(all.ending(other, 4711) != nullptr);
  CHECK(all.ending(other, 4711)->error.code == errc::malformed);
}

TEST_CASE("a session that ended is nobody's: its late command is refused by the log") {
  auto all = joined(3, 3);
  auto leader = all.leader();
  auto [node, victim] = followers(all);
  all.say(victim, registry::leave{});
  all.run_for(100ms);
  REQUIRE_FALSE(is_open(all, leader, victim));
  auto cookie = all.say(victim, registry::begin_leave{});
  all.run_for(100ms);
  REQUIRE(all.ending(victim, cookie) != nullptr);
  auto* no = registry::refusal(all.ending(victim, cookie)->what);
  REQUIRE(no != nullptr);
  CHECK(no->code == errc::unknown_session);
}

TEST_CASE("a new leader takes commands of a session that it learns of with its own first entry") {
  auto all = joined(3, 3);
  auto leader = all.leader();
  auto [node, heir] = followers(all);
  // The heir holds the log, but starts without the state that it builds.
  auto& before = all.at(heir).machine->raft();
  starting_point disk;
  disk.hard = {before.term(), before.vote()};
  disk.log = before.log().range(log_index{1}, before.last_index());
  all.crash(heir);
  all.crash(leader);
  all.at(heir).machine.emplace(all.config(heir), stream_id{2}, std::move(disk), all.now());
  all.paused.insert(node); // it neither campaigns nor asks twice
  auto cookie = all.say(node, registry::announce_type{"account", "", true});
  all.run_for(8s);
  REQUIRE(all.leader() == heir);
  REQUIRE(all.ending(node, cookie) != nullptr);
  CHECK(all.ending(node, cookie)->error.code == errc::none);
}
