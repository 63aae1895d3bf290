// SPDX-License-Identifier: BSD-3-Clause
/// joining: what a node that is not fed the log says to others, and what they answer.
/// Encoded with the codec: fields are only ever appended (docs/formats.md).
#pragma once

#include <ringleader/base/endpoint.hpp>
#include <ringleader/base/ids.hpp>

#include <string>

namespace ringleader::formation {

/// A node that is not fed the log asks to be. Any member passes it on to the control leader and
/// answers with the cluster that it belongs to.
struct join_ask {
  store_id store;
  std::string name;
  endpoint advertise;
  bool passed_on = false;

  friend bool operator==(const join_ask& a, const join_ask& b) {
    return a.store == b.store && a.name == b.name && a.advertise == b.advertise &&
           a.passed_on == b.passed_on;
  }
};

struct join_answer {
  cluster_id cluster;
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, join_ask& x) {
  return f(x.store, x.name, x.advertise, x.passed_on);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, join_answer& x) {
  return f(x.cluster);
}

} // namespace ringleader::formation
