// SPDX-License-Identifier: BSD-3-Clause
/// simulated_standing: what a simulated node does about the one election of its group: it stands
/// for the office, stands again with another weight, votes, and resigns at times. Rebuilt, it goes
/// on with the candidacy that stands in its session's name.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/testkit/machines/simulated_part.hpp>

#include <optional>

namespace ringleader::testkit {

class simulated_standing final : public simulated_part {
public:
  explicit simulated_standing(const part_setup& setup) : setup_(setup), random_(setup.seed) {}

  void began(part_desk& desk) override;
  void ended() override;
  void saw(part_desk& desk, const std::vector<registry::event>& events, bool anew) override;
  void concluded(part_desk&, const open_request&, const control::concluded&) override {}
  bool work(part_desk& desk) override;
  /// Where a stronger candidate may take over the office is left out: the old winner serves on
  /// until it hears of it (docs/elections.md).
  std::uint64_t roles(const simulated_cells& cells) const override;

private:
  registry::command next(part_desk& desk, open_request& about);
  std::optional<candidate_id> any_candidate(const registry::registry& state);

  part_setup setup_;
  random_source random_;
  session_id session_;
  holder_id candidate_; // none: does not stand
  std::uint64_t last_candidacy_ = 0;
  bool in_office_ = false;
};

} // namespace ringleader::testkit
