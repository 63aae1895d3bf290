// SPDX-License-Identifier: BSD-3-Clause
#include "busy_cluster.hpp"

#include "../program/append_file.hpp"

#include <ringleader/testkit/histories/linearizability.hpp>

#include <catch2/catch.hpp>

#include <csignal>
#include <cstdlib>
#include <limits>

namespace ringleader {

using namespace std::chrono_literals;

busy_cluster::busy_cluster(placing where) : all_(3, nullptr, std::move(where)) {
  for (auto name : {"a", "b", "c"}) {
    employ(all_[name]);
    all_[name].start();
    running_.insert(name);
  }
  REQUIRE(balanced(30s));
  REQUIRE(goes_on(10s));
}

void busy_cluster::employ(test_node& node) {
  node.options.insert(node.options.end(), {"--clerks", record()});
}

std::string busy_cluster::leader() {
  std::optional<std::string> found;
  REQUIRE(eventually(15s, [&] { return (found = all_.leader(running_)).has_value(); }));
  return *found;
}

std::string busy_cluster::follower() {
  auto leads = leader();
  for (auto& name : running_)
    if (name != leads) return name;
  FAIL("there is no follower");
  return {};
}

void busy_cluster::kill(const std::string& name) {
  fault_begins(name);
  all_[name].process().kill_now();
}

void busy_cluster::start(const std::string& name) {
  all_[name].start();
  fault_ends(name);
}

void busy_cluster::add(const std::string& name) {
  employ(all_.add_joiner(name));
  all_[name].start();
  running_.insert(name);
}

void busy_cluster::freeze(const std::string& name) {
  fault_begins(name);
  all_[name].process().send_signal(SIGSTOP);
}

void busy_cluster::thaw(const std::string& name) {
  all_[name].process().send_signal(SIGCONT);
  fault_ends(name);
}

void busy_cluster::fault_begins(const std::string& name) {
  faults_.push_back({name, nanoseconds_now(), std::numeric_limits<long long>::max() / 2});
  running_.erase(name);
}

void busy_cluster::fault_ends(const std::string& name) {
  for (auto& f : faults_)
    if (f.node == name) f.until = std::min(f.until, nanoseconds_now());
  running_.insert(name);
}

bool busy_cluster::goes_on(wall_clock::duration limit, const std::set<std::string>& nodes) {
  constexpr std::size_t enough = 10;
  auto from = nanoseconds_now();
  return eventually(limit, [&] {
    std::map<std::string, std::vector<clerk_request>> of;
    for (auto& r : read_clerks(record())) of[r.node].push_back(r);
    return std::all_of(nodes.begin(), nodes.end(), [&](auto& name) {
      auto& requests = of[name];
      auto locks = requests, asks = requests;
      auto is_add = [](const clerk_request& r) { return r.what == "add"; };
      locks.erase(std::remove_if(locks.begin(), locks.end(), is_add), locks.end());
      asks.erase(std::remove_if(asks.begin(), asks.end(), std::not_fn(is_add)), asks.end());
      return agreed_since(locks, from) >= enough && agreed_since(asks, from) >= enough;
    });
  });
}

bool busy_cluster::goes_on_without(const std::string& former_leader, wall_clock::duration limit) {
  auto replaced = [&] {
    auto now = all_.leader(running_);
    return now && *now != former_leader;
  };
  return eventually(limit, replaced) && goes_on(limit);
}

void busy_cluster::judge() {
  auto seen = read_clerks(record());
  auto ledger = read_ledger(all_.ledger());
  auto sums = reckon(seen, ledger);
  CHECK(sums.acknowledged > 100); // or there was nothing to judge
  CHECK(sums.lost == 0);
  CHECK(sums.doubled == 0);
  CHECK(sums.unwanted == 0);
  CHECK(disorder(ledger) == "");
  CHECK(disorder(read_pulse(all_.pulse())) == "");
  auto history = lock_history(seen, faults_);
  auto found = testkit::check_linearizable(testkit::fenced_lock_model{}, history);
  INFO(found.evidence);
  CHECK(to_string(found.is) == "linearizable");
  WARN("acknowledged=" << sums.acknowledged << " unknown=" << sums.unknown
                       << " lock_operations=" << history.size() << " steps=" << found.tries);
}

int rounds_of(int rounds) {
  auto* times = std::getenv("RINGLEADER_ROUNDS");
  return times ? rounds * std::max(1, std::atoi(times)) : rounds;
}

} // namespace ringleader
