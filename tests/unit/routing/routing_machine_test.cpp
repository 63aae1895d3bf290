// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/random.hpp>
#include <ringleader/routing/routing_machine.hpp>

#include <catch2/catch.hpp>

#include <map>
#include <set>

using namespace ringleader;
using namespace std::chrono_literals;
namespace r = ringleader::routing;

namespace {

constexpr boot_id own_boot{1};

member alive_member(std::uint64_t number) {
  member m;
  m.boot = boot_id{number};
  m.session = session_id{number};
  m.store = store_id{10 * number};
  m.state = member_state::up;
  return m;
}

/// Member n has session n on store 10 n; this node is member 1.
r::registry_seen registry_of(std::uint64_t index, std::vector<partition_entry> entries,
                             std::uint64_t members = 3) {
  auto known = std::make_shared<view>();
  for (std::uint64_t n = 1; n <= members; ++n) known->members.push_back(alive_member(n));
  auto table = std::make_shared<partition_table>();
  table->entries = std::move(entries);
  r::registry_seen seen;
  seen.index = log_index{index};
  seen.leader_known = true;
  seen.membership = own_boot;
  seen.members = known;
  seen.table = table;
  return seen;
}

partition_entry owned(std::uint64_t epoch, std::uint64_t owner) {
  partition_entry e;
  e.epoch = partition_epoch{epoch};
  e.owner = session_id{owner};
  return e;
}

r::submit request(std::uint32_t id, std::uint64_t key, std::uint64_t sender = 1) {
  r::submit what;
  what.id = r::message_id{id};
  what.sender = sender;
  what.key = key;
  what.asks = true;
  what.bytes = 1;
  return what;
}

template <class T> std::size_t count(const r::effects& all) {
  std::size_t n = 0;
  for (const auto& fx : all) n += std::holds_alternative<T>(fx) ? 1 : 0;
  return n;
}

/// Hands over whatever comes, and all of it is taken.
r::effects take_all(r::routing_machine& machine, const r::event& what, instant now) {
  r::effects all;
  machine.step(what, now, all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto fx = all[i];
    if (auto* send = std::get_if<r::send_to>(&fx))
      machine.step(r::handed_over{send->id, errc::none}, now, all);
    if (auto* here = std::get_if<r::deliver_here>(&fx))
      machine.step(r::handed_over{here->id, errc::none}, now, all);
  }
  return all;
}

} // namespace

TEST_CASE("a routing configuration is in range or refused with the name of what is wrong") {
  r::routing_config config;
  CHECK(config.validate().ok());
  auto refuses = [](auto change, const std::string& name) {
    r::routing_config wrong;
    change(wrong);
    auto answer = wrong.validate();
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().message.find(name + " ") == 0);
  };
  refuses([](auto& c) { c.partitions = 0; }, "partitions");
  refuses([](auto& c) { c.stash_max = 0; }, "stash_max");
  refuses([](auto& c) { c.stash_max = 1'048'577; }, "stash_max");
  refuses([](auto& c) { c.stash_total_max = 0; }, "stash_total_max");
  refuses([](auto& c) { c.pending_max = r::message_id_max; }, "pending_max");
  refuses([](auto& c) { c.bytes_max = 1; }, "bytes_max");
  refuses([](auto& c) { c.patience = 0ms; }, "patience");
  refuses([](auto& c) { c.retry_interval = 2s; }, "retry_interval");
  refuses([](auto& c) { c.look_interval = 0ms; }, "look_interval");
  refuses([](auto& c) { c.report_pause = 0ms; }, "report_pause");
}

TEST_CASE("nothing is done once for each pair of unanswered requests") {
  // Each of these takes hours where one request is looked for among all of them.
  r::routing_config config;
  config.partitions = 1;
  config.stash_max = 1'048'576;
  config.stash_total_max = 1'048'576;
  r::routing_machine machine{config, 7};
  take_all(machine, r::peer_up{store_id{20}}, {});
  take_all(machine, registry_of(1, {owned(5, 2)}), {});
  auto all = static_cast<std::uint32_t>(config.pending_max);

  SECTION("all are refused, latest first, and sent again") {
    std::vector<std::uint64_t> numbers;
    for (std::uint32_t i = 1; i <= all; ++i) {
      auto sent = take_all(machine, request(i, i, i % 1000), {});
      numbers.push_back(std::get<r::send_to>(sent.at(0)).number);
    }
    CHECK(machine.pending() == all);
    for (auto it = numbers.rbegin(); it != numbers.rend(); ++it)
      take_all(machine, r::answered{*it, store_id{20}, errc::not_owner}, {});
    CHECK(machine.stashed() == all);
    auto again = take_all(machine, r::tick{}, instant{20ms});
    CHECK(count<r::send_to>(again) == all);
    CHECK(std::get<r::send_to>(again.front()).id == r::message_id{1}); // the first that came
  }
  SECTION("their peer is lost") {
    for (std::uint32_t i = 1; i <= all; ++i) take_all(machine, request(i, i), {});
    auto lost = take_all(machine, r::peer_down{store_id{20}}, {});
    CHECK(count<r::fail>(lost) == all);
    CHECK(machine.pending() == 0);
  }
  SECTION("their time is over, one after the other") {
    for (std::uint32_t i = 1; i <= all; ++i) {
      auto what = request(i, 1);
      what.patience = 1s + std::chrono::nanoseconds{i};
      take_all(machine, what, {});
    }
    std::size_t told = 0;
    for (std::uint32_t i = 1; i <= all; ++i)
      told += count<r::fail>(take_all(machine, r::tick{}, instant{1s + duration{i}}));
    CHECK(told == all);
  }
}

TEST_CASE("a late answer meets neither its own place nor another message in it") {
  r::routing_config config;
  config.partitions = 1;
  r::routing_machine machine{config, 7};
  take_all(machine, r::peer_up{store_id{20}}, {});
  take_all(machine, registry_of(1, {owned(5, 2)}), {});
  auto first = take_all(machine, request(1, 1), {});
  auto number = std::get<r::send_to>(first.at(0)).number;
  take_all(machine, r::tick{}, instant{10s});
  CHECK(take_all(machine, r::answered{number, store_id{20}, errc::none}, instant{10s}).empty());
  auto second = take_all(machine, request(1, 1), instant{10s});
  CHECK(std::get<r::send_to>(second.at(0)).number != number);
  CHECK(take_all(machine, r::answered{number, store_id{20}, errc::none}, instant{10s}).empty());
  CHECK(machine.pending() == 1);
  CHECK(take_all(machine, r::answered{UINT64_MAX, store_id{20}, errc::none}, instant{10s}).empty());
}

TEST_CASE("a peer that comes and goes is as good as new") {
  r::routing_config config;
  config.partitions = 2;
  r::routing_machine machine{config, 7};
  take_all(machine, registry_of(1, {owned(5, 2), owned(6, 3)}), {});
  for (int i = 0; i < 3; ++i) {
    take_all(machine, r::peer_up{store_id{20}}, {});
    take_all(machine, r::peer_up{store_id{20}}, {});  // told twice
    take_all(machine, r::peer_up{store_id{777}}, {}); // of no member
    CHECK(count<r::send_to>(take_all(machine, request(1, 0), {})) == 1);
    take_all(machine, r::peer_down{store_id{777}}, {});
    CHECK(count<r::fail>(take_all(machine, r::peer_down{store_id{20}}, {})) == 1);
    CHECK(take_all(machine, r::peer_down{store_id{20}}, {}).empty());
  }
  CHECK(take_all(machine, request(1, 0), {}).empty());
}

namespace {

/// Drives a machine at random and counts how each message ends.
class random_run {
public:
  explicit random_run(std::uint64_t seed) : random_(seed), machine_(config(), seed) {
    for (int i = 0; i < 4'000; ++i) {
      act();
      now_ += duration{random_.below(5'000'000)};
    }
    feed(r::stop{});
    CHECK(ended_ == submitted_);
    CHECK(machine_.pending() == 0);
    CHECK(machine_.stashed() == 0);
    CHECK(known_.empty());
  }

private:
  static r::routing_config config() {
    r::routing_config drawn;
    drawn.partitions = 3;
    drawn.stash_max = 6;
    drawn.stash_total_max = 10;
    drawn.pending_max = 12;
    return drawn;
  }

  void act() {
    switch (random_.below(8)) {
    case 0: return feed(r::peer_up{any_store()});
    case 1: return feed(r::peer_down{any_store()});
    case 2: return feed(registry_of(++index_, {any_entry(), any_entry(), any_entry()}));
    case 3:
      return feed(r::lease_seen{session_id{1 + random_.below(2)}, now_ + duration{50'000'000}});
    case 4: return answer_any();
    case 5: return feed(r::tick{});
    default: return submit_any();
    }
  }

  store_id any_store() { return store_id{10 * (1 + random_.below(3))}; }

  partition_entry any_entry() {
    auto e = owned(index_, random_.below(4));
    if (random_.chance(200)) e.move = partition_move{log_index{index_}, session_id{9}};
    return e;
  }

  void submit_any() {
    std::uint32_t id = 1;
    while (known_.count(id) != 0) ++id;
    auto what = request(id, random_.below(6), random_.below(3));
    what.asks = random_.chance(700);
    what.bytes = 0;
    what.patience = duration{random_.below(200'000'000)};
    known_.insert(id);
    ++submitted_;
    feed(what);
  }

  void answer_any() {
    if (sent_.empty()) return;
    auto which = std::next(sent_.begin(), static_cast<std::ptrdiff_t>(random_.below(sent_.size())));
    r::answered what{which->first, which->second, errc::none};
    if (random_.chance(500)) what.code = errc::not_owner;
    if (random_.chance(100)) what.from = any_store();
    if (random_.chance(900)) sent_.erase(which); // else answered once more
    feed(what);
  }

  errc any_code() {
    if (random_.chance(100)) return errc::overloaded;
    return random_.chance(200) ? errc::unreachable : errc::none;
  }

  void end(r::message_id id) {
    CHECK(known_.erase(id.value) == 1);
    ++ended_;
  }

  void feed(const r::event& what) {
    r::effects all;
    machine_.step(what, now_, all);
    for (std::size_t i = 0; i < all.size(); ++i) {
      auto fx = all[i];
      CHECK(fx == all[i]);
      CHECK_FALSE(to_string(fx).empty());
      if (auto* send = std::get_if<r::send_to>(&fx)) {
        auto code = any_code();
        if (code == errc::none && send->number == 0) end(send->id);
        if (code == errc::none && send->number != 0) sent_[send->number] = send->to;
        machine_.step(r::handed_over{send->id, code, 1 + send->id.value}, now_, all);
      } else if (auto* here = std::get_if<r::deliver_here>(&fx)) {
        auto code = random_.chance(200) ? errc::unreachable : errc::none;
        if (code == errc::none) end(here->id);
        machine_.step(r::handed_over{here->id, code}, now_, all);
      } else if (auto* asked = std::get_if<r::weigh>(&fx)) {
        machine_.step(r::weighed{asked->id, 1 + asked->id.value}, now_, all);
      } else if (auto* given = std::get_if<r::answer>(&fx)) {
        end(given->id);
      } else if (auto* failed = std::get_if<r::fail>(&fx)) {
        end(failed->id);
      }
    }
    CHECK(machine_.pending() <= 12);
    CHECK(machine_.stashed() <= 10);
    CHECK((machine_.kept_bytes() == 0) == (machine_.pending() + machine_.stashed() == 0));
    if (machine_.pending() + machine_.stashed() > 0) CHECK(machine_.next_deadline() != never);
  }

  random_source random_;
  r::routing_machine machine_;
  instant now_{};
  std::uint64_t index_ = 0;
  std::set<std::uint32_t> known_;
  std::map<std::uint64_t, store_id> sent_;
  std::size_t submitted_ = 0;
  std::size_t ended_ = 0;
};

} // namespace

TEST_CASE("whatever happens, every message ends exactly once and within the bounds") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) random_run{seed};
}

TEST_CASE("events of a routing machine compare and print") {
  r::event submitted = request(4, 5);
  CHECK(submitted == r::event{request(4, 5)});
  CHECK_FALSE(submitted == r::event{request(4, 6)});
  CHECK(to_string(r::event{r::handed_over{r::message_id{3}, errc::overloaded}}) ==
        "handed_over message=3 overloaded");
  CHECK(to_string(r::event{r::peer_down{store_id{20}}}) == "peer_down 20");
  auto seen = registry_of(7, {});
  CHECK(r::event{seen} == r::event{seen});
  CHECK_FALSE(r::event{seen} == r::event{registry_of(7, {})}); // another table
  CHECK(to_string(r::event{seen}) == "registry index=7 led members=0 table=0");
}
