// SPDX-License-Identifier: BSD-3-Clause
#include "store_fixture.hpp"

#include <ringleader/drivers/host/host_identity.hpp>
#include <ringleader/drivers/host/system_clock.hpp>
#include <ringleader/drivers/host/system_entropy.hpp>

#include <catch2/catch.hpp>

#include <set>
#include <time.h>

using namespace ringleader;

TEST_CASE("the clock never goes back and counts from the boot of the host") {
  system_clock clock;
  auto last = clock.now();
  for (int i = 0; i < 1000; ++i) {
    auto next = clock.now();
    REQUIRE(next >= last);
    last = next;
  }
  timespec awake{}; // without the time in suspend: never ahead of the clock that counts it
  REQUIRE(::clock_gettime(CLOCK_MONOTONIC, &awake) == 0);
  CHECK(clock.now().time_since_epoch() >= std::chrono::seconds{awake.tv_sec});
}

TEST_CASE("entropy is never zero and does not repeat") {
  system_entropy entropy;
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(entropy.next());
  CHECK(seen.size() == 1000);
  CHECK(seen.count(0) == 0);
}

TEST_CASE("the kernel's boot id is the same for the whole process") {
  auto id = kernel_boot_id();
  REQUIRE(id);
  CHECK(id->size() == 36);
  CHECK(*id == *kernel_boot_id());
}

TEST_CASE("a boot id that cannot be read is an error that says what to do") {
  temporary_directory home;
  write_all(home / "short", to_bytes("1234\n"));
  for (auto& path : {home / "short", home / "missing"}) {
    auto id = kernel_boot_id(path);
    REQUIRE_FALSE(id);
    CHECK(id.error().code == errc::io_error);
    CHECK(id.error().message.find("mount /proc") != std::string::npos);
  }
}
