// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/control/control_config.hpp>

namespace ringleader::control {

result<void> control_config::validate() const {
  auto wrong = [](std::string why) { return result<void>{errc::invalid_option, std::move(why)}; };
  if (auto ok = raft.validate(); !ok) return ok;
  if (auto ok = own.validate(); !ok) return ok;
  if (duty_interval < std::chrono::milliseconds{1} || duty_interval > raft.election_timeout)
    return wrong("the duty interval must be 1ms to the election timeout");
  if (compact_after == 0 || compact_after > 1'048'576)
    return wrong("the entries between two snapshots must be 1 to 1048576");
  if (voters % 2 == 0 || voters > 7) return wrong("the voters must be 1, 3, 5 or 7");
  if (gone_after < own.ttl)
    return wrong("a voter cannot be gone before its session ends, after " + to_string(own.ttl));
  return {};
}

} // namespace ringleader::control
