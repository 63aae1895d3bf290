// SPDX-License-Identifier: BSD-3-Clause
// What is proposed for the candidates, and what becomes of it.
#include <ringleader/elections/candidacies.hpp>

#include <ringleader/base/mutant.hpp>

#include <algorithm>
#include <utility>

namespace ringleader::campaigns {

void candidacies::propose(holder_id who, candidacy& c, const known_elections& known, instant now,
                          effects& out) {
  if (c.asked || !known.session() || now < c.retry_at) return;
  // It may have come to campaign behind its resignation's back, or in a session not known then.
  if (c.who.ending && !c.awaits_update &&
      known.candidate_in(c.who.election, {known.session(), who}))
    c.who.asked_in = known.session();
  bool may_campaign = c.who.asked_in == known.session();
  if (c.who.ending ? !may_campaign : agrees(c, known) || known.is_leaving()) return;
  if (known.lease_session() != known.session()) {
    c.retry_at = now + config_.retry_pause; // who keeps the lease reads the same updates
    return;
  }
  c.asked = proposal{known.session(), c.who.terms};
  auto patience = patience_of(c, now);
  if (c.who.ending) {
    out.push_back(propose_resign{who, c.who.election, c.who.successor, patience});
  } else {
    c.who.asked_in = known.session();
    out.push_back(propose_campaign{who, c.who.election, c.who.terms, patience});
  }
}

/// The log tries it until its askers are to be answered.
duration candidacies::patience_of(const candidacy& c, instant now) const {
  if (c.give_up_at == never) return config_.patience;
  return std::min(std::max(c.give_up_at - now, config_.patience_least), config_.patience);
}

void candidacies::on(const campaigned& what, const known_elections& known, instant now,
                     effects& out) {
  auto at = all_.find(what.holder);
  if (at == all_.end() || !at->second.asked) return;
  auto& c = at->second;
  auto asked = *std::exchange(c.asked, std::nullopt);
  if (what.refusal) return refused(c, *what.refusal, known, now, out);
  c.trouble.reset();
  c.agreed_in = asked.session;
  c.agreed = asked.terms;
  c.pause = duration::zero();
  await_update(c, now);
}

/// Outcomes come before the updates that show them: who was to be given up now is answered by that.
void candidacies::await_update(candidacy& c, instant now) const {
  if (c.give_up_at != never) c.give_up_at = std::max(c.give_up_at, now + config_.retry_pause);
}

void candidacies::refused(candidacy& c, const failure& no, const known_elections& known,
                          instant now, effects& out) {
  if (c.who.ending) return; // the resignation follows
  c.trouble = no;
  if (no.code == errc::unknown_session) { // the update is on its way
    c.retry_at = now + config_.retry_pause;
    return;
  }
  if (c.agreed_in == known.session()) {
    c.who.terms = c.agreed; // it campaigns as before
    return give_up(c, out);
  }
  if (!c.who.agreed && c.who.owner) {
    c.who.asked_in = session_id{};
    return give_up(c, out);
  }
  // Others may leave, and other rules may come with the candidates next.
  if (c.pause == duration::zero()) out.push_back(campaign_refused{c.who.election, no.message});
  c.pause = std::min(std::max(2 * c.pause, config_.refused_pause), config_.refused_pause_max);
  c.retry_at = now + c.pause;
}

void candidacies::on(const resigned& what, const known_elections& known, instant now) {
  auto at = all_.find(what.holder);
  if (at == all_.end() || !at->second.asked) return;
  auto& c = at->second;
  auto asked = *std::exchange(c.asked, std::nullopt);
  if (what.refusal && what.refusal->code == errc::unknown_session) {
    c.retry_at = now + config_.retry_pause;
    return;
  }
  c.who.asked_in = session_id{}; // refused: it did not campaign
  c.awaits_update = asked.session == known.session();
  await_update(c, now);
}

void candidacies::on(const failed& what, instant now) {
  auto at = all_.find(what.holder);
  if (at == all_.end() || !at->second.asked) return;
  auto& c = at->second;
  c.asked.reset();
  c.retry_at = now + config_.retry_pause;
  if (mutated(mutant::candidacy_outlives_resign)) c.who.asked_in = session_id{};
  // What may have happened once may have happened after all.
  if (!c.trouble || !may_have_happened(c.trouble->code)) c.trouble = what.why;
}

} // namespace ringleader::campaigns
