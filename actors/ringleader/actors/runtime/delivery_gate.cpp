// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/runtime/delivery_gate.hpp>
#include <ringleader/drivers/log/logging.hpp>

#include <exception>

namespace ringleader {

namespace {

constexpr duration warning_interval = std::chrono::seconds{1};

} // namespace

void delivery_gate::tell_failure(const gated_name& who, const std::string& what) {
  failures.fetch_add(1, std::memory_order_relaxed);
  auto now = clock.now().time_since_epoch();
  auto quiet = quiet_until_.load();
  if (duration{quiet} > now ||
      !quiet_until_.compare_exchange_strong(quiet, (now + warning_interval).count())) {
    untold_.fetch_add(1);
    return;
  }
  log::warn(log::area::entities, "an entity failed; it starts again after a pause",
            {{"type", who.type},
             {"key", who.key},
             {"threw", what},
             {"others_since_the_last_warning", untold_.exchange(0)}});
}

std::string text_of_thrown(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
    return "something that is no std::exception";
  }
}

} // namespace ringleader
