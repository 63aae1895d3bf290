// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/registry/settings.hpp>

#include <ringleader/registry/limits.hpp>

namespace ringleader::registry {

namespace {

/// Bytes from another release may name one that came later.
bool known(ringleader::placement strategy) { return strategy <= ringleader::placement::jump; }

} // namespace

result<void> cluster_settings::validate(const field_names& called) const {
  auto wrong = [](std::string why) { return result<void>{errc::invalid_option, std::move(why)}; };
  if (auto ok = check_size(called("cluster_name"), cluster_name, {1, text_bytes_max}); !ok)
    return ok;
  if (auto ok = check(called("partition_count"), partition_count, partition_bounds); !ok) return ok;
  if (!version_bounds.hold(protocol_version) || !version_bounds.hold(feature_level))
    return wrong("the protocol version and the feature level must be " + to_string(version_bounds));
  if (!known(placement))
    return wrong(called("placement") + ' ' + to_string(placement) + " is none; choose " +
                 placement_names());
  return sessions().validate(election_timeout, called);
}

bool cluster_settings::in_range() const {
  constexpr bounds<duration> times{duration::zero(), session_config::longest};
  return cluster_name.size() <= text_bytes_max && partition_count <= partition_bounds.most &&
         times.hold(ttl) && times.hold(margin) && times.hold(election_timeout) &&
         protocol_version <= version_bounds.most && feature_level <= version_bounds.most;
}

result<void> compatible(const cluster_settings& agreed, const cluster_settings& own) {
  auto differs = [](const char* what, const std::string& theirs, const std::string& ours) {
    return result<void>{errc::refused, std::string{"the cluster's "} + what + " is " + theirs +
                                         ", this node's is " + ours + "; start it with " + theirs};
  };
  if (own.cluster_name != agreed.cluster_name)
    return differs("name", '\'' + agreed.cluster_name + '\'', '\'' + own.cluster_name + '\'');
  if (own.protocol_version != agreed.protocol_version)
    return {errc::refused, "the cluster speaks protocol " +
                             std::to_string(agreed.protocol_version) + ", this node " +
                             std::to_string(own.protocol_version) +
                             "; install a release that speaks the same"};
  if (own.partition_count != agreed.partition_count)
    return differs("partition count", std::to_string(agreed.partition_count),
                   std::to_string(own.partition_count));
  if (own.ttl != agreed.ttl)
    return differs("session time", ringleader::to_string(agreed.ttl),
                   ringleader::to_string(own.ttl));
  if (own.margin != agreed.margin)
    return differs("margin", ringleader::to_string(agreed.margin),
                   ringleader::to_string(own.margin));
  if (own.election_timeout != agreed.election_timeout)
    return differs("election timeout", ringleader::to_string(agreed.election_timeout),
                   ringleader::to_string(own.election_timeout));
  if (own.placement != agreed.placement)
    return differs("placement", to_string(agreed.placement), to_string(own.placement));
  if (own.feature_level < agreed.feature_level)
    return {errc::refused, "the cluster works at feature level " +
                             std::to_string(agreed.feature_level) + ", this node knows only " +
                             std::to_string(own.feature_level) + "; install a newer release"};
  return {};
}

result<void> understands(const cluster_settings& agreed) {
  if (agreed.feature_level > feature_level_now)
    return {errc::newer_format, "the cluster works at feature level " +
                                  std::to_string(agreed.feature_level) +
                                  ", this release knows only " + std::to_string(feature_level_now) +
                                  "; install a newer release"};
  if (!known(agreed.placement))
    return {errc::newer_format, "the cluster places partitions by " + to_string(agreed.placement) +
                                  ", which this release does not know; install a newer release"};
  return {};
}

std::string to_string(const cluster_settings& s) {
  return "cluster=" + s.cluster_name + " partitions=" + std::to_string(s.partition_count) +
         " ttl=" + ringleader::to_string(s.ttl) + " margin=" + ringleader::to_string(s.margin) +
         " election=" + ringleader::to_string(s.election_timeout) +
         " protocol=" + std::to_string(s.protocol_version) +
         " level=" + std::to_string(s.feature_level) +
         (s.placement == ringleader::placement::balanced
            ? ""
            : " placement=" + ringleader::to_string(s.placement));
}

} // namespace ringleader::registry
