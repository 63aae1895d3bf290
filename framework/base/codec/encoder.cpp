// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/codec/encoder.hpp>

namespace ringleader {

void encoder::append(const void* data, std::size_t size) {
  auto* first = static_cast<const std::uint8_t*>(data);
  out_.insert(out_.end(), first, first + size);
}

} // namespace ringleader
