// SPDX-License-Identifier: BSD-3-Clause
// What is proposed for those who stand. Campaigning and resigning twice changes nothing, so what
// became of no proposal is asked for again; but only when the one before has ended, since the log
// takes commands of a session in any order.
#include <ringleader/actors/leader/leader_actor.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/drivers/log/logging.hpp>

#include <algorithm>

namespace ringleader {

namespace {

constexpr auto retry_interval = std::chrono::milliseconds{200};
constexpr duration patience_min = std::chrono::seconds{1};
constexpr duration patience_max = std::chrono::seconds{5};
constexpr duration refused_pause_min = std::chrono::milliseconds{500};
constexpr duration refused_pause_max = std::chrono::seconds{10};

} // namespace

void leader_actor::pursue(holder_id holder, candidacy& c) {
  auto now = node_->now();
  if (c.asking || !session_ || now < c.retry_at) return;
  auto stands = c.who.asked_in == session_;
  if (c.who.ending ? !stands : agrees(c) || node_->leaving) return;
  auto log = node_->book.get(child::control_log);
  if (!log || node_->lease.session() != session_) {
    c.retry_at = now + retry_interval; // the membership actor reads the same news
    return;
  }
  c.asking = true;
  if (c.who.ending)
    withdraw(holder, c, log);
  else
    campaign(holder, c, log);
}

/// The log tries it until its askers are to be answered.
duration leader_actor::patience_of(const candidacy& c) const {
  if (c.give_up_at == never) return patience_max;
  return std::min(std::max(c.give_up_at - node_->now(), patience_min), patience_max);
}

void leader_actor::campaign(holder_id holder, candidacy& c, const caf::actor& log) {
  c.who.asked_in = session_;
  save(holder, c);
  auto& terms = c.who.terms;
  registry::campaign command{c.who.election, holder, terms.rules, terms.weight, terms.data};
  request(log, caf::infinite, propose{std::move(command), patience_of(c)})
    .then([this, holder, session = session_, terms](
            const proposal_outcome& answer) { campaigned(holder, session, terms, answer.what); },
          [this, holder](caf::error& err) { failed(holder, err); });
}

void leader_actor::campaigned(holder_id holder, session_id session, const candidacy_terms& terms,
                              const registry::outcome& outcome) {
  auto& c = candidacies_.at(holder); // it is not forgotten while it asks
  c.asking = false;
  c.trouble = {};
  if (auto* no = registry::refusal(outcome)) {
    c.trouble = make_error(no->code, no->message);
    refused(c, *no);
  } else {
    c.stands_in = session;
    c.agreed = terms;
    c.who.agreed = true;
    c.pause = duration{0};
  }
  save(holder, c);
  look();
}

void leader_actor::refused(candidacy& c, const registry::refused& no) {
  if (no.code == errc::unknown_session) { // the news is on its way
    c.retry_at = node_->now() + retry_interval;
    return;
  }
  if (c.stands_in == session_) {
    c.who.terms = c.agreed; // it stands as before
    return give_up(c);
  }
  if (!c.who.agreed && c.who.owner) {
    c.who.asked_in = session_id{};
    return give_up(c);
  }
  // Others may leave, and other rules may come with those who stand next.
  if (c.pause == duration{0})
    log::error(log::area::leader, no.message, {{"election", c.who.election}});
  c.pause = std::min(std::max(2 * c.pause, refused_pause_min), refused_pause_max);
  c.retry_at = node_->now() + c.pause;
}

void leader_actor::withdraw(holder_id holder, candidacy& c, const caf::actor& log) {
  registry::resign command{c.who.election, holder, c.who.successor};
  request(log, caf::infinite, propose{std::move(command), patience_of(c)})
    .then([this, holder](const proposal_outcome& answer) { withdrawn(holder, answer.what); },
          [this, holder](caf::error& err) { failed(holder, err); });
}

void leader_actor::withdrawn(holder_id holder, const registry::outcome& outcome) {
  auto& c = candidacies_.at(holder);
  c.asking = false;
  auto* no = registry::refusal(outcome);
  if (no != nullptr && no->code == errc::unknown_session)
    c.retry_at = node_->now() + retry_interval;
  else
    c.who.asked_in = session_id{}; // refused: it did not stand
  look();
}

void leader_actor::failed(holder_id holder, const caf::error& err) {
  auto& c = candidacies_.at(holder);
  c.asking = false;
  c.retry_at = node_->now() + retry_interval;
  // What may have happened once may have happened after all.
  if (!may_have_happened(c.trouble)) c.trouble = err;
  look();
}

} // namespace ringleader
