// SPDX-License-Identifier: BSD-3-Clause
/// membership: carries out what the joiner decides (membership/joiner.hpp): links nodes, joins,
/// renews the session, writes the lease cell, announces entity types, and publishes views.
///
/// Crash-only: the membership id is in the node's context and the listeners outlive this actor; a
/// new generation finds the node's session in the view by that id, and has no lease until a renewal
/// is answered.
#pragma once

#include <ringleader/actors/membership/messages.hpp>
#include <ringleader/actors/membership/view_listeners.hpp>
#include <ringleader/actors/runtime/control_actor.hpp>
#include <ringleader/actors/runtime/deadline_timer.hpp>
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/contract/members.hpp>
#include <ringleader/membership/joiner.hpp>

#include <caf/event_based_actor.hpp>

#include <map>

namespace ringleader {

class membership_actor final : public control_actor {
public:
  /// on_refused: the cluster will never take this node as it is configured.
  membership_actor(caf::actor_config& cfg, node_context_ptr node,
                   std::shared_ptr<view_listeners> listeners,
                   std::function<void(const failure&)> on_refused);

  const char* name() const override { return "membership"; }
  void on_exit() override;

private:
  caf::behavior make_behavior() override;
  void begin();
  void take(const registry_update& update);
  void tell_types();
  caf::result<bool> leave();
  caf::result<void> accept(const watch_members& who);
  void announce(std::vector<caf::strong_actor_ptr> to);

  void feed(const joining::event& what);
  void step(const joining::event& what);
  void arm();
  void run(const joining::draw_boot& fx);
  void run(const joining::submit_join& fx);
  void run(const joining::renew& fx);
  void run(const joining::set_lease& fx);
  void run(const joining::begin_lease& fx);
  void run(const joining::announce& fx);
  void run(const joining::submit_leave& fx);
  void run(const joining::answer_leave& fx);
  void run(const joining::submit_begin_leave& fx);
  void run(const joining::depart& fx);
  void run(const joining::link& fx);
  void run(const joining::unlink& fx);
  void run(const joining::publish_view& fx);
  void run(const joining::session_opened& fx);
  void run(const joining::session_over& fx);
  void run(const joining::join_denied& fx);
  void run(const joining::still_joining& fx);
  void run(const joining::give_up& fx);

  registry::join description(const joining::submit_join& fx) const;
  template <class Question, class Done, class Failed>
  void ask_log(Question what, Done then, Failed otherwise);

  const std::shared_ptr<view_listeners> listeners_;
  std::function<void(const failure&)> on_refused_;
  caf::actor announcer_;
  joiner joiner_;
  deadline_timer timer_;
  newest_update newest_;
  std::shared_ptr<const view> view_;
  std::map<std::uint64_t, caf::response_promise> leavers_;
  std::uint64_t last_cookie_ = 0;
  bool told_leaving_ = false; // what cells of the node say, the joiner has heard
  bool told_departing_ = false;
};

} // namespace ringleader
