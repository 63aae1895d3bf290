// SPDX-License-Identifier: BSD-3-Clause
/// in_flight: the messages that a simulated network has under way, each under a number.
///
///   auto number = under_way.put(message);   // plan its arrival under that number
///   auto arrived = under_way.take(number);  // once; the number may be used again
#pragma once

#include <ringleader/base/expects.hpp>

#include <cstdint>
#include <utility>
#include <vector>

namespace ringleader::testkit {

template <class Message> class in_flight {
public:
  std::uint64_t put(Message what) {
    if (free_.empty()) {
      messages_.push_back(std::move(what));
      return messages_.size() - 1;
    }
    auto number = free_.back();
    free_.pop_back();
    messages_[number] = std::move(what);
    return number;
  }

  Message take(std::uint64_t number) {
    EXPECTS(number < messages_.size());
    free_.push_back(number);
    return std::move(messages_[number]);
  }

private:
  std::vector<Message> messages_;
  std::vector<std::uint64_t> free_;
};

} // namespace ringleader::testkit
