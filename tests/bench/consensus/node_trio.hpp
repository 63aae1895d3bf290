// SPDX-License-Identifier: BSD-3-Clause
/// node_trio: three node processes on loopback that are one cluster, on a real disk.
///
///   bench::node_trio nodes{bench::data_place(), bench::timing{}};
///   auto leader = nodes.await_leader(20s);
///   nodes.ask(leader, "load 64 3000", 60s);
///
/// The nodes are those of the process tests (tests/processes/program) unless another program is
/// named, driven by their consoles.
#pragma once

#include "../../processes/support/child_process.hpp"

#include <ringleader/base/endpoint.hpp>
#include <ringleader/base/time.hpp>

#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace ringleader::bench {

/// A fresh directory of its own on a disk, in $BENCH_DATA_DIR or /var/tmp; gone with the object.
class data_place {
public:
  data_place();
  ~data_place();
  data_place(const data_place&) = delete;
  data_place& operator=(const data_place&) = delete;

  std::string operator/(const std::string& name) const { return path_ / name; }

private:
  std::filesystem::path path_;
};

/// What one load came to.
struct commit_rate {
  double per_second = 0;
  double p50_us = 0;
  double p99_us = 0;
};

struct timing {
  duration heartbeat = std::chrono::milliseconds{50};
  duration election_timeout = std::chrono::milliseconds{200};
};

class node_trio {
public:
  static constexpr std::size_t size = 3;

  /// Founds the cluster; gives up the benchmark if that takes more than 30 s.
  node_trio(const data_place& place, const timing& times,
            const std::string& program = default_program());

  void start(std::size_t i);
  child_process& process(std::size_t i) { return *nodes_.at(i).process; }
  std::string ask(std::size_t i, const std::string& line, wall_clock::duration limit) {
    return process(i).ask(line, limit);
  }

  const std::string& name(std::size_t i) const { return nodes_.at(i).name; }

  /// A command of an operator to that node; gives up the benchmark if it is refused.
  void tell(std::size_t i, const std::string& command);

  /// The node that all running nodes say leads; none until they agree.
  std::optional<std::size_t> leader();

  /// The same, awaited; gives up the benchmark.
  std::size_t await_leader(wall_clock::duration limit);

private:
  static std::string default_program();

  struct node {
    std::string name;
    endpoint at;
    command_line command;
    std::string log;
    std::unique_ptr<child_process> process;
  };

  std::array<node, size> nodes_;
};

/// The number behind `key=` in a line of figures; gives up the benchmark if there is none.
double figure(const std::string& line, const std::string& key);

} // namespace ringleader::bench
