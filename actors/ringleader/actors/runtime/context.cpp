// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/runtime/context.hpp>

#include <ringleader/options/configure.hpp>

namespace ringleader {

const registry::cluster_settings& node_context::settings() const {
  return configuration->cluster();
}

} // namespace ringleader
