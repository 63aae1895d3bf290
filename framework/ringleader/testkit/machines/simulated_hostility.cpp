// SPDX-License-Identifier: BSD-3-Clause
// The hostile member of a simulated group: what it sees, and which of its lies arrive.
#include <ringleader/consensus/reach.hpp>
#include <ringleader/membership/store_claims.hpp>
#include <ringleader/testkit/machines/simulated_group.hpp>

#include <algorithm>
#include <ostream>

namespace ringleader::testkit {

/// Its choices are drawn from a source of their own: without it a seed is the run that it was.
void simulated_group::choose_hostile() {
  random_source random{stable_hash(options_.seed, 0x11e)};
  auto node = random.below(options_.nodes);
  auto is_mute = random.chance(300);
  hostile_.emplace(hostility{node, is_mute, hostile_member{random.next()}, {}, 0});
}

hostile_sight simulated_group::sight_of_hostile() const {
  hostile_sight sight;
  sight.self = sender_of(hostile_->node);
  sight.session = nodes_[hostile_->node].member.cells().session;
  sight.last = checker_.committed_index();
  for (std::size_t i = 0; i < nodes_.size(); ++i) {
    if (is_hostile(i)) continue;
    sight.others.push_back(sender_of(i));
    if (!nodes_[i].machine) continue;
    const auto& raft = nodes_[i].machine->raft();
    if (raft.term() > sight.term) sight.leader = {};
    sight.term = std::max(sight.term, raft.term());
    if (raft.term() == sight.term && raft.leader()) sight.leader = raft.leader();
    sight.last = std::max(sight.last, raft.last_index());
  }
  for (const auto& m : registry_.state().view()->members)
    if (m.session && m.name != sight.self.name) sight.sessions.push_back(m.session);
  return sight;
}

session_id simulated_group::session_of_hostile() const {
  if (!hostile_) return {};
  auto* m = find(*registry_.state().view(), sender_of(hostile_->node).name);
  return m == nullptr ? session_id{} : m->session;
}

void simulated_group::lie() {
  auto& hostile = *hostile_;
  for (auto& one : hostile.member.speak(sight_of_hostile())) {
    ++hostile.lies;
    if (one.as && !is_let_in(number_of(one.to), one.as)) continue;
    auto* frame = std::get_if<consensus::message>(&one.what);
    auto* ask = frame == nullptr ? nullptr : std::get_if<consensus::vote_request>(frame);
    if (ask != nullptr && one.forged && !ask->pre_vote) hostile.asked.insert(ask->asked);
    if (options_.log) {
      *options_.log << ringleader::to_string(now_.time_since_epoch()) << " hostile node "
                    << hostile.node << " to store " << to_string(one.to) << ": ";
      *options_.log << (frame != nullptr ? consensus::to_string(*frame)
                                         : "letter " + std::to_string(one.what.index()))
                    << "\n";
    }
    post(hostile.node, one.to, std::move(one.what), one.forged, one.as);
  }
  plan(hostile.member.rest(), happening_kind::lie);
}

/// A leader that lies may lie, and who says that it leads is believed where nobody knows better:
/// such claims are not delivered. Those that the receiver can know to be false are.
bool simulated_group::is_withheld(std::size_t to, const posted& lie) const {
  const auto& raft = nodes_[to].machine->raft();
  if (std::holds_alternative<renewal_answer>(lie.what)) return raft.leader() == lie.from;
  auto* frame = std::get_if<consensus::message>(&lie.what);
  if (frame == nullptr) return false;
  auto is_claim = std::holds_alternative<consensus::append_request>(*frame) ||
                  std::holds_alternative<consensus::install_request>(*frame);
  auto term = consensus::term_of(*frame);
  if (!is_claim || term < raft.term()) return false;
  // No election reaches it, and who has a log knows so.
  if (term.value >= consensus::term_max / 2 && raft.last_index()) return false;
  return term > raft.term() || !raft.leader() || raft.leader() == lie.from;
}

/// What a node knows of whose the stores are: the members of its registry, and who is connected.
/// One that knows neither of the store is not asked: that is promised from when it has applied its
/// log.
bool simulated_group::is_let_in(std::size_t at, store_id as) const {
  const auto& node = nodes_[at];
  if (!node.machine) return false;
  std::vector<store_owner> owners;
  for (const auto& m : node.machine->state().view()->members) owners.push_back({m.store, m.name});
  joining::store_claims claims;
  claims.know(owners);
  peer_info claim;
  claim.store = as;
  claim.boot = boot_id{1};
  claim.name = sender_of(hostile_->node).name;
  std::optional<joining::place_holder> present;
  if (const auto& owner = nodes_[number_of(as)]; owner.store == as && owner.machine) {
    auto who = claim;
    who.boot = boot_id{2};
    who.name = sender_of(number_of(as)).name;
    present = joining::place_holder{who, {}, false};
  }
  auto is_known = std::any_of(owners.begin(), owners.end(), [&](auto& o) { return o.store == as; });
  if (!is_known && !present) return false;
  return claims.judge(claim, present, true, std::chrono::seconds{1}) ==
         joining::claim_verdict::granted;
}

/// Votes for a candidacy that its machine does not know of: it would lead by them.
bool simulated_group::is_bought(const letter& answer) const {
  auto* frame = std::get_if<consensus::message>(&answer);
  auto* vote = frame == nullptr ? nullptr : std::get_if<consensus::vote_reply>(frame);
  return vote != nullptr && !vote->pre_vote && hostile_->asked.count(vote->asked) != 0;
}

} // namespace ringleader::testkit
