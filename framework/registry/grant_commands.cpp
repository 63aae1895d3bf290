// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/grant_commands.hpp>

namespace ringleader::registry {

std::string to_string(const acquire_lock& c) {
  auto text = "acquire_lock " + c.name + " holder=" + to_string(c.holder);
  if (!c.wait) text += " try";
  if (c.lease) text += " lease=" + ringleader::to_string(*c.lease);
  return text;
}

std::string to_string(const release_lock& c) {
  return "release_lock " + c.name + " holder=" + to_string(c.holder) +
         " token=" + to_string(c.token);
}

std::string to_string(const cancel_lock& c) {
  return "cancel_lock " + c.name + " holder=" + to_string(c.holder);
}

std::string to_string(const extend_lock& c) {
  return "extend_lock " + c.name + " holder=" + to_string(c.holder) +
         " token=" + to_string(c.token) + " lease=" + ringleader::to_string(c.lease);
}

std::string to_string(const expire_lock& c) {
  return "expire_lock " + c.name + " token=" + to_string(c.token);
}

std::string to_string(const campaign& c) {
  return "campaign " + c.election + " holder=" + to_string(c.holder) +
         " policy=" + to_string(c.policy) + " weight=" + std::to_string(c.weight);
}

std::string to_string(const resign& c) {
  auto text = "resign " + c.election + " holder=" + to_string(c.holder);
  if (c.successor) text += " successor=" + to_string(*c.successor);
  return text;
}

} // namespace ringleader::registry
