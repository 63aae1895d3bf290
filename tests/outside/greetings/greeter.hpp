// SPDX-License-Identifier: BSD-3-Clause
/// greeter: counts the visits of each name.
#pragma once

#include <ringleader/ringleader.hpp>

#include <string>

CAF_BEGIN_TYPE_ID_BLOCK(greetings, caf::id_block::ringleader::end)
  CAF_ADD_ATOM(greetings, greetings, greet_atom, "greet")
CAF_END_TYPE_ID_BLOCK(greetings)

using greeter = caf::typed_actor<caf::replies_to<greetings::greet_atom>::with<std::string>>;

struct greeter_state {
  int visits = 0;
};

greeter::behavior_type greet(greeter::stateful_pointer<greeter_state> self,
                             const ringleader::activation& who);
