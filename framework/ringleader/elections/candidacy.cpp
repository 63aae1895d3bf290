// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/elections/candidacy.hpp>

namespace ringleader {

std::string to_string(const candidacy_terms& terms) {
  auto text = "weight=" + std::to_string(terms.weight) + " by " + to_string(terms.rules);
  if (!terms.data.empty()) text += " data=" + std::to_string(terms.data.size());
  return text;
}

} // namespace ringleader
