// SPDX-License-Identifier: BSD-3-Clause
// A process's own time says nothing about registry time.
// EXPECT: could not convert .*logical_clock.* to .*registry_clock|no viable conversion
// WITH: -DGOOD
#include <ringleader/base/time.hpp>

using namespace ringleader;

bool is_late(registry_time deadline) { return deadline < registry_time{duration{5}}; }

#ifdef GOOD
bool late = is_late(registry_time{duration{7}});
#else
bool late = is_late(instant{duration{7}});
#endif
