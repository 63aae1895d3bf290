// SPDX-License-Identifier: BSD-3-Clause
/// simulated_serving: serves the partitions that its simulated node owns, as far as the node knows,
/// and drains those that are to move away.
#pragma once

#include <ringleader/testkit/machines/simulated_part.hpp>

#include <utility>
#include <vector>

namespace ringleader::testkit {

class simulated_serving final : public simulated_part {
public:
  explicit simulated_serving(const part_setup&) {}

  void began(part_desk& desk) override { saw(desk, {}, true); }
  void ended() override;
  void saw(part_desk& desk, const std::vector<registry::event>& events, bool anew) override;
  void concluded(part_desk&, const open_request&, const control::concluded&) override {}
  std::uint64_t roles(const simulated_cells& cells) const override;

private:
  session_id session_;
  std::vector<std::pair<std::uint32_t, log_index>> drained_; // partition, move
  std::uint64_t owned_ = 0;                                  // and not to move away
};

} // namespace ringleader::testkit
