// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/group_writer.hpp>

#include <ringleader/drivers/host/thread_policy.hpp>

#include <algorithm>

namespace ringleader {

group_writer::group_writer(commit_function commit, std::size_t group_max, work_function work)
  : commit_(std::move(commit)), group_max_(group_max), work_(std::move(work)),
    has_work_(static_cast<bool>(work_)), thread_([this] { run(); }) {
  EXPECTS(group_max_ > 0);
}

group_writer::~group_writer() { close(); }

void group_writer::write(store_write batch, log_store::completion done) {
  {
    std::unique_lock<std::mutex> guard{mutex_};
    EXPECTS(!closing_ && last_ticket_ < batch.id);
    last_ticket_ = batch.id;
    changed_.wait(guard, [this] { return queue_.size() < queued_max; });
    auto id = batch.id;
    queue_.push_back({id, std::move(batch), std::move(done)});
    ++counters_.writes;
  }
  changed_.notify_all(); // who is woken while this thread has the mutex would wait for that next
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

void group_writer::wake() {
  std::lock_guard<std::mutex> guard{mutex_};
  has_work_ = static_cast<bool>(work_);
  changed_.notify_all();
}

/// Waits for something to do; false once nothing is left and none may follow.
bool group_writer::take_group(std::vector<pending>& group, bool failed) {
  std::unique_lock<std::mutex> guard{mutex_};
  changed_.wait(guard, [&] { return closing_ || !queue_.empty() || has_work_; });
  if (queue_.empty()) return !closing_;
  for (auto n = std::min(group_max_, queue_.size()); n > 0; --n) {
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  if (!failed) ++counters_.commits;
  changed_.notify_all();
  return true;
}

result<void> group_writer::work() {
  {
    std::lock_guard<std::mutex> guard{mutex_};
    if (!std::exchange(has_work_, false)) return {};
  }
  auto more = work_();
  if (!more) return more.error();
  if (*more) wake();
  return {};
}

void group_writer::run() {
  set_policy(thread_policy::ordinary);
  result<void> outcome;
  std::vector<pending> group;
  while (take_group(group, !outcome)) {
    std::vector<store_write> batches;
    batches.reserve(group.size());
    for (auto& item : group) batches.push_back(std::move(item.batch));
    // A failed disk is not asked again.
    if (outcome && !batches.empty()) outcome = commit_(std::move(batches));
    for (auto& item : group) item.done(item.id, outcome);
    group.clear();
    auto worked = work();
    if (outcome) outcome = worked;
  }
}

} // namespace ringleader
