// SPDX-License-Identifier: BSD-3-Clause
// Random commands against the election table and a model of it without an index, which counts every
// vote again for every question; after each command the two are equal.
#include <ringleader/elections/election_table.hpp>

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/random.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

/// One election, by the words of the rules.
struct election_model {
  election e;

  std::uint64_t votes_for(candidate_id who, const electorate& voters) const {
    std::uint64_t sum = 0;
    for (auto [session, weight] : voters)
      if (e.votes.count(session) != 0 && e.votes.at(session) == who)
        sum += e.rules.policy == election_policy::votes ? 1 : weight;
    return sum;
  }

  const candidate* majority(const electorate& voters) const {
    std::uint64_t all = 0;
    for (auto [session, weight] : voters)
      all += e.rules.policy == election_policy::votes ? 1 : weight;
    for (auto& c : e.candidates)
      if (votes_for(c.id, voters) * 2 > all) return &c;
    return nullptr;
  }

  const candidate* best(const electorate& voters) const {
    std::vector<const candidate*> order;
    for (auto& c : e.candidates) {
      bool voted_for = std::any_of(e.votes.begin(), e.votes.end(),
                                   [&](auto& vote) { return vote.second == c.id; });
      if (!by_votes(e.rules.policy) || voted_for) order.push_back(&c);
    }
    std::stable_sort(order.begin(), order.end(), [&](auto* a, auto* b) {
      if (e.rules.policy == election_policy::seniority) return false;
      auto x = votes_for(a->id, voters), y = votes_for(b->id, voters);
      return x != y ? x > y : a->weight > b->weight;
    });
    return order.empty() ? nullptr : order.front();
  }

  bool is_candidate(candidate_id who) const {
    return std::any_of(e.candidates.begin(), e.candidates.end(),
                       [&](auto& c) { return c.id == who; });
  }

  void win(candidate_id who, registry_time now, std::uint64_t term) {
    e.winner = who;
    e.since = now;
    e.term = election_term{term};
  }
};

class elections_at_random {
public:
  explicit elections_at_random(std::uint64_t seed) : random_(seed) {}

  std::size_t wins = 0;
  std::size_t vacancies = 0;
  std::size_t take_overs = 0;

  void step() {
    now_ += random_.between(0ns, 2s);
    events_.clear();
    election_entry entry{now_, voters_, tokens_, events_};
    auto dice = random_.below(100);
    // Among many members most commands would concern nobody who campaigns.
    if (voters_.empty() || (dice < 10 && voters_.size() < 7))
      voters_[session_id{++last_session_}] = static_cast<std::uint32_t>(random_.below(4));
    else if (dice < 16)
      end_some(entry);
    else if (dice < 45)
      campaign(entry);
    else if (dice < 55)
      resign(entry);
    else if (dice < 80)
      vote(entry);
    else
      let_time_work(entry);
    check_equal();
    if (random_.chance(50)) {
      auto copy = decode<election_table>(encode(table_));
      REQUIRE(copy);
      REQUIRE(*copy == table_);
      REQUIRE(copy->due(registry_time::max(), 100) == table_.due(registry_time::max(), 100));
      table_ = std::move(*copy);
    }
  }

private:
  static election_rules rules_of(const std::string& name) {
    if (name == "by age") return {};
    if (name == "by weight") return {election_policy::weight, {}, 6s};
    if (name == "by votes") return {election_policy::votes, 4s, {}};
    return {election_policy::weighted_votes, 4s, 6s};
  }

  void campaign(election_entry& entry) {
    auto name = any_name();
    candidate who{any_candidate(), static_cast<std::uint32_t>(random_.below(4)), {}};
    REQUIRE(table_.campaign(name, rules_of(name), who, entry));
    auto& m = models_[name];
    m.e.rules = rules_of(name);
    auto at = std::find_if(m.e.candidates.begin(), m.e.candidates.end(),
                           [&](auto& c) { return c.id == who.id; });
    if (at == m.e.candidates.end())
      m.e.candidates.push_back(who);
    else
      *at = who;
    decide(name, false);
  }

  void resign(election_entry& entry) {
    auto name = any_name();
    auto who = any_candidate();
    auto next = any_candidate();
    bool named = random_.chance(500);
    auto r = table_.resign(name, who, named ? std::optional{next} : std::nullopt, entry);
    if (models_.count(name) == 0 || !models_[name].is_candidate(who)) {
      CHECK_FALSE(r);
      return;
    }
    REQUIRE(r);
    auto& m = models_[name];
    bool won = m.e.winner == who;
    withdraw(m, who);
    if (won && named && m.is_candidate(next)) win(m, next);
    decide(name, false);
  }

  void vote(election_entry& entry) {
    auto name = random_.chance(500) ? "by votes" : "by weighted votes";
    auto voter = any_voter();
    auto choice = any_candidate();
    auto r = table_.vote(name, voter, choice, entry);
    if (models_.count(name) == 0 || !models_[name].is_candidate(choice)) {
      CHECK_FALSE(r);
      return;
    }
    REQUIRE(r);
    if (models_[name].e.votes.count(voter) != 0 && models_[name].e.votes[voter] == choice) return;
    models_[name].e.votes[voter] = choice;
    decide(name, false);
  }

  void end_some(election_entry& entry) {
    std::set<session_id> ended;
    for (auto n = 1 + random_.below(2); n > 0 && !voters_.empty(); --n) {
      ended.insert(any_voter());
      voters_.erase(*ended.rbegin());
      for (auto session : ended) voters_.erase(session);
    }
    table_.end_sessions(ended, entry);
    std::vector<std::string> names;
    for (auto& [name, m] : models_) {
      for (auto session : ended) m.e.votes.erase(session);
      auto candidates = m.e.candidates;
      bool was_candidate = false;
      for (auto& c : candidates)
        if (ended.count(c.id.session) != 0) withdraw(m, c.id), was_candidate = true;
      if (was_candidate || by_votes(m.e.rules.policy)) names.push_back(name);
    }
    for (auto& name : names) decide(name, false);
  }

  void let_time_work(election_entry& entry) {
    now_ += random_.between(0ns, 5s);
    entry.now = now_;
    std::vector<due_election> expected;
    for (auto& [name, m] : models_)
      if (m.e.due && *m.e.due <= now_) expected.push_back({name, *m.e.due});
    std::sort(expected.begin(), expected.end());
    REQUIRE(table_.due(now_, 100) == expected);
    for (auto& due : expected) {
      REQUIRE(table_.settle(due, entry));
      auto& m = models_[due.name];
      m.e.due.reset();
      decide(due.name, !m.e.winner);
      CHECK_FALSE(table_.settle(due, entry));
    }
  }

  static void withdraw(election_model& m, candidate_id who) {
    m.e.candidates.erase(std::remove_if(m.e.candidates.begin(), m.e.candidates.end(),
                                        [&](auto& c) { return c.id == who; }),
                         m.e.candidates.end());
    for (auto at = m.e.votes.begin(); at != m.e.votes.end();)
      at = at->second == who ? m.e.votes.erase(at) : std::next(at);
    if (m.e.winner != who) return;
    m.e.winner.reset();
    m.e.due.reset();
  }

  void win(election_model& m, candidate_id who) {
    m.win(who, now_, ++last_term_);
    ++wins;
  }

  void decide(const std::string& name, bool over) {
    auto& m = models_[name];
    if (m.e.candidates.empty()) {
      models_.erase(name);
      return;
    }
    bool votes = by_votes(m.e.rules.policy);
    if (!m.e.winner) {
      bool all = std::all_of(voters_.begin(), voters_.end(),
                             [&](auto& v) { return m.e.votes.count(v.first) != 0; });
      const auto* next = votes ? m.majority(voters_) : m.best(voters_);
      if (votes && next == nullptr && (over || all)) next = m.best(voters_);
      if (next == nullptr) {
        ++vacancies;
        if (m.e.votes.empty())
          m.e.due.reset();
        else if (!m.e.due)
          m.e.due = now_ + m.e.rules.voting;
        return;
      }
      win(m, next->id);
    }
    m.e.due.reset();
    if (!m.e.rules.take_over) return;
    const auto* rival = votes ? m.majority(voters_) : m.best(voters_);
    if (rival == nullptr || rival->id == *m.e.winner) return;
    auto sits = std::find_if(m.e.candidates.begin(), m.e.candidates.end(),
                             [&](auto& c) { return c.id == *m.e.winner; });
    if (!votes && rival->weight == sits->weight) return;
    m.e.due = m.e.since + *m.e.rules.take_over;
    if (*m.e.due > now_) return;
    m.e.due.reset();
    win(m, rival->id);
    ++take_overs;
  }

  void check_equal() {
    REQUIRE(table_.all().size() == models_.size());
    for (auto& [name, m] : models_) {
      const auto* held = table_.find(name);
      REQUIRE(held != nullptr);
      REQUIRE(*held == m.e);
      for (auto& c : held->candidates) CHECK(voters_.count(c.id.session) != 0);
      for (auto& vote : held->votes) CHECK(voters_.count(vote.first) != 0);
    }
    for (auto& ev : events_) {
      const auto* change = std::get_if<election_changed>(&ev);
      if (change == nullptr || !change->winner) continue;
      CHECK(change->term > newest_[change->name]);
      newest_[change->name] = change->term;
      CHECK(terms_.insert(change->term).second); // one winner of each term, in all elections
    }
  }

  std::string any_name() {
    return std::vector<std::string>{"by age", "by weight", "by votes",
                                    "by weighted votes"}[random_.below(4)];
  }

  session_id any_voter() {
    auto at = voters_.begin();
    std::advance(at, static_cast<long>(random_.below(voters_.size())));
    return at->first;
  }

  candidate_id any_candidate() { return {any_voter(), holder_id{1 + random_.below(2)}}; }

  random_source random_;
  election_table table_;
  std::map<std::string, election_model> models_;
  token_source tokens_;
  electorate voters_;
  registry_time now_{};
  std::vector<election_event> events_;
  std::uint64_t last_session_ = 0;
  std::uint64_t last_term_ = 0;
  std::map<std::string, election_term> newest_;
  std::set<election_term> terms_;
};

} // namespace

TEST_CASE("whatever is asked, the election table does what its model does") {
  std::size_t vacancies = 0;
  std::size_t take_overs = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    elections_at_random elections{seed};
    for (int i = 0; i < 600; ++i) {
      CAPTURE(i);
      elections.step();
    }
    // A run in which nothing happens would prove nothing.
    CHECK(elections.wins > 20);
    vacancies += elections.vacancies;
    take_overs += elections.take_overs;
  }
  CHECK(vacancies > 100);
  CHECK(take_overs > 100);
}
