// SPDX-License-Identifier: BSD-3-Clause
// The handler of an answer takes what the interface says that is answered.
// EXPECT: static assertion failed|no matching function|response handler
// WITH: -DGOOD
#include <ringleader/ringleader.hpp>

#include <caf/event_based_actor.hpp>

#include <string>

using account = caf::typed_actor<caf::replies_to<std::int64_t>::with<std::int64_t>>;

#ifdef GOOD
using balance = std::int64_t;
#else
using balance = std::string;
#endif

void deposit(caf::event_based_actor* self, const ringleader::routed<account>& accounts) {
  ringleader::ask(self, accounts, "alice", std::chrono::seconds{1}, std::int64_t{500})
    .then([](const balance&) {}, [](const caf::error&) {});
}
