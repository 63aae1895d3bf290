// SPDX-License-Identifier: BSD-3-Clause
/// What the control logs of different nodes, and tools, say to each other, beside consensus and
/// founding.
/// Encoded with the codec: fields are only ever appended (docs/formats.md).
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/endpoint.hpp>
#include <ringleader/base/ids.hpp>

#include <string>
#include <vector>

namespace ringleader::wire {

/// Channel joining: a node that is not fed the log asks to be. Any member passes it on to the
/// control leader and answers with the cluster that it belongs to.
struct join_ask {
  store_id store;
  std::string name;
  endpoint advertise;
  bool passed_on = false;
};

struct join_answer {
  cluster_id cluster;
};

/// Channel joining carries both; one of them is set.
struct joining {
  bool is_answer = false;
  join_ask ask;
  join_answer answer;
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

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, join_ask& x) {
  return f(x.store, x.name, x.advertise, x.passed_on);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, join_answer& x) {
  return f(x.cluster);
}
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
