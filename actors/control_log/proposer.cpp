// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/actors/control_log/proposer.hpp>
#include <ringleader/actors/node/messages.hpp>
#include <ringleader/contract/errors.hpp>

namespace ringleader {

bool proposer::add(session_id session, registry::command what, caf::response_promise asker,
                   instant now, duration patience) {
  // The registry remembers a span of numbers, so it is the span that is bounded, not the count.
  if (!waiting_.empty() && next_.value - waiting_.begin()->first.value >= waiting_max) return false;
  waiting_.emplace(next_,
                   pending{session, std::move(what), std::move(asker), now + patience, {}, false});
  next_ = next_.next();
  return true;
}

void proposer::add_join(registry::join who, caf::response_promise asker, instant now) {
  if (join_) join_->asker.deliver(make_error(errc::stopping));
  join_ = pending{session_id{}, std::move(who), std::move(asker), now + join_patience, {}, false};
}

std::vector<registry::envelope> proposer::due(instant now, duration retry_after) {
  std::vector<registry::envelope> out;
  auto is_due = [&](const pending& p) { return !p.sent || now - *p.sent >= retry_after; };
  auto mark = [&](pending& p) {
    p.sent = now;
    p.ever_sent = true;
  };
  if (join_ && is_due(*join_)) {
    mark(*join_);
    out.push_back({std::nullopt, join_->what});
  }
  if (waiting_.empty()) return out;
  auto acked_below = waiting_.begin()->first;
  for (auto& [number, p] : waiting_) {
    if (!is_due(p)) continue;
    mark(p);
    out.push_back({registry::proposer{p.session, stream_, number, acked_below}, p.what});
  }
  return out;
}

void proposer::resend_all() {
  if (join_) join_->sent.reset();
  for (auto& entry : waiting_) entry.second.sent.reset();
}

bool proposer::settle(const registry::envelope& entry, const registry::outcome& outcome) {
  if (!entry.from) {
    auto* joined = std::get_if<registry::join>(&entry.what);
    if (joined == nullptr || !join_ || std::get<registry::join>(join_->what).boot != joined->boot)
      return false;
    auto asker = std::move(join_->asker);
    join_.reset();
    asker.deliver(proposal_outcome{outcome});
    return true;
  }
  auto found = waiting_.find(entry.from->sequence);
  if (entry.from->stream != stream_ || found == waiting_.end() ||
      found->second.session != entry.from->session)
    return false;
  auto asker = std::move(found->second.asker);
  waiting_.erase(found);
  asker.deliver(proposal_outcome{outcome});
  return true;
}

void proposer::fail(pending& p) {
  if (p.ever_sent)
    p.asker.deliver(make_error(errc::outcome_unknown, "the control log did not answer in time; the "
                                                      "command may still take effect"));
  else
    p.asker.deliver(
      make_error(errc::no_quorum, "no control leader is known; start more of the voters"));
}

void proposer::give_up(instant now) {
  if (join_ && now >= join_->until) {
    fail(*join_);
    join_.reset();
  }
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    if (now < it->second.until) {
      ++it;
      continue;
    }
    fail(it->second);
    it = waiting_.erase(it);
  }
}

void proposer::abandon() {
  if (join_) fail(*join_);
  join_.reset();
  for (auto& entry : waiting_) fail(entry.second);
  waiting_.clear();
}

} // namespace ringleader
