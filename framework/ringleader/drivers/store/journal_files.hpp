// SPDX-License-Identifier: BSD-3-Clause
/// journal_files: makes and removes the two files of a journal.
///
/// Each is written full of zeros and synced under another name, then renamed: whole or not there.
/// Zeros are written and no blocks merely reserved, so that a later write changes nothing but the
/// data, and its sync is one write of the disk.
#pragma once

#include <ringleader/drivers/store/journal_format.hpp>

namespace ringleader {

/// In the place of those that are there; each of `size` bytes. None is left if one cannot be made.
result<void> make_journal_files(const std::string& directory, store_id store, std::size_t size);

void remove_journal_files(const std::string& directory);

/// Whether it is the name of such a file, finished or not.
bool is_journal_file(const std::string& name);

} // namespace ringleader
