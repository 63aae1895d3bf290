// SPDX-License-Identifier: BSD-3-Clause
/// singleton_specs: the singletons that the application runs on this node; they outlive the actor
/// that runs them. Thread-safe.
#pragma once

#include <ringleader/actors/runtime/gated.hpp>
#include <ringleader/base/expects.hpp>
#include <ringleader/contract/elections.hpp>
#include <ringleader/contract/leadership.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace ringleader {

/// Run this on the winner of the election.
struct singleton_spec {
  std::string election;
  singleton_options options;
  std::function<caf::actor(caf::actor_system&, const leadership&, std::shared_ptr<delivery_gate>,
                           session_id)>
    start;
};

class singleton_specs {
public:
  void add(singleton_spec spec) {
    std::lock_guard<std::mutex> guard{mutex_};
    specs_.push_back(std::move(spec));
  }

  /// The latest of that name; EXPECTS that there is one.
  singleton_spec of(const std::string& election) const {
    std::lock_guard<std::mutex> guard{mutex_};
    auto at = std::find_if(specs_.rbegin(), specs_.rend(),
                           [&](const singleton_spec& s) { return s.election == election; });
    EXPECTS(at != specs_.rend());
    return *at;
  }

  std::vector<singleton_spec> all() const {
    std::lock_guard<std::mutex> guard{mutex_};
    return specs_;
  }

private:
  mutable std::mutex mutex_;
  std::vector<singleton_spec> specs_;
};

} // namespace ringleader
