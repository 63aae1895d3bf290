// SPDX-License-Identifier: BSD-3-Clause
/// campaign_world: the elections of one node, a, before an election table that is its log. What
/// node a proposes waits until the transcript says what becomes of it.
///
///   node [askers=N] [candidacies=N]       the machine is made
///   join NAME...                          members with sessions 1, 2, ...; a joins like the others
///   end NAME...                           the log ends their sessions
///   lease TIME                            a has a lease for so long from now on; `lease 0s`: none
///   lease_of NAME TIME                    a holds another session's lease
///   campaign OWNER ELECTION [weight=N] [policy=P] [take_over=TIME] [voting=TIME] [data=TEXT]
///   resign OWNER ELECTION [successor=NODE]
///   gone OWNER...
///   singleton ELECTION [policy=P] [voting=TIME] [take_over=TIME] [weight=N]
///   ended ELECTION                        the running singleton is gone
///   agree [HOLDER]             a proposal takes effect, is answered, and an update follows
///   effect [HOLDER]            it takes effect and an update follows; it is not answered
///   answer HOLDER              what took effect is answered
///   lose HOLDER                answered with outcome_unknown; it may take effect late
///   ... what=campaign|resign   where the holder has proposed both; those that were lost last
///   fail HOLDER                answered with no_quorum; it never takes effect
///   refuse HOLDER CODE         answered with a refusal; it never takes effect
///   campaigns | resigns | votes NAME ELECTION ...   another member does so, in the log
///   update | snapshot | old_update   one of no change, of everything, of an earlier entry
///   quiet COMMAND              the log changes, and a does not hear of it
///   advance TIME | leave | drain | rebuild | watch ELECTION | unwatch ELECTION | show
///
/// Holders are printed as generation.number.
#pragma once

#include <ringleader/elections/election_table.hpp>
#include <ringleader/elections/node_elections.hpp>
#include <ringleader/testkit/scenarios/scenario.hpp>

#include <deque>

namespace ringleader::testkit {

class campaign_world {
public:
  std::string run(const command& c);

private:
  /// What node a asked of the log.
  struct proposal {
    holder_id holder;
    campaigns::effect what;
    std::optional<campaigns::event> answer; // of what took effect
    bool is_lost = false;                   // nobody waits for the answer any more
  };

  std::string feed(const campaigns::event& what);
  std::string print(const campaigns::effects& all);
  std::string make(const command& c);
  void change_members(const command& c);
  std::string asked(const command& c);
  std::string proposed(const command& c);
  std::string of_others(const command& c);
  std::string advance(duration by);
  std::string rebuild();
  std::string show() const;
  std::string update(bool whole = false);
  campaigns::event take_effect(const campaigns::effect& what);
  std::deque<proposal>::iterator find(const command& c);
  campaigns::owner_id owner(const std::string& name);
  session_id session(const std::string& name) const;
  election_entry entry() {
    return {registry_time{now_.time_since_epoch()}, voters_, tokens_, events_};
  }

  campaign_config config_;
  std::optional<campaigns::node_elections> machine_;
  std::uint64_t generation_ = 0;
  instant now_{std::chrono::hours{1}};
  campaigns::asker_id last_asker_;
  std::map<std::string, campaigns::owner_id> owners_;
  std::map<std::string, singleton_options> singletons_;
  std::set<std::string> observed_;
  std::deque<proposal> proposals_;

  election_table table_;
  token_source tokens_;
  electorate voters_;
  std::map<std::string, session_id> sessions_;
  std::uint64_t last_session_ = 0;
  std::uint64_t index_ = 0;
  std::vector<election_event> events_; // a has not heard of them yet
};

} // namespace ringleader::testkit
