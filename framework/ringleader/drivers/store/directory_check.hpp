// SPDX-License-Identifier: BSD-3-Clause
/// directory_check: reads all files of a stopped node's directory and judges them together. What a
/// start refuses `verify` and `recover` refuse as well, since all three ask here. Changes nothing.
///
/// A write is acknowledged when it is durable in one of two places: in a synced transaction of the
/// data file, or in a synced frame of a journal behind the data file's mark. Then, and before
/// anybody is told, it is in both notes (commit_note.hpp), in the kernel's memory at least. What
/// proves it if a file is not what it was, alone or with others:
///
///   the data file   is older: the notes name a later transaction. Zeroed, cut off or flipped: its
///                   checksums. Missing: the notes, `committed` itself and a used journal forbid to
///                   format the directory anew.
///   a journal       is older, or zeros behind its header: a later frame in the other file, the
///                   sector before the data file's mark, or the notes, which name a later write.
///                   Zeroed, cut off or missing: header and size; flipped: the sector's seal.
///   a note          is older, damaged or missing: the other one says the same. Both are: all is
///                   read as it is found, and only what the other files prove is noticed.
///
/// So where a note is exact, which a loss of power may undo, all other files may be anything:
/// either nothing that was acknowledged is lost, or this is said. Files of one store whose
/// histories parted, since its directory was put back whole and went on, cannot be told apart here.
///
/// No state that a crash leaves is refused. Before a frame or a transaction is whole on the disk
/// the notes do not know it, and a torn one is dropped (journal_reader.hpp). Between it and the
/// notes they say less than is there, of one note or of both, and so they do when the kernel's
/// memory is lost with the host, since they are written after the sync. A journal is written over
/// when the data file has what it held, and its mark then says no less than the notes. A write that
/// goes to the data file by itself takes a sequence in the mark of the same transaction. A number
/// that a torn frame had is given again, but no note knew of it. Making a directory writes no note,
/// and a state that `restore` or `recover` put in place has a store id that no note names.
#pragma once

#include <ringleader/drivers/store/commit_note.hpp>
#include <ringleader/drivers/store/journal_frame.hpp>
#include <ringleader/drivers/store/store_check.hpp>

namespace ringleader {

struct directory_content {
  store_report report;              // on the data file
  std::vector<journal_frame> found; // in the journal behind its mark
  acknowledged held;                // by both
};

/// corrupt, newer_format, foreign_cluster (a journal of another store), refused (a copy made by
/// `backup`) or io_error. Whether the frames go on where the log ends only replay() says.
result<directory_content> check_directory(const std::string& directory);

/// What data file and journal hold; `end` is the data file's mark where no frames follow.
acknowledged held_by(std::uint64_t transaction, const std::optional<journal_mark>& mark,
                     const std::vector<journal_frame>& found);

/// The message with the directory's name, and with what to do if it is corrupt.
failure about_directory(const std::string& directory, failure why);

} // namespace ringleader
