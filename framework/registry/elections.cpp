// SPDX-License-Identifier: BSD-3-Clause
// Election commands: the table decides, here its answers become outcomes and events.
#include <ringleader/registry/execute.hpp>

namespace ringleader::registry {

namespace {

void publish(context& c, std::vector<election_changed> events) {
  for (auto& ev : events) c.events.push_back(std::move(ev));
}

} // namespace

outcome execute(state& s, context& c, const campaign& x) {
  std::vector<election_changed> events;
  candidate who{{c.by, x.holder}, x.weight, x.data};
  auto r = s.elections.campaign(x.election, x.policy, who, s.tokens, events);
  publish(c, std::move(events));
  if (!r) return refuse(r.error());
  return standing{r->term, r->winner, r->position};
}

outcome execute(state& s, context& c, const resign& x) {
  std::vector<election_changed> events;
  auto r = s.elections.resign(x.election, {c.by, x.holder}, x.successor, s.tokens, events);
  publish(c, std::move(events));
  if (!r) return refuse(r.error());
  return done{};
}

} // namespace ringleader::registry
