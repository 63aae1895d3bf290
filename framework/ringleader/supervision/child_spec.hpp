// SPDX-License-Identifier: BSD-3-Clause
/// child_spec: what a supervisor knows of one child. The words are Erlang's (OTP `supervisor`).
#pragma once

#include <ringleader/base/strong_id.hpp>

#include <string>
#include <tuple>
#include <vector>

namespace ringleader {

/// Which start of a child this is; the first is 1. Late events and completions of an older
/// generation are dropped.
using generation = strong_id<struct generation_tag>;

/// When a child that ended is started again.
enum class restart_kind : std::uint8_t {
  permanent = 0, ///< always
  transient,     ///< only if it ended abnormally
  temporary,     ///< never
};

std::string to_string(restart_kind kind);

struct child_spec {
  std::string name; ///< unique among its siblings
  restart_kind restart = restart_kind::permanent;
};

/// One link of a chain of causes: who failed, and how.
struct cause {
  std::string who;
  std::string what;

  friend bool operator==(const cause& a, const cause& b) {
    return std::tie(a.who, a.what) == std::tie(b.who, b.what);
  }
};

/// What failed outermost first; the last link is where it began.
using cause_chain = std::vector<cause>;

/// "control_log: exceeded 5 restarts in 30s <- disk: io_error".
std::string to_string(const cause_chain& chain);

} // namespace ringleader
