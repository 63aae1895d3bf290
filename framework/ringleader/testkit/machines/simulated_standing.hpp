// SPDX-License-Identifier: BSD-3-Clause
/// simulated_standing: the elections of a simulated node: the machine that decides there, and those
/// who stand. Two actors stand for the office of the group at times, with changing weights, vote,
/// resign and end; whoever ends is followed by another one. Each node runs a singleton as well: the
/// higher its number the heavier, so that it is handed over, and it takes its time to end and
/// fails at times.
///
/// What the machine tells them goes to the checkers: a standing_checker, and the histories of the
/// office for what they learn of it.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/elections/node_elections.hpp>
#include <ringleader/testkit/machines/simulated_part.hpp>

#include <array>
#include <map>
#include <optional>
#include <set>

namespace ringleader::testkit {

class simulated_standing final : public simulated_part {
public:
  explicit simulated_standing(const part_setup& setup);

  void began(part_desk& desk) override;
  void ended() override;
  void forget() override;
  void saw(part_desk& desk, const std::vector<registry::event>& events, bool anew) override;
  void concluded(part_desk& desk, const open_request& asked,
                 const control::concluded& how) override;
  void lease_begun(part_desk& desk) override { feed(desk, standing::tick{}); }
  instant next_deadline() const override;
  void tick(part_desk& desk) override;
  bool work(part_desk& desk) override;
  void leaving(part_desk& desk) override;
  bool drained() const override { return drained_; }
  /// Where a stronger candidate may take over the office is left out: the old winner serves on
  /// until it hears of it (docs/elections.md).
  std::uint64_t roles(const simulated_cells& cells) const override;

private:
  struct proposal {
    holder_id holder;
    bool resigns = false;
  };

  void feed(part_desk& desk, const standing::event& what);
  void run_all(part_desk& desk, const standing::effects& all);
  void tell(part_desk& desk, bool whole, const std::vector<registry::event>& events);
  void take(part_desk& desk, const view& members);
  bool stands(standing::owner_id who) const;
  void stand(part_desk& desk, standing::owner_id& who);
  void stop_standing(part_desk& desk, standing::owner_id& who);
  void note_resigned();
  void answered(const std::vector<standing::asker_id>& askers);
  void singleton_ended(part_desk& desk);
  std::optional<candidate_id> any_candidate(const registry::registry& state);

  void run(part_desk& desk, const standing::propose_campaign& fx);
  void run(part_desk& desk, const standing::propose_resign& fx);
  void run(part_desk& desk, const standing::tell_elected& fx);
  void run(const standing::tell_deposed& fx);
  void run(const standing::refuse_askers& fx);
  void run(part_desk&, const standing::tell_deposed& fx) { run(fx); }
  void run(part_desk&, const standing::answer_standers& fx) { answered(fx.askers); }
  void run(part_desk&, const standing::answer_resigners& fx) { answered(fx.askers); }
  void run(part_desk&, const standing::refuse_askers& fx) { run(fx); }
  void run(part_desk&, const standing::answer_drained& fx);
  void run(part_desk& desk, const standing::start_singleton& fx);
  void run(part_desk& desk, const standing::stop_singleton& fx);
  void run(part_desk& desk, const standing::ask_for_state&) { tell(desk, true, {}); }
  template <class Effect> void run(part_desk&, const Effect&) {}

  part_setup setup_;
  random_source random_;
  standing_config config_;
  std::optional<standing::node_elections> machine_;
  standing::kept_candidacies kept_;
  std::array<standing::owner_id, 2> actors_; // those that live
  standing::owner_id last_owner_;
  standing::asker_id last_asker_;

  // Of this life of the actor:
  const part_checkers* seen_by_ = nullptr;
  instant now_;   // the true time of what happened last
  instant local_; // the same by the node's clock
  standing::lease_seen lease_;
  std::shared_ptr<const view> members_;
  electorate voters_;
  member_names names_;
  std::map<std::uint64_t, proposal> proposals_; // by cookie
  std::set<standing::asker_id> askers_;
  bool drained_ = false;
  std::set<holder_id> campaigned_; // known to the histories
  std::map<standing::owner_id, session_id> in_office_;
  bool runs_ = false;
  instant ends_at_ = never; // the singleton that was stopped
};

} // namespace ringleader::testkit
