// SPDX-License-Identifier: BSD-3-Clause
/// commit_note: remembers beside the data file which transaction was the last one acknowledged.
///
/// LMDB keeps two meta pages. Where the newer one is lost, or put back as it was, the file is sound
/// and one transaction older, and so is a data file that was put back from a copy. The note, the
/// file `committed`, is written after each commit and compared at each start: a data file that is
/// older than its note has lost what was acknowledged.
///
/// The note is not synced but when the store is closed: a process that is killed leaves it exact, a
/// host that loses its power leaves it exact or older, which accuses nobody wrongly. So it does not
/// promise to notice, and a missing or damaged note says nothing.
#pragma once

#include <ringleader/drivers/store/store_check.hpp>

#include <memory>

namespace ringleader {

class commit_note {
public:
  static constexpr const char* file_name = "committed";

  /// corrupt if the data file of that report is older than the note beside it.
  static result<void> compare(const std::string& directory, const store_report& report);

  /// Makes the file where there is none.
  static result<std::unique_ptr<commit_note>> open(const std::string& directory, store_id store);
  ~commit_note();
  commit_note(const commit_note&) = delete;
  commit_note& operator=(const commit_note&) = delete;

  /// A transaction is durable. Costs no sync.
  void write(std::uint64_t transaction);

private:
  commit_note(int descriptor, store_id store) : descriptor_(descriptor), store_(store) {}

  const int descriptor_;
  const store_id store_;
};

} // namespace ringleader
