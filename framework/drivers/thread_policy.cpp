// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/thread_policy.hpp>

#include <sched.h>

namespace ringleader {

void set_policy(thread_policy what) {
  int now = ::sched_getscheduler(0); // 0: of this thread
  if (now != SCHED_OTHER && now != SCHED_BATCH) return;
  sched_param none{};
  int policy = what == thread_policy::gives_way ? SCHED_BATCH : SCHED_OTHER;
  static_cast<void>(::sched_setscheduler(0, policy, &none));
}

thread_policy policy_of_this_thread() {
  return ::sched_getscheduler(0) == SCHED_BATCH ? thread_policy::gives_way
                                                : thread_policy::ordinary;
}

} // namespace ringleader
