// SPDX-License-Identifier: BSD-3-Clause
// Whatever becomes of its proposals, and whenever it is made anew: the machine of a node answers
// everybody once, and whom it told of a gain of the loss, and comes to rest with the log as its
// owners want it.
#include <ringleader/base/match.hpp>
#include <ringleader/base/random.hpp>
#include <ringleader/elections/election_table.hpp>
#include <ringleader/elections/node_elections.hpp>

#include <catch2/catch.hpp>

#include <algorithm>

using namespace ringleader;
using namespace std::chrono_literals;

namespace {

constexpr auto office = "office";
constexpr auto singleton = "singleton";

class random_node {
public:
  explicit random_node(std::uint64_t seed) : random_(seed) {
    options_.policy = election_policy::weight;
    options_.take_over = 3s;
    join();
    begin();
  }

  void step() {
    auto dice = random_.below(100);
    if (dice < 20)
      ask();
    else if (dice < 55)
      conclude();
    else if (dice < 70)
      let_others_campaign();
    else if (dice < 72)
      begin();
    else if (dice < 75)
      replace_session();
    else if (dice < 80 && runs_)
      singleton_ends();
    else
      pass(random_.between(1ms, 2s));
    update();
  }

  void come_to_rest() {
    for (int i = 0; i < 400; ++i) {
      while (!proposals_.empty()) conclude(true);
      if (runs_ && stops_) singleton_ends();
      update();
      pass(200ms);
    }
    CHECK(open_.empty());
    std::map<campaigns::owner_id, candidacy_terms> standing;
    for (auto& [holder, who] : machine_->kept()) {
      CHECK_FALSE(who.ending);
      if (who.owner) standing[who.owner] = who.terms;
    }
    CHECK(standing.size() == machine_->kept().size() - 1); // the singleton
    std::size_t shown = 0;
    for (auto& [name, held] : table_.all())
      for (auto& c : held.candidates)
        if (c.id.session == own_) {
          ++shown;
          auto kept = machine_->kept();
          REQUIRE(kept.count(c.id.holder) == 1);
          CHECK(kept.at(c.id.holder).terms.weight == c.weight);
        }
    CHECK(shown == machine_->kept().size());
    CHECK(*machine_->state_of(office) == seen_);
    auto* held = table_.find(office);
    auto ours = held != nullptr && held->winner && held->winner->session == own_;
    CHECK(told_.size() == (ours ? 1 : 0));
  }

  std::size_t elected = 0;
  std::size_t late = 0;
  std::size_t started = 0;

private:
  struct proposal {
    campaigns::effect what;
    bool is_lost = false;
  };

  void begin() {
    if (machine_) {
      run(machine_->step(campaigns::end{}, now_));
      kept_ = machine_->kept();
      CHECK(open_.empty());
      CHECK(told_.empty());
      runs_ = stops_ = false;
      for (auto& p : proposals_) p.is_lost = true;
    }
    machine_.emplace(campaign_config{}, ++generation_, kept_);
    feed(campaigns::watched{office});
    feed(campaigns::run_singleton{singleton, options_});
    update(true);
  }

  void join() {
    own_ = session_id{++last_session_};
    voters_[own_] = 1;
  }

  void replace_session() {
    voters_.erase(own_);
    auto now = entry();
    table_.end_sessions({own_}, now);
    join();
  }

  void feed(const campaigns::event& what) {
    run(machine_->step(campaigns::lease_seen{own_, now_ + 1h}, now_));
    run(machine_->step(what, now_));
  }

  void ask() {
    auto owner = campaigns::owner_id{1 + random_.below(3)};
    auto asker = campaigns::asker_id{++last_asker_};
    auto dice = random_.below(10);
    if (dice < 6) {
      open_.insert(asker);
      election_rules rules{election_policy::weight, {}, 0s};
      auto weight = static_cast<std::uint32_t>(random_.below(9));
      feed(campaigns::campaign{asker, owner, office, {rules, weight, {}}});
    } else if (dice < 9) {
      open_.insert(asker);
      feed(campaigns::resign{asker, owner, office, {}});
    } else {
      feed(campaigns::owner_ended{owner});
    }
  }

  /// Some proposal, in any order: it takes effect and is answered, or is not, or is never heard of
  /// again, or takes effect when nobody waits for it any more.
  void conclude(bool faultless = false) {
    if (proposals_.empty()) return;
    auto at = proposals_.begin() + static_cast<std::ptrdiff_t>(random_.below(proposals_.size()));
    auto p = *at;
    auto dice = faultless ? 0 : random_.below(10);
    if (!p.is_lost && dice > 6) {
      at->is_lost = true;
      return feed(campaigns::failed{holder_of(p.what), {errc::outcome_unknown, ""}});
    }
    proposals_.erase(at);
    if (!p.is_lost && dice == 6)
      return feed(campaigns::failed{holder_of(p.what), {errc::no_quorum, ""}});
    if (p.is_lost && dice > 6) return; // it never arrived
    late += p.is_lost;
    auto answer = take_effect(p.what);
    if (!p.is_lost) feed(answer);
  }

  static holder_id holder_of(const campaigns::effect& what) {
    if (auto* fx = std::get_if<campaigns::propose_campaign>(&what)) return fx->holder;
    return std::get<campaigns::propose_resign>(what).holder;
  }

  campaigns::event take_effect(const campaigns::effect& what) {
    auto now = entry();
    auto refusal = [](auto& r) { return r ? std::nullopt : std::optional{r.error()}; };
    if (auto* fx = std::get_if<campaigns::propose_campaign>(&what)) {
      candidate who{{own_, fx->holder}, fx->terms.weight, fx->terms.data};
      auto done = table_.campaign(fx->election, fx->terms.rules, who, now);
      return campaigns::campaigned{fx->holder, refusal(done)};
    }
    auto& fx = std::get<campaigns::propose_resign>(what);
    auto done = table_.resign(fx.election, {own_, fx.holder}, fx.successor, now);
    return campaigns::resigned{fx.holder, refusal(done)};
  }

  void let_others_campaign() {
    candidate_id other{session_id{1'000'000}, holder_id{1}};
    auto name = random_.chance(500) ? office : singleton;
    auto now = entry();
    if (random_.chance(500)) {
      (void)table_.resign(name, other, std::nullopt, now);
      return;
    }
    election_rules rules{election_policy::weight, {}, {}};
    if (name == office) rules.take_over = 0s;
    auto weight = static_cast<std::uint32_t>(random_.below(9));
    (void)table_.campaign(name, rules, {other, weight, {}}, now);
  }

  void singleton_ends() {
    runs_ = stops_ = false;
    feed(campaigns::singleton_ended{singleton, ""});
  }

  void update(bool whole = false) {
    campaigns::update told{log_index{++index_}, own_, voters_, {}, {}, {}};
    if (whole)
      told.all = std::make_shared<const std::map<std::string, election>>(table_.all());
    else
      told.events = events_;
    events_.clear();
    feed(told);
  }

  void pass(duration by) {
    auto until = now_ + by;
    while (machine_->next_deadline() <= until) {
      REQUIRE(machine_->next_deadline() > now_);
      now_ = machine_->next_deadline();
      feed(campaigns::tick{});
    }
    now_ = until;
  }

  void answered(const std::vector<campaigns::asker_id>& askers) {
    for (auto asker : askers) CHECK(open_.erase(asker) == 1);
  }

  void run(const campaigns::effects& all) {
    for (auto& fx : all)
      match(
        fx, [&](const campaigns::propose_campaign& x) { proposals_.push_back({x}); },
        [&](const campaigns::propose_resign& x) { proposals_.push_back({x}); },
        [&](const campaigns::tell_gained& x) {
          CHECK(told_.empty());
          told_[x.owner] = x.term;
          ++elected;
        },
        [&](const campaigns::tell_lost& x) {
          CHECK(told_[x.owner] == x.term);
          told_.erase(x.owner);
        },
        [&](const campaigns::answer_candidates& x) { answered(x.askers); },
        [&](const campaigns::answer_resigners& x) { answered(x.askers); },
        [&](const campaigns::refuse_askers& x) { answered(x.askers); },
        [&](const campaigns::start_singleton&) {
          CHECK_FALSE(runs_);
          runs_ = true;
          ++started;
        },
        [&](const campaigns::stop_singleton&) {
          CHECK(runs_);
          CHECK_FALSE(stops_);
          stops_ = true;
        },
        [&](const campaigns::publish_state& x) { seen_ = x.state; },
        [&](const campaigns::publish_change& x) { CHECK(follow(seen_, x.change)); },
        [](const auto&) {});
  }

  election_entry entry() {
    return {registry_time{now_.time_since_epoch()}, voters_, tokens_, events_};
  }

  random_source random_;
  std::optional<campaigns::node_elections> machine_;
  std::uint64_t generation_ = 0;
  campaigns::kept_candidacies kept_;
  singleton_options options_;
  instant now_{1h};
  std::uint64_t last_asker_ = 0;
  std::set<campaigns::asker_id> open_;
  std::map<campaigns::owner_id, election_term> told_;
  bool runs_ = false;
  bool stops_ = false;
  election_state seen_;
  std::vector<proposal> proposals_;

  election_table table_;
  token_source tokens_;
  electorate voters_{{session_id{1'000'000}, 1}};
  session_id own_;
  std::uint64_t last_session_ = 0;
  std::uint64_t index_ = 0;
  std::vector<election_event> events_;
};

} // namespace

TEST_CASE("the elections of a node come to rest as their owners want, whatever was lost or late") {
  std::size_t elected = 0;
  std::size_t late = 0;
  std::size_t started = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    INFO("seed " << seed);
    random_node node{seed};
    for (int i = 0; i < 200; ++i) node.step();
    node.come_to_rest();
    elected += node.elected;
    late += node.late;
    started += node.started;
  }
  CHECK(elected > 1000);
  CHECK(late > 1000);
  CHECK(started > 1000);
}

TEST_CASE("a campaign_config says which of its bounds cannot be") {
  CHECK(campaign_config{}.validate().ok());
  auto refused = [](auto change) {
    campaign_config config;
    change(config);
    auto is = config.validate();
    REQUIRE_FALSE(is.ok());
    return is.error().message;
  };
  CHECK(refused([](auto& c) { c.candidacies_max = 0; }).find("candidacies_max") !=
        std::string::npos);
  CHECK(refused([](auto& c) { c.askers_max = 0; }).find("askers_max") != std::string::npos);
  CHECK(refused([](auto& c) { c.patience = 1ms; }).find("patience") != std::string::npos);
  CHECK(refused([](auto& c) { c.retry_pause = 0ns; }).find("retry_pause") != std::string::npos);
  CHECK(refused([](auto& c) { c.refused_pause = 1h; }).find("refused_pause") != std::string::npos);
  CHECK(refused([](auto& c) { c.drain_patience = 2h; }).find("drain_patience") !=
        std::string::npos);
  CHECK(refused([](auto& c) { c.singleton_pause = 0ns; }).find("singleton_pause") !=
        std::string::npos);
}
