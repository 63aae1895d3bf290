// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/lock_commands.hpp>

namespace ringleader::locks {

std::string to_string(const acquire_lock& c) {
  auto text = "acquire_lock " + ringleader::to_string(c.wants) + " holder=" + to_string(c.holder) +
              " claim=" + to_string(c.claim);
  if (!c.wait) text += " try";
  if (c.reentrant) text += " reentrant";
  if (c.fenced) text += " fenced";
  if (c.lease) text += " lease=" + ringleader::to_string(*c.lease);
  if (c.delay) text += " delay=" + ringleader::to_string(*c.delay);
  return text;
}

std::string to_string(const release_lock& c) {
  return "release_lock claim=" + to_string(c.claim) + " token=" + to_string(c.token) +
         (c.lost ? " lost" : "");
}

std::string to_string(const cancel_lock& c) { return "cancel_lock claim=" + to_string(c.claim); }

std::string to_string(const extend_lock& c) {
  return "extend_lock claim=" + to_string(c.claim) + " token=" + to_string(c.token) +
         " lease=" + ringleader::to_string(c.lease);
}

std::string to_string(const expire_lock& c) {
  return "expire_lock token=" + to_string(c.token) +
         " at=" + ringleader::to_string(c.at.time_since_epoch());
}

std::string to_string(const force_lock& c) {
  return "force_lock " + c.name + " token=" + to_string(c.token) + " reason=\"" + c.reason + '"';
}

} // namespace ringleader::locks
