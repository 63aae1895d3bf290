// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/membership/session_tracker.hpp>

#include <algorithm>

namespace ringleader {

session_tracker::session_tracker(const session_config& config, instant now)
  : config_(config), began_at_(now), quiet_until_(now + 2 * config.renewal_interval()) {}

void session_tracker::known(session_id session, instant heard_at) {
  // Named never: the first time that it is overdue counts.
  sessions_.emplace(session, tracked{heard_at, instant::min(), false});
}

void session_tracker::opened(session_id session, instant now) {
  sessions_.emplace(session, tracked{now, instant::min(), false});
}

void session_tracker::ended(session_id session) { sessions_.erase(session); }

bool session_tracker::renewal_allowed(session_id session) const {
  auto at = sessions_.find(session);
  return at != sessions_.end() && !at->second.expiring;
}

void session_tracker::renewed(session_id session, instant now) {
  auto at = sessions_.find(session);
  if (at == sessions_.end() || at->second.expiring) return;
  at->second.renewed_at = std::max(at->second.renewed_at, now);
}

void session_tracker::expiry_proposed(session_id session) {
  auto at = sessions_.find(session);
  if (at != sessions_.end()) at->second.expiring = true;
}

std::vector<session_id> session_tracker::overdue(instant now) {
  if (now < quiet_until_) return {};
  std::vector<session_id> late;
  std::size_t open = 0;
  for (const auto& [id, session] : sessions_) {
    if (!session.expiring) ++open;
    if (now - session.renewed_at < config_.leader_time()) continue;
    if (!session.expiring || now >= session.named_at + config_.renewal_interval())
      late.push_back(id);
  }
  auto fresh = std::count_if(late.begin(), late.end(),
                             [&](session_id id) { return !sessions_.at(id).expiring; });
  auto name = [&] {
    for (auto id : late) sessions_.at(id).named_at = now;
    return late;
  };
  if (2 * static_cast<std::size_t>(fresh) <= open) {
    doubted_ = false;
    return name();
  }
  if (doubted_) return name();
  doubted_ = true;
  auto learned_by = began_at_ + config_.leader_time();
  quiet_until_ = now < learned_by ? learned_by : now + config_.leader_time();
  return {};
}

instant session_tracker::next_check() const {
  auto next = never;
  for (const auto& [id, session] : sessions_) {
    auto due = session.renewed_at + config_.leader_time();
    if (session.expiring) due = std::max(due, session.named_at + config_.renewal_interval());
    next = std::min(next, due);
  }
  return next == never ? never : std::max(next, quiet_until_);
}

} // namespace ringleader
