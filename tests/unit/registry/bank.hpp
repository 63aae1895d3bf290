// SPDX-License-Identifier: BSD-3-Clause
/// bank: the settings of the small cluster of the tests of this folder.
#pragma once

#include <ringleader/registry/settings.hpp>

namespace ringleader::registry {

inline cluster_settings bank() {
  cluster_settings s;
  s.cluster_name = "bank";
  s.partition_count = 4;
  return s;
}

} // namespace ringleader::registry
