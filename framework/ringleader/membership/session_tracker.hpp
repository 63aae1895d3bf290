// SPDX-License-Identifier: BSD-3-Clause
/// session_tracker: the control leader's memory of who renewed when, and whom to expire.
/// It lives for one leadership: make a new one for each.
///
///   session_tracker sessions{config, now};           // own no-op applied, now leading
///   sessions.known(id, heard_at);                    // open before: what the voters remember
///   sessions.opened(id, now), sessions.ended(id);    // as the log says
///   if (sessions.renewal_allowed(id)) { answer(); sessions.renewed(id, now); }
///   for (auto id : sessions.overdue(now)) { sessions.expiry_proposed(id); propose(expire); }
///
/// A session is expired ttl + margin after its last renewal as far as anybody of a majority knows,
/// but not before two renewal intervals of this leadership have passed, in which it could have been
/// renewed here. If more than half of the sessions are overdue the fault is more likely ours (a
/// pause, a cut): it waits once more, until ttl + margin after the leadership began if that is
/// still to come, else ttl + margin from now, and then acts. Does not promise that it answers
/// renewals only while it leads: the caller confirms that first. Invariant: once an expiry of a
/// session is proposed, no renewal of it is allowed.
#pragma once

#include <ringleader/base/ids.hpp>
#include <ringleader/membership/session_config.hpp>

#include <map>
#include <vector>

namespace ringleader {

class session_tracker {
public:
  session_tracker(const session_config& config, instant now);

  /// The session was open when this leadership began; no renewal of it after `heard_at` was
  /// answered by a leader before.
  void known(session_id session, instant heard_at);

  /// The log opened a session.
  void opened(session_id session, instant now);

  /// The log ended a session.
  void ended(session_id session);

  /// False for sessions that are unknown or about to end: answering would prolong what is over.
  bool renewal_allowed(session_id session) const;

  /// A renewal of the session arrived at `now`. Ignored where renewals are not allowed.
  void renewed(session_id session, instant now);

  /// From now on no renewal of the session is answered in this leadership.
  void expiry_proposed(session_id session);

  /// Sessions to expire now, ascending. One whose proposed expiry did not come through is named
  /// again after a renewal interval: the proposal may have been lost, and it changes nothing twice.
  std::vector<session_id> overdue(instant now);

  /// When overdue() may have something new to say; `never` if no session is open.
  instant next_check() const;

  std::size_t size() const { return sessions_.size(); }

private:
  struct tracked {
    instant renewed_at;
    instant named_at; ///< when overdue() last said so
    bool expiring = false;
  };

  session_config config_;
  instant began_at_;
  instant quiet_until_;
  bool doubted_ = false; ///< the present overdue majority has had its second wait
  std::map<session_id, tracked> sessions_;
};

} // namespace ringleader
