// SPDX-License-Identifier: BSD-3-Clause
/// pulse: the singleton of the process tests. While it runs it appends `NODE TERM MILLISECONDS` to
/// a file that all nodes share, so that two of them at once, or a term that goes back, can be seen
/// from outside.
#pragma once

#include "append_file.hpp"

#include <ringleader/ringleader.hpp>

#include <caf/event_based_actor.hpp>

#include <memory>
#include <string>

namespace ringleader {

caf::behavior pulse(caf::event_based_actor* self, const leadership& won, const std::string& node,
                    std::shared_ptr<append_file> file);

} // namespace ringleader
