// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/journal.hpp>

#include <ringleader/drivers/lmdb_transaction.hpp>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace ringleader {

namespace {

/// 0, or an errno.
int write_at(int file, const bytes& data, std::uint64_t place) {
  auto at = static_cast<off_t>(place * journal_sector_size);
  for (std::size_t done = 0; done < data.size();) {
    auto put =
      ::pwrite(file, data.data() + done, data.size() - done, at + static_cast<off_t>(done));
    if (put < 0 && errno != EINTR) return errno;
    if (put > 0) done += static_cast<std::size_t>(put);
  }
  return 0;
}

int read_at(int file, bytes& data, std::uint64_t place) {
  auto at = static_cast<off_t>(place * journal_sector_size);
  for (std::size_t done = 0; done < data.size();) {
    auto got = ::pread(file, data.data() + done, data.size() - done, at + static_cast<off_t>(done));
    if (got < 0 && errno != EINTR) return errno;
    if (got == 0) return EIO;
    if (got > 0) done += static_cast<std::size_t>(got);
  }
  return 0;
}

} // namespace

result<std::unique_ptr<journal>> journal::open(const std::string& directory,
                                               const journal_mark& settled,
                                               const std::vector<journal_frame>& found) {
  std::unique_ptr<journal> opened{new journal};
  for (std::size_t number : {0, 1}) {
    auto path = directory + '/' + journal_file_names[number];
    auto failed = [&](int code) { return lmdb_failure("cannot open " + path, code); };
    auto& file = opened->files_[number];
    file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (file < 0) return failed(errno);
    bytes sector(journal_sector_size);
    if (int code = read_at(file, sector, 0); code != 0) return failed(code);
    auto header = decode_header(sector.data());
    if (!header) return header.error();
    opened->store_ = header->store;
    opened->sectors_ = header->sectors;
  }
  opened->sequence_ = found.empty() ? settled.sequence : found.back().end.sequence;
  opened->first_round_ = settled.round + 2; // what is on disk is of no later one than the next
  auto from = settled;
  int code = 0;
  for (std::size_t i = 0; i < found.size() && code == 0; ++i) {
    auto& end = found[i].end;
    if (i + 1 < found.size() && found[i + 1].end.round == end.round) continue;
    code = opened->rewrite(end.round, end.round == from.round ? from.sector : 1, end.sector);
  }
  if (code != 0) return lmdb_failure("cannot write the journal in " + directory, code);
  return opened;
}

journal::~journal() {
  for (int file : files_)
    if (file >= 0) ::close(file);
}

int journal::rewrite(std::uint64_t round, std::uint64_t from, std::uint64_t to) {
  int file = files_[round % 2];
  bytes data((to - from) * journal_sector_size);
  int code = read_at(file, data, from);
  if (code == 0) code = write_at(file, data, from);
  if (code == 0 && ::fdatasync(file) != 0) code = errno;
  return code;
}

journal_mark journal::mark_beside() const {
  if (!started()) return {sequence_ + 1, first_round_, 1};
  return {sequence_ + 1, round_, sector_};
}

void journal::go_on_from(const journal_mark& mark) {
  sequence_ = mark.sequence;
  round_ = mark.round;
  sector_ = mark.sector;
}

bool journal::has_room(std::size_t payload_size) const {
  return journal_sectors(payload_size) <= sectors_ - sector_;
}

void journal::turn() {
  ++round_;
  sector_ = 1;
}

result<journal_mark> journal::append(const bytes& payload) {
  EXPECTS(started() && has_room(payload.size()));
  encode_frame(payload, store_, round_, sequence_ + 1, sector_, frame_);
  int file = files_[round_ % 2];
  int code = disk_fault_ ? disk_fault_() : 0;
  if (code == 0) code = write_at(file, frame_, sector_);
  if (code == 0 && ::fdatasync(file) != 0) code = errno;
  if (code != 0) return lmdb_failure("a write failed", code);
  ++sequence_;
  sector_ += frame_.size() / journal_sector_size;
  return journal_mark{sequence_, round_, sector_};
}

} // namespace ringleader
