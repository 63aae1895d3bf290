// SPDX-License-Identifier: BSD-3-Clause
/// descriptors: what becomes of this process's open files.
///
///   open_standard_streams();      // first thing in main()
///   int file = ::open(...);
///   close_on_exec(file);          // where the call that opens it cannot say so
///
/// A process that was started with 0, 1 or 2 closed is given them by the next open(): then its log
/// goes into its database. And a program that it starts keeps what it inherits open, sockets and
/// locks too, for as long as it lives.
#pragma once

namespace ringleader {

/// Opens /dev/null for each of 0, 1 and 2 that is closed. Before there are threads.
void open_standard_streams();

/// Programs that this process starts do not get it. One that is started by another thread between
/// its opening and this call does.
void close_on_exec(int descriptor);

/// Whoever reads what this process writes may go away: write() then fails, and the process lives
/// on. Programs that it starts find the signal as it was.
void survive_broken_pipes();

} // namespace ringleader
