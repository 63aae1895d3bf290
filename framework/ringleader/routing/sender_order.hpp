// SPDX-License-Identifier: BSD-3-Clause
/// sender_order: may a request that was refused be sent again, or would it come behind what the
/// same sender sent to the same key after it? Knows only senders that wait for an answer.
///
///   order.asked(whose, ++departures);            // a request left
///   order.passed(whose, ++departures);           // anything else of whoever it is left
///   if (order.overtaken(whose, departure)) ...   // before ended()
///   order.ended(whose);                          // answered, whatever the answer
///
/// `whose` mixes sender, type and key into one number. Two that share one look like one sender,
/// whose requests are then given back to it more often than they must be.
#pragma once

#include <ringleader/base/expects.hpp>

#include <cstdint>
#include <unordered_map>

namespace ringleader::routing {

class sender_order {
public:
  void asked(std::uint64_t whose, std::uint64_t departure) {
    auto& known = senders_[whose];
    ++known.pending;
    known.newest = departure;
  }

  void passed(std::uint64_t whose, std::uint64_t departure) {
    if (senders_.empty()) return;
    auto known = senders_.find(whose);
    if (known != senders_.end()) known->second.newest = departure;
  }

  /// EXPECTS that a request of it is pending.
  bool overtaken(std::uint64_t whose, std::uint64_t departure) const {
    auto known = senders_.find(whose);
    EXPECTS(known != senders_.end());
    return known->second.newest > departure;
  }

  /// EXPECTS that a request of it is pending.
  void ended(std::uint64_t whose) {
    auto known = senders_.find(whose);
    EXPECTS(known != senders_.end());
    if (--known->second.pending == 0) senders_.erase(known);
  }

private:
  struct sender {
    std::uint64_t newest = 0; // departure
    std::uint32_t pending = 0;
  };

  std::unordered_map<std::uint64_t, sender> senders_; // lookups only
};

} // namespace ringleader::routing
