// SPDX-License-Identifier: BSD-3-Clause
/// simulated_store: the log_store port over the simulated disk of a machine. Completions come as
/// events of the timeline; the disk outlives store and process.
///
/// close() waits for the writes, which in a simulation is to do them at once. lose() is a crash:
/// what was not durable is gone, but for what the disk lets survive, and nobody is told.
#pragma once

#include <ringleader/base/ports/log_store.hpp>
#include <ringleader/testkit/cluster/timeline.hpp>
#include <ringleader/testkit/world/simulated_disk.hpp>

#include <deque>
#include <memory>

namespace ringleader::testkit {

/// What a store leaves to the timeline and to its machine, which both outlive it.
class store_writes : public std::enable_shared_from_this<store_writes> {
public:
  store_writes(timeline& world, simulated_disk& disk) : world_(world), disk_(disk) {}

  void write(store_write batch, log_store::completion done);
  void close();
  void lose();
  const simulated_disk& disk() const { return disk_; }

private:
  void schedule();
  void complete_one(instant now);

  timeline& world_;
  simulated_disk& disk_;
  std::deque<log_store::completion> waiting_;
  instant scheduled_ = instant::min();
  bool closed_ = false;
};

class simulated_store final : public log_store {
public:
  explicit simulated_store(std::shared_ptr<store_writes> writes) : writes_(std::move(writes)) {}
  ~simulated_store() override { writes_->close(); }

  result<stored_state> load() override { return writes_->disk().stored(); }
  void write(store_write batch, completion done) override {
    writes_->write(std::move(batch), std::move(done));
  }
  void close() override { writes_->close(); }

private:
  std::shared_ptr<store_writes> writes_;
};

} // namespace ringleader::testkit
