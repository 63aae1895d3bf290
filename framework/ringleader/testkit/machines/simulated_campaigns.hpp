// SPDX-License-Identifier: BSD-3-Clause
/// simulated_campaigns: the elections of a simulated node: the machine that decides there, and the
/// candidates. Two actors campaign for the leadership of the group at times, with changing weights,
/// vote, resign and end; whoever ends is followed by another one. Each node runs a singleton as
/// well: the higher its number the heavier, so that it is handed over, and it takes its time to end
/// and fails at times.
///
/// What the machine tells them goes to the checkers: a campaign_checker, and the histories of
/// the election for what they learn of it.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/elections/node_elections.hpp>
#include <ringleader/testkit/machines/simulated_part.hpp>

#include <array>
#include <map>
#include <optional>
#include <set>

namespace ringleader::testkit {

class simulated_campaigns final : public simulated_part {
public:
  explicit simulated_campaigns(const part_setup& setup);

  void began(part_desk& desk) override;
  void ended() override;
  void forget() override;
  void saw(part_desk& desk, const std::vector<registry::event>& events, bool anew) override;
  void concluded(part_desk& desk, const open_request& asked,
                 const control::concluded& how) override;
  void lease_begun(part_desk& desk) override { feed(desk, campaigns::tick{}); }
  instant next_deadline() const override;
  void tick(part_desk& desk) override;
  bool work(part_desk& desk) override;
  void leaving(part_desk& desk) override;
  bool drained() const override { return drained_; }
  /// Where a stronger candidate may take over the leadership is left out: the old winner serves on
  /// until it hears of it (docs/elections.md).
  std::uint64_t roles(const simulated_cells& cells) const override;

private:
  struct proposal {
    holder_id holder;
    bool resigns = false;
  };

  void feed(part_desk& desk, const campaigns::event& what);
  void run_all(part_desk& desk, const campaigns::effects& all);
  void tell(part_desk& desk, bool whole, const std::vector<registry::event>& events);
  void take(part_desk& desk, const view& members);
  bool is_candidate(campaigns::owner_id who) const;
  void campaign(part_desk& desk, campaigns::owner_id& who);
  void stop_campaign(part_desk& desk, campaigns::owner_id& who);
  void note_resigned();
  void answered(const std::vector<campaigns::asker_id>& askers);
  void singleton_ended(part_desk& desk);
  std::optional<candidate_id> any_candidate(const registry::registry& state);

  void run(part_desk& desk, const campaigns::propose_campaign& fx);
  void run(part_desk& desk, const campaigns::propose_resign& fx);
  void run(part_desk& desk, const campaigns::tell_gained& fx);
  void run(const campaigns::tell_lost& fx);
  void run(const campaigns::refuse_askers& fx);
  void run(part_desk&, const campaigns::tell_lost& fx) { run(fx); }
  void run(part_desk&, const campaigns::answer_candidates& fx) { answered(fx.askers); }
  void run(part_desk&, const campaigns::answer_resigners& fx) { answered(fx.askers); }
  void run(part_desk&, const campaigns::refuse_askers& fx) { run(fx); }
  void run(part_desk&, const campaigns::answer_drained& fx);
  void run(part_desk& desk, const campaigns::start_singleton& fx);
  void run(part_desk& desk, const campaigns::stop_singleton& fx);
  void run(part_desk& desk, const campaigns::ask_for_state&) { tell(desk, true, {}); }
  template <class Effect> void run(part_desk&, const Effect&) {}

  part_setup setup_;
  random_source random_;
  campaign_config config_;
  std::optional<campaigns::node_elections> machine_;
  campaigns::kept_candidacies kept_;
  std::array<campaigns::owner_id, 2> actors_; // those that live
  campaigns::owner_id last_owner_;
  campaigns::asker_id last_asker_;

  // Of this life of the actor:
  const part_checkers* seen_by_ = nullptr;
  instant now_;   // the true time of what happened last
  instant local_; // the same by the node's clock
  campaigns::lease_seen lease_;
  std::shared_ptr<const view> members_;
  electorate voters_;
  member_names names_;
  std::map<std::uint64_t, proposal> proposals_; // by cookie
  std::set<campaigns::asker_id> askers_;
  bool drained_ = false;
  std::set<holder_id> campaigned_; // known to the histories
  std::map<campaigns::owner_id, session_id> leading_;
  bool runs_ = false;
  instant ends_at_ = never; // the singleton that was stopped
};

} // namespace ringleader::testkit
