// SPDX-License-Identifier: BSD-3-Clause
/// membership: keeps this node a member. Links the nodes that it should know, joins under a fresh
/// membership id whenever the node has no session, renews the session, and publishes views.
///
/// A membership id is the boot id of a join: random for each life as a member, so that an ended
/// session is never taken up again by a late copy of an old join. It outlives this actor.
///
/// Crash-only: a new generation finds the node's session in the view by that id, and has no lease
/// until a renewal is answered.
#pragma once

#include <ringleader/actors/membership/messages.hpp>
#include <ringleader/actors/membership/view_listeners.hpp>
#include <ringleader/actors/runtime/control_actor.hpp>
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/contract/members.hpp>
#include <ringleader/membership/lease.hpp>

#include <caf/event_based_actor.hpp>

#include <map>
#include <set>

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
  void take(const registry_news& news);
  void link_configured();
  void link_members();
  void tick();
  void join();
  void join_refused(const failure& why, bool retry);
  void renew();
  void answered(const renew_answer& answer);
  void adopt(session_id session);
  void announce_types();
  void leave(caf::response_promise asker);
  void depart();
  void listener_down(const caf::down_msg& down);

  const std::shared_ptr<view_listeners> listeners_;
  std::function<void(const failure&)> on_refused_;
  std::shared_ptr<const view> view_;
  session_id session_;
  lease_holder lease_;
  renewal_id last_renewal_;
  instant renew_at_{};
  instant join_at_{};
  duration join_pause_; // doubles with each refusal
  newest_news newest_;
  bool joining_ = false;
  instant started_{};
  instant complained_at_{};
  instant depart_at_{}; // when to ask for it again
  bool depends_ = true; // somebody does on this node: it votes, or owns partitions
  bool ever_joined_ = false;
  failure last_refusal_;
  std::set<endpoint> linked_;
  std::map<std::string, bool> announced_; // type -> hosts, for the present session
};

} // namespace ringleader
