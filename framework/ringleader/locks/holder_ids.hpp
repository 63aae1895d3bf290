// SPDX-License-Identifier: BSD-3-Clause
/// holder_ids: how the owners of one node share the numbers that the lock table knows them by. An
/// actor is its own owner; an application, or a thread with its scoped_locks, may be one as well;
/// whoever asks anonymously is a new one each time.
#pragma once

#include <ringleader/base/ids.hpp>
#include <ringleader/locks/lock.hpp>

#include <cstdint>
#include <string>

namespace ringleader {

enum class holder_kind : std::uint8_t { unknown, actor, number, request };

/// Numbers that an application may use as its own are smaller; scoped_lock's begin here.
inline constexpr std::uint64_t thread_owner_base = std::uint64_t{1} << 60;
/// The largest number of any kind.
inline constexpr std::uint64_t holder_number_max = (std::uint64_t{1} << 62) - 1;

inline holder_id holder_of(holder_kind kind, std::uint64_t number) {
  return holder_id{number << 2 | static_cast<std::uint64_t>(kind)};
}

/// "actor 17", "owner 3", "thread 2", "request 4294967297".
inline std::string to_text(holder_id holder) {
  auto number = holder.value >> 2;
  switch (static_cast<holder_kind>(holder.value & 3)) {
  case holder_kind::actor: return "actor " + std::to_string(number);
  case holder_kind::number:
    if (number < thread_owner_base) return "owner " + std::to_string(number);
    return "thread " + std::to_string(number - thread_owner_base);
  case holder_kind::request: return "request " + std::to_string(number);
  case holder_kind::unknown: break;
  }
  return "holder " + std::to_string(holder.value);
}

} // namespace ringleader
