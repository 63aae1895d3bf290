// SPDX-License-Identifier: BSD-3-Clause
/// activation: which live instance of an entity this is. Handed to the entity's function at its
/// start. Its token, the pair (epoch, number), is larger than that of every earlier activation of
/// the key: give it to whatever the entity changes outside the framework, and let that side refuse
/// smaller ones.
#pragma once

#include <ringleader/base/ids.hpp>

#include <string>

namespace ringleader {

struct activation {
  std::string type;
  std::string key;
  std::string node;
  partition_id partition;
  partition_epoch epoch;
  activation_number number;
};

} // namespace ringleader
