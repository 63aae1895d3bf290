// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/control/proposals.hpp>

namespace ringleader::control {

bool proposals::add(std::uint64_t cookie, session_id session, command what, instant now,
                    duration patience) {
  // The registry remembers a span of numbers, so it is the span that is bounded, not the count.
  if (!waiting_.empty() && next_.value - waiting_.begin()->first.value >= waiting_max) return false;
  registry::proposer from{session, stream_, next_, {}};
  auto until = now + std::min(patience, patience_max);
  waiting_.emplace_hint(
    waiting_.end(), next_,
    pending{
      cookie, {{from, std::move(what.what)}, std::move(what.encoded)}, until, {}, false, false});
  next_ = next_.next();
  until_ = std::min(until_, until);
  return true;
}

std::optional<proposals::ending> proposals::add_join(std::uint64_t cookie, command who,
                                                     instant now) {
  EXPECTS(std::holds_alternative<registry::join>(who.what));
  std::optional<ending> before;
  if (join_) before = failed(*join_);
  join_ = pending{cookie,
                  {{std::nullopt, std::move(who.what)}, std::move(who.encoded)},
                  now + join_patience,
                  {},
                  false,
                  false};
  until_ = std::min(until_, join_->until);
  return before;
}

std::vector<const proposals::proposal*> proposals::due(instant now, duration retry_after) {
  std::vector<const proposal*> out;
  // With many under way it is the new ones that matter, not those that wait for their answer.
  auto repeats = now >= retry_at_;
  if (repeats) retry_at_ = never;
  auto take = [&](pending& p) {
    auto due = !p.sent || now - *p.sent >= retry_after;
    if (due) p.sent = now;
    p.ever_sent = true;
    retry_at_ = std::min(retry_at_, *p.sent + retry_after);
    return due;
  };
  if (join_ && (repeats || !join_->sent) && take(*join_)) out.push_back(&join_->what);
  if (waiting_.empty()) return out;
  auto acked_below = waiting_.begin()->first;
  auto from = repeats ? waiting_.begin() : waiting_.lower_bound(unsent_from_);
  for (auto it = from; it != waiting_.end(); ++it) {
    auto& p = it->second;
    if (!take(p)) continue;
    p.what.what.from->acked_below = acked_below;
    out.push_back(&p.what);
  }
  unsent_from_ = next_;
  return out;
}

void proposals::resend_all() {
  if (join_) join_->sent.reset();
  for (auto& entry : waiting_) entry.second.sent.reset();
  unsent_from_ = sequence{1};
}

void proposals::passed_over() {
  for (auto& entry : waiting_) entry.second.is_doubtful = entry.second.ever_sent;
}

std::optional<proposals::settled> proposals::settle(const registry::envelope& entry) {
  if (!entry.from) {
    auto* joined = std::get_if<registry::join>(&entry.what);
    if (joined == nullptr || !join_ ||
        std::get<registry::join>(join_->what.what.what).boot != joined->boot)
      return std::nullopt;
    auto cookie = join_->cookie;
    join_.reset();
    return settled{cookie, false};
  }
  if (entry.from->stream != stream_) return std::nullopt;
  auto found = waiting_.find(entry.from->sequence);
  if (found == waiting_.end() || found->second.what.what.from->session != entry.from->session)
    return std::nullopt;
  settled ended{found->second.cookie, found->second.is_doubtful};
  waiting_.erase(found);
  return ended;
}

proposals::ending proposals::failed(const pending& p) {
  if (p.ever_sent)
    return {p.cookie,
            {errc::outcome_unknown,
             "the control log did not answer in time; the command may still take effect"}};
  return {p.cookie, {errc::no_quorum, "no control leader is known; start more of the voters"}};
}

std::vector<proposals::ending> proposals::give_up(instant now) {
  std::vector<ending> late;
  if (now < until_) return late;
  until_ = never;
  if (join_ && now >= join_->until) {
    late.push_back(failed(*join_));
    join_.reset();
  }
  if (join_) until_ = join_->until;
  for (auto it = waiting_.begin(); it != waiting_.end();) {
    if (now < it->second.until) {
      until_ = std::min(until_, it->second.until);
      ++it;
      continue;
    }
    late.push_back(failed(it->second));
    it = waiting_.erase(it);
  }
  return late;
}

} // namespace ringleader::control
