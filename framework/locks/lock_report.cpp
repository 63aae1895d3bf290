// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/locks/lock_report.hpp>

#include <algorithm>

namespace ringleader {

namespace {

const lock_want& want_of(const std::vector<lock_want>& wants, const std::string& name) {
  return *std::find_if(wants.begin(), wants.end(),
                       [&](const lock_want& want) { return want.name == name; });
}

std::vector<wait_step> in_the_way(const lock_book& book, const lock_slot& slot,
                                  lock_arrival arrival, const lock_request& request,
                                  const lock_want& as) {
  std::vector<wait_step> steps;
  if (!slot.admits(as))
    for (const auto& [token, share] : slot.holds())
      steps.push_back({request.owner, as.name, book.hold(token)->owner, token});
  for (auto other : slot.ahead_of(arrival, as))
    steps.push_back({request.owner, as.name, book.request(other).owner, {}});
  return steps;
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
    seen.waiters.push_back({request.owner, request.claim, as, request.wants.size(),
                            in_the_way(book, *slot, arrival, request, as)});
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
    text += '\n';
  }
  return text;
}

} // namespace ringleader
