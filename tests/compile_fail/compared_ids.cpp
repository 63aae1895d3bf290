// SPDX-License-Identifier: BSD-3-Clause
// Ids of two kinds have no order between them.
// EXPECT: no match for 'operator<'|invalid operands to binary expression
// WITH: -DGOOD
#include <ringleader/base/ids.hpp>

using namespace ringleader;

#ifdef GOOD
bool older = partition_epoch{1} < partition_epoch{2};
#else
bool older = partition_epoch{1} < fencing_token{2};
#endif
