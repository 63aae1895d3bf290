// SPDX-License-Identifier: BSD-3-Clause
/// leader: runs singletons: each stands in a registry election for this node, is started when it
/// wins and ended when it does not, or when the node's lease is over, whichever is known first.
///
/// A successor starts only after the log gave the office to somebody else, which is after the old
/// winner's lease ended or it stepped down, so two never run at once as long as clocks run at
/// nearly the same rate; what a frozen process does after it wakes is fenced by the term only.
///
/// A singleton that fails while its node is in office is started again after a pause.
#pragma once

#include <ringleader/actors/node/context.hpp>
#include <ringleader/actors/node/messages.hpp>

#include <caf/event_based_actor.hpp>

#include <map>
#include <optional>

namespace ringleader {

/// The specs that the application gave; they outlive the actor that runs them.
class singleton_specs {
public:
  void add(singleton_spec spec);
  std::vector<singleton_spec> all() const;

private:
  mutable std::mutex mutex_;
  std::vector<singleton_spec> specs_;
};

class leader_actor final : public caf::event_based_actor {
public:
  leader_actor(caf::actor_config& cfg, node_context_ptr node,
               std::shared_ptr<const singleton_specs> specs);

  const char* name() const override { return "leader"; }
  void on_exit() override;

private:
  struct office {
    singleton_spec spec;
    session_id stood_in; // the session in which this node campaigns
    bool campaigning = false;
    std::optional<candidate_id> winner;
    election_term term;
    caf::actor running;
    bool ending = false;
    instant not_before{};
    duration pause{};
  };

  caf::behavior make_behavior() override;
  void take(const registry_news& news);
  void look();
  void look_at(office& o);
  void campaign(office& o);
  void end(office& o);
  void answer_drained();
  void singleton_down(const caf::down_msg& down);

  node_context_ptr node_;
  std::shared_ptr<const singleton_specs> specs_;
  newest_news newest_;
  session_id session_;
  std::map<std::string, office> offices_;
  std::vector<caf::response_promise> drain_waiters_;
  std::map<std::string, election_changed> known_; // of all elections
};

} // namespace ringleader
