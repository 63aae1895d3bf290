// SPDX-License-Identifier: BSD-3-Clause
/// journal: makes writes durable with one sync of the disk, before the data file has them.
///
///   auto mark = journal.mark_beside();           // put into the data file, then
///   journal.go_on_from(mark);
///   if (!journal.has_room(size)) journal.turn(); // once the data file's mark is of this round
///   auto end = journal.append(payload);          // durable
///
/// Frames follow each other in a file until one does not fit; then the next round begins in the
/// other file. Nothing is erased: a round is larger than those that were there before it. What a
/// reader makes of the files is in journal_reader.hpp, the bytes are in journal_format.hpp.
///
/// Invariants: sequences are contiguous over rounds, and a write that goes to the data file by
/// itself takes one, so that a journal and an older data file do not fit together by accident. At
/// most one frame is on its way. After an error nothing more may be appended: whether the disk has
/// what a sync failed for nobody knows, and a second sync would lie (Linux marks the pages clean).
#pragma once

#include <ringleader/drivers/store/journal_format.hpp>
#include <ringleader/drivers/store/journal_frame.hpp>

#include <array>
#include <functional>
#include <memory>

namespace ringleader {

class journal {
public:
  /// For frames that read_journal() found. They are written again as they are and synced: they may
  /// be in the kernel's memory alone, and what load() answers must last.
  static result<std::unique_ptr<journal>> open(const std::string& directory,
                                               const journal_mark& settled,
                                               const std::vector<journal_frame>& found);
  ~journal();
  journal(const journal&) = delete;
  journal& operator=(const journal&) = delete;

  bool started() const { return round_ != 0; }
  std::uint64_t round() const { return round_; }

  /// Bytes of a file that frames can fill.
  std::size_t room() const { return (sectors_ - 1) * journal_sector_size; }

  /// The mark of a data file that gets the next write by itself, and with it all before. The first
  /// one is of a round that nothing on disk can be of.
  journal_mark mark_beside() const;

  /// The data file has that mark. Must come once before anything is appended.
  void go_on_from(const journal_mark& mark);

  bool has_room(std::size_t payload_size) const;

  /// Begins the next round. EXPECTS, unseen, that the data file's mark is of the present one.
  void turn();

  /// Durable when it returns; the mark of a data file that has it too.
  result<journal_mark> append(const bytes& payload);

  /// Asked before each frame reaches the disk: 0, or the errno that the disk answers with.
  void set_disk_fault(std::function<int()> fault) { disk_fault_ = std::move(fault); }

private:
  journal() = default;
  int rewrite(std::uint64_t round, std::uint64_t from, std::uint64_t to);

  std::array<int, 2> files_{-1, -1};
  store_id store_;
  std::uint64_t sectors_ = 0;
  std::uint64_t sequence_ = 0; // the last one
  std::uint64_t round_ = 0;    // none before it is started
  std::uint64_t first_round_ = 0;
  std::uint64_t sector_ = 1; // the next one
  std::function<int()> disk_fault_;
  std::vector<sector_memory> frame_; // kept for its memory
};

} // namespace ringleader
