// SPDX-License-Identifier: BSD-3-Clause
/// What the store tests share: entropy that is known, and writes that are waited for.
#pragma once

#include "../../support/temporary_directory.hpp"

#include <ringleader/base/ports/entropy.hpp>
#include <ringleader/drivers/store/commit_note.hpp>
#include <ringleader/drivers/store/lmdb_store.hpp>

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <future>
#include <map>
#include <unistd.h>

namespace ringleader {

/// Where syncs cost nothing, for what opens a store many times.
inline std::filesystem::path place_in_memory() {
  std::filesystem::path shared{"/dev/shm"};
  return std::filesystem::is_directory(shared) ? shared : std::filesystem::temp_directory_path();
}

class counting_entropy final : public entropy_port {
public:
  std::uint64_t next() override { return ++last_; }

private:
  std::atomic<std::uint64_t> last_{1000};
};

/// Changes one byte in place.
inline void poke(const std::string& file, std::size_t at, std::uint8_t value) {
  std::fstream out{file, std::ios::binary | std::ios::in | std::ios::out};
  out.seekp(static_cast<std::streamoff>(at));
  out.put(static_cast<char>(value));
}

/// As if nothing had been noted of what was acknowledged.
inline void forget_notes(const std::string& directory) {
  for (auto name : commit_note::file_names) write_all(directory + '/' + name, {});
}

/// The data file as a loss of power may leave it: with it go the notes of what was acknowledged.
inline void put_back(const std::string& directory, const bytes& content) {
  forget_notes(directory);
  write_all(directory + '/' + data_file_name, content);
}

/// The smallest journal: it turns often, and what is larger than 4 KiB goes beside it.
inline lmdb_store_options with_small_journal(lmdb_store_options options) {
  options.journal_size = std::size_t{16} << 10;
  return options;
}

/// A store that leaves what it writes in the journal.
inline std::unique_ptr<lmdb_store> open_keeping_frames(const std::string& path) {
  static counting_entropy entropy;
  auto options = with_small_journal({path, "bank"});
  options.apply_delay = std::chrono::hours{1};
  auto opened = lmdb_store::open(options, entropy);
  if (!opened) FAIL(to_string(opened.error()));
  return std::move(*opened);
}

/// Every file of a directory with its content.
inline std::map<std::string, bytes> content_of(const std::string& directory) {
  std::map<std::string, bytes> content;
  for (auto& entry : std::filesystem::directory_iterator{directory})
    content[entry.path().filename().string()] = read_all(entry.path().string());
  return content;
}

/// The files as they were, and no others.
inline void put_back(const std::string& directory, const std::map<std::string, bytes>& files) {
  for (auto& [name, content] : content_of(directory))
    if (files.count(name) == 0) std::filesystem::remove(directory + '/' + name);
  for (auto& [name, content] : files) write_all(directory + '/' + name, content);
}

inline log_record record(std::uint64_t index, std::uint64_t term, std::size_t size = 20) {
  return {log_index{index}, raft_term{term}, 1,
          bytes(size, static_cast<std::uint8_t>(index * 7 + term))};
}

inline store_write append(std::uint64_t id, std::vector<log_record> records) {
  store_write batch;
  batch.id = ticket{id};
  batch.append = std::move(records);
  return batch;
}

inline stored_snapshot snapshot_at(std::uint64_t index, std::uint64_t term, std::size_t size) {
  return {log_index{index}, raft_term{term}, to_bytes("members"),
          bytes(size, static_cast<std::uint8_t>(index))};
}

/// Writes and waits for the completion.
inline result<void> write_now(log_store& store, store_write batch) {
  std::promise<result<void>> done;
  store.write(std::move(batch), [&](ticket, result<void> outcome) { done.set_value(outcome); });
  return done.get_future().get();
}

inline bool same(const stored_state& a, const stored_state& b) {
  return a.identity.store == b.identity.store && a.identity.cluster == b.identity.cluster &&
         a.identity.cluster_name == b.identity.cluster_name && a.hard == b.hard &&
         a.records == b.records && a.snapshot == b.snapshot;
}

} // namespace ringleader
