// SPDX-License-Identifier: BSD-3-Clause
/// member: one node as the cluster knows it, and the life that it may lead.
///
/// A member is known by its name over all its starts. While it has a session it is alive in the
/// eyes of the cluster; the incarnation counts its starts, so (name, incarnation) and the session
/// name the same thing.
///
///   joining -> up -> leaving -> removed      a planned departure
///   any of the first three -> down           its session ended without a word
///   down -> joining, up, removed             it came back, or was forgotten
///
/// Does not promise that a member that is up answers: the view changes only when the log says so.
/// Invariant: session is none exactly when the state is down or removed.
#pragma once

#include <ringleader/base/bounds.hpp>
#include <ringleader/base/endpoint.hpp>
#include <ringleader/base/ids.hpp>
#include <ringleader/base/lock_file_id.hpp>

#include <cstdint>
#include <set>
#include <string>
#include <tuple>

namespace ringleader {

enum class member_state : std::uint8_t { joining, up, leaving, down, removed };

/// The life cycle as a table; no state follows itself.
bool allowed(member_state from, member_state to);

std::string to_string(member_state state);

/// Weights are thousandths of a standard node; more weight, more partitions; 0 owns none.
inline constexpr bounds<std::uint32_t> member_weight_bounds{0, 100'000};
inline constexpr std::uint32_t member_weight_default = 1'000;

struct member {
  std::string name;
  endpoint advertise;
  store_id store;
  boot_id boot;
  session_id session; ///< none when gone
  ringleader::incarnation incarnation;
  member_state state = member_state::joining;
  std::set<std::string> roles;
  std::string zone;
  std::uint32_t weight = member_weight_default;
  std::string app_version;
  std::string host_boot; ///< the kernel's boot id
  lock_file_id lock_file;
  std::uint32_t feature_level = 0; ///< the highest that this start supports

  friend bool operator==(const member& a, const member& b) {
    return std::tie(a.name, a.advertise, a.store, a.boot, a.session, a.incarnation, a.state,
                    a.roles, a.zone, a.weight, a.app_version, a.host_boot, a.lock_file,
                    a.feature_level) == std::tie(b.name, b.advertise, b.store, b.boot, b.session,
                                                 b.incarnation, b.state, b.roles, b.zone, b.weight,
                                                 b.app_version, b.host_boot, b.lock_file,
                                                 b.feature_level);
  }
  friend bool operator!=(const member& a, const member& b) { return !(a == b); }
};

/// True while the member has a session.
inline bool alive(const member& m) { return static_cast<bool>(m.session); }

/// "alpha up session=3 incarnation=1".
std::string to_string(const member& m);

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, member& x) {
  return f(x.name, x.advertise, x.store, x.boot, x.session, x.incarnation, x.state, x.roles, x.zone,
           x.weight, x.app_version, x.host_boot, x.lock_file, x.feature_level);
}

} // namespace ringleader
