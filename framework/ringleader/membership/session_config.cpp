// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/membership/session_config.hpp>

namespace ringleader {

namespace {

/// "NAME VALUE is HOW for OTHER; it must be ALLOWED"
struct sentence {
  const field_names& called;

  result<void> operator()(const char* field, duration value, const char* how, const char* other,
                          duration of, const std::string& allowed) const {
    return {errc::invalid_option, called(field) + ' ' + in_words(value) + " is " + how + " for " +
                                    called(other) + ' ' + in_words(of) + "; it must be " + allowed};
  }
};

} // namespace

result<void> session_config::validate(duration election_timeout, const field_names& called) const {
  const bounds<duration> sane{duration{1}, longest};
  if (auto ok = check(called("election_timeout"), election_timeout, sane); !ok) return ok;
  if (auto ok = check(called("ttl"), ttl, sane); !ok) return ok;
  const sentence wrong{called};
  if (ttl < elections_in_ttl * election_timeout)
    return wrong("ttl", ttl, "too short", "election_timeout", election_timeout,
                 "at least " + std::to_string(elections_in_ttl) + " times that, " +
                   in_words(elections_in_ttl * election_timeout) +
                   ", so that one lost election does not freeze every owner");
  if (margin < least_margin(ttl))
    return wrong("margin", margin, "too short", "ttl", ttl,
                 "at least " + std::to_string(100 / margins_in_ttl_most) + " % of that, " +
                   in_words(least_margin(ttl)) + ", by which clocks may drift apart");
  if (margin > ttl / margins_in_ttl_least)
    return wrong("margin", margin, "too long", "ttl", ttl,
                 "at most 1/" + std::to_string(margins_in_ttl_least) + " of that, " +
                   in_words(ttl / margins_in_ttl_least) +
                   ", so that a lease outlasts lost renewals");
  return {};
}

} // namespace ringleader
