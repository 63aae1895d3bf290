// SPDX-License-Identifier: BSD-3-Clause
// A message through a routed handle says first for which entity it is.
// EXPECT: no matching function for call to .*request
// WITH: -DGOOD
#include <ringleader/ringleader.hpp>

#include <caf/event_based_actor.hpp>

using account = caf::typed_actor<caf::replies_to<std::int64_t>::with<std::int64_t>>;

void deposit(caf::event_based_actor* self, const ringleader::routed<account>& accounts) {
#ifdef GOOD
  self->request(accounts, std::chrono::seconds{1}, ringleader::entity_key{"alice"},
                std::int64_t{500});
#else
  self->request(accounts, std::chrono::seconds{1}, std::int64_t{500});
#endif
}
