// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/journal.hpp>

#include <ringleader/drivers/store/file_io.hpp>
#include <ringleader/drivers/store/lmdb_transaction.hpp>

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

namespace ringleader {

namespace {

constexpr std::uint64_t header_place = 0;

std::size_t size_of(const std::vector<sector_memory>& sectors) {
  return sectors.size() * journal_sector_size;
}

/// Past the page cache, or through it again. False: it does already, or the file system does not.
bool go_past_cache(int file, bool past) {
  int flags = ::fcntl(file, F_GETFL);
  int wanted = past ? flags | O_DIRECT : flags & ~O_DIRECT;
  return flags >= 0 && wanted != flags && ::fcntl(file, F_SETFL, wanted) == 0;
}

/// 0, or an errno.
int write_at(int file, const std::vector<sector_memory>& sectors, std::uint64_t place) {
  auto write = [&] {
    return write_whole(file, reinterpret_cast<const std::uint8_t*>(sectors.data()),
                       size_of(sectors), place * journal_sector_size);
  };
  int code = write();
  if (code == EINVAL && go_past_cache(file, false)) code = write(); // the disk has larger sectors
  return code;
}

int read_at(int file, std::vector<sector_memory>& sectors, std::uint64_t place) {
  auto size = size_of(sectors);
  int code = read_whole(file, reinterpret_cast<std::uint8_t*>(sectors.data()), size,
                        place * journal_sector_size);
  return code == 0 && size < size_of(sectors) ? EIO : code;
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
    std::vector<sector_memory> sector(1);
    if (int code = read_at(file, sector, header_place); code != 0) return failed(code);
    auto header = decode_header(sector.front().bytes);
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
  // Through the page cache a sync costs half as much CPU time again (ADR 0005). What was found may
  // be in that cache alone, so not before it is written again.
  for (int file : opened->files_) go_past_cache(file, true);
  return opened;
}

journal::~journal() {
  for (int file : files_)
    if (file >= 0) ::close(file);
}

int journal::rewrite(std::uint64_t round, std::uint64_t from, std::uint64_t to) {
  int file = files_[round % 2];
  std::vector<sector_memory> sectors(to - from);
  int code = read_at(file, sectors, from);
  if (code == 0) code = write_at(file, sectors, from);
  if (code == 0) code = sync_data(file);
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
  if (code == 0) code = sync_data(file);
  if (code != 0) return lmdb_failure("a write failed", code);
  ++sequence_;
  sector_ += frame_.size();
  return journal_mark{sequence_, round_, sector_};
}

} // namespace ringleader
