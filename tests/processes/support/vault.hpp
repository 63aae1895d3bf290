// SPDX-License-Identifier: BSD-3-Clause
/// vault: a resource outside of the cluster, behind a fence, that writers of all nodes reach at any
/// time (tests/processes/program/vault_line.hpp): no fault of the cluster's links keeps a late
/// write away from it.
///
///   vault store;
///   all["a"].options: "--vault", to_string(store.at())
///   auto hand = store.newest("kept");             // who wrote last, under which token
///   CHECK(store.count().accepted_stale == 0);
///
/// It keeps books of its own beside the fence, which it does not ask about: the greatest token that
/// was accepted, and who wrote under each. Thread-safe.
#pragma once

#include "eventually.hpp"

#include <ringleader/base/endpoint.hpp>
#include <ringleader/locks/fence.hpp>

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

namespace ringleader {

class vault {
public:
  /// An accepted write.
  struct hand {
    std::string node;
    std::uint64_t token = 0;
    wall_clock::time_point at;
  };

  struct tally {
    std::size_t writes = 0;
    std::size_t refused = 0;
    std::size_t accepted_stale = 0; // under a smaller token than one before
    std::size_t shared = 0;         // under the token of another writer
  };

  vault();
  ~vault();
  vault(const vault&) = delete;
  vault& operator=(const vault&) = delete;

  endpoint at() const { return at_; }

  std::optional<hand> newest(const std::string& resource) const;
  tally count() const;

  /// By token: "RESOURCE TOKEN NODE" of every accepted write.
  std::map<std::uint64_t, std::string> accepted() const;

private:
  void serve();
  bool admit(const std::string& resource, std::uint64_t token, const std::string& writer);

  int socket_;
  endpoint at_;
  std::atomic<bool> closing_{false};

  mutable std::mutex mutex_;
  fence fence_;
  std::map<std::string, hand> newest_;
  std::map<std::uint64_t, std::pair<std::string, std::string>> accepted_; // resource and writer
  tally tally_;

  std::thread thread_;
};

} // namespace ringleader
