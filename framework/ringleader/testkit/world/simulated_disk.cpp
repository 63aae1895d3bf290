// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/base/expects.hpp>
#include <ringleader/testkit/world/simulated_disk.hpp>

namespace ringleader::testkit {

simulated_disk::simulated_disk(stored_state initial, std::uint64_t seed)
  : stored_(std::move(initial)), random_(seed) {}

void simulated_disk::set_latency(duration min, duration max, std::uint32_t grouped) {
  EXPECTS(min <= max);
  latency_min_ = min;
  latency_max_ = max;
  grouped_ = grouped;
}

void simulated_disk::write(store_write batch, instant now) {
  EXPECTS(batch.id > last_ticket_);
  last_ticket_ = batch.id;
  waiting_.push_back(std::move(batch));
  if (syncing_ == 0) begin_sync(now);
}

void simulated_disk::begin_sync(instant now) {
  syncing_ = waiting_.empty() || random_.chance(grouped_) ? waiting_.size() : 1;
  synced_at_ = syncing_ == 0 ? never : now + random_.between(latency_min_, latency_max_);
}

instant simulated_disk::next_completion() const { return synced_at_; }

simulated_disk::completion simulated_disk::complete(instant now) {
  EXPECTS(!waiting_.empty() && synced_at_ <= now);
  auto batch = std::move(waiting_.front());
  waiting_.pop_front();
  if (--syncing_ == 0) begin_sync(now);
  if (failing_) {
    failing_ = false;
    failed_ = true;
  }
  if (failed_) return {batch.id, false};
  store(batch);
  return {batch.id, true};
}

void simulated_disk::crash() {
  if (!failed_) {
    auto survivors = random_.below(waiting_.size() + 1);
    for (std::size_t i = 0; i < survivors; ++i) store(waiting_[i]);
  }
  waiting_.clear();
  syncing_ = 0;
  synced_at_ = never;
  failed_ = false;
  last_ticket_ = {}; // tickets are counted per process
}

void simulated_disk::store(const store_write& batch) { apply(stored_, batch); }

} // namespace ringleader::testkit
