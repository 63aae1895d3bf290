// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/session_commands.hpp>

#include <ringleader/base/hash.hpp>

namespace ringleader::registry {

std::string to_string(const found& c) { return "found " + to_string(c.settings); }

std::string to_string(const join& c) {
  return "join " + c.name + " boot=" + to_hex(c.boot) + " store=" + to_hex(c.store) +
         " at=" + to_string(c.advertise) + " weight=" + std::to_string(c.weight);
}

std::string to_string(const begin_leave&) { return "begin_leave"; }

std::string to_string(const leave&) { return "leave"; }

std::string to_string(const expire_sessions& c) {
  std::string text = "expire_sessions";
  for (auto session : c.sessions) text += ' ' + to_string(session);
  return text;
}

std::string to_string(const forget_member& c) {
  return "forget_member " + c.name + " incarnation=" + to_string(c.incarnation);
}

std::string to_string(const announce_type& c) {
  return "announce_type " + c.type + " version=" + to_hex(stable_hash(c.messages)) +
         (c.hosts ? " hosts" : " routes");
}

std::string to_string(const raise_feature_level& c) {
  return "raise_feature_level to=" + std::to_string(c.to);
}

std::string to_string(const skip_tokens& c) {
  return "skip_tokens seen=" + to_string(c.seen) + " by=" + std::to_string(c.by);
}

} // namespace ringleader::registry
