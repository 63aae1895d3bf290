// SPDX-License-Identifier: BSD-3-Clause
/// leadership: a won election. term is the fencing token of the win: larger than the term of every
/// earlier win, in this election and in every other.
#pragma once

#include <ringleader/elections/singleton_options.hpp>

namespace ringleader {

struct leadership {
  std::string election;
  election_term term;
};

} // namespace ringleader
