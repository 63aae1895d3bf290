// SPDX-License-Identifier: BSD-3-Clause
// A partition's epoch is no lock token, although both come from one counter: a resource that is
// fenced by one must not be handed the other.
// EXPECT: could not convert .*partition_epoch_tag.* to .*fencing_token_tag|no viable conversion
// WITH: -DGOOD
#include <ringleader/ringleader.hpp>

void write_fenced(ringleader::fencing_token) {}

void pay_out(const ringleader::activation& who, const ringleader::lock_grant& grant) {
#ifdef GOOD
  write_fenced(grant.token);
  (void)who;
#else
  write_fenced(who.epoch);
  (void)grant;
#endif
}
