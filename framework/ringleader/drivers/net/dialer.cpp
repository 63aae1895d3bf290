// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/drivers/net/dialer.hpp>

#include <algorithm>

namespace ringleader::net {

namespace asio = boost::asio;

dialer::dialer(asio::io_context& io, const transport_options& options, callbacks to)
  : options_(options), to_(std::move(to)), resolver_(io), random_(options.seed) {}

dial_target* dialer::find(const endpoint& where) {
  auto at = targets_.find(where);
  return at == targets_.end() ? nullptr : &at->second;
}

void dialer::link(const endpoint& where) {
  targets_[where].linked = true;
  look_after();
}

void dialer::want(const endpoint& where, store_id peer) {
  targets_[where].wanted_by.insert(peer);
  look_after();
}

std::vector<connection_ptr> dialer::unlink(const endpoint& where) {
  auto* target = find(where);
  if (!target) return {};
  target->linked = false;
  if (!target->wanted_by.empty()) return {};
  return drop(where);
}

std::vector<connection_ptr> dialer::drop(const endpoint& where) {
  auto at = targets_.find(where);
  if (at == targets_.end()) return {};
  auto open = std::move(at->second.connections);
  targets_.erase(at); // a name that is still being resolved comes back to nothing
  return open;
}

void dialer::hurry(const endpoint& where) {
  auto* target = find(where);
  if (!target || target->stage != dial_stage::waiting || target->refused) return;
  target->next = to_.clock();
  look_after();
}

void dialer::dial_other_lanes(const endpoint& where) {
  auto* target = find(where);
  if (!target || options_.role != peer_role::node) return;
  dial(where, *target, lane::bulk);
  dial(where, *target, lane::data);
}

void dialer::park(const endpoint& where, store_id doubled) {
  auto* target = find(where);
  if (!target) return;
  target->stage = dial_stage::parked;
  target->leads_to = doubled;
  target->connections.clear();
}

std::vector<connection_ptr> dialer::failed(const endpoint& where) {
  auto* target = find(where);
  if (!target) return {};
  auto open = std::exchange(target->connections, {});
  wait(*target);
  return open;
}

void dialer::succeeded(const endpoint& where) {
  auto* target = find(where);
  if (!target) return;
  target->backoff = duration{};
  target->refused = false;
  target->hang_ups = 0;
}

std::vector<connection_ptr> dialer::forget(store_id peer) {
  std::vector<connection_ptr> open;
  for (auto at = targets_.begin(); at != targets_.end();) {
    auto& target = at->second;
    target.wanted_by.erase(peer);
    bool wanted = target.linked || !target.wanted_by.empty();
    if (target.leads_to == peer || !wanted) {
      open.insert(open.end(), target.connections.begin(), target.connections.end());
      target.connections.clear();
      wait(target);
    }
    at = wanted ? std::next(at) : targets_.erase(at);
  }
  return open;
}

void dialer::wait(dial_target& target) {
  auto& d = options_.deadlines;
  target.stage = dial_stage::waiting;
  target.leads_to = {};
  target.backoff = std::clamp(target.backoff * 2, d.backoff_min, d.backoff_max);
  target.next = to_.clock() + random_.between(target.backoff / 2, target.backoff);
}

void dialer::look_after() {
  auto now = to_.clock();
  std::vector<endpoint> due; // what follows may change the map
  for (auto& [where, target] : targets_)
    if (target.stage == dial_stage::waiting && target.next <= now) due.push_back(where);
  for (auto& where : due)
    if (auto* target = find(where); target && target->stage == dial_stage::waiting)
      resolve(where, *target);
}

void dialer::resolve(const endpoint& where, dial_target& target) {
  target.stage = dial_stage::resolving;
  boost::system::error_code no_number;
  auto number = asio::ip::make_address(where.host, no_number);
  if (!no_number) return resolved(where, {{number, where.port}});
  resolver_.async_resolve(
    where.host, std::to_string(where.port), tcp::resolver::numeric_service,
    [this, where](boost::system::error_code wrong, const tcp::resolver::results_type& found) {
      if (wrong == asio::error::operation_aborted) return;
      auto* still = find(where);
      if (!still || still->stage != dial_stage::resolving) return;
      if (!wrong) return resolved(where, {found.begin(), found.end()});
      wait(*still);
      to_.unresolved(where, wrong.message());
    });
}

void dialer::resolved(const endpoint& where, const std::vector<tcp::endpoint>& addresses) {
  auto* target = find(where);
  EXPECTS(target && !addresses.empty());
  target->stage = dial_stage::dialing;
  // One address an attempt, the next one next time: a dead address does not hide a live one.
  target->address = addresses[target->attempts++ % addresses.size()];
  dial(where, *target, options_.role == peer_role::node ? lane::system : lane::data);
}

void dialer::dial(const endpoint& where, dial_target& target, lane on) {
  auto c = to_.connect(where, on);
  target.connections.push_back(c);
  c->due = to_.clock() + options_.deadlines.connect;
  c->open_dialed(target.address);
}

void dialer::stop() {
  resolver_.cancel();
  targets_.clear();
}

} // namespace ringleader::net
