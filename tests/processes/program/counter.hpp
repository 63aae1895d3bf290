// SPDX-License-Identifier: BSD-3-Clause
/// counter: the entity of the process tests. It adds up, tells where it runs, and writes each
/// applied add to a ledger that outlives it: `KEY AMOUNT NODE EPOCH ACTIVATION MILLISECONDS`.
#pragma once

#include "append_file.hpp"

#include <ringleader/ringleader.hpp>

#include <caf/typed_event_based_actor.hpp>

#include <cstdint>
#include <memory>
#include <string>

namespace ringleader {

struct add {
  std::int64_t amount = 0;
};

struct who {};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, add& x) {
  return f(x.amount);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, who&) {
  return f();
}

/// add answers the sum, who answers `NODE epoch=E activation=A`.
using counter = caf::typed_actor<caf::replies_to<add>::with<std::int64_t>,
                                 caf::replies_to<who>::with<std::string>>;

struct counter_state {
  std::int64_t value = 0;
};

/// ledger: may be null.
counter::behavior_type count(counter::stateful_pointer<counter_state> self, const activation& which,
                             std::shared_ptr<append_file> ledger);

} // namespace ringleader

CAF_BEGIN_TYPE_ID_BLOCK(process_node, caf::id_block::ringleader::end)

  CAF_ADD_TYPE_ID(process_node, (ringleader::add))
  CAF_ADD_TYPE_ID(process_node, (ringleader::who))

CAF_END_TYPE_ID_BLOCK(process_node)
