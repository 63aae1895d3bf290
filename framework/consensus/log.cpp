// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/consensus/log.hpp>

#include <ringleader/consensus/messages.hpp>

#include <algorithm>
#include <tuple>

namespace ringleader::consensus {

raft_log::raft_log(std::vector<entry> entries) {
  entries_.reserve(entries.size());
  for (auto& e : entries) append(std::move(e));
}

raft_term raft_log::term_at(log_index index) const {
  if (!index || index > last_index()) return {};
  return entries_[index.value - 1].term;
}

const entry& raft_log::at(log_index index) const {
  EXPECTS(index && index <= last_index());
  return entries_[index.value - 1];
}

std::vector<entry> raft_log::range(log_index first, log_index last) const {
  if (first > last) return {};
  EXPECTS(first && last <= last_index());
  auto begin = entries_.begin();
  return {begin + static_cast<std::ptrdiff_t>(first.value - 1),
          begin + static_cast<std::ptrdiff_t>(last.value)};
}

std::vector<entry> raft_log::batch(log_index first, std::size_t bytes_max) const {
  EXPECTS(first);
  auto last = first;
  std::size_t size = 0;
  for (; last <= last_index(); last = last.next()) {
    size += wire_size(at(last));
    if (size > bytes_max && last != first) break;
  }
  return range(first, log_index{last.value - 1});
}

void raft_log::append(entry e) {
  EXPECTS(e.index == last_index().next());
  EXPECTS(e.term && e.term >= last_term());
  if (e.kind == entry_kind::configuration) {
    auto members = configuration_of(e);
    EXPECTS(members.ok());
    configurations_.emplace_back(e.index, std::move(*members));
  }
  entries_.push_back(std::move(e));
}

void raft_log::truncate(log_index from) {
  EXPECTS(from);
  if (from > last_index()) return;
  entries_.resize(from.value - 1);
  while (!configurations_.empty() && configurations_.back().first >= from)
    configurations_.pop_back();
}

bool raft_log::is_covered_by(log_index other_last_index, raft_term other_last_term) const {
  auto own_term = last_term();
  auto own_index = last_index();
  return std::tie(other_last_term, other_last_index) >= std::tie(own_term, own_index);
}

log_index raft_log::last_possible_match(log_index from, raft_term term) const {
  auto bound = std::min(from, last_index());
  // Terms never fall along the log.
  auto end = entries_.begin() + static_cast<std::ptrdiff_t>(bound.value);
  auto above = std::upper_bound(entries_.begin(), end, term,
                                [](raft_term t, const entry& e) { return t < e.term; });
  return log_index{static_cast<std::uint64_t>(above - entries_.begin())};
}

const configuration& raft_log::members() const {
  static const configuration nobody;
  return configurations_.empty() ? nobody : configurations_.back().second;
}

log_index raft_log::members_index() const {
  return configurations_.empty() ? log_index{} : configurations_.back().first;
}

} // namespace ringleader::consensus
