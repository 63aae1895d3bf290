// SPDX-License-Identifier: BSD-3-Clause
/// hostile_member: a member of a simulated group that sends whatever it likes, under its own name:
/// that much its certificate makes sure of. What it says under the store id of another arrives if
/// the receiver takes its claim to that one's place (store_claims.hpp).
///
///   hostile_member liar{seed};
///   liar.overhears(letter);                    // what its node sends and receives
///   liar.sent(to, letter);                     // what its node sends; it may send it again
///   for (auto& lie : liar.speak(sight)) post(lie);
///
/// It sends random bytes through the real decoders, frames that it knows with some fields or bytes
/// changed, old frames again and twice, and what is made to harm: votes asked for in every term and
/// with every log, transfers that nobody began, claims to lead, answers with greater terms,
/// commands, renewals and joins in the names of others, commands of the leader alone, fields at
/// their ends. It knows what an attacker may learn: who leads in which term, the sessions and the
/// stores of the others, and the numbers of their commands.
///
/// What it never does is what no member of a group that counts majorities can be kept from doing
/// (docs/security.md): it breaks no promise of a voter. Votes and acknowledgements leave its node
/// as the machine there gives them, and again to the same server, never more. Whether a claim to
/// lead may be delivered the group decides.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/registry/commands.hpp>
#include <ringleader/testkit/machines/simulated_letters.hpp>

#include <deque>
#include <vector>

namespace ringleader::testkit {

/// What a hostile member knows when it speaks.
struct hostile_sight {
  control::sender self;
  session_id session; // its own; none if it has none
  raft_term term;     // the greatest that anybody is in
  store_id leader;    // of that term
  log_index last;     // of the log
  std::vector<control::sender> others;
  std::vector<session_id> sessions; // of the others
};

class hostile_member {
public:
  struct lie {
    store_id to;
    simulated_letter what;
    bool forged = true; // false: said by its node before, word for word
    store_id as{};      // whose store its hello claims; none: its own
  };

  explicit hostile_member(std::uint64_t seed) : random_(seed) {}

  void overhears(const simulated_letter& what);
  void sent(store_id to, const simulated_letter& what);
  /// It is another store from here on: what the former one promised is not its own.
  void forget();

  std::vector<lie> speak(const hostile_sight& sight);
  /// How long it rests before it speaks again: it may not flood the links.
  duration rest();

  random_source& random() { return random_; }

private:
  // hostile_member.cpp: when, to whom, and of what kind
  void repeat(std::vector<lie>& out);
  void garble(const hostile_sight& sight, std::vector<lie>& out);
  void attack(const hostile_sight& sight, std::vector<lie>& out);
  void impersonate(const hostile_sight& sight, std::vector<lie>& out);
  void command(const hostile_sight& sight, std::vector<lie>& out);
  void steal(const hostile_sight& sight, std::vector<lie>& out);
  void to_all(const hostile_sight& sight, const consensus::message& what, std::vector<lie>& out);
  store_id anybody(const hostile_sight& sight);
  std::uint64_t number(std::uint64_t near);

  // hostile_frames.cpp: what it says
  consensus::message mutate(consensus::message what, const hostile_sight& sight);
  std::optional<consensus::message> damage(const consensus::message& what);
  consensus::message fresh(const hostile_sight& sight);
  registry::command any_command(const hostile_sight& sight, bool is_own);
  registry::join any_join(const hostile_sight& sight);
  bytes envelope(const hostile_sight& sight);
  std::int64_t extreme();
  bytes noise(std::size_t size_max);

  random_source random_;
  std::deque<consensus::message> heard_; // of both directions
  std::deque<lie> said_;
  std::uint64_t last_sequence_ = 0;
};

/// What is left of a frame when it may not break a promise of its voter.
consensus::message without_promises(consensus::message what);

} // namespace ringleader::testkit
