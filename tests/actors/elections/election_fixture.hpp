// SPDX-License-Identifier: BSD-3-Clause
// A simulated cluster whose actors campaign, vote and watch, and a diary of what they were told.
#pragma once

#include "../../simulation/cluster/cluster_fixture.hpp"

#include <ringleader/contract/elections.hpp>
#include <ringleader/contract/errors.hpp>

#include <caf/send.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace election_test {

using namespace cluster_test;

/// What happened to whom, in the order of true time. Names are those of nodes, or of candidates.
struct diary {
  struct line {
    instant at;
    std::string who;
    std::string what;
    election_term term;
  };

  std::vector<line> lines;
  std::map<std::string, election_term> leads; // who was told so and not the contrary
  std::set<std::string> standing;             // who was answered so
  std::size_t most_leading = 0;
  election_term last_term;
  std::function<instant()> now = [] { return instant{}; };

  void took(const std::string& who, election_term term) {
    lines.push_back({now(), who, "elected", term});
    leads[who] = term;
    most_leading = std::max(most_leading, leads.size());
    last_term = std::max(last_term, term);
  }

  void left(const std::string& who, election_term term, const std::string& why) {
    lines.push_back({now(), who, why, term});
    leads.erase(who);
  }

  const line* last(const std::string& who, const std::string& what) const {
    const line* found = nullptr;
    for (auto& l : lines)
      if (l.who == who && l.what == what) found = &l;
    return found;
  }

  std::string text() const {
    std::string all;
    for (auto& l : lines)
      all += to_string(l.at.time_since_epoch()) + " " + l.who + " " + l.what + " " +
             to_string(l.term) + "\n";
    return all;
  }
};

using diary_ptr = std::shared_ptr<diary>;

/// A listener's copy of an election, and whether it could follow every change.
struct picture {
  election_state now;
  std::size_t states = 0;
  std::size_t changes = 0;
  bool followed = true;
};

inline election_listener::behavior_type onlooker(election_listener::pointer,
                                                 std::shared_ptr<picture> seen) {
  return {[=](const election_state& state) {
            seen->now = state;
            ++seen->states;
          },
          [=](const election_change& change) {
            seen->followed = seen->followed && seen->states > 0 && follow(seen->now, change);
            ++seen->changes;
          }};
}

/// Stands as soon as it can and writes down what it is told. What it is sent
/// by the test it passes on to the manager, as the candidate that it is.
inline caf::behavior politician(caf::event_based_actor* self, const election_manager& manager,
                                const campaign& terms, const std::string& name, diary_ptr told) {
  auto try_to_win = [=] {
    self->request(manager, 20s, terms)
      .then([=](const election_state&) { told->standing.insert(name); },
            [=](const caf::error&) { self->delayed_send(self, 500ms, caf::tick_atom_v); });
  };
  try_to_win();
  return {
    [=](caf::tick_atom) { try_to_win(); },
    [=](const leadership_gained& won) { told->took(name, won.term); },
    [=](const leadership_lost& lost) { told->left(name, lost.term, to_string(lost.why)); },
    [=](const resign& what) -> caf::result<bool> {
      auto asker = self->make_response_promise();
      self->request(manager, 20s, what)
        .then([=](bool was_candidate) mutable { asker.deliver(was_candidate); },
              [=](caf::error& err) mutable { asker.deliver(err); });
      return asker;
    },
    [=](const campaign& what) {
      self->request(manager, 20s, what)
        .then([](const election_state&) {}, [](const caf::error&) {});
    },
  };
}

struct election_cluster {
  diary_ptr told = std::make_shared<diary>();
  std::map<std::string, caf::actor> candidates; // of nodes that are up
  cluster_simulation nodes;

  explicit election_cluster(cluster_options options) : nodes(std::move(options)) {
    set_log_level();
    told->now = [this] { return nodes.now(); };
    nodes.start_all();
    REQUIRE(nodes.run_until([this] { return all_up(); }, 10s));
  }

  ~election_cluster() { candidates.clear(); }

  bool all_up() {
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      auto& context = nodes.node(i).tree().context();
      if (!context.lease.valid(*context.ports.clock)) return false;
    }
    return true;
  }

  /// Returns when the candidate campaigns and all nodes have seen it.
  void campaign_on(std::size_t node, const std::string& name, const campaign& terms) {
    candidates[name] =
      nodes.at(node).spawn(politician, nodes.node(node).elections(), terms, name, told);
    REQUIRE(nodes.run_until([&] { return told->standing.count(name) != 0; }, 10s));
    settle();
  }

  /// What was agreed on reaches the nodes that lag behind.
  void settle() { nodes.run_for(200ms); }

  void crash(std::size_t node, const std::string& candidate) {
    candidates.erase(candidate);
    told->left(candidate, told->leads[candidate], "crashed");
    nodes.crash(node);
  }

  bool rules(const std::string& who) const {
    return told->leads.size() == 1 && told->leads.count(who) != 0;
  }

  bool comes_to_rule(const std::string& who, duration bound = 6s) {
    auto came = nodes.run_until([&] { return rules(who); }, bound);
    INFO(told->text());
    CHECK(came);
    settle();
    return came;
  }

  /// What the node's election manager answers; the error if it is one.
  template <class Answer, class Message>
  std::pair<Answer, caf::error> ask(std::size_t node, Message what, caf::actor as = {}) {
    struct reply {
      bool done = false;
      std::pair<Answer, caf::error> value;
    };
    auto got = std::make_shared<reply>();
    auto manager = caf::actor_cast<caf::actor>(nodes.node(node).elections());
    nodes.at(node).spawn([=, to = as ? as : manager](caf::event_based_actor* self) {
      self->request(to, caf::infinite, what)
        .then(
          [=](const Answer& answer) {
            got->value.first = answer;
            got->done = true;
          },
          [=](const caf::error& err) {
            got->value.second = err;
            got->done = true;
          });
    });
    REQUIRE(nodes.run_until([&] { return got->done; }, 20s));
    return got->value;
  }

  election_state state_of(std::size_t node, const std::string& election) {
    return ask<election_state>(node, inspect_election{election}).first;
  }

  /// The same from within a run_until, where nothing may be asked: what a watcher of that node
  /// has seen.
  const election_state& peek(std::size_t node, const std::string& election) {
    auto& seen = pictures_[{node, election}];
    if (!seen) seen = watch_on(node, election);
    return seen->now;
  }

  std::shared_ptr<picture> watch_on(std::size_t node, const std::string& election) {
    auto seen = std::make_shared<picture>();
    auto listener = nodes.node(node).system().spawn(onlooker, seen);
    nodes.at(node).own(caf::actor_cast<caf::actor>(listener));
    caf::anon_send(nodes.node(node).elections(), watch_election{election, listener});
    return seen;
  }

  candidate_id id_of(std::size_t node, const std::string& election, const std::string& name) {
    for (auto& c : state_of(node, election).candidates)
      if (c.node == name) return c.id;
    return {};
  }

private:
  std::map<std::pair<std::size_t, std::string>, std::shared_ptr<picture>> pictures_;
};

inline campaign by_seniority() { return {"e", {}, 0, {}}; }

inline campaign by_weight(std::uint32_t weight, std::optional<duration> take_over = {}) {
  return {"e", {election_policy::weight, {}, take_over}, weight, {}};
}

inline campaign by_votes(election_policy policy, duration voting) {
  return {"e", {policy, voting, {}}, 0, {}};
}

} // namespace election_test
