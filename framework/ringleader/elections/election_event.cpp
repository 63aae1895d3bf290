// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/elections/election_event.hpp>

#include <ringleader/base/match.hpp>

namespace ringleader {

std::string to_string(const election_changed& ev) {
  return "election_changed " + ev.name + " term=" + to_string(ev.term) +
         " winner=" + (ev.winner ? to_string(*ev.winner) : std::string{"none"});
}

std::string to_string(const candidacy_changed& ev) {
  auto text = "candidacy_changed " + ev.name + " of=" + to_string(ev.who);
  if (!ev.campaigns) return text + " gone";
  return text + " weight=" + std::to_string(ev.weight) + " support=" + std::to_string(ev.support);
}

std::string to_string(const election_event& ev) {
  return match(ev, [](const auto& x) { return to_string(x); });
}

} // namespace ringleader
