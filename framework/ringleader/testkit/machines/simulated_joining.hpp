// SPDX-License-Identifier: BSD-3-Clause
/// simulated_joining: runs the joiner of a simulated node: its commands become proposals, the lease
/// goes into the cells, and ids for new lives are drawn. The application has no say in it but that
/// the node may be told to leave.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/membership/joiner.hpp>
#include <ringleader/testkit/machines/simulated_part.hpp>

#include <map>
#include <optional>

namespace ringleader::testkit {

class simulated_joining final : public simulated_part {
public:
  explicit simulated_joining(const part_setup& setup) : setup_(setup), random_(setup.seed) {}

  void began(part_desk& desk) override;
  void ended() override;
  void saw(part_desk& desk, const std::vector<registry::event>& events, bool anew) override;
  void concluded(part_desk& desk, const open_request& asked,
                 const control::concluded& how) override;
  void renewed(part_desk& desk, session_id session, renewal_id id) override;
  void leaving(part_desk& desk) override;
  instant next_deadline() const override { return joiner_ ? joiner_->next_deadline() : never; }
  void tick(part_desk& desk) override;

private:
  registry::join description(const simulated_cells& cells) const;
  void feed(part_desk& desk, const joining::event& what);
  void run(part_desk& desk, const joining::effect& fx);
  void propose(part_desk& desk, registry::command what, std::optional<joining::event> done,
               std::optional<joining::event> failed);

  struct question {
    boot_id boot;                         // of a join
    std::optional<joining::event> done;   // to be told of an outcome
    std::optional<joining::event> failed; // or of an error
  };

  part_setup setup_;
  random_source random_;
  std::optional<joiner> joiner_; // while the part lives
  std::map<std::uint64_t, question> asked_;
};

} // namespace ringleader::testkit
