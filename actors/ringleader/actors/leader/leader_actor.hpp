// SPDX-License-Identifier: BSD-3-Clause
/// leader: the election_manager of this node, and what runs its singletons.
///
/// A proxy between the actors that stand and observe here and the elections in the registry, of
/// which it keeps a copy (election_mirror). Whoever stands is kept as what it wants; look()
/// compares that with what the log says and proposes what is missing, one command for a candidacy
/// at a time, again after every failure, and tells winners what became of them. It looks when there
/// is news and at the instants that it armed for: the end of the node's lease above all, which
/// deposes before a successor can be elected.
///
/// A singleton is a candidate of its own. It is started when it wins and killed when it does not
/// hold the office any more; in favour of a stronger candidate, or on leave, it is killed first and
/// its node resigns when it is gone, so two never run at once as long as clocks run at nearly the
/// same rate. What a frozen process does after it wakes is fenced by the term only. One that fails
/// in office is started again after a pause. Their state is the application's code, made and unmade
/// where this actor runs: so it is not bound to the control_thread.
///
/// Crash-only: candidates keep their place and listeners get the state anew when it is rebuilt.
#pragma once

#include <ringleader/actors/leader/kept_elections.hpp>
#include <ringleader/actors/leader/messages.hpp>
#include <ringleader/actors/runtime/context.hpp>
#include <ringleader/actors/runtime/deadline_timer.hpp>
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/contract/elections.hpp>
#include <ringleader/elections/election_mirror.hpp>

#include <caf/event_based_actor.hpp>

#include <map>
#include <optional>
#include <set>

namespace ringleader {

class leader_actor final : public caf::event_based_actor {
public:
  leader_actor(caf::actor_config& cfg, node_context_ptr node, std::uint64_t generation,
               std::shared_ptr<kept_elections> kept);

  const char* name() const override { return "leader"; }
  void on_exit() override;

private:
  struct candidacy {
    standing_candidate who;
    session_id stands_in;   // where `agreed` holds
    candidacy_terms agreed; // what the log knows
    bool asking = false;    // a proposal of it is on its way
    instant retry_at{};
    duration pause{}; // behind a refusal
    instant give_up_at = never;
    caf::error trouble; // what became of the last proposal
    std::vector<caf::response_promise> standers;
    std::vector<caf::response_promise> resigners;
  };
  using candidacies = std::map<holder_id, candidacy>;

  struct office {
    singleton_spec spec;
    holder_id candidate;
    caf::actor running;
    election_term term; // under which it runs
    instant since{};
    std::optional<candidate_id> hands_over_to;
    bool ending = false;
    instant not_before{};
    duration pause{};
  };

  // leader_actor.cpp: news, time, and who asks
  caf::behavior make_behavior() override;
  void take(const registry_news& news);
  void look();
  void arm();
  caf::result<bool> drain();
  void answer_drained();
  void watch(const caf::actor_addr& whom);
  void down(const caf::down_msg& whom);
  bool has_lease() const { return node_->lease.valid(*node_->ports.clock, session_); }
  instant next_look() const;

  // candidates.cpp: those who stand
  caf::result<election_state> accept(const stand& what);
  caf::result<bool> accept(const resign& what);
  caf::result<bool> accept(const vote& what);
  void adopt();
  void disown(const election_state& in);
  candidacies::iterator find_candidacy(const caf::actor_addr& owner, const std::string& election,
                                       bool ending);
  candidacies::iterator add_candidacy(const std::string& election, const caf::actor_addr& owner,
                                      candidacy_terms terms);
  void end(candidacy& c, deposition why);
  candidacies::iterator forget(candidacies::iterator at);
  bool is_over(const candidacy& c) const;
  bool agrees(const candidacy& c) const;
  election_term office_of(holder_id holder, const candidacy& c) const;
  void depose(holder_id holder, candidacy& c);
  void elect(holder_id holder, candidacy& c);
  void tell_deposed(candidacy& c, deposition why);
  void answer(holder_id holder, candidacy& c);
  void give_up(candidacy& c);
  void save(holder_id holder, const candidacy& c) { kept_->candidates.put(holder, c.who); }

  // campaigning.cpp: what is proposed for them
  void pursue(holder_id holder, candidacy& c);
  duration patience_of(const candidacy& c) const;
  void campaign(holder_id holder, candidacy& c, const caf::actor& log);
  void campaigned(holder_id holder, session_id session, const candidacy_terms& terms,
                  const registry::outcome& outcome);
  void refused(candidacy& c, const registry::refused& no);
  void withdraw(holder_id holder, candidacy& c, const caf::actor& log);
  void withdrawn(holder_id holder, const registry::outcome& outcome);
  void failed(holder_id holder, const caf::error& err);

  // observers.cpp: those who look on
  caf::result<void> accept(const observe& what);
  void accept(const unobserve& what);
  caf::result<election_state> accept(const inspect_election& what) const;
  caf::result<election_list> accept(const list_elections& what) const;
  election_state numbered(const std::string& election) const;
  void publish(election_change change);
  void publish_states();
  void forget_numbers();

  // offices.cpp: singletons
  void open_offices();
  void look_at(office& o);
  void start(office& o, election_term term);
  void stop(office& o);
  bool hands_over(office& o);
  void singleton_down(office& o, const caf::error& why);

  node_context_ptr node_;
  std::uint64_t generation_;
  std::shared_ptr<kept_elections> kept_;

  newest_news newest_;
  bool knows_ = false; // the mirror is that of some entry
  bool stale_ = false; // the control log began anew: its events overlap
  std::shared_ptr<const view> members_ = std::make_shared<const view>();
  member_names names_;
  session_id session_;
  election_mirror mirror_;

  candidacies candidacies_;
  std::uint64_t last_holder_ = 0;
  std::map<std::string, std::uint64_t> numbers_; // of the last change of what is observed
  std::map<std::string, office> offices_;
  std::set<caf::actor_addr> watched_;

  bool draining_ = false;
  instant drain_until_ = never;
  std::vector<caf::response_promise> drain_waiters_;
  deadline_timer timer_;
};

} // namespace ringleader
