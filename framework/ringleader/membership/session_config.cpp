// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/membership/session_config.hpp>

namespace ringleader {

namespace {

// Keeps every sum and product of the arithmetic far away from overflow.
constexpr duration longest = std::chrono::hours{24};

} // namespace

result<void> session_config::validate(duration election_timeout) const {
  auto wrong = [](std::string why) { return result<void>{errc::invalid_option, std::move(why)}; };
  if (election_timeout <= duration::zero())
    return wrong("the election timeout must be larger than zero");
  if (ttl > longest || election_timeout > longest)
    return wrong("the session time and the election timeout must be at most 24 hours");
  if (ttl < 8 * election_timeout)
    return wrong("the session time " + to_string(ttl) +
                 " is too short: it must be at least 8 times " + "the election timeout, " +
                 to_string(8 * election_timeout));
  if (margin < (ttl + duration{24}) / 25)
    return wrong("the margin " + to_string(margin) + " must be at least 4 % of the session time, " +
                 to_string(ttl / 25));
  if (margin > ttl / 4)
    return wrong("the margin " + to_string(margin) + " must be at most a quarter of the session " +
                 "time, " + to_string(ttl / 4));
  return {};
}

} // namespace ringleader
