// SPDX-License-Identifier: BSD-3-Clause
// Election commands: the table decides, here its answers become outcomes and events.
#include <ringleader/registry/execute.hpp>

namespace ringleader::registry {

namespace {

/// Runs one change of the election table and publishes what it tells.
template <class Change> auto change(state& s, context& c, Change apply) {
  auto voters = voters_of(s);
  std::vector<election_event> events;
  election_entry entry{s.now, voters, s.tokens, events};
  auto answer = apply(entry);
  publish(c, std::move(events));
  return answer;
}

} // namespace

electorate voters_of(const state& s) {
  electorate voters;
  for (const auto& [session, record] : s.sessions)
    voters.emplace(session, s.members.at(record.member).present.weight);
  return voters;
}

outcome execute(state& s, context& c, const campaign& x) {
  auto r = change(s, c, [&](election_entry& entry) {
    return s.elections.campaign(x.election, x.rules, {{c.by, x.holder}, x.weight, x.data}, entry);
  });
  if (!r) return refuse(r.error());
  return placed{r->term, r->winner, r->position};
}

outcome execute(state& s, context& c, const resign& x) {
  return answer(change(s, c, [&](election_entry& entry) {
    return s.elections.resign(x.election, {c.by, x.holder}, x.successor, entry);
  }));
}

outcome execute(state& s, context& c, const vote& x) {
  return answer(change(s, c, [&](election_entry& entry) {
    return s.elections.vote(x.election, c.by, x.choice, entry);
  }));
}

outcome execute(state& s, context& c, const settle_election& x) {
  return answer(change(s, c, [&](election_entry& entry) {
    return s.elections.settle({x.election, x.at}, entry);
  }));
}

void end_candidacies(state& s, context& c) {
  change(s, c, [&](election_entry& entry) {
    s.elections.end_sessions(c.ended, entry);
    return done{};
  });
}

} // namespace ringleader::registry
