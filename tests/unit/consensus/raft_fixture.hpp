// SPDX-License-Identifier: BSD-3-Clause
/// One Raft machine, store 1 of voters 1 2 3, and the messages that the others might send it.
#pragma once

#include <ringleader/consensus/raft.hpp>

#include <optional>

namespace ringleader::consensus {

inline const group_id group{1};
inline const cluster_id cluster{7};

inline configuration three_voters() {
  return {cluster, {store_id{1}, store_id{2}, store_id{3}}, {store_id{4}}};
}

inline raft_config config_of_one() {
  raft_config config;
  config.group = group;
  config.cluster = cluster;
  config.self = store_id{1};
  return config;
}

/// Completes each write at once.
struct lone_server {
  explicit lone_server(raft_config config = config_of_one(), bool founding = true)
    : machine(config, founding_state(), {founding_entry(three_voters())}, instant{}, founding) {}

  effects feed(const event& what) {
    auto all = machine.step(what, now);
    std::optional<ticket> last;
    for (auto& e : all)
      if (auto* write = std::get_if<persist>(&e)) last = write->id;
    if (last) {
      auto more = feed(persisted{*last});
      all.insert(all.end(), more.begin(), more.end());
    }
    return all;
  }

  effects hear(std::uint64_t from, message m) { return feed(received{store_id{from}, m}); }

  /// Makes it the leader of term 2 with its noop at index 2 committed, known to 2 only.
  void lead() {
    now = machine.next_deadline();
    feed(tick{});
    hear(2, vote_reply{group, cluster, raft_term{1}, raft_term{2}, true, true});
    hear(2, vote_reply{group, cluster, raft_term{2}, raft_term{2}, false, true});
    hear(2, match(2));
  }

  append_reply match(std::uint64_t index) const {
    append_reply r{group, cluster, machine.term(), true, {}, {}, {}, {}, 1};
    r.prev_index = log_index{index};
    r.match_index = log_index{index};
    return r;
  }

  raft machine;
  instant now{};
};

template <class T> std::vector<T> only(const effects& all) {
  std::vector<T> found;
  for (auto& e : all)
    if (auto* one = std::get_if<T>(&e)) found.push_back(*one);
  return found;
}

template <class T> std::vector<T> sent(const effects& all, std::uint64_t to) {
  std::vector<T> found;
  for (auto& e : only<send>(all))
    if (auto* one = std::get_if<T>(&e.what); one != nullptr && e.to == store_id{to})
      found.push_back(*one);
  return found;
}

} // namespace ringleader::consensus
