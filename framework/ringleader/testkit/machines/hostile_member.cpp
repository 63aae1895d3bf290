// SPDX-License-Identifier: BSD-3-Clause
// When a hostile member speaks, to whom, and what kind of thing it says.
#include <ringleader/consensus/reach.hpp>
#include <ringleader/testkit/machines/hostile_member.hpp>

#include <utility>

namespace ringleader::testkit {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t remembered_max = 64;

template <class T> void remember(std::deque<T>& all, T one) {
  all.push_back(std::move(one));
  if (all.size() > remembered_max) all.pop_front();
}

} // namespace

void hostile_member::overhears(const simulated_letter& what) {
  if (auto* frame = std::get_if<consensus::message>(&what)) remember(heard_, *frame);
}

void hostile_member::sent(store_id to, const simulated_letter& what) {
  overhears(what);
  // Parts count on a transport that doubles nothing. Commands of its own that come late hurt its
  // own session alone, and what its clients then see shows nothing.
  if (std::holds_alternative<part_letter>(what) || std::holds_alternative<control::forwarded>(what))
    return;
  remember(said_, lie{to, what, false});
}

void hostile_member::forget() { said_.clear(); }

duration hostile_member::rest() { return random_.between(milliseconds{20}, milliseconds{400}); }

std::vector<hostile_member::lie> hostile_member::speak(const hostile_sight& sight) {
  std::vector<lie> out;
  switch (random_.below(9)) {
  case 0: repeat(out); break;
  case 1:
  case 2: garble(sight, out); break;
  case 3:
  case 4:
  case 5: attack(sight, out); break;
  case 6: impersonate(sight, out); break;
  case 7: steal(sight, out); break;
  default: command(sight, out); break;
  }
  if (random_.chance(100) && !out.empty()) out.push_back(out.back());
  return out;
}

/// Word for word, to the same server: what it promised to one it did not promise to another.
void hostile_member::repeat(std::vector<lie>& out) {
  for (auto left = random_.below(4); left > 0 && !said_.empty(); --left)
    out.push_back(said_[random_.below(said_.size())]);
}

void hostile_member::garble(const hostile_sight& sight, std::vector<lie>& out) {
  for (auto left = 1 + random_.below(3); left > 0; --left) {
    auto base =
      heard_.empty() || random_.chance(300) ? fresh(sight) : heard_[random_.below(heard_.size())];
    if (random_.chance(600)) {
      out.push_back({anybody(sight), without_promises(mutate(std::move(base), sight))});
    } else if (auto read = damage(base)) {
      out.push_back({anybody(sight), without_promises(std::move(*read))});
    }
  }
}

/// One of the things that would bring down a group whose servers believe what they are told.
void hostile_member::attack(const hostile_sight& sight, std::vector<lie>& out) {
  auto stamped = [&](auto m, raft_term term) {
    m.group = group_id{1};
    if (!heard_.empty()) m.group = consensus::group_of(heard_.back());
    if (!heard_.empty()) m.cluster = consensus::cluster_of(heard_.back());
    m.term = term;
    return m;
  };
  raft_term later{sight.term.value + 1 + random_.below(3)};
  consensus::vote_request ask = stamped(consensus::vote_request{}, later);
  ask.asked = later;
  ask.last_index = log_index{sight.last.value + random_.below(100)};
  ask.last_term = sight.term;
  switch (random_.below(7)) {
  case 0: // again and again in one term
    for (auto left = 1 + random_.below(6); left > 0; --left) to_all(sight, ask, out);
    return;
  case 1: // its own candidacy in a transfer, which the leader did not begin
    ask.term = ask.asked = sight.term.next();
    ask.transfer = true;
    if (random_.chance(700)) ask.leader = sight.leader;
    return to_all(sight, ask, out);
  case 2:
    ask.asked = ask.term;
    ask.term = raft_term{ask.term.value - 1};
    ask.pre_vote = true;
    return to_all(sight, ask, out);
  case 3: { // who leads is behind, it says
    auto refusal = stamped(consensus::append_reply{}, raft_term{number(sight.term.value)});
    if (sight.leader) out.push_back({sight.leader, without_promises(refusal)});
    return;
  }
  case 4: { // it leads, too
    auto term = random_.chance(300) ? raft_term{number(sight.term.value)} : sight.term;
    auto claim = stamped(consensus::append_request{}, term);
    claim.prev_index = sight.last;
    claim.prev_term = sight.term;
    claim.commit = log_index{number(sight.last.value)};
    claim.marks = {random_.next()};
    return to_all(sight, claim, out);
  }
  case 5: return to_all(sight, stamped(consensus::timeout_now{}, sight.term), out);
  default:
    ask.term = ask.asked = raft_term{number(sight.term.value)};
    return to_all(sight, ask, out);
  }
}

/// In the names of others, as far as their names stand in what is sent.
void hostile_member::impersonate(const hostile_sight& sight, std::vector<lie>& out) {
  session_id victim;
  if (!sight.sessions.empty()) victim = sight.sessions[random_.below(sight.sessions.size())];
  for (auto left = 1 + random_.below(3); left > 0; --left) {
    auto to = random_.chance(700) && sight.leader ? sight.leader : anybody(sight);
    switch (random_.below(4)) {
    case 0: out.push_back({to, control::renew{sight.self, victim, random_.next()}}); break;
    case 1: out.push_back({anybody(sight), renewal_answer{victim, number(1)}}); break;
    case 2: out.push_back({to, control::feed{anybody(sight)}}); break;
    default: out.push_back({to, control::feed{store_id{number(7)}}}); break;
    }
  }
}

void hostile_member::command(const hostile_sight& sight, std::vector<lie>& out) {
  control::forwarded frame{sight.self, {}};
  for (auto left = 1 + random_.below(4); left > 0; --left)
    frame.envelopes.push_back(envelope(sight));
  auto to = random_.chance(900) && sight.leader ? sight.leader : anybody(sight);
  out.push_back({to, std::move(frame)});
}

/// As another: it voted for whoever asks, and holds whatever a leader has.
void hostile_member::steal(const hostile_sight& sight, std::vector<lie>& out) {
  if (!sight.leader || heard_.empty()) return;
  consensus::append_reply yes;
  yes.group = consensus::group_of(heard_.back());
  yes.cluster = consensus::cluster_of(heard_.back());
  yes.term = sight.term;
  yes.granted = true;
  yes.prev_index = yes.match_index = sight.last;
  for (auto& other : sight.others)
    if (other.store != sight.leader && random_.chance(700))
      out.push_back({sight.leader, yes, true, other.store});
}

void hostile_member::to_all(const hostile_sight& sight, const consensus::message& what,
                            std::vector<lie>& out) {
  for (auto& other : sight.others)
    if (random_.chance(900)) out.push_back({other.store, what});
}

store_id hostile_member::anybody(const hostile_sight& sight) {
  return sight.others[random_.below(sight.others.size())].store;
}

/// Near what is right, near what a check might compare with, or anything.
std::uint64_t hostile_member::number(std::uint64_t near) {
  constexpr auto one = std::uint64_t{1};
  switch (random_.below(12)) {
  case 0: return 0;
  case 1: return near - 1;
  case 2: return near;
  case 3: return near + 1;
  case 4: return near + random_.below(10);
  case 5: return near + consensus::term_step_max;
  case 6: return near + consensus::term_step_max + 1;
  case 7: return one << 62;
  case 8: return (one << 62) + 1;
  case 9: return ~std::uint64_t{0};
  case 10: return ~std::uint64_t{0} - 1;
  default: return random_.next();
  }
}

} // namespace ringleader::testkit
