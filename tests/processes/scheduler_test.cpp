// SPDX-License-Identifier: BSD-3-Clause
// The sample scheduler on three nodes: what it ran is in a file that all of them share.
#include "support/child_process.hpp"
#include "support/free_endpoint.hpp"
#include "support/temp_directory.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <map>
#include <memory>
#include <set>
#include <sstream>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

struct run_of_job {
  std::uint64_t token = 0;
  std::string job;
  std::uint64_t slot = 0;
  std::string node;
};

class schedulers {
public:
  schedulers() {
    for (auto name : {"a", "b", "c"}) places_[name] = to_string(free_endpoint());
    for (auto& entry : places_) start(entry.first);
  }

  ~schedulers() {
    if (Catch::getResultCapture().lastAssertionPassed()) return;
    for (auto& entry : places_)
      WARN("log of " << entry.first << "\n" << read_text(directory_ / (entry.first + ".log")));
    WARN(read_text(journal()));
  }

  void start(const std::string& name) {
    std::string founders;
    for (auto& entry : places_) founders += (founders.empty() ? "" : ",") + entry.second;
    nodes_.erase(name); // its directory is free before the next start wants it
    nodes_[name] = std::make_unique<child_process>(
      command_line{RINGLEADER_SCHEDULER, "--name", name, "--listen", places_[name], "--founders",
                   founders, "--data-dir", directory_ / name, "--partitions", "16",
                   // Patient, as in support/cluster.cpp.
                   "--heartbeat", "100ms", "--election-timeout", "400ms", "--session-ttl", "3200ms",
                   "--lease-margin", "130ms", "--journal", journal(), "--job", "tick=100ms",
                   "--job", "report=1s"},
      directory_ / (name + ".log"));
  }

  child_process& operator[](const std::string& name) { return *nodes_.at(name); }

  std::vector<run_of_job> runs() const {
    std::vector<run_of_job> all;
    std::istringstream lines{read_text(journal())};
    for (run_of_job r; lines >> r.token >> r.job >> r.slot >> r.node;) all.push_back(r);
    return all;
  }

  /// Ten more runs by another node than that; its name.
  std::string goes_on_without(const std::string& name) {
    auto before = runs().size();
    std::string node;
    auto there = eventually(15s, [&] {
      auto all = runs();
      if (all.empty() || all.back().node == name || all.size() < before + 10) return false;
      node = all.back().node;
      return true;
    });
    CHECK(there);
    return node;
  }

  void judge() const {
    std::set<std::pair<std::string, std::uint64_t>> slots;
    std::map<std::uint64_t, std::string> leads;
    std::set<std::string> jobs;
    std::uint64_t token = 0;
    for (auto& r : runs()) {
      INFO(r.token << " " << r.job << " " << r.slot << " " << r.node);
      CHECK(slots.emplace(r.job, r.slot).second); // no slot runs twice
      CHECK(r.token >= token);                    // nothing of an earlier term comes late
      CHECK(leads.emplace(r.token, r.node).first->second == r.node);
      token = r.token;
      jobs.insert(r.job);
    }
    CHECK(jobs.size() == 2);
  }

private:
  std::string journal() const { return directory_ / "journal"; }

  temp_directory directory_;
  std::map<std::string, std::string> places_;
  std::map<std::string, std::unique_ptr<child_process>> nodes_;
};

} // namespace

TEST_CASE("a scheduler goes on behind kill -9 and SIGSTOP, and runs no slot twice", "[scheduler]") {
  schedulers all;
  auto first = all.goes_on_without("");
  REQUIRE(first != "");
  all[first].kill_now();
  auto killed = wall_clock::now();
  auto second = all.goes_on_without(first);
  REQUIRE(second != "");
  CHECK(wall_clock::now() - killed < 10s);
  all.start(first);

  all[second].send_signal(SIGSTOP);
  auto third = all.goes_on_without(second);
  all[second].send_signal(SIGCONT);
  REQUIRE(third != "");
  CHECK(all.goes_on_without(second) != ""); // it woke up and did not become the winner again

  all[third].send_signal(SIGTERM);
  CHECK(all.goes_on_without(third) != "");
  auto end = all[third].wait_exit(10s);
  REQUIRE(end);
  CHECK(*end == exit_with(0));
  all.judge();
}
