// SPDX-License-Identifier: BSD-3-Clause
/// operation: what one client asked for and learned, and when: a history is a vector of these.
///
/// Times are of the one who records, outside of what is tested: `call` is read before the request
/// leaves the client, `answer` after its answer came in. One clock for all clients of a history.
///
/// No answer means that the outcome is unknown: the operation may take effect at any time after its
/// call, or never. An answer that says "nothing happened" is no operation: leave it out.
#pragma once

#include <ringleader/base/time.hpp>

#include <optional>
#include <string>

namespace ringleader::testkit {

/// What: one of the model's operations, with its result if it was answered.
template <class What> struct operation {
  std::string key; // operations of different keys do not concern each other
  What what;
  instant call{};
  std::optional<instant> answer;
};

/// "[1.2s 1.25s] x: read 7", the form in which a finding names an operation.
template <class What> std::string to_string(const operation<What>& o) {
  using ringleader::to_string; // of durations, which are std's
  return "[" + to_string(o.call.time_since_epoch()) + " " +
         (o.answer ? to_string(o.answer->time_since_epoch()) : "unknown") + "] " + o.key + ": " +
         to_string(o.what);
}

} // namespace ringleader::testkit
