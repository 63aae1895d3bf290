// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/store/memory_store.hpp>

namespace ringleader {

namespace {

constexpr std::size_t group_max = 1024;

} // namespace

memory_disk::memory_disk(std::string cluster_name, entropy_port& entropy) {
  state_.identity = {store_id{entropy.next()}, {}, std::move(cluster_name)};
}

memory_store::memory_store(std::shared_ptr<memory_disk> disk)
  : disk_(std::move(disk)),
    writer_(std::make_unique<group_writer>(
      [this](const std::vector<store_write>& group) { return disk_->commit(group); }, group_max)) {}

memory_store::~memory_store() { close(); }

result<stored_state> memory_store::load() {
  std::lock_guard<std::mutex> guard{disk_->mutex_};
  return disk_->state_;
}

void memory_store::write(store_write batch, completion done) {
  writer_->write(std::move(batch), std::move(done));
}

void memory_store::close() { writer_->close(); }

result<void> memory_disk::commit(const std::vector<store_write>& group) {
  std::lock_guard<std::mutex> guard{mutex_};
  auto cluster = state_.identity.cluster;
  for (auto& batch : group) { // first: a group is stored as a whole or not at all
    if (!batch.cluster || batch.cluster == cluster) continue;
    if (cluster)
      return {errc::foreign_cluster, "the store belongs to cluster " + to_hex(cluster) +
                                       " and cannot become part of " + to_hex(*batch.cluster)};
    cluster = *batch.cluster;
  }
  for (auto& batch : group) apply(state_, batch);
  return {};
}

} // namespace ringleader
