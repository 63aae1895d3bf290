// SPDX-License-Identifier: BSD-3-Clause
/// progress: how far the demo is, on stderr: a bar on a terminal, else a line for every tenth.
#pragma once

#include "feed.hpp"

namespace demo {

class progress {
public:
  explicit progress(std::size_t total);
  ~progress() { end_bar(); }

  /// Draws at most ten times a second.
  void show(std::size_t done, const std::string& what);

  /// A line that stays, above the bar.
  void tell(const std::string& line);

private:
  void end_bar();

  std::size_t total_;
  bool terminal_;
  bool bar_ = false;
  std::size_t tenth_ = 0;
  moment begin_ = std::chrono::steady_clock::now();
  moment first_shown_{};
  moment drawn_{};
};

} // namespace demo
