// SPDX-License-Identifier: BSD-3-Clause
// What the admin desk wants of the control log: a copy of what it knows, and a transfer.
#include <ringleader/actors/control_log/control_log.hpp>

namespace ringleader {

/// Pointers and a bounded number of lines: the frames of the node wait meanwhile.
status_ready control_log::status() const {
  auto seen = std::make_shared<status_seen>();
  seen->cluster_name = node_->options.cluster;
  seen->cluster = node_->cluster_now();
  seen->answered_by = node_->name;
  seen->role = machine_ ? to_string(raft()->role()) : "forming";
  seen->late_max = late_max_;
  if (machine_) {
    seen->term = raft()->term();
    seen->leader = raft()->leader();
    seen->dropped = machine_->dropped();
    seen->commit_index = raft()->commit_index();
    for (auto v : raft()->members().voters) seen->voters.push_back(v);
    for (auto l : raft()->members().learners) seen->learners.push_back(l);
  }
  seen->applied_index = state().applied_index();
  seen->members = state().view();
  seen->table = state().table();
  seen->placement = state().settings().placement;
  seen->port = node_->out.counters();
  seen->grants = grants_of(state());
  return {std::move(seen)};
}

caf::result<transfer_over> control_log::transfer(const transfer_asked& ask) {
  if (!leads()) {
    auto* m = find(*state().view(), leader());
    auto whom = m != nullptr ? m->name : leader() ? to_hex(leader()) : std::string{};
    return transfer_over{errc::not_leader, std::move(whom)};
  }
  auto promise = make_response_promise();
  auto cookie = ++next_cookie_;
  transfers_.emplace(cookie, promise);
  step(control::transfer{ask.to, cookie});
  return promise;
}

} // namespace ringleader
