// SPDX-License-Identifier: BSD-3-Clause
/// data_directory: takes, checks or formats the directory of an lmdb_store; part of its open().
///
/// Formatting builds the data file under another name and renames it, so a crash leaves either no
/// data file or a whole one, and a data file of any other shape is damage. Files of an interrupted
/// formatting are removed by the next one.
#pragma once

#include <ringleader/drivers/lmdb_store.hpp>

namespace ringleader {

struct data_directory {
  directory_lock lock;
  store_identity identity;
};

/// Every error leaves an existing directory as it was.
result<data_directory> open_data_directory(const lmdb_store_options& options,
                                           entropy_port& entropy);

} // namespace ringleader
