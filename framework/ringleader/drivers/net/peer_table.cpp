// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/net/peer_table.hpp>

#include <algorithm>

namespace ringleader::net {

namespace {

bool stands(const connection_ptr& c) { return c != nullptr; }

connection_ptr first_of(const lane_connections& lanes) {
  auto at = std::find_if(lanes.begin(), lanes.end(), stands);
  return at == lanes.end() ? nullptr : *at;
}

} // namespace

peer_entry* peer_table::find(store_id store) {
  auto at = entries_.find(store);
  return at == entries_.end() ? nullptr : &at->second;
}

peer_entry& peer_table::insert(const peer_info& info, duration now) {
  auto& entry = entries_[info.store];
  entry.info = info;
  entry.since = now;
  return entry;
}

std::optional<peer_entry> peer_table::remove(store_id store) {
  auto at = entries_.find(store);
  if (at == entries_.end()) return std::nullopt;
  auto entry = std::move(at->second);
  entries_.erase(at);
  return entry;
}

bool peer_table::complete(const peer_entry& entry) const {
  auto& in = entry.accepted;
  auto& out = entry.dialed;
  if (between_nodes(entry))
    return std::all_of(in.begin(), in.end(), stands) && std::all_of(out.begin(), out.end(), stands);
  return first_of(own_ == peer_role::node ? in : out) != nullptr;
}

lane_connections peer_table::outgoing(const peer_entry& entry) const {
  if (between_nodes(entry)) return entry.dialed;
  auto only = first_of(own_ == peer_role::node ? entry.accepted : entry.dialed);
  return {only, only, only};
}

std::vector<connection_ptr> peer_table::all(const peer_entry& entry) {
  std::vector<connection_ptr> found;
  for (auto* lanes : {&entry.accepted, &entry.dialed})
    std::copy_if(lanes->begin(), lanes->end(), std::back_inserter(found), stands);
  return found;
}

} // namespace ringleader::net
