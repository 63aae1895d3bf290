// SPDX-License-Identifier: BSD-3-Clause
#include "store_fixture.hpp"

#include <ringleader/drivers/host/thread_policy.hpp>

#include <catch2/catch.hpp>

#include <future>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace ringleader;

TEST_CASE("the threads of a store are ordinary, whoever opens it") {
  temporary_directory home;
  std::vector<thread_policy> seen; // one thread at a time
  auto note = [&] {
    seen.push_back(policy_of_this_thread());
    return 0;
  };
  lmdb_store_options options{home.str(), "bank"};
  options.disk_fault = note;
  options.apply_fault = note;
  counting_entropy entropy;
  auto begun = policy_of_this_thread(); // a process that its operator told to give way does, wholly
  set_policy(thread_policy::gives_way);
  if (policy_of_this_thread() == thread_policy::ordinary) WARN("no thread may give way here");
  auto store = lmdb_store::open(options, entropy);
  set_policy(thread_policy::ordinary);
  REQUIRE(store);
  for (std::uint64_t i = 1; i <= 2; ++i) REQUIRE(write_now(**store, append(i, {record(i, 1)})));
  (*store)->close();
  // The first write by the applier, the second by the writer, and then again by the applier.
  CHECK(seen == std::vector<thread_policy>(3, begun));
}

TEST_CASE("a thread of the operator's policy keeps it") {
  auto kept = std::async(std::launch::async, [] {
    sched_param none{};
    if (::sched_setscheduler(0, SCHED_IDLE, &none) != 0) return SCHED_IDLE;
    set_policy(thread_policy::gives_way);
    set_policy(thread_policy::ordinary);
    return ::sched_getscheduler(0);
  });
  CHECK(kept.get() == SCHED_IDLE);
}

// Run by the next one, in a process of that policy.
TEST_CASE("begun as one that gives way", "[.]") {
  set_policy(thread_policy::ordinary);
  CHECK(policy_of_this_thread() == thread_policy::gives_way);
}

TEST_CASE("a process that its operator told to give way stays one that does") {
  auto child = ::fork();
  if (child == 0) {
    sched_param none{};
    if (::sched_setscheduler(0, SCHED_BATCH, &none) != 0) ::_exit(EXIT_SUCCESS); // forbidden here
    ::execl("/proc/self/exe", "self", "begun as one that gives way", nullptr);
    ::_exit(EXIT_FAILURE);
  }
  int status = -1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}
