// SPDX-License-Identifier: BSD-3-Clause
/// What a joiner is told and what it wants done. Commands are described, not made: whoever carries
/// the effects out knows the rest of the node and the registry's commands.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/membership/lease.hpp>
#include <ringleader/membership/view.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace ringleader::joining {

// --- events

/// First of all, and once. The membership id outlives a joiner; none before the first life as a
/// member. So does what the node was told to do.
struct started {
  boot_id membership;
};
/// Answers draw_boot: a number that was never used before by anybody.
struct boot_drawn {
  boot_id boot;
};
/// The control log published. depended_on: this node votes, or owns partitions.
struct members_seen {
  std::shared_ptr<const view> members;
  bool reset = false; ///< it need not be newer than what was seen before
  bool depended_on = true;
};
/// How a submit_join ended. Accepted: the view brings the session.
struct join_accepted {
  boot_id boot;
};
/// It did not happen; retry: waiting and asking again may help.
struct join_refused {
  boot_id boot;
  failure why;
  bool retry = false;
};
/// It may have happened. code none: nothing is known.
struct join_failed {
  boot_id boot;
  failure why;
};
/// The leader answered a renewal.
struct renewal_answered {
  session_id session;
  renewal_id id;
};
/// The node knows an entity type, and hosts it or only routes to it; told again if that changes.
struct type_known {
  std::string name;
  bool hosts = false;
};
/// An announcement may not have happened. One that was refused ends here as one that was accepted.
struct announce_failed {
  session_id session;
  std::string type;
};
/// The node stops soon: from now on it starts no new life as a member and prolongs no lease.
struct leave_begun {};
/// Leave now; answered by answer_leave with the same cookie.
struct leave_asked {
  std::uint64_t cookie = 0;
};
/// How a submit_leave ended; code none: the session is over.
struct leave_ended {
  std::uint64_t cookie = 0;
  failure why;
};
/// Leave for good: first votes and partitions go to others.
struct depart_asked {};
/// A submit_begin_leave may not have happened.
struct begin_leave_failed {};
/// The transport is a new one and knows no peers.
struct transport_renewed {};
/// Time passed: see joiner::next_deadline(). in_cluster: the store belongs to a cluster.
struct tick {
  bool in_cluster = false;
};

using event =
  std::variant<started, boot_drawn, members_seen, join_accepted, join_refused, join_failed,
               renewal_answered, type_known, announce_failed, leave_begun, leave_asked, leave_ended,
               depart_asked, begin_leave_failed, transport_renewed, tick>;

bool operator==(const started& a, const started& b);
bool operator==(const boot_drawn& a, const boot_drawn& b);
bool operator==(const members_seen& a, const members_seen& b);
bool operator==(const join_accepted& a, const join_accepted& b);
bool operator==(const join_refused& a, const join_refused& b);
bool operator==(const join_failed& a, const join_failed& b);
bool operator==(const renewal_answered& a, const renewal_answered& b);
bool operator==(const type_known& a, const type_known& b);
bool operator==(const announce_failed& a, const announce_failed& b);
bool operator==(const leave_begun& a, const leave_begun& b);
bool operator==(const leave_asked& a, const leave_asked& b);
bool operator==(const leave_ended& a, const leave_ended& b);
bool operator==(const depart_asked& a, const depart_asked& b);
bool operator==(const begin_leave_failed& a, const begin_leave_failed& b);
bool operator==(const transport_renewed& a, const transport_renewed& b);
bool operator==(const tick& a, const tick& b);

std::string to_string(const event& e);

// --- effects

/// Forget the membership id, if there is one, and draw another; answered by boot_drawn.
struct draw_boot {};
/// Answered by join_accepted, join_refused or join_failed.
struct submit_join {
  boot_id boot;
  session_id replaces; ///< the live session of an earlier life on this store; none if none is known
};
/// Answered by renewal_answered, or not at all.
struct renew {
  session_id session;
  renewal_id id;
};
/// Until when the node may act in the name of its session; instant::min(): it may not.
struct set_lease {
  session_id session;
  instant until = instant::min();
};
/// Tell who waits for a lease that there is one.
struct begin_lease {};
/// Announce an entity type; announce_failed if that may not have happened.
struct announce {
  session_id session;
  std::string type;
  bool hosts = false;
};
/// End the session; answered by leave_ended.
struct submit_leave {
  std::uint64_t cookie = 0;
};
struct answer_leave {
  std::uint64_t cookie = 0;
  failure why;
};
/// Ask for the own votes and partitions to be taken over; begin_leave_failed if that may not have
/// happened.
struct submit_begin_leave {};
/// Nothing of the cluster depends on this node any more.
struct depart {};
/// Keep a link to this node, or no longer.
struct link {
  endpoint to;
};
struct unlink {
  endpoint to;
};
/// Show the view to who wants to see it.
struct publish_view {};

/// For the log of the node.
struct session_opened {
  session_id session;
};
struct session_over {
  session_id session;
};
struct join_denied {
  failure why;
};
struct still_joining {
  duration since = duration::zero();
  failure why;
};
/// The cluster will never take this node as it is configured.
struct give_up {
  failure why;
};

using effect =
  std::variant<draw_boot, submit_join, renew, set_lease, begin_lease, announce, submit_leave,
               answer_leave, submit_begin_leave, depart, link, unlink, publish_view, session_opened,
               session_over, join_denied, still_joining, give_up>;
using effects = std::vector<effect>;

bool operator==(const draw_boot& a, const draw_boot& b);
bool operator==(const submit_join& a, const submit_join& b);
bool operator==(const renew& a, const renew& b);
bool operator==(const set_lease& a, const set_lease& b);
bool operator==(const begin_lease& a, const begin_lease& b);
bool operator==(const announce& a, const announce& b);
bool operator==(const submit_leave& a, const submit_leave& b);
bool operator==(const answer_leave& a, const answer_leave& b);
bool operator==(const submit_begin_leave& a, const submit_begin_leave& b);
bool operator==(const depart& a, const depart& b);
bool operator==(const link& a, const link& b);
bool operator==(const unlink& a, const unlink& b);
bool operator==(const publish_view& a, const publish_view& b);
bool operator==(const session_opened& a, const session_opened& b);
bool operator==(const session_over& a, const session_over& b);
bool operator==(const join_denied& a, const join_denied& b);
bool operator==(const still_joining& a, const still_joining& b);
bool operator==(const give_up& a, const give_up& b);

std::string to_string(const effect& e);

} // namespace ringleader::joining
