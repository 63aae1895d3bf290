// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/expects.hpp>
#include <ringleader/testkit/checkers/request_checker.hpp>

namespace ringleader::testkit {

std::string request_checker::name(std::uint64_t number, const request& what) {
  return "request " + to_hex(number) + " of sender " + to_hex(what.sender) + " to key " +
         std::to_string(what.key);
}

void request_checker::asked(std::uint64_t number, std::uint64_t sender, std::uint64_t key) {
  auto is_new = requests_.emplace(number, request{sender, key, false, false, errc::none}).second;
  EXPECTS(is_new);
}

void request_checker::executed(std::uint64_t number, partition_epoch epoch, std::size_t node) {
  ++executions_;
  auto& what = requests_.at(number);
  auto evidence = name(number, what) + " at node " + std::to_string(node);
  if (what.is_executed) return report_(violation_kind::request_executed_twice, evidence);
  what.is_executed = true;
  if (what.is_told && !may_have_happened(what.code))
    return report_(violation_kind::denied_but_executed, evidence + ": " + to_string(what.code));
  auto& newest = newest_[what.key % partitions_];
  if (epoch < newest)
    return report_(violation_kind::executed_without_right,
                   evidence + " under epoch " + to_string(epoch) + " after " + to_string(newest));
  newest = epoch;
  auto& last = last_[{what.sender, what.key}];
  if (number < last)
    return report_(violation_kind::request_overtaken, evidence + " after " + to_hex(last));
  last = number;
}

void request_checker::told(std::uint64_t number, errc code) {
  auto& what = requests_.at(number);
  auto evidence = name(number, what) + ": " + to_string(code);
  if (what.is_told) return report_(violation_kind::answered_twice, evidence);
  what.is_told = true;
  what.code = code;
  if (code == errc::none && !what.is_executed)
    return report_(violation_kind::acknowledged_lost, evidence);
  if (code != errc::none && !may_have_happened(code) && what.is_executed)
    report_(violation_kind::denied_but_executed, evidence);
}

void request_checker::unanswered(std::uint64_t number) {
  const auto& what = requests_.at(number);
  if (!what.is_told) report_(violation_kind::never_answered, name(number, what));
}

} // namespace ringleader::testkit
