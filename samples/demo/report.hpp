// SPDX-License-Identifier: BSD-3-Clause
/// report: the table for people and, last, the line for programs.
#pragma once

#include "story.hpp"

namespace demo {

/// True if all is as it must be: every word acked or unknown, none doubled, none acked without a
/// record, and the failover timed.
bool print_report(const text& words, const cluster& nodes, const story& told,
                  const findings& found);

} // namespace demo
