// SPDX-License-Identifier: BSD-3-Clause
/// journal_reader: which writes a journal holds that the data file does not, or what is damaged.
/// Changes nothing. Every message names the file and the byte.
///
/// The mark in the data file says where to begin: sequence s + 1 of round r at a sector of the file
/// of r, and then round r + 1 from the first sector of the other file. No later round can be there,
/// since the writer begins one only when the data file has all of the last but one, and a start
/// begins a round that is larger than all that may be on disk. So each sector from the mark on is
///
///   written   in this round, and then in order: its sequence and part are those that come next;
///   unwritten zeros, or of an older round: what is there was never acknowledged;
///   rotten    neither: something changed it.
///
/// A frame is acknowledged after all its sectors and those of all frames before it were synced.
/// So a frame that lacks a sector is the last one, torn by a crash, and is dropped, as nobody was
/// told of it. It is damage, and the journal is refused, where that cannot be: a sector of a later
/// frame or round exists, a sector where a frame goes on is rotten and none of it is unwritten, or
/// a part is not where it belongs. What is rotten behind a sector that is unwritten cannot have
/// been acknowledged and is left alone, and so is all that lies before the mark but the sector
/// right before it, which proves that this is the journal that the data file was fed from.
///
/// Does not notice by itself a last frame, acknowledged, whose sectors became zeros, or went back
/// to what they held a round before, nor a file that was put back from a copy if it is not older
/// than the data file. What was acknowledged is noted elsewhere, and compared
/// (directory_check.hpp).
#pragma once

#include <ringleader/drivers/store/journal_format.hpp>
#include <ringleader/drivers/store/journal_frame.hpp>

#include <array>
#include <optional>

namespace ringleader {

/// What the two files hold, or why they cannot be read.
using journal_copy = std::array<result<bytes>, 2>;
journal_copy copy_journal(const std::string& directory);

/// Whether the mark was read when nobody wrote, or behind the copy and while a node writes. Then
/// what the copy lacks is in the data file: a frame leaves the journal when the data file has it,
/// and so does a write that goes beside the journal before the next frame is written. A mark from
/// before the copy would lack that write. The copy is not made in one moment: what looks like
/// damage in it may be none, and is looked at again. Whether it is this journal at all is asked of
/// a copy from behind the mark: expect_fed_from().
enum class journal_age : std::uint8_t { of_the_mark, before_the_mark };

/// The frames behind the mark. corrupt, newer_format, foreign_cluster (the journal of another
/// store) or io_error; a journal that the mark names must be there.
result<std::vector<journal_frame>> read_journal(const journal_copy& copy, store_id store,
                                                const journal_mark& mark, journal_age age);

/// Corrupt if the data file with that mark was not fed from this journal, whose newest rounds may
/// be later ones.
result<void> expect_fed_from(const journal_copy& copy, store_id store, const journal_mark& mark);

/// For a data file without a mark, which no journal may be ahead of: corrupt if one of this store
/// is there and was written to. Without a data file no journal may be there that was written to,
/// whosever it is.
result<void> expect_unused_journal(const journal_copy& copy, std::optional<store_id> store);

} // namespace ringleader
