// SPDX-License-Identifier: BSD-3-Clause
/// answers: reads what a node's console said.
#pragma once

#include <cstdint>
#include <sstream>
#include <string>

namespace ringleader {

/// True for "value 3" with begins(answer, "value").
inline bool begins(const std::string& answer, const std::string& word) {
  return answer.compare(0, word.size(), word) == 0;
}

/// The token of "granted 17"; 0 for every other answer.
inline std::uint64_t token_of(const std::string& answer) {
  std::istringstream in{answer};
  std::string word;
  std::uint64_t token = 0;
  return in >> word >> token && word == "granted" ? token : 0;
}

/// "key-7": numbered keys meet many partitions, so several nodes.
inline std::string key(int number) { return "key-" + std::to_string(number); }

} // namespace ringleader
