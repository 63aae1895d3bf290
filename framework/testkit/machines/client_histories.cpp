// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/machines/client_histories.hpp>

#include <ringleader/base/match.hpp>
#include <ringleader/testkit/histories/linearizability.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

// A run's histories are short; what takes longer is a bug of the recording.
constexpr std::uint64_t tries_max = 200'000;

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

void client_histories::void_acquire(claim_id claim) { void_.insert(claim); }

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

void client_histories::stand(holder_id candidate, instant now) {
  if (is_full()) return;
  stands_.emplace(candidate, office_.size());
  office_.push_back({office_name, election_operation::win(candidate.value), now, {}});
}

void client_histories::won(holder_id candidate, election_term term, instant now) {
  auto at = stands_.find(candidate);
  if (at == stands_.end() || office_[at->second].answer || is_full()) return;
  office_[at->second].what.term = term;
  office_[at->second].answer = now;
}

void client_histories::observed(std::optional<election_term> term, instant asked, instant now) {
  if (is_full()) return;
  office_.push_back(
    {office_name, election_operation::observe(term.value_or(election_term{})), asked, now});
}

void client_histories::end_office(instant now) {
  if (!in_office_) return;
  if (stands_.count(*in_office_) != 0 && !is_full())
    office_.push_back({office_name, election_operation::leave(in_office_->value, true), now, now});
  in_office_.reset();
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
        if (change.name != office_name) return;
        if (change.winner && in_office_ == change.winner->holder) return; // other data
        end_office(now);
        if (!change.winner) return;
        in_office_ = change.winner->holder;
        was_elected_.insert(*in_office_);
      },
      [](const auto&) {});
}

void client_histories::check() const {
  auto lock = lock_;
  lock.erase(std::remove_if(lock.begin(), lock.end(),
                            [&](const auto& o) {
                              claim_id claim{o.what.holder};
                              if (o.what.what != lock_operation::kind::acquire) return false;
                              if (void_.count(claim) != 0 && was_granted_.count(claim) == 0)
                                return true;
                              return !o.answer && was_granted_.count(claim) == 0;
                            }),
             lock.end());
  auto office = office_;
  office.erase(std::remove_if(office.begin(), office.end(),
                              [&](const auto& o) {
                                return o.what.what == election_operation::kind::win && !o.answer &&
                                       was_elected_.count(holder_id{o.what.who}) == 0;
                              }),
               office.end());
  auto report = [&](const history_finding& found) {
    if (found.is != verdict::linearizable)
      report_(violation_kind::not_linearizable,
              found.key + " is " + to_string(found.is) + ": " + found.evidence);
  };
  report(check_linearizable(fenced_lock_model{}, lock, tries_max));
  report(check_linearizable(election_model{}, office, tries_max));
}

} // namespace ringleader::testkit
