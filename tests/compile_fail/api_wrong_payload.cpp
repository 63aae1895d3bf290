// SPDX-License-Identifier: BSD-3-Clause
// A routed handle takes the messages of its interface and no others.
// EXPECT: no matching function for call to .*request
// WITH: -DGOOD
#include <ringleader/ringleader.hpp>

#include <caf/event_based_actor.hpp>

#include <string>

using account = caf::typed_actor<caf::replies_to<std::int64_t>::with<std::int64_t>>;

void deposit(caf::event_based_actor* self, const ringleader::routed<account>& accounts) {
#ifdef GOOD
  auto amount = std::int64_t{500};
#else
  std::string amount = "500";
#endif
  ringleader::ask(self, accounts, "alice", std::chrono::seconds{1}, amount);
}
