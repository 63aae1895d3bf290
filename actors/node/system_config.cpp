// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/node/system_config.hpp>
#include <ringleader/contract/errors.hpp>

#include <caf/atom.hpp>

#include <algorithm>
#include <thread>

namespace ringleader {

system_config::system_config(std::size_t threads) {
  auto processors = std::max<std::size_t>(2, std::thread::hardware_concurrency());
  set("scheduler.policy", caf::atom("sharing"));
  set("scheduler.max-throughput", messages_in_a_row);
  set("scheduler.max-threads", threads == 0 ? processors : threads);
  add_message_types<caf::id_block::ringleader>();
  add_error_category(caf::atom("ringleader"),
                     [](std::uint8_t code, caf::atom_value category, const caf::message& context) {
                       return to_text(caf::error{code, category, context});
                     });
}

} // namespace ringleader
