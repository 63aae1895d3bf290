// SPDX-License-Identifier: BSD-3-Clause
/// lock_book: what is held and what waits, and the indexes that find it: by name, by claim, by
/// owner, by session, by the time at which something ends. It keeps them equal; it decides nothing.
///
///   auto token = tokens.draw();
///   book.remove_request(arrival);
///   book.add_hold(token, hold);
///
/// Replicated are the holds, the requests and the counter of arrivals; the indexes are made again
/// when these are read.
///
/// Invariants: a name that nobody stands at has no slot; every claim is in one hold or is one
/// request; a withheld hold has no claims, belongs to no owner and ends.
#pragma once

#include <ringleader/locks/lock_slot.hpp>

#include <map>
#include <set>
#include <utility>

namespace ringleader {

class lock_book {
public:
  /// Where a claim stands: one of the two is set.
  struct place {
    fencing_token token;
    lock_arrival arrival;
  };

  /// What an owner has.
  struct standing {
    std::set<fencing_token> holds;
    std::set<lock_arrival> waits;
  };

  lock_arrival next_arrival() const { return last_arrival_.next(); }

  /// EXPECTS that every want is admitted.
  void add_hold(fencing_token token, lock_hold what);
  lock_hold remove_hold(fencing_token token);
  void set_end(fencing_token token, std::optional<registry_time> expires);
  /// The owner is out of it, the names stay taken until then.
  void withhold(fencing_token token, registry_time until);
  void join_hold(fencing_token token, claim_id claim);
  /// EXPECTS that other claims remain.
  void leave_hold(fencing_token token, claim_id claim);

  lock_arrival add_request(lock_request what);
  lock_request remove_request(lock_arrival arrival);

  const lock_hold* hold(fencing_token token) const;
  const lock_request& request(lock_arrival arrival) const { return requests_.at(arrival); }
  /// Null where nobody stands.
  const lock_slot* slot(const std::string& name) const;
  const standing* of(lock_owner owner) const;
  std::optional<place> find(lock_claim claim) const;

  /// Claims of one session, in the order of their ids.
  std::vector<std::pair<claim_id, place>> claims_of(session_id session) const;

  const std::map<fencing_token, lock_hold>& holds() const { return holds_; }
  const std::map<lock_arrival, lock_request>& requests() const { return requests_; }
  const std::map<std::string, lock_slot>& slots() const { return slots_; }
  const std::set<std::pair<registry_time, fencing_token>>& ends() const { return ends_; }
  std::size_t claims() const { return claims_.size(); }

  friend bool operator==(const lock_book& a, const lock_book& b) {
    return a.last_arrival_ == b.last_arrival_ && a.holds_ == b.holds_ && a.requests_ == b.requests_;
  }

  template <class Inspector>
  friend typename Inspector::result_type inspect(Inspector& f, lock_book& x) {
    bool ok = f(x.last_arrival_, x.holds_, x.requests_);
    if constexpr (Inspector::writes_state) ok = ok && x.index_again();
    return ok;
  }

private:
  using slot_place = std::map<std::string, lock_slot>::iterator;

  /// False if what was read could not have come from a book.
  bool index_again();
  static bool sound(const std::vector<lock_want>& wants);
  void index(fencing_token token, const lock_hold& what);
  void unindex_owner(fencing_token token, const lock_hold& what);
  void index(lock_arrival arrival, const lock_request& what);
  lock_slot& slot_for(const lock_want& want);
  void drop_idle(slot_place at);

  lock_arrival last_arrival_;
  std::map<fencing_token, lock_hold> holds_;
  std::map<lock_arrival, lock_request> requests_;

  std::map<std::string, lock_slot> slots_;
  std::map<lock_claim, place> claims_;
  std::map<lock_owner, standing> owners_;
  std::set<std::pair<registry_time, fencing_token>> ends_;
};

} // namespace ringleader
