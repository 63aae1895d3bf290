// SPDX-License-Identifier: BSD-3-Clause
/// ledger: a file outside the cluster that says which occurrences were applied, and by which
/// activation. Each record is one write() before the answer goes out: what the kernel has got
/// survives a kill -9 of the process, so no applied occurrence is missing from its node's ledger.
/// Not synced: it does not survive the machine.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace wordcount {

/// As it stands in the file, in the machine's byte order.
struct ledger_record {
  std::uint64_t id = 0;
  std::uint64_t epoch = 0;
  std::uint64_t number = 0;
};
static_assert(sizeof(ledger_record) == 24);

/// Thread-safe: the kernel appends each record whole.
class ledger {
public:
  /// Null if the file cannot be opened for appending.
  static std::shared_ptr<ledger> open(const std::string& path);
  ~ledger();
  ledger(const ledger&) = delete;
  ledger& operator=(const ledger&) = delete;

  /// False if the record is not in the file; the occurrence must then not be applied.
  bool append(const ledger_record& record);

private:
  explicit ledger(int file) : file_(file) {}

  int file_;
};

} // namespace wordcount
