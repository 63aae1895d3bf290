// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/commit_note.hpp>

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/hash.hpp>
#include <ringleader/drivers/store/file_io.hpp>
#include <ringleader/drivers/store/journal_format.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace ringleader {

namespace {

constexpr std::size_t note_size_max = 256;

/// A former release wrote the first three fields, and its note says nothing of the journal.
struct disk_note {
  store_id store;
  std::uint64_t transaction = 0;
  std::uint64_t transaction_seal = 0;
  journal_mark end;
  std::uint64_t seal = 0; // of all before
};

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, disk_note& x) {
  return f(x.store, x.transaction, x.transaction_seal, x.end.sequence, x.end.round, x.end.sector,
           x.seal);
}

std::uint64_t transaction_seal_of(const disk_note& note) {
  return stable_hash(note.store.value, note.transaction);
}

std::uint64_t seal_of(const disk_note& note) {
  auto seal = stable_hash(transaction_seal_of(note), note.end.sequence);
  return stable_hash(stable_hash(seal, note.end.round), note.end.sector);
}

std::string path_of(const std::string& directory, const char* name) {
  return directory + '/' + name;
}

std::optional<store_note> read_note(const std::string& path) {
  int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return {};
  bytes data(note_size_max);
  auto size = data.size();
  int code = read_whole(file, data.data(), size, 0);
  ::close(file);
  disk_note note;
  if (code != 0 || !decoder{data.data(), size}.get(note)) return {};
  if (note.transaction_seal != transaction_seal_of(note)) return {};
  if (note.seal != seal_of(note)) note.end = {};
  return store_note{note.store, {note.transaction, note.end}};
}

void raise_to(acknowledged& upto, const acknowledged& to) {
  upto.transaction = std::max(upto.transaction, to.transaction);
  if (to.end.sequence > upto.end.sequence) upto.end = to.end;
}

acknowledged newest(const std::vector<store_note>& notes, store_id store) {
  acknowledged upto;
  for (auto& note : notes)
    if (note.store == store) raise_to(upto, note.upto);
  return upto;
}

} // namespace

std::vector<store_note> copy_notes(const std::string& directory) {
  std::vector<store_note> notes;
  for (auto name : commit_note::file_names)
    if (auto note = read_note(path_of(directory, name))) notes.push_back(*note);
  return notes;
}

result<void> expect_acknowledged(const std::vector<store_note>& notes, store_id store,
                                 const acknowledged& held) {
  auto upto = newest(notes, store);
  if (upto.transaction > held.transaction)
    return {errc::corrupt, "transaction " + std::to_string(upto.transaction) +
                             " was acknowledged, but " + "the data file ends at " +
                             std::to_string(held.transaction) +
                             ": it lost a write, or was put back from a copy"};
  if (upto.end.sequence > held.end.sequence)
    return {errc::corrupt, "write " + std::to_string(upto.end.sequence) +
                             " was acknowledged, but data file and journal end at write " +
                             std::to_string(held.end.sequence) + ": " +
                             journal_file_names[upto.end.round % 2] +
                             " lost it, or was put back from a copy"};
  return {};
}

result<std::unique_ptr<commit_note>> commit_note::open(const std::string& directory,
                                                       store_id store) {
  std::unique_ptr<commit_note> opened{new commit_note{store}};
  opened->upto_ = newest(copy_notes(directory), store);
  for (std::size_t i = 0; i < file_names.size(); ++i) {
    auto path = path_of(directory, file_names[i]);
    opened->files_[i] = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (opened->files_[i] < 0)
      return {errno == ENOSPC || errno == EDQUOT ? errc::disk_full : errc::io_error,
              "cannot open " + path + ": " + std::strerror(errno)};
  }
  return opened;
}

commit_note::~commit_note() {
  for (int file : files_) {
    if (file < 0) continue;
    if (written_) static_cast<void>(sync_data(file));
    ::close(file);
  }
}

void commit_note::raise(const acknowledged& to) {
  std::lock_guard<std::mutex> guard{mutex_};
  raise_to(upto_, to);
  written_ = true;
  disk_note note{store_, upto_.transaction, 0, upto_.end, 0};
  note.transaction_seal = transaction_seal_of(note);
  note.seal = seal_of(note);
  data_.clear();
  encoder{data_}.put(note);
  // In place and within one sector. One after the other, so that a process that is killed leaves
  // one of them whole; a note that cannot be written only notices less.
  for (int file : files_) static_cast<void>(write_whole(file, data_.data(), data_.size(), 0));
}

} // namespace ringleader
