// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/unordered.hpp>

using index = std::unordered_set<int>;

void table::visit(const index& wanted) {
  for (auto& [name, list] : holders_) release(name); // WANT unordered_iteration
  auto first = this->holders_.begin();               // WANT unordered_iteration
  for (auto id : wanted) release(id);                // WANT unordered_iteration
  for (auto& [name, count] : sorted_) release(name);
  if (holders_.count("payroll") != 0 && holders_.find("x") == holders_.end()) release("payroll");
}
