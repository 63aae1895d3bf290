// SPDX-License-Identifier: BSD-3-Clause
/// The names of an entity, of its activation and of a request to it.
#pragma once

#include <ringleader/base/hash.hpp>
#include <ringleader/base/ids.hpp>

#include <string>
#include <tuple>

namespace ringleader {

/// The number of an entity type on this node.
using entity_type_id = strong_id<struct entity_type_tag, std::uint32_t>;

/// A message on its way through this node; the payload stays with whoever numbered it.
using request_id = strong_id<struct request_id_tag>;

/// The place of one activation on this host. Never used twice: the low 32 bits are an index that is
/// taken again, the high ones count how often, so that a late event meets nobody.
using entity_slot = strong_id<struct entity_slot_tag>;

/// A dense index for a table of handles beside the directory.
inline std::uint32_t index_of(entity_slot slot) { return static_cast<std::uint32_t>(slot.value); }

struct entity_id {
  entity_type_id type;
  std::string key;

  friend bool operator==(const entity_id& a, const entity_id& b) {
    return a.type == b.type && a.key == b.key;
  }
  friend bool operator!=(const entity_id& a, const entity_id& b) { return !(a == b); }
  friend bool operator<(const entity_id& a, const entity_id& b) {
    return std::tie(a.type, a.key) < std::tie(b.type, b.key);
  }
};

/// "1/alice".
inline std::string to_string(const entity_id& id) { return to_string(id.type) + "/" + id.key; }

struct entity_id_hash {
  std::size_t operator()(const entity_id& id) const {
    return static_cast<std::size_t>(stable_hash(id.key, id.type.value));
  }
};

/// What an activation's effects carry: larger than that of every earlier activation of the entity.
struct activation_token {
  partition_epoch epoch;
  activation_number number;

  friend bool operator==(const activation_token& a, const activation_token& b) {
    return std::tie(a.epoch, a.number) == std::tie(b.epoch, b.number);
  }
  friend bool operator<(const activation_token& a, const activation_token& b) {
    return std::tie(a.epoch, a.number) < std::tie(b.epoch, b.number);
  }
};

/// "epoch.number".
inline std::string to_string(const activation_token& t) {
  return to_string(t.epoch) + "." + to_string(t.number);
}

} // namespace ringleader
