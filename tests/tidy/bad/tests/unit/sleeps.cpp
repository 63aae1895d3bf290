// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/log.hpp>

TEST_CASE("a test that waits for luck") {
  std::this_thread::sleep_for(5s); // WANT sleep
}
