// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/runtime/system_config.hpp>
#include <ringleader/contract/errors.hpp>
#include <ringleader/drivers/host/thread_policy.hpp>

#include <caf/atom.hpp>
#include <caf/thread_hook.hpp>

#include <algorithm>
#include <pthread.h>
#include <string_view>
#include <thread>

namespace ringleader {

namespace {

constexpr std::string_view clock = "caf.clock";

/// CAF's threads do not take the processor from the one that wakes them: the control thread hands
/// on what it answers and has more to do. All but the one that keeps time, heartbeats among it.
class giving_way final : public caf::thread_hook {
public:
  void init(caf::actor_system&) override {}
  void thread_started() override {
    char name[16] = "";
    if (::pthread_getname_np(::pthread_self(), name, sizeof name) != 0) return;
    set_policy(name == clock ? thread_policy::ordinary : thread_policy::gives_way);
  }
  void thread_terminates() override {}
};

} // namespace

system_config::system_config(std::size_t threads) {
  auto processors = std::max<std::size_t>(2, std::thread::hardware_concurrency());
  set("scheduler.policy", caf::atom("sharing"));
  set("scheduler.max-throughput", messages_in_a_row);
  set("scheduler.max-threads", threads == 0 ? processors : threads);
  add_thread_hook<giving_way>();
  add_message_types<caf::id_block::ringleader>();
  add_error_category(caf::atom("ringleader"),
                     [](std::uint8_t code, caf::atom_value category, const caf::message& context) {
                       return to_text(caf::error{code, category, context});
                     });
}

} // namespace ringleader
