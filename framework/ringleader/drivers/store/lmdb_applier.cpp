// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/lmdb_applier.hpp>

#include <ringleader/drivers/host/thread_policy.hpp>
#include <ringleader/drivers/store/lmdb_database.hpp>
#include <ringleader/drivers/store/lmdb_transaction.hpp>

#include <iterator>

namespace ringleader {

using steady = std::chrono::steady_clock;

lmdb_applier::lmdb_applier(lmdb_database& data, applier_options options, journal_mark mark,
                           std::vector<journal_frame> found)
  : data_(data), options_(std::move(options)), waiting_(std::move(found)), oldest_(steady::now()),
    mark_(mark), unproven_(!waiting_.empty()), thread_([this] { run(); }) {}

lmdb_applier::~lmdb_applier() { close(); }

result<void> lmdb_applier::outcome() const {
  std::lock_guard<std::mutex> guard{mutex_};
  return outcome_;
}

void lmdb_applier::add(journal_frame frame, std::size_t size) {
  std::lock_guard<std::mutex> guard{mutex_};
  auto first = waiting_.empty();
  if (first) oldest_ = steady::now();
  waiting_.push_back(std::move(frame));
  auto before = std::exchange(waiting_bytes_, waiting_bytes_ + size);
  // The thread sleeps through all others.
  if (first || (before < options_.bytes_max && waiting_bytes_ >= options_.bytes_max))
    changed_.notify_all();
}

result<void> lmdb_applier::commit(const std::vector<store_write>& group, const journal_mark& mark) {
  result<void> done;
  ask([&] {
    EXPECTS(!unproven_);
    if (done = outcome(); !done) return;
    take_waiting();
    auto writes = writes_of(taken_);
    for (auto& batch : group) writes.push_back(&batch);
    done = data_.commit(writes, mark);
    finish(done, mark);
  });
  return done;
}

result<void> lmdb_applier::settle(std::uint64_t round) {
  std::unique_lock<std::mutex> guard{mutex_};
  while (outcome_ && mark_.round < round) {
    hurried_ = true;
    changed_.notify_all();
    changed_.wait(guard);
  }
  return outcome_;
}

result<stored_state> lmdb_applier::load() {
  result<stored_state> loaded = errc::io_error;
  ask([&] {
    auto found = data_.load();
    take_waiting();
    auto replayed = found ? replay(found->state, taken_) : result<void>{found.error()};
    loaded = replayed ? result<stored_state>{std::move(found->state)} : replayed.error();
    std::lock_guard<std::mutex> guard{mutex_};
    if (replayed)
      unproven_ = false;
    else
      outcome_ = replayed;
  });
  return loaded;
}

void lmdb_applier::wake() {
  std::lock_guard<std::mutex> guard{mutex_};
  has_slices_ = true;
  changed_.notify_all();
}

void lmdb_applier::close() {
  {
    std::lock_guard<std::mutex> guard{mutex_};
    closing_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

/// Has the thread do it, or does it if there is none any more.
void lmdb_applier::ask(const std::function<void()>& question) {
  std::unique_lock<std::mutex> guard{mutex_};
  changed_.wait(guard, [this] { return question_ == nullptr; });
  if (ended_) {
    guard.unlock();
    return question();
  }
  question_ = &question;
  changed_.notify_all();
  auto mine = answered_;
  changed_.wait(guard, [&] { return answered_ != mine; });
}

lmdb_applier::task lmdb_applier::next(std::unique_lock<std::mutex>& guard) {
  for (;;) {
    if (question_ != nullptr) return task::answer;
    bool waits = outcome_ && !unproven_ && (!waiting_.empty() || !taken_.empty());
    if (waits && (hurried_ || closing_ || waiting_bytes_ >= options_.bytes_max ||
                  steady::now() >= oldest_ + options_.delay_max))
      return task::apply;
    hurried_ = false;
    if (closing_) return task::end;
    if (has_slices_) return task::slice;
    if (waits)
      changed_.wait_until(guard, oldest_ + options_.delay_max);
    else
      changed_.wait(guard);
  }
}

void lmdb_applier::run() {
  set_policy(thread_policy::ordinary);
  std::unique_lock<std::mutex> guard{mutex_};
  for (auto what = next(guard); what != task::end; what = next(guard)) {
    auto* question = question_;
    if (what == task::slice) has_slices_ = false;
    guard.unlock();
    if (what == task::answer) (*question)();
    if (what == task::apply) apply();
    if (what == task::slice) slice();
    guard.lock();
    if (what != task::answer) continue;
    question_ = nullptr;
    ++answered_;
    changed_.notify_all();
  }
  ended_ = true;
}

void lmdb_applier::take_waiting() {
  std::lock_guard<std::mutex> guard{mutex_};
  taken_.insert(taken_.end(), std::make_move_iterator(waiting_.begin()),
                std::make_move_iterator(waiting_.end()));
  waiting_.clear();
  waiting_bytes_ = 0;
}

void lmdb_applier::apply() {
  take_waiting();
  auto mark = taken_.back().end;
  int code = options_.fault ? options_.fault() : 0;
  finish(code != 0 ? lmdb_failure("a write failed", code) : data_.settle(writes_of(taken_), mark),
         mark);
}

void lmdb_applier::finish(const result<void>& outcome, const journal_mark& mark) {
  if (outcome) taken_.clear(); // takes its time: before the lock
  std::lock_guard<std::mutex> guard{mutex_};
  if (outcome)
    mark_ = mark;
  else
    outcome_ = outcome;
  has_slices_ = has_slices_ || !outcome; // who waits for one is to be told
  changed_.notify_all();
}

void lmdb_applier::slice() {
  if (auto broken = outcome(); !broken) return data_.refuse_staged(broken);
  auto more = data_.work();
  std::lock_guard<std::mutex> guard{mutex_};
  if (!more) outcome_ = more.error();
  if (more && *more) has_slices_ = true;
  changed_.notify_all();
}

} // namespace ringleader
