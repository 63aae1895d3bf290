// SPDX-License-Identifier: BSD-3-Clause
/// What the control logs of different nodes, and tools, say to each other, beside consensus and
/// founding.
/// Encoded with the codec: fields are only ever appended (docs/formats.md).
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/ids.hpp>
#include <ringleader/formation/joining.hpp>

#include <string>
#include <vector>

namespace ringleader::wire {

/// Channel joining: one of both is set.
struct joining {
  bool is_answer = false;
  formation::join_ask ask;
  formation::join_answer answer;
};

/// Channel session: a renewal to the control leader, and its answer with the same numbers.
struct renewal {
  bool is_answer = false;
  session_id session;
  std::uint64_t id = 0;
};

/// Channel proposal: encoded envelopes for the control leader, in order. Whoever does not lead
/// drops them; the proposer asks again.
struct forwarded {
  std::vector<bytes> envelopes;
};

/// Channel admin: a question of a tool ("status"), answered with JSON text.
struct admin_request {
  std::string what;
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, joining& x) {
  return f(x.is_answer, x.ask, x.answer);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, renewal& x) {
  return f(x.is_answer, x.session, x.id);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, forwarded& x) {
  return f(x.envelopes);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, admin_request& x) {
  return f(x.what);
}

} // namespace ringleader::wire
