// SPDX-License-Identifier: BSD-3-Clause
/// joiner: keeps a node a member of its cluster: when to join and under which id, when to renew the
/// session, until when its lease lasts, what to announce, how to leave, and to which nodes to keep
/// links. Pure: feed events, execute the effects in order.
///
///   joiner member{config};
///   for (auto& fx : member.step(joining::started{kept}, now)) run(fx);
///   arm(member.next_deadline());                       // then step(joining::tick{..}, now)
///
/// A membership id is the boot id of a join: drawn anew for each life as a member, so that an ended
/// session is never taken up again by a late copy of an old join. It is kept beyond the life of a
/// joiner: a rebuilt one finds the session in the view by it, and has no lease until a renewal is
/// answered.
///
/// A join names the session that it ends, so that one which comes late ends no session of a later
/// life. What is named is what the view shows: where that changes, it joins again at once.
/// Every join is an entry of the log: refused ones come ever slower, the pause doubles up to its
/// maximum. Renewals are numbered from the clock, so that they are greater than those of a former
/// joiner, whose late answers must mean nothing to this one.
/// Types are announced once in each session, and again where that may have failed.
///
/// Does not promise that the session is open: the log ends it, and the node hears of it later. The
/// lease is what tells until when it may be acted upon.
///
/// Invariants: no id is joined under after its session ended; no lease is longer than lease_holder
/// makes it, or outlives the session in the view; once a leave has begun no lease gets longer and
/// no join leaves.
#pragma once

#include <ringleader/base/field_names.hpp>
#include <ringleader/membership/joiner_events.hpp>

#include <map>
#include <optional>
#include <set>

namespace ringleader {

struct joiner_config {
  session_config sessions;
  store_id self;

  /// Before a join is repeated; doubled by each refusal up to the maximum. Longer: fewer entries of
  /// nodes that are not taken, later recovery. More than 0.
  duration join_pause = std::chrono::milliseconds{200};
  duration join_pause_max = std::chrono::seconds{2};

  /// A node that belongs to no cluster yet gives up after this time, whether it waits for seeds or
  /// for founders; one that the cluster refuses, so much after the first refusal. 0: never.
  duration join_timeout = duration::zero();

  /// Founders and seeds: links to them are kept whoever is a member.
  std::vector<endpoint> configured;

  /// invalid_option with what is wrong and what is allowed.
  result<void> validate(const field_names& called = {}) const;
};

class joiner {
public:
  /// How often it says that it is still joining, and asks again to be let go.
  static constexpr duration complain_interval = std::chrono::seconds{5};

  /// Before the first join: the first view is on its way, and may have the session.
  static constexpr duration first_view_time = std::chrono::milliseconds{50};

  /// EXPECTS config.validate().
  explicit joiner(const joiner_config& config);

  /// `started` comes first. EXPECTS that now never goes back.
  joining::effects step(const joining::event& what, instant now);

  /// When a tick has something to do; never while everything waits for answers.
  instant next_deadline() const;

  /// Of the view that it saw last; none while there is none.
  session_id session() const { return session_; }
  boot_id membership() const { return membership_; }
  instant lease_until() const { return lease_.valid_until(); }

private:
  void on(const joining::started& e);
  void on(const joining::boot_drawn& e);
  void on(const joining::members_seen& e);
  void on(const joining::join_accepted& e);
  void on(const joining::join_refused& e);
  void on(const joining::join_failed& e);
  void on(const joining::renewal_answered& e);
  void on(const joining::type_known& e);
  void on(const joining::announce_failed& e);
  void on(const joining::leave_begun& e);
  void on(const joining::leave_asked& e);
  void on(const joining::leave_ended& e);
  void on(const joining::depart_asked& e);
  void on(const joining::begin_leave_failed& e);
  void on(const joining::transport_renewed& e);
  void on(const joining::tick& e);

  void act();
  void join();
  void start_new_life();
  void adopt(session_id session);
  void end_session();
  void renew();
  void announce_types();
  void leave_for_good();
  void complain();
  void link_configured();
  void link_members();
  bool may_join() const;
  session_id session_to_replace() const;
  instant too_late_at() const;
  bool is_leaving_for_good() const;
  void emit(joining::effect what) { out_.push_back(std::move(what)); }

  joiner_config config_;
  instant now_{};
  joining::effects out_; // of this step
  std::shared_ptr<const view> view_;
  std::set<endpoint> linked_;

  // Joining.
  boot_id membership_; // none while one is drawn
  bool joining_ = false;
  bool refused_for_good_ = false;
  bool was_member_ = false;
  bool in_cluster_ = false;
  instant started_{};             // to join: this life or this node
  instant refused_since_ = never; // by the log
  instant complained_at_{};
  instant join_at_{};
  duration join_pause_;
  failure last_refusal_;

  // The session.
  session_id session_;
  session_id named_; // by the last join
  lease_holder lease_;
  renewal_id last_renewal_;
  instant renew_at_{};
  std::map<std::string, bool> types_;     // -> hosts
  std::map<std::string, bool> announced_; // the same, in this session
  instant announce_at_{};

  // Leaving.
  bool leaving_ = false;
  bool departing_ = false;
  bool depended_on_ = true;
  bool departed_ = false;
  instant depart_at_{};
};

} // namespace ringleader
