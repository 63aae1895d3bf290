// SPDX-License-Identifier: BSD-3-Clause
/// fills: what an application, or a stranger, may pile up at one node, each up to its bound.
///
///   for (auto& one : full::all_fills()) auto filled = one.run(node);
///
/// A fill returns when the last of it is there, has been used once and is gone again, and says how
/// many there were.
#pragma once

#include <ringleader/actors/node/node.hpp>
#include <ringleader/ringleader.hpp>

#include <functional>
#include <vector>

namespace full {

struct question_asked {
  std::int64_t number = 0;
};
RINGLEADER_FIELDS(question_asked, number)

} // namespace full

RINGLEADER_TYPES(full, full::question_asked)

namespace full {

using unanswering = ringleader::interface<std::int64_t(question_asked)>;
inline const ringleader::entity_type<unanswering> silent{"silent"};

/// Answers nobody, and keeps all that is asked.
struct silent_actor : ringleader::entity<unanswering> {
  ringleader::reply<std::int64_t> on(const question_asked&) {
    return later([this](ringleader::answer<std::int64_t> one) { kept.push_back(std::move(one)); });
  }

  std::vector<ringleader::answer<std::int64_t>> kept;
};

struct fill {
  const char* name;
  std::function<std::size_t(ringleader::node&)> run;
};

std::vector<fill> all_fills();

} // namespace full
