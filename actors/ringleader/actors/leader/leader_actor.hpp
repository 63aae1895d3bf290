// SPDX-License-Identifier: BSD-3-Clause
/// leader: the election_manager of this node, and what runs its singletons.
///
/// Translates only: what actors ask, what the control log tells and answers, and time become events
/// of the machine that decides (elections/node_elections.hpp); its effects become messages,
/// proposals and answers. It keeps what CAF alone knows: promises by the numbers of those who ask,
/// actors by the numbers of the candidates, and the singletons that run.
///
/// A singleton's state is the application's code, made and unmade where this actor runs: so it is
/// not bound to the control_thread.
///
/// Crash-only: candidates keep their place and listeners get the state anew when it is rebuilt.
#pragma once

#include <ringleader/actors/leader/kept_elections.hpp>
#include <ringleader/actors/leader/messages.hpp>
#include <ringleader/actors/runtime/context.hpp>
#include <ringleader/actors/runtime/deadline_timer.hpp>
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/contract/elections.hpp>
#include <ringleader/elections/node_elections.hpp>

#include <caf/event_based_actor.hpp>

#include <map>
#include <set>

namespace ringleader {

class leader_actor final : public caf::event_based_actor {
public:
  leader_actor(caf::actor_config& cfg, node_context_ptr node, std::uint64_t generation,
               std::shared_ptr<kept_elections> kept);

  const char* name() const override { return "leader"; }
  void on_exit() override;

private:
  // leader_actor.cpp: messages and time
  caf::behavior make_behavior() override;
  void feed(const campaigns::event& what);
  void run_all(const campaigns::effects& all);
  void take(const registry_update& update);
  void add_singletons();
  void watch(const caf::actor_addr& whom);
  void down(const caf::down_msg& whom);
  campaigns::asker_id ask(caf::response_promise& asker);

  // requests.cpp: who asks
  caf::result<election_state> accept(const campaign& what);
  caf::result<bool> accept(const resign& what);
  caf::result<bool> accept(const vote& what);
  caf::result<bool> drain();
  caf::result<void> accept(const watch_election& what);
  void accept(const unwatch_election& what);
  void stopped_watching(const std::vector<std::string>& elections);
  caf::result<election_state> accept(const inspect_election& what) const;
  caf::result<election_list> accept(const list_elections& what) const;

  // effects.cpp: what the machine wants done
  void run(const campaigns::propose_campaign& fx);
  void run(const campaigns::propose_resign& fx);
  void run(const campaigns::tell_gained& fx);
  void run(const campaigns::tell_lost& fx);
  void run(const campaigns::answer_candidates& fx);
  void run(const campaigns::answer_resigners& fx);
  void run(const campaigns::answer_drained& fx);
  void run(const campaigns::refuse_askers& fx);
  void run(const campaigns::start_singleton& fx);
  void run(const campaigns::stop_singleton& fx);
  void run(const campaigns::singleton_failed& fx);
  void run(const campaigns::campaign_refused& fx);
  void run(const campaigns::publish_change& fx);
  void run(const campaigns::publish_state& fx);
  void run(const campaigns::ask_for_state& fx);
  template <class Answer> void propose_for(holder_id holder, propose what);
  template <class T> void answer(const std::vector<campaigns::asker_id>& askers, const T& what);

  node_context_ptr node_;
  std::shared_ptr<kept_elections> kept_;
  campaigns::node_elections machine_;
  campaigns::lease_seen lease_;         // as the machine was told
  std::shared_ptr<const view> members_; // the same
  electorate voters_;                   // of members_
  member_names names_;                  // of members_
  std::map<campaigns::asker_id, caf::response_promise> askers_;
  campaigns::asker_id last_asker_;
  std::map<std::string, caf::actor> singletons_; // that run, by election
  std::set<caf::actor_addr> watched_;
  deadline_timer timer_;
};

} // namespace ringleader
