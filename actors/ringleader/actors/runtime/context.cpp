// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/runtime/context.hpp>
#include <ringleader/partitions/placement.hpp>

namespace ringleader {

registry::cluster_settings node_context::settings() const {
  registry::cluster_settings own;
  own.cluster_name = options.cluster;
  own.partition_count = options.partitions;
  own.ttl = options.session_ttl;
  own.margin = options.lease_margin;
  own.election_timeout = options.election_timeout;
  own.placement = *parse_placement(options.placement); // validate() saw the options
  return own;
}

} // namespace ringleader
