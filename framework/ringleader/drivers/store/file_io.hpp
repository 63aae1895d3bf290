// SPDX-License-Identifier: BSD-3-Clause
/// file_io: reads and writes of a file that end whole or with an errno, interrupted or not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace ringleader {

/// 0, or an errno; then some of it may be written.
int write_whole(int file, const std::uint8_t* data, std::size_t size, std::uint64_t at);

/// 0, or an errno. `size` becomes less where the file ends before.
int read_whole(int file, std::uint8_t* data, std::size_t& size, std::uint64_t at);

/// Makes what was written to a file last. 0, or an errno. A sync that a signal interrupted has said
/// nothing of the disk and is asked again; after any other error a second one would lie.
int sync_data(int file);

/// The same with the file's size and times.
int sync_file(int file);

/// The same for a file, or the names in a directory.
int sync_path(const std::string& path);

} // namespace ringleader
