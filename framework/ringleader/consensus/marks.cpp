// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/consensus/marks.hpp>

#include <ringleader/base/expects.hpp>

#include <algorithm>

namespace ringleader::consensus {

heard_marks::heard_marks(duration memory, std::size_t keys_max, instant now)
  : memory_(memory), keys_max_(keys_max), floor_(now) {
  EXPECTS(keys_max > 0);
}

void heard_marks::record(std::uint64_t key, instant now) {
  if (!has_room_for(key, now)) {
    auto oldest = std::min_element(marks_.begin(), marks_.end(),
                                   [](auto& a, auto& b) { return a.second < b.second; });
    floor_ = std::max(floor_, oldest->second);
    marks_.erase(oldest);
  }
  marks_[key] = now;
}

bool heard_marks::has_room_for(std::uint64_t key, instant now) {
  if (marks_.size() < keys_max_ || marks_.count(key) != 0) return true;
  drop_old(now);
  return marks_.size() < keys_max_;
}

void heard_marks::start_over(instant now) { floor_ = now; }

instant heard_marks::unknown_at(instant now) const { return std::max(floor_, now - memory_); }

std::vector<heard_at> heard_marks::known(instant now) const {
  std::vector<heard_at> listed;
  for (auto& mark : marks_)
    if (mark.second > unknown_at(now)) listed.push_back(mark);
  return listed;
}

void heard_marks::drop_old(instant now) {
  for (auto at = marks_.begin(); at != marks_.end();)
    at = at->second <= unknown_at(now) ? marks_.erase(at) : std::next(at);
}

void gathered_marks::add(instant unknown_at, const std::vector<heard_at>& known) {
  unknown_at_ = std::max(unknown_at_, unknown_at);
  for (auto& [key, at] : known) {
    auto& latest = latest_.emplace(key, at).first->second;
    latest = std::max(latest, at);
  }
}

std::vector<heard_at> gathered_marks::known() const {
  std::vector<heard_at> listed;
  for (auto& mark : latest_)
    if (mark.second > unknown_at_) listed.push_back(mark);
  return listed;
}

std::uint32_t age_in_ms(instant at, instant now) {
  auto age = std::chrono::duration_cast<std::chrono::milliseconds>(now - at).count();
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(age, 0, UINT32_MAX));
}

} // namespace ringleader::consensus
