// SPDX-License-Identifier: BSD-3-Clause
/// simulated_locking: takes and releases locks in the name of its simulated node's session. Some
/// are exclusive, some shared at times, one is a semaphore, and some requests name two; some wait,
/// and may be given up. What it finds granted or waiting without knowing of it (the outcome was
/// unknown, or it was rebuilt) it takes for its own.
#pragma once

#include <ringleader/base/random.hpp>
#include <ringleader/testkit/machines/simulated_part.hpp>

#include <vector>

namespace ringleader::testkit {

class simulated_locking final : public simulated_part {
public:
  explicit simulated_locking(const part_setup& setup) : setup_(setup), random_(setup.seed) {}

  void began(part_desk& desk) override { saw(desk, {}, true); }
  void ended() override;
  void saw(part_desk& desk, const std::vector<registry::event>& events, bool anew) override;
  void concluded(part_desk& desk, const open_request& asked,
                 const control::concluded& how) override;
  bool work(part_desk& desk) override;

private:
  struct taken_lock {
    claim_id claim;
    fencing_token token;
    bool watched = false;
  };
  struct waiting_lock {
    claim_id claim;
    bool watched = false;
  };

  registry::command next(part_desk& desk, open_request& about);
  registry::acquire_lock acquire(const part_desk& desk);
  void adopt(part_desk& desk);
  void hold(part_desk& desk, claim_id claim, fencing_token token, bool watched);
  bool knows(claim_id claim) const;
  void record(part_desk& desk, const open_request& asked, const registry::outcome& told);

  part_setup setup_;
  random_source random_;
  session_id session_;
  std::uint64_t last_claim_ = 0;
  std::vector<claim_id> asked_; // and not answered
  std::vector<taken_lock> held_;
  std::vector<waiting_lock> waiting_;
};

} // namespace ringleader::testkit
