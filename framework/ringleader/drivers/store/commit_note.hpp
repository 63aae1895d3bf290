// SPDX-License-Identifier: BSD-3-Clause
/// commit_note: remembers, outside of the files that hold them, which writes were acknowledged.
///
///   auto notes = copy_notes(directory); // before anything else of the directory is read
///   if (auto ok = expect_acknowledged(notes, store, held); !ok) return ok.error();
///
/// A file that is put back from a copy, or becomes zeros, may be sound and lack what it held: the
/// data file then ends at an older transaction, a journal at an older write. Nothing in such a file
/// says so. The note does: the last transaction of the data file, and the last write that the
/// journal made durable, each written here before anybody is told. It is written twice, into
/// `committed` and into the directory's lock file, since it may be what is lost itself.
///
/// Invariants: a note never says more than what is durable, and never less than it said before. So
/// what lacks what a note says has lost it, and one note that is whole is enough.
///
/// It costs two writes to the kernel's memory and no sync: a process that is killed leaves the note
/// exact. A host that loses its power leaves it exact or older, which accuses nobody wrongly, but
/// then what a journal loses by itself may go unnoticed. A note that is missing or damaged says
/// nothing; both of them put back together with a journal, or a whole directory, nothing notices.
#pragma once

#include <ringleader/base/bytes.hpp>
#include <ringleader/base/ids.hpp>
#include <ringleader/base/result.hpp>
#include <ringleader/drivers/store/directory_lock.hpp>
#include <ringleader/drivers/store/journal_mark.hpp>

#include <array>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace ringleader {

/// What a directory holds, or must hold.
struct acknowledged {
  std::uint64_t transaction = 0; // of the data file
  journal_mark end;              // of a data file that has everything; sequence 0: not known
};

struct store_note {
  store_id store;
  acknowledged upto;
};

/// What the files say that can be read; of whichever store.
std::vector<store_note> copy_notes(const std::string& directory);

/// Corrupt if less is held than what a note of that store says.
result<void> expect_acknowledged(const std::vector<store_note>& notes, store_id store,
                                 const acknowledged& held);

class commit_note {
public:
  static constexpr std::array<const char*, 2> file_names{"committed", directory_lock::file_name};

  /// Makes the files where there are none; goes on from what they say of that store.
  static result<std::unique_ptr<commit_note>> open(const std::string& directory, store_id store);
  ~commit_note();
  commit_note(const commit_note&) = delete;
  commit_note& operator=(const commit_note&) = delete;

  /// That much is durable; what is less than before changes nothing. From any thread.
  void raise(const acknowledged& to);

private:
  explicit commit_note(store_id store) : store_(store) {}

  const store_id store_;
  std::array<int, 2> files_{-1, -1};
  std::mutex mutex_;
  acknowledged upto_;
  bool written_ = false; // since it was opened
  bytes data_;           // kept for its memory
};

} // namespace ringleader
