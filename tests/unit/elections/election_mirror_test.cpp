// SPDX-License-Identifier: BSD-3-Clause
// What a watcher follows by events alone is the election as the registry has it.
#include <ringleader/elections/election_mirror.hpp>
#include <ringleader/elections/election_table.hpp>

#include <ringleader/base/random.hpp>

#include <catch2/catch.hpp>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

class mirrored_elections {
public:
  explicit mirrored_elections(std::uint64_t seed) : random_(seed) {
    for (std::uint64_t i = 1; i <= 5; ++i) join();
  }

  void step() {
    now_ += random_.between(0ns, 2s);
    events_.clear();
    election_entry entry{now_, voters_, tokens_, events_};
    auto dice = random_.below(100);
    auto name = random_.chance(500) ? "by weight" : "by votes";
    if (dice < 8)
      join();
    else if (dice < 16 && voters_.size() > 2)
      end_one(entry);
    else if (dice < 45)
      (void)table_.campaign(name, rules_of(name), {any_candidate(), weight(), data()}, entry);
    else if (dice < 60)
      (void)table_.resign(name, any_candidate(), any_candidate(), entry);
    else if (dice < 90)
      (void)table_.vote("by votes", any_session(), any_candidate(), entry);
    else
      for (auto& due : table_.due(now_, 10)) REQUIRE(table_.settle(due, entry));
    for (auto& ev : events_) {
      auto change = mirror_.take(ev, names_);
      auto& seen = observed_[change.election];
      seen.election = change.election;
      change.number = seen.number + 1;
      REQUIRE(follow(seen, change));
      ++changes;
    }
    compare();
  }

  std::size_t changes = 0;
  std::size_t most_candidates = 0;

private:
  static election_rules rules_of(const std::string& name) {
    if (name == "by weight") return {election_policy::weight, {}, 3s};
    return {election_policy::weighted_votes, 4s, 3s};
  }

  void join() {
    session_id session{++last_session_};
    voters_[session] = weight();
    names_[session] = "n" + to_string(session);
  }

  void end_one(election_entry& entry) {
    auto session = any_session();
    voters_.erase(session);
    names_.erase(session);
    table_.end_sessions({session}, entry);
  }

  void compare() {
    election_mirror fresh;
    fresh.reset(table_.all(), voters_, names_);
    REQUIRE(mirror_.all() == fresh.all());
    for (auto& [name, seen] : observed_) {
      auto expected = fresh.of(name);
      expected.number = seen.number;
      INFO(to_string(seen));
      REQUIRE(seen == expected);
      most_candidates = std::max(most_candidates, seen.candidates.size());
    }
  }

  session_id any_session() {
    auto at = voters_.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(random_.below(voters_.size())));
    return at->first;
  }
  candidate_id any_candidate() { return {any_session(), holder_id{1 + random_.below(2)}}; }
  std::uint32_t weight() { return static_cast<std::uint32_t>(random_.below(4)); }
  bytes data() { return bytes(random_.below(2), 'x'); }

  random_source random_;
  election_table table_;
  election_mirror mirror_;
  std::map<std::string, election_state> observed_;
  electorate voters_;
  member_names names_;
  std::uint64_t last_session_ = 0;
  token_source tokens_;
  std::vector<election_event> events_;
  registry_time now_{};
};

election_state three() {
  election_state e;
  e.election = "e";
  e.candidates = {{{session_id{1}, {}}, "a", 5, 1},
                  {{session_id{2}, {}}, "b", 5, 1},
                  {{session_id{3}, {}}, "c", 5, 0}};
  e.winner = e.candidates[0].id;
  return e;
}

} // namespace

TEST_CASE("a mirror that takes every event holds what the registry holds") {
  std::size_t changes = 0, most_candidates = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    INFO("seed " << seed);
    mirrored_elections all{seed};
    for (int i = 0; i < 300; ++i) all.step();
    changes += all.changes;
    most_candidates = std::max(most_candidates, all.most_candidates);
  }
  CHECK(changes > 3000);
  CHECK(most_candidates > 3);
}

TEST_CASE("a change that is not the next one of that election is not followed") {
  election_state seen;
  seen.election = "e";
  seen.number = 4;
  auto before = seen;
  CHECK_FALSE(follow(seen, {"e", 4, leadership_change{}}));
  CHECK_FALSE(follow(seen, {"e", 6, leadership_change{}}));
  CHECK_FALSE(follow(seen, {"f", 5, leadership_change{}}));
  CHECK(seen == before);
  CHECK(follow(seen, {"e", 5, candidate_change{{{session_id{1}, {}}, "a", 0, 0}, true}}));
  CHECK(seen.candidates.size() == 1);
}

TEST_CASE("by weight only a heavier candidate is stronger than the winner") {
  auto e = three();
  CHECK(stronger(e, election_policy::weight, 0) == nullptr);
  e.candidates[1].weight = e.candidates[2].weight = 6;
  REQUIRE(stronger(e, election_policy::weight, 0) != nullptr);
  CHECK(stronger(e, election_policy::weight, 0)->node == "b");
  CHECK(stronger(e, election_policy::seniority, 0) == nullptr);
  e.winner.reset();
  CHECK(stronger(e, election_policy::weight, 0) == nullptr);
}

TEST_CASE("by votes only a majority of all is stronger than the winner") {
  auto e = three();
  e.candidates[1].support = 2;
  CHECK(stronger(e, election_policy::votes, 4) == nullptr);
  REQUIRE(stronger(e, election_policy::votes, 3) != nullptr);
  CHECK(stronger(e, election_policy::weighted_votes, 3)->node == "b");
  e.winner = e.candidates[1].id;
  CHECK(stronger(e, election_policy::votes, 3) == nullptr);
}
