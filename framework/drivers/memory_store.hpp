// SPDX-License-Identifier: BSD-3-Clause
/// memory_store: a log_store that forgets everything when the process ends, for nodes without a
/// data directory. Same order, same completions from a thread of its own as lmdb_store; the store
/// id is random, so a restarted node is a new Raft server and can never contradict a forgotten
/// vote.
#pragma once

#include <ringleader/base/ports/entropy.hpp>
#include <ringleader/drivers/group_writer.hpp>

#include <memory>

namespace ringleader {

class memory_store final : public log_store {
public:
  memory_store(std::string cluster_name, entropy_port& entropy);
  ~memory_store() override;

  result<stored_state> load() override;
  void write(store_write batch, completion done) override;
  void close() override;

  const store_identity& identity() const { return identity_; }
  store_counters counters() const { return writer_->counters(); }

private:
  result<void> commit(const std::vector<store_write>& group);

  const store_identity identity_;
  mutable std::mutex mutex_;
  stored_state state_;
  std::unique_ptr<group_writer> writer_;
};

} // namespace ringleader
