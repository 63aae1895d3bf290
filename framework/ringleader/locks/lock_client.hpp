// SPDX-License-Identifier: BSD-3-Clause
/// lock_client: what a node knows of the locks that its actors hold and ask for, and how it gets
/// them from the lock table and gives them back. Pure: feed events, execute the effects in order.
///
///   lock_client client{options, generation};
///   client.step(node_lease{session, until}, now, effects);   // whenever it differs
///   client.step(acquire{ask, asker, 0, wants}, now, effects);            // propose{cookie, ...}
///   client.step(concluded{cookie, granted{token}}, now, effects);        // keep, answer_granted
///   arm(client.next_deadline());                                         // then tick
///
/// Each acquire is a claim. Its number carries the generation, so that claims of a client that is
/// made anew, after the one before was lost with all that it had under way, are never mixed up.
/// What was kept of it is adopted; what stands in the log for this session and nobody here knows is
/// taken back: as soon as an event or a whole state shows it. No event shows a claim that came into
/// a grant which was there; where there may be such ones, a release after which the grant is not
/// told to have ended makes the client look, and it looks once when they should all be there.
///
/// A claim is held only as long as its own lease and the node's run by the local clock; then its
/// holder is told, and after that the lock is given back. What comes back against the holder's will
/// keeps its lock-delay. An acquire whose outcome is unknown is cancelled until the log says what
/// became of it. A deadlock with something that is on its way back is none: it is asked for again.
///
/// How much of a lease is left is measured from when its command left. Extensions that are under
/// way together may take effect in any order, so all of them count as long as the shortest, and so
/// does each one after one whose outcome is unknown.
///
/// Does not promise that a holder stops: it is told, and the resource compares tokens.
///
/// Invariants: no claim is held beyond the node's lease or its own; whatever of this session stands
/// in the log is known here or on its way back; every ask is answered once, an acquire a second
/// after its wait at the latest; nobody is granted what a holder was not told to have lost, unless
/// the cluster took it.
#pragma once

#include <ringleader/locks/lock_client_events.hpp>
#include <ringleader/locks/lock_lease.hpp>

#include <array>
#include <set>
#include <unordered_map>

namespace ringleader::locks {

struct lock_client_options {
  /// Of the node's session. More margin: leases of locks end earlier for their holders.
  duration ttl = std::chrono::seconds{2};
  duration margin = std::chrono::milliseconds{100};

  result<void> validate() const;
};

class lock_client {
public:
  /// Claims that it holds and asks for.
  static constexpr std::size_t claims_max = 16'384;
  /// How long behind its wait an acquire may be answered.
  static constexpr duration confirm_time = std::chrono::seconds{1};

  /// Of what it gives back by itself, so much is proposed in one step; the rest is due at once, in
  /// the next ones. Whoever runs the effects can do something else in between.
  static constexpr std::size_t sent_in_step_max = 256;

  /// EXPECTS options.validate(); generation: larger than those before in this process.
  lock_client(const lock_client_options& options, std::uint64_t generation);

  /// Any alternative of client_event. Appends to `out`, which callers reuse. EXPECTS that now never
  /// goes back.
  template <class Event> void step(Event&& event, instant now, client_effects& out) {
    begin_step(now, out);
    on(std::forward<Event>(event));
  }

  client_effects step(client_event event, instant now);

  /// When to be told that time passed; `never` if nothing is due.
  instant next_deadline() const;

  std::size_t claims() const { return claims_.size(); }
  bool knows(claim_id claim) const { return claims_.count(claim) != 0; }

private:
  /// pausing: to be asked for again. confirming: granted, but only an extension tells how much of
  /// the lease is left. ending: on its way back.
  enum class stage : std::uint8_t { asking, pausing, queued, confirming, held, ending };
  static bool allowed(stage from, stage to);

  struct claim_state {
    held_claim kept;
    acquire_lock command;
    ask_id asker;    // none: answered
    ask_id releaser; // none: nobody waits for its end
    stage now = stage::asking;
    instant asked{};           // when the acquire was sent last
    registry_time queued_at{}; // registry time at which it stood in the queue
    instant wait_end = never;
    instant due = never;     // when to look at it again
    bool wait_over = false;  // the asker did not want to wait longer
    bool abandoned = false;  // nobody waits for the grant any more
    bool given_back = false; // the log told its end
    bool is_kept = false;
  };
  using claim_map = std::map<claim_id, claim_state>;
  using entry = claim_map::iterator;

  /// What a proposal is for; retried: until it has an outcome or its session is over.
  enum class aim : std::uint8_t { acquire, confirm, extend, cancel, release };
  struct proposal {
    aim what = aim::acquire;
    claim_id claim;
    fencing_token token; // of a confirm, an extend or a release
    bool lost = false;   // of a release
    duration lease{};    // of a confirm or an extend
    ask_id ask;          // of an extend
    instant sent{};      // first
    session_id session;  // retried while it lasts
  };

  /// Extensions of one grant that may still take effect, in any order. unknown: one of them has no
  /// answer and will have none.
  struct extensions {
    std::uint32_t open = 0;
    bool unknown = false;
    duration least = duration::max(); // of their leases
  };

  void begin_step(instant now, client_effects& out);
  template <class Effect> void emit(Effect what) { out_->emplace_back(std::move(what)); }

  // lock_client.cpp: time, ends, and what others say of this node
  void on(const asker_gone& event);
  void on(concluded event);
  void on(const node_lease& event);
  void on(const session_seen& event);
  void on(adopt event);
  void on(const drain&);
  void on(const tick&);
  void enter(entry at, stage to);
  void set_token(entry at, fencing_token token);
  void set_due(claim_id id, claim_state& c, instant due);
  void over(entry at);
  instant lease_until(session_id session) const;
  void remember_lease(session_id session, instant until);
  void lose(entry at, lock_loss why, const std::string& reason);
  void lose_and_give_back(const std::vector<entry>& all, lock_loss why);
  void lose_all(lock_loss why);
  std::vector<entry> in_stage(stage now);
  void forget_claim(entry at);
  bool is_granted(fencing_token token) const;
  bool lasts(session_id session) const;
  void expect_strays();
  void look_for_strays();
  void insist(aim what, claim_id claim, fencing_token token, bool lost);
  void send(std::uint64_t cookie, const proposal& what);

  // lock_client_asking.cpp: what askers want
  void on(acquire event);
  void on(const release& event);
  void on(const extend& event);
  result<claim_state> claim_of(acquire& event, claim_id id) const;
  void ask(entry at);
  void fail(ask_id& asker, failure why);
  void deny(entry at, failure why);
  void give_back(entry at, bool lost, ask_id releaser);
  void watch(asker_id asker, claim_id id);
  void unwatch(asker_id asker, claim_id id);

  // lock_client_granting.cpp: from the outcome of a proposal to a lock that is held
  void acquired(claim_id id, lock_outcome& outcome);
  void not_acquired(claim_id id, failure error);
  void joined(entry at);
  void found_deadlock(entry at, deadlocked& found);
  bool is_on_its_way_back(const wait_step& step) const;
  void granted_by_queue(entry at, fencing_token token, std::optional<registry_time> expires);
  void confirm(entry at);
  void confirmed(const proposal& asked, const lock_outcome* outcome, errc error);
  void extended(const proposal& asked, const lock_outcome* outcome, failure error);
  void extend_grant(aim what, entry at, duration lease, ask_id ask);
  instant end_extension(const proposal& asked, bool unknown);
  void set_ends(fencing_token token, instant ends);
  duration least_of(fencing_token token) const;
  void hold(entry at, fencing_token token, instant ends);
  void cancel(entry at);
  void cancelled(claim_id id, const lock_outcome& outcome);
  void released(const proposal& asked, const lock_outcome& outcome);

  // lock_client_comparing.cpp: what the log says
  void on(const lock_granted& event);
  void on(const lock_ended& event);
  void on(const state_seen& event);
  void on(const standing_seen& event);
  void take_back(claim_id id, fencing_token token);
  void compare(entry at, const state_seen& with);
  void end_claims_of_other_sessions();

  const lock_lease lease_;
  const std::uint64_t generation_;
  client_effects* out_ = nullptr; // during a step
  instant now_{};
  std::size_t sent_in_step_ = 0;

  struct known_lease {
    session_id session;
    instant until = instant::min(); // the latest that was said
  };

  session_id session_;                // according to the log
  session_id node_session_;           // according to the node's lease
  bool session_is_told_ = false;      // by the log
  std::array<known_lease, 2> leases_; // of the newest two sessions, the newest first

  std::uint64_t last_claim_ = 0;
  claim_map claims_;
  std::set<std::pair<instant, claim_id>> due_;
  std::set<std::pair<asker_id, claim_id>> askers_; // of claims
  std::set<std::pair<fencing_token, claim_id>> by_token_;
  std::set<std::pair<holder_id, claim_id>> queued_; // that are in this stage
  std::size_t held_ = 0;

  std::uint64_t last_cookie_ = 0;
  std::unordered_map<std::uint64_t, proposal> proposals_; // looked up, never iterated
  std::set<std::pair<instant, std::uint64_t>> again_;     // proposals to be sent then
  std::map<fencing_token, extensions> extending_;
  std::set<claim_id> taking_back_; // what nobody here knows
  bool has_strays_ = false;        // commands without an answer may still take effect
  std::set<fencing_token> unsure_; // released, and not told to have ended
  instant reconcile_at_ = never;   // whether somebody else is in one of them
  instant strays_at_ = never;      // when commands without an answer have taken effect, mostly
  bool leaving_ = false;
  bool draining_ = false;
};

} // namespace ringleader::locks
