// SPDX-License-Identifier: BSD-3-Clause
/// cluster_settings: what all nodes of a cluster must agree on, fixed when it is founded.
///
/// A joining node sends its own; the registry compares them and refuses with the difference. Only
/// the feature level moves: a node sends the highest that it supports, the cluster's is raised by
/// command when every live member supports it. It selects the rules of apply(), so that two
/// versions compute the same state. A node checks understands() after every entry: a level that it
/// does not know may have been raised while it was away, and from there on it must not compute.
#pragma once

#include <ringleader/base/result.hpp>
#include <ringleader/membership/session_config.hpp>
#include <ringleader/partitions/placement.hpp>

#include <cstdint>
#include <string>
#include <tuple>

namespace ringleader::registry {

inline constexpr std::uint32_t protocol_version_now = 1;
inline constexpr std::uint32_t feature_level_now = 2;

/// From this level on a join ends a live session only if it names it (member_check.hpp).
inline constexpr std::uint32_t level_of_named_sessions = 2;

struct cluster_settings {
  std::string cluster_name;
  std::uint32_t partition_count = 1024;
  duration ttl = session_config{}.ttl;
  duration margin = session_config{}.margin;
  duration election_timeout = std::chrono::milliseconds{200};
  std::uint32_t protocol_version = protocol_version_now;
  std::uint32_t feature_level = feature_level_now;
  ringleader::placement placement = ringleader::placement::balanced;

  /// Of values that a cluster can be founded with; the message says which one is wrong.
  result<void> validate(const field_names& called = {}) const;

  /// False if a value is beyond what any cluster can have: what a node that asks to join may say of
  /// itself, so that it can be told how it differs.
  bool in_range() const;

  session_config sessions() const { return {ttl, margin}; }

  friend bool operator==(const cluster_settings& a, const cluster_settings& b) {
    return std::tie(a.cluster_name, a.partition_count, a.ttl, a.margin, a.election_timeout,
                    a.protocol_version, a.feature_level, a.placement) ==
           std::tie(b.cluster_name, b.partition_count, b.ttl, b.margin, b.election_timeout,
                    b.protocol_version, b.feature_level, b.placement);
  }
  friend bool operator!=(const cluster_settings& a, const cluster_settings& b) { return !(a == b); }
};

/// Ok if a node with `own` settings fits into a cluster with `agreed`; else what differs.
result<void> compatible(const cluster_settings& agreed, const cluster_settings& own);

/// Ok if this release can compute what a cluster with these settings computes; else newer_format,
/// and the node must stop.
result<void> understands(const cluster_settings& agreed);

/// "cluster=bank partitions=1024 ttl=2s margin=100ms election=200ms protocol=1 level=1", and
/// the placement unless it is balanced.
std::string to_string(const cluster_settings& s);

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, cluster_settings& x) {
  return f(x.cluster_name, x.partition_count, x.ttl, x.margin, x.election_timeout,
           x.protocol_version, x.feature_level, x.placement);
}

} // namespace ringleader::registry
