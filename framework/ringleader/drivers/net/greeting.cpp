// SPDX-License-Identifier: BSD-3-Clause
// The part of transport_engine that decides who is who, before a connection counts:
//   dialing side    hello ->                ready ->
//   accepting side          <- hello_ok (or refused and the end)
// Between hello and hello_ok a claim may wait for evidence about who has the place of its store id
// (store_claims.hpp).
#include <ringleader/drivers/net/engine.hpp>

#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/drivers/net/claim_refusal.hpp>

#include <algorithm>

namespace ringleader::net {

void transport_engine::on_open(connection& c) {
  if (c.side == dial_side::accepted) return; // its deadline runs since it was accepted
  c.due = now_ + options_.deadlines.hello;
  auto* target = dialer_.find(c.target);
  c.say(frame_kind::hello, encode(own_hello(c.on, target && target->linked)));
}

std::optional<failure> transport_engine::objection_to(const connection& c,
                                                      const hello& theirs) const {
  auto ours = own_hello(c.on, false);
  if (auto wrong = find_objection(ours, theirs)) return wrong;
  if (c.side == dial_side::dialed && theirs.role != peer_role::node)
    return failure{errc::refused, "this is a " + to_string(theirs.role) + ", not a node"};
  if (!c.secured()) return std::nullopt;
  auto& cluster = ours.cluster_name.empty() ? theirs.cluster_name : ours.cluster_name;
  return find_missing_grant(c.granted_uris(), cluster, theirs);
}

void transport_engine::hear_hello(connection& c, const std::uint8_t* body, std::size_t size) {
  auto theirs = read_hello(body, size);
  if (!theirs) return give_up(c, theirs.error());
  if (auto wrong = objection_to(c, *theirs)) return refuse(c, *wrong);
  c.on = theirs->on;
  c.theirs = *theirs;
  c.claimed_at = now_;
  if (judge_lane(theirs->role, theirs->on) != verdict::taken)
    return give_up(c, {errc::malformed, "it asked for the lane " + to_string(theirs->on) +
                                          ", which is not for its role"});
  if (!admission_.has_room(theirs->role))
    return refuse(c, {errc::refused, "this node has no place for one more " +
                                       to_string(theirs->role) + ": ask another node, or later"});
  decide(c);
}

std::optional<joining::place_holder> transport_engine::holder_of(const connection& claim) {
  auto* entry = peers_.find(claim.theirs->store);
  if (!entry) return std::nullopt;
  duration heard{};
  for (auto& c : peer_table::all(*entry)) heard = std::max(heard, c->heard());
  return joining::place_holder{entry->info, now_ - heard, heard > claim.claimed_at};
}

joining::claim_verdict transport_engine::judge_claim(const connection& c) {
  return claims_.judge(to_peer(*c.theirs), holder_of(c), c.secured(), options_.deadlines.ping);
}

/// Answers a hello that is good, or leaves it waiting; asked again at each tick.
void transport_engine::decide(connection& c) {
  auto judged = judge_claim(c);
  if (judged == joining::claim_verdict::granted) {
    c.offer();
    return c.say(frame_kind::hello_ok, encode(own_hello(c.on, false)));
  }
  if (judged == joining::claim_verdict::refused || now_ >= c.due) {
    auto why = why_refused(to_peer(*c.theirs), holder_of(c));
    violated(c, why.message);
    c.due = now_ + options_.deadlines.hello; // to read the reason
    return refuse(c, why);
  }
  if (c.stage() == connection_stage::claiming) return;
  c.claim();
  // A host whose process is gone answers this with a reset.
  for (auto& of_holder : peer_table::all(*peers_.find(c.theirs->store)))
    of_holder->say(frame_kind::ping);
}

void transport_engine::refuse(connection& c, const failure& why) {
  ++tally_.connections_refused;
  c.theirs.emplace(); // counted
  c.say(frame_kind::refused, encode(refusal{why.code, why.message}));
  c.close_when_written();
}

void transport_engine::hear_ready(connection& c) {
  auto info = to_peer(*c.theirs);
  if (info.store == options_.store)
    return give_up(c, {errc::malformed, "it claims to be this very process"});
  // Since hello_ok somebody else may have come.
  if (judge_claim(c) != joining::claim_verdict::granted)
    return give_up(c, why_refused(info, holder_of(c)));
  auto* entry = peers_.find(info.store);
  // A second connection of a lane, or another process: what we had is dead, we only do not know
  // yet. It goes first, so that nothing old comes after anything new.
  if (entry && (entry->info.boot != info.boot || entry->info.role != info.role ||
                entry->accepted[index_of(c.on)] || info.role != peer_role::node)) {
    take_down(info.store);
    entry = nullptr;
  }
  if (!entry) entry = &peers_.insert(info, now_);
  entry->info = info;
  entry->accepted[index_of(c.on)] = c.shared_from_this();
  ++tally_.connections_accepted;
  admission_.greeted(c.place, info.role);
  if (c.secured() && info.role == peer_role::node) claims_.remember(info);
  auto largest = options_.limits.frame_bytes[index_of(c.on)];
  if (info.role != peer_role::node) largest = std::min(largest, client_frame_bytes_max);
  c.establish(largest, inflow::held, info.role != peer_role::node);
  bool dial_back = info.role == peer_role::node && !entry->dialed_as;
  raise_if_complete(*entry);
  if (!dial_back) return;
  if (c.theirs->linked) dialer_.want(info.advertise, info.store);
  dialer_.hurry(info.advertise);
}

void transport_engine::hear_hello_ok(connection& c, const std::uint8_t* body, std::size_t size) {
  auto theirs = read_hello(body, size);
  if (!theirs) return give_up(c, theirs.error());
  if (auto wrong = objection_to(c, *theirs)) return give_up(c, *wrong);
  if (theirs->store == options_.store) { // a list of founders contains the own endpoint
    discard(dialer_.drop(c.target));
    return;
  }
  auto* target = dialer_.find(c.target);
  EXPECTS(target); // a dropped target closes its connections
  auto store = theirs->store;
  if (target->leads_to && target->leads_to != store)
    return give_up(c, {errc::unreachable, "another node answers there now"});
  c.theirs = *theirs;
  c.claimed_at = now_;
  if (auto judged = judge_claim(c); judged != joining::claim_verdict::granted) {
    auto why = why_refused(to_peer(*theirs), holder_of(c));
    if (judged == joining::claim_verdict::waits)
      why.code = errc::unreachable; // to be dialed again soon
    c.theirs.reset();
    return give_up(c, why);
  }
  auto* entry = peers_.find(store);
  if (entry && (entry->info.boot != theirs->boot || entry->info.role != theirs->role)) {
    take_down(store);
    if (c.ended()) return; // the other lanes of this dial led to the old process
    entry = nullptr;
  }
  if (entry && entry->dialed_as && *entry->dialed_as != c.target) {
    dialer_.park(c.target, store);
    discard(c.shared_from_this());
    return;
  }
  adopt_dialed(c);
}

void transport_engine::adopt_dialed(connection& c) {
  auto store = c.theirs->store;
  auto* entry = peers_.find(store);
  if (!entry) {
    entry = &peers_.insert(to_peer(*c.theirs), now_);
  }
  bool first = !entry->dialed_as;
  if (c.secured()) claims_.remember(entry->info);
  entry->dialed_as = c.target;
  entry->dialed[index_of(c.on)] = c.shared_from_this();
  dialer_.find(c.target)->leads_to = store;
  // A node sends on what it dialed itself; only clients and admins are answered on theirs.
  c.establish(options_.limits.frame_bytes[index_of(c.on)],
              options_.role == peer_role::node ? inflow::forbidden : inflow::held);
  c.say(frame_kind::ready);
  raise_if_complete(*entry);
  if (first) dialer_.dial_other_lanes(c.target);
}

} // namespace ringleader::net
