// SPDX-License-Identifier: BSD-3-Clause
/// A journal without a data file: frames are appended, and read as after a crash.
#pragma once

#include "store_fixture.hpp"

#include <ringleader/base/random.hpp>
#include <ringleader/drivers/store/journal.hpp>
#include <ringleader/drivers/store/journal_files.hpp>
#include <ringleader/drivers/store/journal_reader.hpp>

#include <catch2/catch.hpp>

namespace ringleader {

using journal_content = std::array<bytes, 2>;

inline constexpr store_id owner{7};
inline constexpr std::size_t small_file = std::size_t{16} << 10; // 31 sectors of frames

class journal_directory {
public:
  journal_directory() {
    REQUIRE(make_journal_files(home.str(), owner, small_file));
    auto opened = journal::open(home.str(), {}, {});
    REQUIRE(opened);
    log = std::move(*opened);
    mark = log->mark_beside();
    log->go_on_from(mark);
  }

  /// One frame of about so many sectors, whose number tells it from all others. What fills the file
  /// has the data file settle, as the store does.
  void append(std::uint64_t sectors) {
    store_write batch;
    batch.hard = hard_state{raft_term{++frames}, store_id{3}};
    batch.append = {record(frames, 1, sectors * journal_sector_room - 120)};
    bytes payload;
    encode_writes({batch}, payload);
    REQUIRE(journal_sectors(payload.size()) == sectors);
    if (!log->has_room(payload.size())) log->turn();
    auto end = log->append(payload);
    REQUIRE(end);
    last = *end;
  }

  journal_content content() const { return {read_all(path(0)), read_all(path(1))}; }
  void put(const journal_content& content) const {
    for (std::size_t i : {0, 1}) write_all(path(i), content[i]);
  }
  std::string path(std::size_t number) const { return home / journal_file_names[number]; }

  result<std::vector<journal_frame>> read() const {
    return read_journal(copy_journal(home.str()), owner, mark, journal_age::of_the_mark);
  }

  /// Exactly the frames of those terms.
  bool reads(std::uint64_t from, std::uint64_t to) const {
    auto found = read();
    if (!found) UNSCOPED_INFO(to_string(found.error()));
    if (!found || found->size() != to - from + 1) return false;
    for (auto& frame : *found)
      if (frame.writes.size() != 1 || frame.writes[0].hard->term.value != from++) return false;
    return true;
  }

  temporary_directory home;
  std::unique_ptr<journal> log;
  journal_mark mark; // of the data file that is not there
  journal_mark last; // of one that had everything
  std::uint64_t frames = 0;
};

/// Both files with a part of what changed in them since: the sectors that `chosen` says.
inline journal_content torn(const journal_content& before, const journal_content& after,
                            const std::function<bool(std::size_t)>& chosen) {
  auto mixed = before;
  std::size_t changed = 0;
  for (std::size_t i : {0, 1}) {
    if (before[i] == after[i]) continue;
    for (std::size_t at = 0; at < after[i].size(); at += journal_sector_size) {
      auto from = after[i].begin() + static_cast<std::ptrdiff_t>(at);
      auto into = mixed[i].begin() + static_cast<std::ptrdiff_t>(at);
      if (std::equal(from, from + journal_sector_size, into)) continue;
      if (chosen(changed++)) std::copy_n(from, journal_sector_size, into);
    }
  }
  return mixed;
}

} // namespace ringleader
