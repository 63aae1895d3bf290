// SPDX-License-Identifier: BSD-3-Clause
/// peer_shapes: whether messages that other nodes send are read here as they were written there, by
/// their signature. The shape comes with the first message of a signature that a process sends;
/// what it was compared to is kept for those that follow.
///
///   switch (shapes.judge(own, frame.signature, frame.shape, why)) ...
///
/// Outlives the host, so that nobody need be asked again when that is rebuilt. Thread-safe. Forgets
/// all when it knows too much; then it is `unknown`, and the sender tells the shape again.
#pragma once

#include <ringleader/actors/runtime/message_form.hpp>

#include <map>
#include <mutex>

namespace ringleader {

class peer_shapes {
public:
  enum class verdict : std::uint8_t { agrees, differs, unknown };

  /// why: where they differ, what the sender has and what this node has.
  verdict judge(const message_form& own, std::uint64_t signature, const std::string& shape,
                std::string& why) {
    if (own.signature == signature) return verdict::agrees;
    std::lock_guard<std::mutex> guard{mutex_};
    auto known = found_.find({own.signature, signature});
    if (known == found_.end()) {
      if (shape.empty()) return verdict::unknown;
      // Not kept: whoever sends another shape than it says must not speak for all who have it.
      if (stable_hash(shape) != signature) {
        why = "a shape that is too long to be compared, or another one than it is said to be";
        return verdict::differs;
      }
      if (found_.size() >= known_max) found_.clear();
      auto differs = compare_shapes(shape, own.shape);
      known = found_.emplace(std::pair{own.signature, signature}, differs.value_or("")).first;
    }
    why = known->second;
    return why.empty() ? verdict::agrees : verdict::differs;
  }

private:
  static constexpr std::size_t known_max = 4'096;

  std::mutex mutex_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> found_;
};

} // namespace ringleader
