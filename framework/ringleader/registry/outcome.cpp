// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/outcome.hpp>

#include <ringleader/base/match.hpp>

namespace ringleader::registry {

namespace {

template <class Id> std::string list(const std::vector<Id>& ids) {
  std::string text;
  for (auto id : ids) text += ' ' + to_string(id);
  return text;
}

} // namespace

std::string to_string(const outcome& o) {
  using std::to_string;
  return match(
    o,
    [](const refused& x) {
      auto code = x.code == errc::refused ? "" : ' ' + ringleader::to_string(x.code);
      return "refused" + code + (x.retry ? " (retry): " : ": ") + x.message;
    },
    [](const done&) { return std::string{"done"}; },
    [](const joined& x) {
      return "joined session=" + to_string(x.session) + " incarnation=" + to_string(x.incarnation);
    },
    [](const expired& x) { return "expired" + list(x.sessions); },
    [](const planned& x) {
      return "planned move=" + to_string(x.move) + " moves=" + to_string(x.moves);
    },
    [](const moved& x) { return "moved" + list(x.partitions); },
    [](const granted& x) {
      auto text = "granted token=" + to_string(x.token);
      if (x.expires) text += " expires=" + ringleader::to_string(x.expires->time_since_epoch());
      return text;
    },
    [](const queued& x) {
      return "queued position=" + to_string(x.position) +
             " at=" + ringleader::to_string(x.at.time_since_epoch());
    },
    [](const standing& x) {
      return (x.winner ? "winner term=" : "candidate term=") + to_string(x.term) +
             " position=" + to_string(x.position);
    },
    [](const deadlocked& x) {
      std::string text = "deadlocked";
      const char* separator = ": ";
      for (const auto& step : x.cycle) {
        text += separator + ringleader::to_string(step);
        separator = "; ";
      }
      return x.more == 0 ? text : text + "; and " + to_string(x.more) + " more";
    });
}

} // namespace ringleader::registry
