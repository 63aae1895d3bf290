// SPDX-License-Identifier: BSD-3-Clause
#include "pulse.hpp"

#include <caf/atom.hpp>

namespace ringleader {

namespace {

using beat = caf::tick_atom;
constexpr auto beat_interval = std::chrono::milliseconds{50};

} // namespace

caf::behavior pulse(caf::event_based_actor* self, const leadership& won, const std::string& node,
                    std::shared_ptr<append_file> file) {
  self->send(self, beat::value);
  return {[=](beat) {
    file->append(node + ' ' + to_string(won.term) + ' ' + std::to_string(milliseconds_now()));
    self->delayed_send(self, beat_interval, beat::value);
  }};
}

} // namespace ringleader
