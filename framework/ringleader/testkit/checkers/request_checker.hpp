// SPDX-License-Identifier: BSD-3-Clause
/// request_checker: holds what became of requests to entities against what routing promises: one
/// request is executed at most once, by the owner of its partition, in its sender's order for each
/// key; it is answered exactly once; and an answer that says that nothing happened is true.
///
///   checker.asked(number, sender, key);        // numbers of a sender rise
///   checker.executed(number, epoch, node);     // by an activation of that epoch
///   checker.told(number, errc::none);          // the answer, if its sender still lives
///
/// It sees clients and entities alone, and nothing of how a message comes from one to the other.
#pragma once

#include <ringleader/base/errc.hpp>
#include <ringleader/base/ids.hpp>
#include <ringleader/testkit/checkers/violation.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace ringleader::testkit {

class request_checker {
public:
  using reporter = std::function<void(violation_kind, std::string)>;

  request_checker(std::uint32_t partitions, reporter report)
    : partitions_(partitions), report_(std::move(report)) {}

  void asked(std::uint64_t number, std::uint64_t sender, std::uint64_t key);
  void executed(std::uint64_t number, partition_epoch epoch, std::size_t node);
  void told(std::uint64_t number, errc code);
  /// Its time is over for long, its sender lives, and nothing was told.
  void unanswered(std::uint64_t number);

  std::uint64_t executions() const { return executions_; }

private:
  struct request {
    std::uint64_t sender = 0;
    std::uint64_t key = 0;
    bool is_executed = false;
    bool is_told = false;
    errc code = errc::none;
  };

  /// For the evidence.
  static std::string name(std::uint64_t number, const request& what);

  std::uint32_t partitions_;
  reporter report_;
  std::map<std::uint64_t, request> requests_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint64_t> last_; // by sender and key
  std::map<std::uint64_t, partition_epoch> newest_;                       // by partition
  std::uint64_t executions_ = 0;
};

} // namespace ringleader::testkit
