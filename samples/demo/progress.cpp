// SPDX-License-Identifier: BSD-3-Clause
#include "progress.hpp"

#include <algorithm>
#include <cstdio>

#include <unistd.h>

namespace demo {

namespace {

constexpr std::size_t bar_width = 30;

double seconds(moment from, moment to) { return std::chrono::duration<double>(to - from).count(); }

} // namespace

progress::progress(std::size_t total) : total_(total), terminal_(::isatty(STDERR_FILENO) == 1) {}

void progress::show(std::size_t done, const std::string& what) {
  auto now = std::chrono::steady_clock::now();
  if (first_shown_ == moment{}) first_shown_ = now;
  auto rate = static_cast<double>(done) / std::max(0.001, seconds(first_shown_, now));
  auto percent = 100 * done / total_;
  if (!terminal_) {
    if (percent / 10 <= tenth_) return;
    tenth_ = percent / 10;
    std::fprintf(stderr, "%3zu %%  %.0f words/s  %s\n", percent, rate, what.c_str());
    return;
  }
  if (done < total_ && seconds(drawn_, now) < 0.1) return;
  drawn_ = now;
  bar_ = true;
  std::string bar(bar_width * done / total_, '=');
  bar.resize(bar_width, ' ');
  std::fprintf(stderr, "\r[%s] %3zu %%  %.0f words/s  %s\033[K", bar.c_str(), percent, rate,
               what.c_str());
}

void progress::tell(const std::string& line) {
  auto now = std::chrono::steady_clock::now();
  std::fprintf(stderr, "%s%6.1f s  %s\n", bar_ ? "\r\033[K" : "", seconds(begin_, now),
               line.c_str());
  bar_ = false;
}

void progress::end_bar() {
  if (bar_) std::fprintf(stderr, "\n");
  bar_ = false;
}

} // namespace demo
