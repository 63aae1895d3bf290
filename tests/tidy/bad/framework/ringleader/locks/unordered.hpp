// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <unordered_map>

class table {
  std::unordered_map<std::string, std::vector<int>> holders_;
  std::map<std::string, int> sorted_;
};
