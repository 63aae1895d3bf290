// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/grant_commands.hpp>

namespace ringleader::registry {

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

std::string to_string(const campaign& c) {
  return "campaign " + c.election + " holder=" + to_string(c.holder) + " by " +
         ringleader::to_string(c.rules) + " weight=" + std::to_string(c.weight);
}

std::string to_string(const resign& c) {
  auto text = "resign " + c.election + " holder=" + to_string(c.holder);
  if (c.successor) text += " successor=" + to_string(*c.successor);
  return text;
}

std::string to_string(const vote& c) {
  return "vote " + c.election + " for=" + (c.choice ? to_string(*c.choice) : std::string{"nobody"});
}

std::string to_string(const settle_election& c) {
  return "settle_election " + c.election + " at=" + ringleader::to_string(c.at.time_since_epoch());
}

} // namespace ringleader::registry
