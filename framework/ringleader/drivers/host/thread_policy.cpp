// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/host/thread_policy.hpp>

#include <sched.h>

namespace ringleader {

namespace {

constexpr int this_thread = 0;

/// Of the thread that begins the process, before any is started or given another one.
const int begun_with = ::sched_getscheduler(this_thread);

} // namespace

void set_policy(thread_policy what) {
  int now = ::sched_getscheduler(this_thread);
  if (begun_with != SCHED_OTHER || (now != SCHED_OTHER && now != SCHED_BATCH)) return;
  sched_param none{};
  int policy = what == thread_policy::gives_way ? SCHED_BATCH : SCHED_OTHER;
  static_cast<void>(::sched_setscheduler(this_thread, policy, &none));
}

thread_policy policy_of_this_thread() {
  return ::sched_getscheduler(this_thread) == SCHED_BATCH ? thread_policy::gives_way
                                                          : thread_policy::ordinary;
}

} // namespace ringleader
