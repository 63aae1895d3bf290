// SPDX-License-Identifier: BSD-3-Clause
/// bytes: owned raw data, as it goes to wire and disk.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ringleader {

using bytes = std::vector<std::uint8_t>;

/// The same memory seen as characters, for hashing and comparing; valid as long as `data` is.
inline std::string_view as_view(const bytes& data) {
  return {reinterpret_cast<const char*>(data.data()), data.size()};
}

inline bytes to_bytes(std::string_view text) { return bytes(text.begin(), text.end()); }

inline std::string to_text(const bytes& data) { return std::string(data.begin(), data.end()); }

} // namespace ringleader
