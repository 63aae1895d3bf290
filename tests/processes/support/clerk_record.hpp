// SPDX-License-Identifier: BSD-3-Clause
/// clerk_record: what the clerks of all nodes wrote down (tests/processes/program/clerk.hpp), and
/// whether it may be so.
///
///   auto seen = read_clerks(path);
///   auto sums = reckon(seen, read_ledger(all.ledger()));
///   CHECK(sums.lost == 0);
///   CHECK(check_linearizable(fenced_lock_model{}, lock_history(seen, faults)).is == ...);
#pragma once

#include "recorded.hpp"

#include <ringleader/testkit/histories/fenced_lock_model.hpp>
#include <ringleader/testkit/histories/operation.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ringleader {

/// One request of a clerk; result is empty until it was answered, and for ever if its node died.
struct clerk_request {
  std::uint64_t id = 0;
  long long called = 0; // nanoseconds
  std::string node;
  std::string what;        // acquire, release, add
  std::string on;          // lock, id of the acquire, or key
  std::int64_t amount = 0; // of add
  std::string result;      // granted, busy, released, not_held, done, nothing, unknown
  std::uint64_t token = 0; // of granted
  long long answered = 0;

  bool known() const { return !result.empty() && result != "unknown"; }
};

std::vector<clerk_request> read_clerks(const std::string& path);

/// Requests that a clerk was told to have happened, with an answer after that time.
std::size_t agreed_since(const std::vector<clerk_request>& all, long long nanoseconds);

/// What the test did to a node that may cost it its session, from then until then.
struct node_fault {
  std::string node;
  long long from = 0;
  long long until = 0;
};

/// Locks may lapse where the holder's node had a fault, or where nobody knows of the grant.
std::vector<testkit::operation<testkit::lock_operation>>
lock_history(const std::vector<clerk_request>& all, const std::vector<node_fault>& faults);

/// The adds of the clerks against the ledger of what the counters applied.
struct reckoning {
  std::size_t acknowledged = 0;
  std::size_t unknown = 0;
  std::size_t lost = 0;     // acknowledged, not applied
  std::size_t doubled = 0;  // applied twice
  std::size_t unwanted = 0; // said to have not happened, and applied
};

reckoning reckon(const std::vector<clerk_request>& all, const std::vector<ledger_line>& ledger);

} // namespace ringleader
