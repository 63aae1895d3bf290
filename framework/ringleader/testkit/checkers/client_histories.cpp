// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/checkers/client_histories.hpp>

#include <ringleader/base/match.hpp>
#include <ringleader/testkit/histories/linearizability.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

// A run's histories are short; what takes longer is a bug of the recording.
constexpr std::uint64_t tries_max = 200'000;

// What the number of a candidacy's next win is greater by.
constexpr std::uint64_t again = std::uint64_t{1} << 56;

} // namespace

void client_histories::acquire(claim_id claim, instant now) {
  if (is_full()) return;
  acquires_.emplace(claim, lock_.size());
  lock_.push_back({lock_name, lock_operation::acquire(claim.value), now, {}});
}

void client_histories::granted(claim_id claim, fencing_token token, instant now) {
  auto at = acquires_.find(claim);
  if (at == acquires_.end() || lock_[at->second].answer || is_full()) return;
  lock_[at->second].what = lock_operation::granted(claim.value, token);
  lock_[at->second].answer = now;
}

void client_histories::busy(claim_id claim, instant now) {
  auto at = acquires_.find(claim);
  if (at != acquires_.end() && !is_full()) lock_[at->second].answer = now;
}

void client_histories::release(claim_id claim, std::uint64_t request, instant now) {
  if (acquires_.count(claim) == 0 || is_full()) return;
  releases_.emplace(request, lock_.size());
  lock_.push_back({lock_name, lock_operation::release(claim.value), now, {}});
}

void client_histories::released(std::uint64_t request, bool held, instant now) {
  auto at = releases_.find(request);
  if (at == releases_.end() || is_full()) return;
  lock_[at->second].what.yes = held;
  lock_[at->second].answer = now;
}

void client_histories::campaign(holder_id candidate, instant now) {
  if (is_full()) return;
  candidates_.emplace(candidate, election_.size());
  election_.push_back({election_name, election_operation::win(candidate.value), now, {}});
}

void client_histories::won(holder_id candidate, election_term term, instant now) {
  auto known = wins_.find(term);
  auto at = candidates_.find(candidate);
  if (at == candidates_.end() || is_full()) return;
  auto& win = election_[known == wins_.end() ? at->second : known->second];
  if (win.answer) return;
  win.what.term = term;
  win.answer = now;
}

void client_histories::watched(std::optional<election_term> term, instant asked, instant now) {
  if (is_full()) return;
  election_.push_back(
    {election_name, election_operation::watch(term.value_or(election_term{})), asked, now});
}

void client_histories::begin_leadership(holder_id candidate, election_term term, instant now) {
  leading_ = candidate;
  auto at = candidates_.find(candidate);
  if (at == candidates_.end()) return;
  auto number = election_[at->second].what.who;
  if (was_elected_.count(number) != 0) {
    if (is_full()) return;
    number += again;
    at->second = election_.size();
    election_.push_back({election_name, election_operation::win(number), now, {}});
  }
  was_elected_.insert(number);
  wins_.emplace(term, at->second);
}

void client_histories::end_leadership(instant now) {
  if (!leading_) return;
  auto at = candidates_.find(*leading_);
  leading_.reset();
  if (at == candidates_.end() || is_full()) return;
  auto number = election_[at->second].what.who;
  election_.push_back({election_name, election_operation::leave(number, true), now, now});
}

void client_histories::agreed(const std::vector<registry::event>& events, instant now) {
  for (const auto& ev : events)
    match(
      ev,
      [&](const lock_granted& grant) {
        if (grant.names.front() == lock_name) was_granted_.insert(grant.claim);
      },
      [&](const lock_ended& end) {
        if (end.names.front() != lock_name || end.why == lock_end::released || is_full()) return;
        auto lapse = lock_operation::lapse(end.claims.front().value);
        if (acquires_.count(end.claims.front()) != 0) lock_.push_back({lock_name, lapse, now, now});
      },
      [&](const election_changed& change) {
        if (change.name != election_name) return;
        if (change.winner && leading_ == change.winner->holder) return; // other data
        end_leadership(now);
        if (change.winner) begin_leadership(change.winner->holder, change.term, now);
      },
      [](const auto&) {});
}

void client_histories::check() const {
  auto lock = lock_;
  lock.erase(std::remove_if(lock.begin(), lock.end(),
                            [&](const auto& o) {
                              return o.what.what == lock_operation::kind::acquire && !o.answer &&
                                     was_granted_.count(claim_id{o.what.holder}) == 0;
                            }),
             lock.end());
  auto wins = election_;
  wins.erase(std::remove_if(wins.begin(), wins.end(),
                            [&](const auto& o) {
                              return o.what.what == election_operation::kind::win && !o.answer &&
                                     was_elected_.count(o.what.who) == 0;
                            }),
             wins.end());
  auto report = [&](const history_finding& found) {
    if (found.is != verdict::linearizable)
      report_(violation_kind::not_linearizable,
              found.key + " is " + to_string(found.is) + ": " + found.evidence);
  };
  report(check_linearizable(fenced_lock_model{}, lock, tries_max));
  report(check_linearizable(election_model{}, wins, tries_max));
}

} // namespace ringleader::testkit
