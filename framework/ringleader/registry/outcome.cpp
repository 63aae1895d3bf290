// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/outcome.hpp>

#include <ringleader/base/match.hpp>

#include <type_traits>

namespace ringleader::registry {

namespace {

template <class Id> std::string list(const std::vector<Id>& ids) {
  std::string text;
  for (auto id : ids) text += ' ' + to_string(id);
  return text;
}

} // namespace

locks::lock_outcome lock_outcome_of(const outcome& o) {
  return std::visit(
    [](const auto& x) -> locks::lock_outcome {
      if constexpr (std::is_constructible_v<locks::lock_outcome, decltype(x)>) return x;
      return refused{errc::malformed, "the cluster keeps no outcome of a lock command here", false};
    },
    o);
}

std::string to_string(const outcome& o) {
  using std::to_string;
  return match(
    o, [](const refused& x) { return to_string(x); }, [](const done& x) { return to_string(x); },
    [](const joined& x) {
      return "joined session=" + to_string(x.session) + " incarnation=" + to_string(x.incarnation);
    },
    [](const expired& x) { return "expired" + list(x.sessions); },
    [](const planned& x) {
      return "planned move=" + to_string(x.move) + " moves=" + to_string(x.moves);
    },
    [](const moved& x) { return "moved" + list(x.partitions); },
    [](const placed& x) {
      return (x.winner ? "winner term=" : "candidate term=") + to_string(x.term) +
             " position=" + to_string(x.position);
    },
    [](const granted& x) { return to_string(x); }, [](const queued& x) { return to_string(x); },
    [](const deadlocked& x) { return to_string(x); });
}

} // namespace ringleader::registry
