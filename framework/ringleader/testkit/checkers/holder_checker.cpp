// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/checkers/holder_checker.hpp>

#include <algorithm>

namespace ringleader::testkit {

namespace {

std::string to_string(const holder_checker::belief& what) {
  return "claim " + ringleader::to_string(what.claim) + " under token " +
         ringleader::to_string(what.token) + " of session " + ringleader::to_string(what.session);
}

} // namespace

bool holder_checker::is_within(const belief& what, instant now) const {
  auto lease = leases_.find(what.session);
  return lease != leases_.end() && now < std::min(what.until, lease->second);
}

void holder_checker::believes(const belief& what, instant now) {
  waiting_.erase(what.claim);
  believed_[what.claim] = what;
  auto stands = agreed_.locks().standing({what.session, what.claim});
  if (is_within(what, now) && (!stands || stands->token != what.token))
    report_(violation_kind::holder_deceived, to_string(what) + " is told, and the log has not");
}

void holder_checker::stops(claim_id claim) {
  waiting_.erase(claim);
  believed_.erase(claim);
}

void holder_checker::lease(session_id session, instant until) {
  auto& known = leases_[session];
  known = std::max(known, until);
}

void holder_checker::gives_back(claim_id claim) {
  auto found = believed_.find(claim);
  if (found != believed_.end())
    report_(violation_kind::given_back_untold, to_string(found->second));
}

void holder_checker::agreed(const std::vector<registry::event>& events, instant now) {
  for (const auto& ev : events) {
    auto* ended = std::get_if<lock_ended>(&ev);
    if (ended == nullptr || ended->why == lock_end::forced) continue;
    for (auto claim : ended->claims) {
      auto found = believed_.find(claim);
      if (found != believed_.end() && found->second.token == ended->token &&
          is_within(found->second, now))
        report_(violation_kind::holder_deceived, to_string(found->second) + ", believed, ends: " +
                                                   ringleader::to_string(ended->why));
    }
  }
}

bool holder_checker::unclaimed(const std::set<session_id>& sessions, instant now,
                               duration unclaimed_max) {
  std::map<claim_id, instant> found;
  auto look_at = [&](session_id session, claim_id claim) {
    if (sessions.count(session) == 0 || is_known(claim)) return;
    auto known = unclaimed_.find(claim);
    auto since = known == unclaimed_.end() ? now : known->second;
    found.emplace(claim, since);
    if (now - since > unclaimed_max)
      report_(violation_kind::grant_unclaimed, "claim " + ringleader::to_string(claim) +
                                                 " of session " + ringleader::to_string(session));
  };
  const auto& book = agreed_.locks().book();
  // Who came into a grant that somebody holds stands there at no cost until that one is done.
  for (const auto& [token, hold] : book.holds())
    if (std::none_of(hold.claims.begin(), hold.claims.end(),
                     [&](claim_id claim) { return is_known(claim); }))
      for (auto claim : hold.claims) look_at(hold.owner.session, claim);
  for (const auto& [arrival, request] : book.requests())
    look_at(request.owner.session, request.claim);
  unclaimed_ = std::move(found);
  return !unclaimed_.empty();
}

} // namespace ringleader::testkit
