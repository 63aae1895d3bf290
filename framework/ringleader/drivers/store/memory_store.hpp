// SPDX-License-Identifier: BSD-3-Clause
/// memory_store: a log_store that forgets everything when the process ends, for nodes without a
/// data directory. Same order, same completions from a thread of its own as lmdb_store; the store
/// id is random, so a restarted node is a new Raft server and can never contradict a forgotten
/// vote.
#pragma once

#include <ringleader/base/ports/entropy.hpp>
#include <ringleader/drivers/store/group_writer.hpp>

#include <memory>

namespace ringleader {

/// What a memory_store keeps. A process that closes its store and opens another one on the same
/// memory_disk finds everything again, the store id included, as it would on a real disk.
class memory_disk {
public:
  memory_disk(std::string cluster_name, entropy_port& entropy);

private:
  friend class memory_store;
  result<void> commit(const std::vector<store_write>& group);

  mutable std::mutex mutex_;
  stored_state state_;
};

class memory_store final : public log_store {
public:
  explicit memory_store(std::shared_ptr<memory_disk> disk);
  ~memory_store() override;

  result<stored_state> load() override;
  void write(store_write batch, completion done) override;
  void close() override;

  store_counters counters() const { return writer_->counters(); }

private:
  const std::shared_ptr<memory_disk> disk_;
  std::unique_ptr<group_writer> writer_;
};

} // namespace ringleader
