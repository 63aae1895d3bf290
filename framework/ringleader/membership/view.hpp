// SPDX-License-Identifier: BSD-3-Clause
/// view: the agreed set of members, published whole. Whoever reads the newest view has missed
/// nothing, however many versions lie between.
///
///   for (const member& m : v.members) if (alive(m)) ...
///
/// Members are ordered by name. Those that went down stay in the view until they come back or are
/// removed; removed ones are not in it.
#pragma once

#include <ringleader/membership/member.hpp>

#include <vector>

namespace ringleader {

struct view {
  view_version version;
  std::vector<member> members;

  friend bool operator==(const view& a, const view& b) {
    return a.version == b.version && a.members == b.members;
  }
  friend bool operator!=(const view& a, const view& b) { return !(a == b); }
};

/// Null if there is no such member. Of several that lived on a store, the one that does.
const member* find(const view& v, const std::string& name);
const member* find(const view& v, session_id session);
const member* find(const view& v, store_id store);

/// The session that the member with this boot id has open; none if it has none.
session_id session_of(const view& v, boot_id boot);

std::size_t count_alive(const view& v);

/// One line for the version and one for each member.
std::string to_string(const view& v);

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, view& x) {
  return f(x.version, x.members);
}

} // namespace ringleader
