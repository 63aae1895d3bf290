// SPDX-License-Identifier: BSD-3-Clause
/// data_directory: takes, checks or formats the directory of an lmdb_store; part of its open().
/// Also puts a whole state in the place of what is there, for `restore` and `recover`.
///
/// Formatting builds the data file under another name and renames it, so a crash leaves either no
/// data file or a whole one, and a data file of any other shape is damage. Files of an interrupted
/// formatting are removed by the next one.
///
/// What is there is judged as a whole (directory_check.hpp). A data file without a mark, from a
/// former release or made by `restore` or `recover`, gets a new journal.
#pragma once

#include <ringleader/base/ports/entropy.hpp>
#include <ringleader/base/ports/log_store.hpp>
#include <ringleader/drivers/store/commit_note.hpp>
#include <ringleader/drivers/store/journal_frame.hpp>
#include <ringleader/drivers/store/lmdb_store_options.hpp>

namespace ringleader {

struct data_directory {
  directory_lock lock;
  store_identity identity;
  journal_mark mark;                // of the data file; zero if it has none yet
  std::vector<journal_frame> found; // in the journal behind the mark
  acknowledged held;                // by both
};

/// Every error leaves an existing directory as it was.
result<data_directory> open_data_directory(const lmdb_store_options& options,
                                           entropy_port& entropy);

/// Makes the directory of a stopped node out of a state. invalid_option unless it is missing or
/// empty; every error leaves it as it was.
result<void> restore_data_directory(const std::string& path, const stored_state& state);

/// Puts the state in the place of the data file, which stays under another name. Done or not done,
/// whenever it is interrupted.
result<void> replace_data_file(const directory_lock& held, const std::string& path,
                               const stored_state& state, const std::string& kept_name);

} // namespace ringleader
