// SPDX-License-Identifier: BSD-3-Clause
/// journal: the resource that the scheduler's jobs change: a file that all nodes share, one line
/// for each run of a job, "token job slot node", and beside it the marks of its fence.
///
/// It refuses whoever comes with a smaller token than it has seen, and a slot that was run before,
/// under the file's lock: between looking and writing nobody else writes. A line is one write, so
/// what a killed process had not finished is at the end and is cut off.
///
/// The marks are synced before the first line of a new token. Lines are not: they survive the
/// process, not the machine. A process that is stopped while it holds the file's lock holds up all
/// others: a resource with a server of its own has no such lock.
#pragma once

#include <ringleader/contract/locks.hpp>

#include <map>
#include <string>

namespace scheduler {

enum class entry { written, run_before, busy };

class journal {
public:
  explicit journal(std::string path);
  ~journal();
  journal(const journal&) = delete;
  journal& operator=(const journal&) = delete;

  /// lease_lost: a later scheduler has written already. busy: ask again soon.
  ringleader::result<entry> add(ringleader::fencing_token token, const std::string& job,
                                std::uint64_t slot, const std::string& node);

  /// The newest slot of the job that add() has seen; zero if none.
  std::uint64_t last_slot(const std::string& job) const;

private:
  ringleader::result<entry> add_locked(ringleader::fencing_token token, const std::string& job,
                                       std::uint64_t slot, const std::string& node);
  void read_new_lines();
  ringleader::result<void> admit(ringleader::fencing_token token);

  std::string path_;
  int file_ = -1;
  long read_to_ = 0; // behind a whole line
  std::map<std::string, std::uint64_t> last_slots_;
};

} // namespace scheduler
