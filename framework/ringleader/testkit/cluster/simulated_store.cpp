// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/testkit/cluster/simulated_store.hpp>

namespace ringleader::testkit {

void store_writes::write(store_write batch, log_store::completion done) {
  if (closed_) return; // the process is lost
  waiting_.push_back(std::move(done));
  disk_.write(std::move(batch), world_.now());
  schedule();
}

void store_writes::schedule() {
  auto due = disk_.next_completion();
  if (due == never || due == scheduled_) return;
  scheduled_ = due;
  world_.at(std::max(due, world_.now()), [weak = weak_from_this()] {
    auto self = weak.lock();
    if (!self || self->closed_) return;
    self->scheduled_ = instant::min();
    while (self->disk_.next_completion() <= self->world_.now())
      self->complete_one(self->world_.now());
    self->schedule();
  });
}

void store_writes::complete_one(instant now) {
  auto done = std::move(waiting_.front());
  waiting_.pop_front();
  auto ended = disk_.complete(now);
  world_.mix(ended.id.value);
  if (ended.ok)
    done(ended.id, {});
  else
    done(ended.id, {errc::io_error, "the simulated disk failed"});
}

void store_writes::close() {
  if (closed_) return;
  while (disk_.next_completion() != never) complete_one(disk_.next_completion());
  lose(); // nothing waits: this only lets the next store count its tickets anew
}

void store_writes::lose() {
  if (closed_) return;
  closed_ = true;
  waiting_.clear();
  disk_.crash();
}

} // namespace ringleader::testkit
