// SPDX-License-Identifier: BSD-3-Clause
#include "text.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <unordered_map>

namespace demo {

text text::read(const std::vector<std::string>& files, std::size_t wanted) {
  text all;
  std::unordered_map<std::string, std::uint32_t> numbers;
  std::string word;
  auto end_word = [&] {
    if (word.empty() || (wanted != 0 && all.pass_.size() == wanted)) return;
    auto known = numbers.emplace(word, static_cast<std::uint32_t>(all.distinct_.size()));
    if (known.second) all.distinct_.push_back(word);
    all.pass_.push_back(known.first->second);
    word.clear();
  };
  for (auto& file : files) {
    std::ifstream in{file, std::ios::binary};
    if (!in) {
      std::cerr << "demo: cannot read " << file << std::endl;
      return text{};
    }
    for (std::istreambuf_iterator<char> c{in}, end; c != end; ++c) {
      auto lower = static_cast<char>(*c | 0x20);
      auto letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');
      if (letter)
        word += lower;
      else
        end_word();
    }
    end_word();
  }
  if (all.pass_.empty())
    std::cerr << "demo: there is no word in the text" << std::endl;
  else
    all.size_ = wanted != 0 ? wanted : all.pass_.size();
  return all;
}

} // namespace demo
