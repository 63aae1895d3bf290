// SPDX-License-Identifier: BSD-3-Clause
// A hosted function is one of the interface under which it is hosted.
// EXPECT: the function's first parameter is not a pointer of the hosted interface
// WITH: -DGOOD
#include <ringleader/actors/node/node.hpp>

#include <caf/typed_event_based_actor.hpp>

using account = caf::typed_actor<caf::replies_to<std::int64_t>::with<std::int64_t>>;
using journal = caf::typed_actor<caf::replies_to<std::string>::with<bool>>;

account::behavior_type run_account(account::pointer, const ringleader::activation&) {
  return {[](std::int64_t amount) { return amount; }};
}

#ifdef GOOD
using hosted_as = account;
#else
using hosted_as = journal;
#endif

void host(ringleader::node& node) {
  node.host(ringleader::entity_type<hosted_as>{"account"}, run_account);
}
