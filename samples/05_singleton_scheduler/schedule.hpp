// SPDX-License-Identifier: BSD-3-Clause
/// schedule: the singleton: runs each job once in every slot of its period. A slot is a number: the
/// time of day divided by the period, so every node means the same slot by it.
#pragma once

#include <ringleader/ringleader.hpp>

#include <string>
#include <vector>

namespace scheduler {

struct job {
  std::string name;
  std::chrono::milliseconds every{1000};
};

/// "tick=200ms"; false for anything else, names with blanks, and less than 10 ms.
bool parse_job(const std::string& text, job& out);

caf::behavior schedule(caf::event_based_actor* self, const ringleader::leadership& won,
                       const std::vector<job>& jobs, const std::string& path,
                       const std::string& node);

} // namespace scheduler
