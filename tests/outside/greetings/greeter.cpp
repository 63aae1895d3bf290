// SPDX-License-Identifier: BSD-3-Clause
#include "greeter.hpp"

greeter::behavior_type greet(greeter::stateful_pointer<greeter_state> self,
                             const ringleader::activation& who) {
  return {[=](greetings::greet_atom) {
    auto text = "hello " + who.key + ", visit " + std::to_string(++self->state.visits);
    // The project itself is compiled with -Wshadow -Werror. An application need not be.
    for (auto text : {1}) self->state.visits += text - 1;
    return text;
  }};
}
