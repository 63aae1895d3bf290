// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/member_check.hpp>

#include <ringleader/base/mutant.hpp>
#include <ringleader/registry/limits.hpp>

namespace ringleader::registry {

namespace {

/// What a join says of a node, and the member that it became.
template <class Described>
result<void> check_description(const Described& x, const field_names& called) {
  constexpr bounds<std::size_t> named{1, text_bytes_max};
  constexpr bounds<std::size_t> text{0, text_bytes_max};
  auto ok = check_size(called("name"), x.name, named);
  if (ok) ok = check_size(called("advertise"), x.advertise.host, text);
  if (ok) ok = check_size(called("zone"), x.zone, text);
  if (ok) ok = check_size(called("app_version"), x.app_version, text);
  if (ok) ok = check_size(called("host_boot"), x.host_boot, text);
  if (ok) ok = check(called("weight"), x.weight, member_weight_bounds);
  if (!ok) return ok;
  if (x.roles.size() > roles_max)
    return {errc::invalid_option, called("roles") + " names " + std::to_string(x.roles.size()) +
                                    " roles; it must name at most " + std::to_string(roles_max)};
  for (auto& role : x.roles)
    if (ok = check_size(called("roles") + ": '" + role.substr(0, 16) + "'", role, text); !ok)
      return ok;
  return {};
}

} // namespace

result<void> check_member(const join& x, const field_names& called) {
  return check_description(x, called);
}

result<void> check_member(const member& x) { return check_description(x, {}); }

bool replaces_at_once(const join& x, const member& old, const cluster_settings& agreed) {
  if (agreed.feature_level >= level_of_named_sessions && x.replaces != old.session &&
      !mutated(mutant::late_join_replaces))
    return false;
  return x.store == old.store && !x.host_boot.empty() && x.host_boot == old.host_boot &&
         x.lock_file != lock_file_id{} && x.lock_file == old.lock_file;
}

} // namespace ringleader::registry
