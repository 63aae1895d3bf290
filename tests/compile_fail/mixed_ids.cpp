// SPDX-License-Identifier: BSD-3-Clause
// An index is no term, although both are 64-bit numbers.
// EXPECT: could not convert .*log_index_tag.* to .*raft_term_tag|no viable conversion
// WITH: -DGOOD
#include <ringleader/base/ids.hpp>

using namespace ringleader;

bool is_current(raft_term term) { return term == raft_term{3}; }

#ifdef GOOD
bool checked = is_current(raft_term{7});
#else
bool checked = is_current(log_index{7});
#endif
