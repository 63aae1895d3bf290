// SPDX-License-Identifier: BSD-3-Clause
/// lock_file_id: device and inode of a data directory's lock file. A restarted node that holds the
/// same file proves that its former process is gone. Both are zero where there is no directory.
#pragma once

#include <cstdint>

namespace ringleader {

struct lock_file_id {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;

  friend bool operator==(lock_file_id a, lock_file_id b) {
    return a.device == b.device && a.inode == b.inode;
  }
  friend bool operator!=(lock_file_id a, lock_file_id b) { return !(a == b); }
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, lock_file_id& x) {
  return f(x.device, x.inode);
}

} // namespace ringleader
