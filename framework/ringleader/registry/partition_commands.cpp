// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/partition_commands.hpp>

namespace ringleader::registry {

namespace {

std::string list(const std::vector<move_ref>& moves) {
  std::string text;
  for (const auto& m : moves) text += ' ' + to_string(m);
  return text;
}

} // namespace

std::string to_string(const rebalance& c) {
  return "rebalance expected=" + to_string(c.expected) +
         " per_pair=" + std::to_string(c.moves_per_pair_max);
}

std::string to_string(const move_ref& m) {
  return to_string(m.partition) + '@' + to_string(m.epoch) + '#' + to_string(m.move);
}

std::string to_string(const drained& c) { return "drained" + list(c.moves); }

std::string to_string(const cancel_moves& c) { return "cancel_moves" + list(c.moves); }

} // namespace ringleader::registry
