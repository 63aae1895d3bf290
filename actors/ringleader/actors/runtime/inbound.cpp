// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/runtime/inbound.hpp>
#include <ringleader/actors/runtime/messages.hpp>
#include <ringleader/drivers/net/port_law.hpp>

#include <caf/send.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace ringleader {

namespace {

std::optional<child> receiver_of(channel what) {
  switch (what) {
  case channel::consensus:
  case channel::founding:
  case channel::joining:
  case channel::session:
  case channel::proposal: return child::control_log;
  case channel::admin: return child::admin;
  case channel::entity: return child::entities;
  case channel::entity_reply: return child::partitions;
  }
  return std::nullopt; // a channel of a newer release
}

constexpr std::array<child, 5> keeps_peers{child::transport, child::control_log, child::members,
                                           child::partitions, child::entities};

} // namespace

void inbound::on_peer_up(const peer_info& peer) {
  if (peer.role != peer_role::node) return;
  std::lock_guard<std::mutex> guard{mutex_};
  up_[peer.store] = peer;
  for (auto who : keeps_peers)
    if (auto to = book_.get(who)) caf::anon_send(to, peer_up{peer});
}

void inbound::on_peer_down(const peer_info& peer) {
  if (peer.role != peer_role::node) return;
  std::lock_guard<std::mutex> guard{mutex_};
  up_.erase(peer.store);
  for (auto who : keeps_peers)
    if (auto to = book_.get(who)) caf::anon_send(to, peer_down{peer});
}

void inbound::introduce(child who) {
  if (std::find(keeps_peers.begin(), keeps_peers.end(), who) == keeps_peers.end()) return;
  std::lock_guard<std::mutex> guard{mutex_};
  auto to = book_.get(who);
  if (!to) return;
  for (auto& entry : up_) caf::anon_send(to, peer_up{entry.second});
}

void inbound::lose_all() {
  std::lock_guard<std::mutex> guard{mutex_};
  for (auto& entry : up_)
    for (auto who : keeps_peers)
      if (auto to = book_.get(who)) caf::anon_send(to, peer_down{entry.second});
  up_.clear();
}

void inbound::on_frames(const peer_info& from, lane on, std::vector<frame> frames) {
  // Runs of one channel stay in order; two channels of one lane go to actors that share no order.
  std::array<std::vector<bytes>, 16> by_channel;
  for (auto& f : frames)
    if (f.channel < by_channel.size()) by_channel[f.channel].push_back(std::move(f.body));
  for (std::size_t i = 0; i < by_channel.size(); ++i) {
    if (by_channel[i].empty()) continue;
    auto lawful = net::judge_data(from.role, on, static_cast<std::uint8_t>(i));
    if (lawful != net::verdict::taken) continue;
    auto what = static_cast<channel>(i);
    auto who = receiver_of(what);
    if (!who) continue;
    if (auto to = book_.get(*who))
      caf::anon_send(to, frames_in{from, on, what, std::move(by_channel[i])});
  }
}

void inbound::on_trouble(const failure& why) {
  if (auto to = book_.get(child::transport)) caf::anon_send(to, transport_trouble{why});
}

} // namespace ringleader
