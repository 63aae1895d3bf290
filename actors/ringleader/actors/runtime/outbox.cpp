// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/runtime/outbox.hpp>

#include <mutex>
#include <utility>

namespace ringleader {

void outbox::open(transport* port) {
  std::unique_lock<std::shared_mutex> guard{mutex_};
  port_ = port;
  if (port_ != nullptr) port_->set_owners(owners_);
}

errc outbox::send(store_id to, lane on, channel what, bytes body) const {
  std::shared_lock<std::shared_mutex> guard{mutex_};
  if (port_ == nullptr) return errc::unreachable;
  return port_->send(to, on, frame{static_cast<std::uint8_t>(what), std::move(body)});
}

void outbox::link(const endpoint& target) const {
  std::shared_lock<std::shared_mutex> guard{mutex_};
  if (port_ != nullptr) port_->link(target);
}

void outbox::unlink(const endpoint& target) const {
  std::shared_lock<std::shared_mutex> guard{mutex_};
  if (port_ != nullptr) port_->unlink(target);
}

void outbox::set_cluster(cluster_id cluster) const {
  std::shared_lock<std::shared_mutex> guard{mutex_};
  if (port_ != nullptr) port_->set_cluster(cluster);
}

void outbox::set_owners(std::vector<store_owner> all) const {
  std::unique_lock<std::shared_mutex> guard{mutex_};
  owners_ = std::move(all);
  if (port_ != nullptr) port_->set_owners(owners_);
}

void outbox::expel(store_id peer) const {
  std::shared_lock<std::shared_mutex> guard{mutex_};
  if (port_ != nullptr) port_->expel(peer);
}

transport_counters outbox::counters() const {
  std::shared_lock<std::shared_mutex> guard{mutex_};
  return port_ == nullptr ? transport_counters{} : port_->counters();
}

} // namespace ringleader
