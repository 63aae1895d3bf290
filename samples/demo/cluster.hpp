// SPDX-License-Identifier: BSD-3-Clause
/// cluster: three nodes of the word count on loopback, each a process with its own port, data
/// directory and ledger. A node that was killed starts again with the same ones.
#pragma once

#include "node_process.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <string>

namespace demo {

constexpr std::size_t node_count = 3;

class cluster {
public:
  /// `directory` exists and is empty.
  cluster(std::string program, std::string directory);

  bool start(std::size_t node);

  std::string name(std::size_t node) const { return "n" + std::to_string(node + 1); }
  std::string ledger(std::size_t node) const { return file(node, "ledger"); }
  std::string log(std::size_t node) const { return file(node, "log"); }
  node_process& process(std::size_t node) { return processes_[node]; }

  /// node_count if none has that name.
  std::size_t node_of(const std::string& name) const;

  /// Up by its own word since its last start; it is to be fed.
  bool up(std::size_t node) const { return up_[node]; }

  using line_handler = std::function<void(std::size_t node, const std::string& line)>;

  /// Writes, waits for lines up to the time, and calls for each. Lines of the kind `up` and
  /// `#` are taken note of and not passed on.
  void exchange(int milliseconds, const line_handler& each);

  /// kill -9. What the node had said before is still passed on.
  void kill(std::size_t node, const line_handler& each);
  void kill_all();

  /// What `status --json` says at a running node; discarded if it does not answer.
  nlohmann::json status() const;

  /// The newest report of the singleton.
  const std::string& last_report() const { return last_report_; }

  /// A node whose process ended although nobody killed it; node_count if there is none.
  std::size_t fallen() const { return fallen_; }

private:
  std::string file(std::size_t node, const std::string& kind) const;
  void sort(std::size_t node, const std::string& line, const line_handler& each);

  std::string program_;
  std::string directory_;
  std::array<std::uint16_t, node_count> ports_{};
  std::array<node_process, node_count> processes_;
  std::array<bool, node_count> up_{};
  std::string last_report_;
  std::size_t fallen_ = node_count;
};

} // namespace demo
