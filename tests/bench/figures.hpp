// SPDX-License-Identifier: BSD-3-Clause
/// Figures of a benchmark: samples, their percentiles, and `key=value` lines on stdout.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>
#include <vector>

namespace ringleader::bench {

using watch = std::chrono::steady_clock;

inline double microseconds_since(watch::time_point start) {
  return std::chrono::duration<double, std::micro>(watch::now() - start).count();
}

/// The smallest sample that at least `percent` of all samples do not exceed. Needs one sample.
inline double percentile(std::vector<double> samples, double percent) {
  auto rank = static_cast<std::size_t>(percent / 100 * static_cast<double>(samples.size()));
  auto at = samples.begin() + static_cast<std::ptrdiff_t>(std::min(rank, samples.size() - 1));
  std::nth_element(samples.begin(), at, samples.end());
  return *at;
}

inline void print(const char* key, double value) { std::printf("%s=%.1f\n", key, value); }

} // namespace ringleader::bench
