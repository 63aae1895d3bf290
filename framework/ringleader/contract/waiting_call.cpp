// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/contract/waiting_call.hpp>

#include <caf/actor_cast.hpp>
#include <caf/actor_clock.hpp>
#include <caf/actor_config.hpp>
#include <caf/error.hpp>
#include <caf/mailbox_element.hpp>
#include <caf/make_actor.hpp>
#include <caf/sec.hpp>

#include <algorithm>
#include <chrono>

namespace ringleader {

namespace {

// Each call makes one request.
const auto the_request = caf::make_message_id(1);

// Whoever waits longer waits for as long as it takes.
constexpr duration patience_max = std::chrono::hours{24 * 366};

} // namespace

void waiting_call::start(caf::actor_system& sys, const caf::strong_actor_ptr& target,
                         duration patience, caf::message what, handler answered) {
  caf::actor_config cfg;
  auto self = caf::make_actor<waiting_call, caf::strong_actor_ptr>(sys.next_actor_id(), sys.node(),
                                                                   &sys, cfg, std::move(answered));
  auto* call = caf::actor_cast<caf::abstract_actor*>(self);
  if (!target) {
    call->enqueue(self, the_request.response_id(),
                  caf::make_message(caf::make_error(caf::sec::request_receiver_down)), nullptr);
    return;
  }
  if (patience < patience_max) {
    auto& clock = sys.clock();
    auto until = clock.now() + std::max(patience, duration::zero());
    clock.set_request_timeout(until, call, the_request.response_id());
  }
  target->enqueue(self, the_request, std::move(what), nullptr);
}

waiting_call::waiting_call(caf::actor_config& cfg, handler answered)
  : caf::monitorable_actor(cfg), answered_(std::move(answered)) {}

void waiting_call::enqueue(caf::mailbox_element_ptr what, caf::execution_unit*) {
  if (!what->mid.is_response() || done_.exchange(true)) return;
  home_system().clock().cancel_request_timeout(this, the_request.response_id());
  auto answered = std::move(answered_);
  answered_ = nullptr;
  answered(what->move_content_to_message());
}

std::uint64_t sender_of_this_thread() {
  // Ids of actors count from one.
  static std::atomic<std::uint64_t> last{std::uint64_t{1} << 63};
  thread_local const std::uint64_t own = ++last;
  return own;
}

} // namespace ringleader
