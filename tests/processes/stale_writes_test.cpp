// SPDX-License-Identifier: BSD-3-Clause
// Holders of locks and winners of an election write to a resource outside of the cluster, while
// their nodes are killed, stopped and cut off. The resource compares tokens; the test compares what
// it accepted with what was granted, and how soon somebody else went on.
#include "support/answers.hpp"
#include "support/busy_cluster.hpp"
#include "support/relay.hpp"
#include "support/vault.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <iomanip>
#include <iostream>
#include <sstream>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

const std::set<std::string> names{"a", "b", "c"};
const std::vector<std::string> resources{"kept", "brief", "office"};

// From a fault to the first write by another node: a session, an election and what a busy machine
// adds. A node that is heard but hears nobody is found out last, by the silence of its connections.
constexpr auto bound = 10s;

enum class fault : std::uint8_t { kill, pause, cut, hole, deaf, mute };
constexpr int faults = 6;

/// Shorter sessions than other process tests have: a round waits for one to end.
const std::map<std::string, std::string> quick{{"--heartbeat", "40ms"},
                                               {"--election-timeout", "160ms"},
                                               {"--session-ttl", "1300ms"},
                                               {"--lease-margin", "60ms"}};

class writing_cluster {
public:
  writing_cluster() : all_(3, nullptr, through(wires_)) {
    for (auto& name : names) {
      auto& options = all_[name].options;
      for (std::size_t i = 0; i + 1 < options.size(); ++i)
        if (auto at = quick.find(options[i]); at != quick.end()) options[i + 1] = at->second;
      options.insert(options.end(), {"--vault", to_string(store_.at()), "--witness", witness()});
    }
    all_.start_all();
    REQUIRE(all_take_part());
  }

  /// Every node is granted locks, and everything is written to.
  bool all_take_part() {
    return eventually(30s,
                      [&] {
                        return std::all_of(names.begin(), names.end(),
                                           [&](auto& name) { return takes_part(name); });
                      }) &&
           eventually(bound, [&] {
             return std::all_of(resources.begin(), resources.end(),
                                [&](auto& r) { return store_.newest(r).has_value(); });
           });
  }

  void round(fault what, const std::string& resource) {
    auto victim = store_.newest(resource)->node;
    auto since = wall_clock::now();
    begin(what, victim);
    for (auto& r : resources) await_another(r, victim, since);
    end(what, victim);
    auto whole = all_take_part();
    CHECK(whole);
  }

  void judge(const std::string& head) {
    auto sums = store_.count();
    std::vector<std::string> strange;
    eventually(10s, [&] { // witnesses see a grant a little later than its holder
      strange = ungranted();
      return strange.empty();
    });
    std::cout << head << " writes=" << sums.writes << " refused=" << sums.refused
              << " accepted_stale=" << sums.accepted_stale << " ungranted=" << strange.size()
              << " shared=" << sums.shared << " stuck=" << stuck_ << " longest_s=" << std::fixed
              << std::setprecision(2) << std::chrono::duration<double>(longest_).count()
              << std::endl;
    CHECK(strange == std::vector<std::string>{});
    CHECK(sums.accepted_stale == 0);
    CHECK(sums.shared == 0);
    CHECK(stuck_ == 0);
    CHECK(sums.refused > 0); // or nobody ever came too late
  }

private:
  bool takes_part(const std::string& name) {
    auto token = token_of(all_[name].ask("lock of-" + name + " 0 0", 5s));
    return token > 0 &&
           begins(all_[name].ask("unlock of-" + name + ' ' + std::to_string(token)), "released");
  }

  void treat(const std::string& node, bool speaks, bool hears, relay::treatment how) {
    for (auto& other : names) {
      if (other == node) continue;
      if (!speaks) wires_.set(node, other, how);
      if (!hears) wires_.set(other, node, how);
    }
  }

  void begin(fault what, const std::string& victim) {
    switch (what) {
    case fault::kill: return all_[victim].process().kill_now();
    case fault::pause: return all_[victim].process().send_signal(SIGSTOP);
    case fault::cut: return treat(victim, false, false, relay::cut());
    case fault::hole: return treat(victim, false, false, relay::hole());
    case fault::deaf: return treat(victim, true, false, relay::hole());
    case fault::mute: return treat(victim, false, true, relay::hole());
    }
  }

  void end(fault what, const std::string& victim) {
    switch (what) {
    case fault::kill: return all_[victim].start();
    case fault::pause: return all_[victim].process().send_signal(SIGCONT);
    default: return wires_.heal();
    }
  }

  void await_another(const std::string& resource, const std::string& victim,
                     wall_clock::time_point since) {
    std::optional<vault::hand> hand;
    auto went_on = eventually(since + bound - wall_clock::now(), [&] {
      hand = store_.newest(resource);
      return hand->node != victim && hand->at > since;
    });
    if (!went_on) ++stuck_;
    INFO(resource << " was of " << victim);
    CHECK(went_on);
    longest_ = std::max(longest_, (went_on ? hand->at : wall_clock::now()) - since);
  }

  /// Accepted writes that no node saw the grant of, or saw it go to somebody else.
  std::vector<std::string> ungranted() const {
    std::map<std::uint64_t, std::string> seen;
    std::vector<std::string> wrong;
    std::istringstream lines{read_text(witness())};
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words{line};
      std::string resource;
      std::uint64_t token = 0;
      words >> resource >> token;
      if (seen.emplace(token, line).first->second != line) wrong.push_back("two saw: " + line);
    }
    for (auto& [token, line] : store_.accepted())
      if (auto at = seen.find(token); at == seen.end() || at->second != line)
        wrong.push_back("wrote: " + line);
    return wrong;
  }

  std::string witness() const { return all_.place() / "witness"; }

  relay wires_;
  vault store_;
  cluster all_;
  std::size_t stuck_ = 0;
  wall_clock::duration longest_{};
};

} // namespace

TEST_CASE("late writes of a killed, stopped or cut off holder are refused, and others go on",
          "[stale_writes]") {
  writing_cluster all;
  auto rounds = rounds_of(30);
  std::map<fault, int> done;
  for (int i = 0; i < rounds; ++i) {
    auto what = static_cast<fault>(i % faults);
    ++done[what];
    INFO("round " << i);
    all.round(what, i / faults % 2 == 0 ? "kept" : "office");
  }
  auto cuts = rounds - done[fault::kill] - done[fault::pause];
  all.judge("stale_writes rounds=" + std::to_string(rounds) +
            " kills=" + std::to_string(done[fault::kill]) +
            " pauses=" + std::to_string(done[fault::pause]) + " cuts=" + std::to_string(cuts));
}
