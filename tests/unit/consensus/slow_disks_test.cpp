// SPDX-License-Identifier: BSD-3-Clause
// Three servers whose disks take longer for a sync than a follower waits for a leader. From a
// report: with disks of 200 ms and more no leader was ever elected.
#include "raft_fixture.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace ringleader;
using namespace ringleader::consensus;
using namespace std::chrono_literals;

namespace {

constexpr duration timeout = 200ms;

class slow_trio {
public:
  slow_trio(duration sync, std::uint64_t seed) : sync_(sync) {
    for (std::uint64_t i = 1; i <= 3; ++i) {
      auto config = config_of_one();
      config.self = store_id{i};
      config.election_timeout = timeout;
      config.seed = seed * 10 + i;
      servers_.emplace_back(config, hard_state{raft_term{1}, {}},
                            std::vector<entry>{founding_entry(three_voters())}, now_, false);
    }
  }

  /// True when somebody leads, and has for 10 s.
  bool leads_within(duration limit) {
    std::optional<instant> since;
    store_id leader;
    for (auto end = now_ + limit; now_ < end; now_ += 1ms) {
      for (std::size_t i = 0; i < servers_.size(); ++i) tick(i);
      auto now_leads = leader_now();
      if (now_leads != leader || !now_leads) since.reset();
      leader = now_leads;
      if (leader && !since) since = now_;
      if (since && now_ - *since >= 10s) return true;
    }
    return false;
  }

  std::uint64_t terms() const {
    std::uint64_t most = 0;
    for (auto& server : servers_) most = std::max(most, server.term().value);
    return most;
  }

private:
  store_id leader_now() const {
    for (auto& server : servers_)
      if (server.role() == role::leader) return server.self();
    return {};
  }

  void tick(std::size_t i) {
    for (auto at = due_.begin(); at != due_.end() && at->first <= now_; at = due_.erase(at))
      run(at->second.first, servers_[at->second.first].step(at->second.second, now_));
    if (servers_[i].next_deadline() <= now_) run(i, servers_[i].step(consensus::tick{}, now_));
  }

  /// One sync at a time at each disk, which takes all that waits with it.
  void run(std::size_t i, const effects& all) {
    for (auto& fx : all) {
      if (auto* write = std::get_if<persist>(&fx)) {
        auto begins = std::max(now_, free_at_[i]);
        free_at_[i] = begins + sync_;
        due_.emplace(free_at_[i], std::pair<std::size_t, event>{i, persisted{write->id}});
      } else if (auto* out = std::get_if<send>(&fx)) {
        if (out->to.value > servers_.size()) continue; // the learner is away
        due_.emplace(now_ + 1ms, std::pair<std::size_t, event>{
                                   out->to.value - 1, received{servers_[i].self(), out->what}});
      }
    }
  }

  duration sync_;
  instant now_{};
  std::vector<raft> servers_;
  std::multimap<instant, std::pair<std::size_t, event>> due_;
  std::map<std::size_t, instant> free_at_;
};

} // namespace

TEST_CASE("disks that take longer for a sync than the election timeout elect a leader") {
  for (auto sync : {1ms, 150ms, 300ms, 1000ms})
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      CAPTURE(sync.count(), seed);
      slow_trio trio{sync, seed};
      CHECK(trio.leads_within(40s));
      CHECK(trio.terms() <= 8);
    }
}
