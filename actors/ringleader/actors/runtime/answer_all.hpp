// SPDX-License-Identifier: BSD-3-Clause
/// answer_all: the same answer to all who wait for it. Nobody is left: a promise keeps the actor
/// that made it, so one that stays in a member of its actor keeps that from ever being freed.
#pragma once

#include <caf/response_promise.hpp>

#include <vector>

namespace ringleader {

template <class T> void answer_all(std::vector<caf::response_promise>& waiters, const T& what) {
  for (auto& waiter : waiters) waiter.deliver(what);
  waiters.clear();
}

} // namespace ringleader
