// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/time.hpp>

#include <array>
#include <cstdlib>
#include <utility>

namespace ringleader {

namespace {

// Whole part and up to three decimals of `count` units of `unit` nanoseconds.
std::string decimal(std::int64_t nanoseconds, std::int64_t unit, const char* suffix) {
  std::string text = std::to_string(nanoseconds / unit);
  auto thousandths = (nanoseconds % unit) / (unit / 1000);
  if (thousandths != 0) {
    auto digits = std::to_string(1000 + thousandths).substr(1);
    while (digits.back() == '0') digits.pop_back();
    text += '.' + digits;
  }
  return text + suffix;
}

} // namespace

std::string to_string(duration d) {
  auto n = d.count();
  if (d == duration::min()) return to_string(d + duration{1}); // it has no opposite
  if (n < 0) return "-" + to_string(-d);
  if (n == 0) return "0s";
  if (n >= 1'000'000'000) return decimal(n, 1'000'000'000, "s");
  if (n >= 1'000'000) return decimal(n, 1'000'000, "ms");
  if (n >= 1'000) return decimal(n, 1'000, "us");
  return std::to_string(n) + "ns";
}

bool parse_duration(const std::string& text, duration& out) {
  static constexpr std::array<std::pair<const char*, double>, 6> units{
    {{"ns", 1.0}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}}};
  if (text.empty()) return false;
  char* end = nullptr;
  auto number = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || !(number >= 0)) return false;
  for (auto& unit : units) {
    if (std::string(end) != unit.first) continue;
    auto count = number * unit.second;
    if (count > 9e18) return false;
    out = duration{static_cast<std::int64_t>(count + 0.5)};
    return true;
  }
  if (*end == '\0' && number == 0) {
    out = duration{0};
    return true;
  }
  return false;
}

} // namespace ringleader
