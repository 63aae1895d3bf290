// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/group_writer.hpp>

#include <algorithm>

namespace ringleader {

group_writer::group_writer(commit_function commit, std::size_t group_max)
  : commit_(std::move(commit)), group_max_(group_max), thread_([this] { run(); }) {
  EXPECTS(group_max_ > 0);
}

group_writer::~group_writer() { close(); }

void group_writer::write(store_write batch, log_store::completion done) {
  std::unique_lock<std::mutex> guard{mutex_};
  EXPECTS(!closing_ && last_ticket_ < batch.id);
  last_ticket_ = batch.id;
  changed_.wait(guard, [this] { return queue_.size() < queued_max; });
  queue_.push_back({std::move(batch), std::move(done)});
  ++counters_.writes;
  changed_.notify_all();
}

void group_writer::close() {
  {
    std::lock_guard<std::mutex> guard{mutex_};
    closing_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

store_counters group_writer::counters() const {
  std::lock_guard<std::mutex> guard{mutex_};
  return counters_;
}

void group_writer::run() {
  result<void> outcome;
  for (;;) {
    std::vector<store_write> group;
    std::vector<log_store::completion> dones;
    {
      std::unique_lock<std::mutex> guard{mutex_};
      changed_.wait(guard, [this] { return closing_ || !queue_.empty(); });
      if (queue_.empty()) return;
      for (auto n = std::min(group_max_, queue_.size()); n > 0; --n) {
        group.push_back(std::move(queue_.front().batch));
        dones.push_back(std::move(queue_.front().done));
        queue_.pop_front();
      }
      if (outcome) ++counters_.commits;
      changed_.notify_all();
    }
    if (outcome) outcome = commit_(group); // a failed disk is not asked again
    for (std::size_t i = 0; i < group.size(); ++i) dones[i](group[i].id, outcome);
  }
}

} // namespace ringleader
