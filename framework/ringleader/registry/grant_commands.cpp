// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/grant_commands.hpp>

namespace ringleader::registry {

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
