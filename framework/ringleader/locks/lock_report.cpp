// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/lock_report.hpp>

#include <ringleader/locks/lock_limits.hpp>

#include <algorithm>

namespace ringleader {

namespace {

const lock_want& want_of(const std::vector<lock_want>& wants, const std::string& name) {
  return *std::find_if(wants.begin(), wants.end(),
                       [&](const lock_want& want) { return want.name == name; });
}

void note_who_is_in_the_way(lock_report::waiter& of, const lock_book& book, const lock_slot& slot,
                            lock_arrival arrival) {
  auto note = [&](lock_owner blocker, fencing_token token) {
    if (of.waits_for.size() < wait_steps_max)
      of.waits_for.push_back({of.owner, of.as.name, blocker, token});
    else
      ++of.more;
  };
  if (!slot.admits(of.as))
    for (const auto& [token, share] : slot.holds()) {
      if (of.waits_for.size() == wait_steps_max) { // counted without a look at each
        of.more += slot.holds().size() - wait_steps_max;
        break;
      }
      note(book.hold(token)->owner, token);
    }
  for (auto other : slot.ahead_of(arrival, of.as)) note(book.request(other).owner, {});
}

} // namespace

std::optional<lock_report> report(const lock_book& book, const std::string& name) {
  const auto* slot = book.slot(name);
  if (slot == nullptr) return std::nullopt;
  lock_report seen;
  seen.name = name;
  seen.capacity = slot->capacity();
  for (const auto& [token, share] : slot->holds()) {
    const auto& held = *book.hold(token);
    seen.holders.push_back(
      {held.owner, held.claims, token, want_of(held.wants, name), held.expires});
  }
  for (const auto& [arrival, share] : slot->waiting()) {
    const auto& request = book.request(arrival);
    const auto& as = want_of(request.wants, name);
    lock_report::waiter waits{request.owner, request.claim, as, request.wants.size(), {}, 0};
    note_who_is_in_the_way(waits, book, *slot, arrival);
    seen.waiters.push_back(std::move(waits));
  }
  return seen;
}

std::string to_string(const lock_report& seen) {
  auto text = seen.name;
  if (seen.capacity != 0) text += " capacity=" + std::to_string(seen.capacity);
  text += '\n';
  for (const auto& h : seen.holders) {
    bool withheld = h.claims.empty();
    text += withheld ? "  withheld" : "  held by " + to_string(h.owner);
    text += " token=" + to_string(h.token) + " as " + to_string(h.as);
    if (h.claims.size() > 1) text += " times=" + std::to_string(h.claims.size());
    if (h.expires)
      text += (withheld ? " until=" : " expires=") + to_string(h.expires->time_since_epoch());
    text += '\n';
  }
  for (const auto& w : seen.waiters) {
    text +=
      "  waiting " + to_string(w.owner) + " claim=" + to_string(w.claim) + " as " + to_string(w.as);
    for (const auto& step : w.waits_for)
      text += "; " + (step.token && !step.blocker.session
                        ? "until it is free"
                        : (step.token ? "for " : "behind ") + to_string(step.blocker));
    if (w.more != 0) text += "; and " + std::to_string(w.more) + " more";
    text += '\n';
  }
  return text;
}

} // namespace ringleader
