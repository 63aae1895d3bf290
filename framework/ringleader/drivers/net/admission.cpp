// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/net/admission.hpp>

#include <algorithm>

namespace ringleader::net {

namespace {

constexpr duration knock_cost = duration{std::chrono::seconds{1}} / knocks_per_second;
constexpr duration credit_max = knock_cost * knocks_at_once;
constexpr std::size_t addresses_max = 4096;
constexpr duration tidied_every = std::chrono::milliseconds{250}; // all are looked at then

std::size_t index_of(peer_role role) { return static_cast<std::size_t>(role); }

} // namespace

admission::admission(std::size_t connections)
  : connections_(connections), unfinished_max_(std::max<std::size_t>(connections / 4, 4)) {}

std::size_t admission::count() const { return unfinished_.size() + greeted_.size(); }

bool admission::too_fast(const std::string& address, duration now) {
  if (rates_.size() >= addresses_max && now >= tidied_at_ + tidied_every) {
    tidied_at_ = now;
    for (auto at = rates_.begin(); at != rates_.end();)
      at = at->second.full_at <= now ? rates_.erase(at) : std::next(at);
  }
  // More addresses than are remembered share one rate.
  auto key = rates_.size() < addresses_max || rates_.count(address) != 0 ? address : std::string{};
  auto& known = rates_[key];
  auto full_at = std::max(known.full_at, now) + knock_cost;
  if (full_at - now > credit_max) return true;
  known.full_at = full_at;
  return false;
}

admission::place admission::oldest_of_most_frequent() const {
  auto most = std::max_element(unfinished_of_.begin(), unfinished_of_.end(),
                               [](auto& a, auto& b) { return a.second < b.second; });
  auto oldest = std::find_if(unfinished_.begin(), unfinished_.end(),
                             [&](auto& each) { return each.second == most->first; });
  return oldest->first;
}

admission::answer admission::knock(const std::string& address, duration now) {
  if (too_fast(address, now)) return {};
  answer given;
  if (unfinished_.size() >= unfinished_max_ || count() >= connections_) {
    if (unfinished_.empty()) return {};
    given.gives_way = oldest_of_most_frequent();
    left(*given.gives_way);
  }
  given.taken = ++last_;
  unfinished_.emplace(last_, address);
  ++unfinished_of_[address];
  return given;
}

bool admission::has_room(peer_role role) const {
  auto clients = greeted_of_[index_of(peer_role::client)];
  auto tools = clients + greeted_of_[index_of(peer_role::admin)];
  switch (role) {
  case peer_role::client: return clients < connections_ / 2;
  case peer_role::admin: return tools < connections_ / 4 * 3;
  case peer_role::node: break;
  }
  return true;
}

void admission::greeted(place which, peer_role role) {
  if (unfinished_.count(which) == 0) return;
  left(which);
  greeted_.emplace(which, role);
  ++greeted_of_[index_of(role)];
}

void admission::left(place which) {
  if (auto at = unfinished_.find(which); at != unfinished_.end()) {
    auto of = unfinished_of_.find(at->second);
    if (--of->second == 0) unfinished_of_.erase(of);
    unfinished_.erase(at);
  }
  if (auto at = greeted_.find(which); at != greeted_.end()) {
    --greeted_of_[index_of(at->second)];
    greeted_.erase(at);
  }
}

} // namespace ringleader::net
