// SPDX-License-Identifier: BSD-3-Clause
/// singleton_specs: the singletons that the application runs on this node; they outlive the actor
/// that runs them. Thread-safe.
#pragma once

#include <ringleader/actors/node/messages.hpp>

#include <mutex>
#include <vector>

namespace ringleader {

class singleton_specs {
public:
  void add(singleton_spec spec) {
    std::lock_guard<std::mutex> guard{mutex_};
    specs_.push_back(std::move(spec));
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
