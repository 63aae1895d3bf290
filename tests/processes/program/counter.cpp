// SPDX-License-Identifier: BSD-3-Clause
#include "counter.hpp"

namespace ringleader {

counter::behavior_type count(counter::stateful_pointer<counter_state> self, const activation& which,
                             std::shared_ptr<append_file> ledger) {
  return {
    [=](const add& what) {
      if (ledger)
        ledger->append(which.key + ' ' + std::to_string(what.amount) + ' ' + which.node + ' ' +
                       to_string(which.epoch) + ' ' + to_string(which.number) + ' ' +
                       std::to_string(milliseconds_now()));
      return self->state.value += what.amount;
    },
    [=](who) {
      return which.node + " epoch=" + to_string(which.epoch) +
             " activation=" + to_string(which.number);
    },
  };
}

} // namespace ringleader
