// SPDX-License-Identifier: BSD-3-Clause
/// open_request: what a simulated client asked and is not answered yet, as the checkers must know
/// it to judge the answer.
#pragma once

#include <ringleader/base/ids.hpp>
#include <ringleader/base/time.hpp>
#include <ringleader/locks/lock.hpp>

namespace ringleader::testkit {

/// A request that is not answered yet.
struct open_request {
  enum class kind : std::uint8_t { join, acquire, release, cancel, campaign, read, other };
  std::uint64_t cookie = 0;
  std::uint64_t number = 0; // within the run
  kind what = kind::other;
  claim_id claim;       // of what is about a lock; campaign: the candidate's holder id
  bool watched = false; // about the lock of client_histories
  instant at{};         // true time
  log_index floor;      // what the answer must not be older than
  bool fresh = false;   // asked after the faults
};

} // namespace ringleader::testkit
