// SPDX-License-Identifier: BSD-3-Clause
/// thread_policy: who comes first where more threads are busy than there are processors.
///
/// One that gives way takes a processor that is free or that another thread leaves (it sleeps, or
/// its share is over, a few ms), and never from an ordinary thread at the moment it is woken. Its
/// share of the time is the same. A thread begins as the one that started it, so each thread of the
/// node says what it is.
///
/// Takes no privilege. Where a system forbids it nothing happens, and only speed is lost. Nothing
/// happens either in a process that was started with a policy of its operator's (`chrt --rr`,
/// `--batch`, `--idle`), nor to a thread that was given a real-time or an idle one since.
#pragma once

#include <cstdint>

namespace ringleader {

enum class thread_policy : std::uint8_t { ordinary, gives_way };

/// Of the calling thread.
void set_policy(thread_policy what);
thread_policy policy_of_this_thread();

} // namespace ringleader
