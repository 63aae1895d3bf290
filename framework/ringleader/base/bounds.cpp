// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/bounds.hpp>

namespace ringleader {

std::string in_words(duration d) {
  using namespace std::chrono_literals;
  if (d >= 1h && d % 1h == 0ns) return std::to_string(d / 1h) + 'h';
  if (d >= 1min && d % 1min == 0ns) return std::to_string(d / 1min) + 'm';
  return to_string(d);
}

failure out_of_bounds(const std::string& name, const std::string& value, const char* how,
                      const std::string& allowed, const std::string& why) {
  return {errc::invalid_option, name + ' ' + value + " is " + how + "; it must be " + allowed +
                                  (why.empty() ? "" : ", ") + why};
}

result<void> check_size(const std::string& name, const std::string& text,
                        const bounds<std::size_t>& bytes) {
  if (bytes.hold(text.size())) return {};
  return {errc::invalid_option, name + " has " + std::to_string(text.size()) +
                                  " bytes; it must have " + to_string(bytes)};
}

} // namespace ringleader
