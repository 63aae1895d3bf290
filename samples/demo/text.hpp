// SPDX-License-Identifier: BSD-3-Clause
/// text: the words that are fed, [A-Za-z]+ in lower case, in the order of the files. Occurrence i
/// has the id i + 1 in the cluster; when the files hold fewer words than are wanted they are read
/// in repeated passes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace demo {

class text {
public:
  /// wanted 0: one pass. Empty if there is no word, or a file cannot be read (it says so on
  /// stderr).
  static text read(const std::vector<std::string>& files, std::size_t wanted);

  std::size_t size() const { return size_; }
  std::size_t distinct() const { return distinct_.size(); }
  std::uint32_t number_at(std::size_t i) const { return pass_[i % pass_.size()]; }

  /// By number; only those that occur among the first size() words.
  const std::string& word(std::uint32_t number) const { return distinct_[number]; }

private:
  std::vector<std::uint32_t> pass_;
  std::vector<std::string> distinct_;
  std::size_t size_ = 0;
};

} // namespace demo
