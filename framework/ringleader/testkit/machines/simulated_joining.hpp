// SPDX-License-Identifier: BSD-3-Clause
/// simulated_joining: keeps its simulated node a member: joins, renews the session, and writes the
/// lease into the cells. It asks whenever the process runs; the application has no say in it.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/membership/lease.hpp>
#include <ringleader/testkit/machines/simulated_part.hpp>

namespace ringleader::testkit {

class simulated_joining final : public simulated_part {
public:
  explicit simulated_joining(const part_setup& setup);

  void began(part_desk& desk) override;
  void ended() override;
  void saw(part_desk& desk, const std::vector<registry::event>& events, bool anew) override;
  void concluded(part_desk& desk, const open_request& asked,
                 const control::concluded& how) override;
  void renewed(part_desk& desk, session_id session, renewal_id id) override;
  instant next_deadline() const override;
  void tick(part_desk& desk) override;

private:
  registry::join description(const simulated_cells& cells) const;

  part_setup setup_;
  random_source random_;
  session_id session_;
  lease_holder lease_;
  renewal_id last_renewal_;
  instant due_{}; // to join or to renew
  bool joining_ = false;
};

} // namespace ringleader::testkit
