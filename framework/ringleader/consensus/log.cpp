// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/consensus/log.hpp>

#include <ringleader/base/mutant.hpp>
#include <ringleader/consensus/messages.hpp>

#include <algorithm>
#include <tuple>

namespace ringleader::consensus {

raft_log::raft_log(std::vector<entry> entries) {
  entries_.reserve(entries.size());
  for (auto& e : entries) append(std::move(e));
  if (mutated(mutant::uncommitted_members_kept) && !configurations_.empty())
    configurations_ = {{base_index_, configurations_.back().second}};
}

raft_log::raft_log(const snapshot& base, std::vector<entry> entries) {
  reset(base);
  if (entries.empty()) return;
  auto first = entries.front().index;
  EXPECTS(first && first <= base.index.next());
  base_index_ = log_index{first.value - 1};
  if (base_index_ != base.index) base_term_ = {};
  entries_.reserve(entries.size());
  for (auto& e : entries) append(std::move(e));
  EXPECTS(last_index() >= base.index);
  if (mutated(mutant::uncommitted_members_kept) && !configurations_.empty())
    configurations_ = {{base_index_, configurations_.back().second}};
}

void raft_log::reset(const snapshot& base) {
  base_index_ = base.index;
  base_term_ = base.term;
  entries_.clear();
  configurations_ = {{base.index, base.members}};
}

bool raft_log::knows(log_index index) const {
  if (index == base_index_) return !index || base_term_;
  return index > base_index_ && index <= last_index();
}

raft_term raft_log::term_at(log_index index) const {
  if (index == base_index_) return base_term_;
  if (index < base_index_ || index > last_index()) return {};
  return entries_[index.value - first_index().value].term;
}

const entry& raft_log::at(log_index index) const {
  EXPECTS(index > base_index_ && index <= last_index());
  return entries_[index.value - first_index().value];
}

std::vector<entry> raft_log::range(log_index first, log_index last) const {
  if (first > last) return {};
  EXPECTS(first > base_index_ && last <= last_index());
  auto begin = entries_.begin();
  return {begin + static_cast<std::ptrdiff_t>(first.value - first_index().value),
          begin + static_cast<std::ptrdiff_t>(last.value - base_index_.value)};
}

std::vector<entry> raft_log::batch(log_index first, std::size_t bytes_max) const {
  EXPECTS(first > base_index_);
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
  EXPECTS(e.term && (e.term >= last_term() || mutated(mutant::truncation_lost)));
  if (e.kind == entry_kind::configuration) {
    auto members = configuration_of(e);
    EXPECTS(members.ok());
    // A snapshot knows of those up to its index.
    if (e.index > members_index()) configurations_.emplace_back(e.index, std::move(*members));
  }
  entries_.push_back(std::move(e));
}

void raft_log::truncate(log_index from) {
  EXPECTS(from > base_index_);
  if (from > last_index()) return;
  entries_.resize(from.value - first_index().value);
  if (configurations_.empty() || configurations_.back().first < from) return;
  while (!configurations_.empty() && configurations_.back().first >= from)
    configurations_.pop_back();
  if (mutated(mutant::rollback_past_compaction) && configurations_.size() > 1 &&
      configurations_[1].first <= base_index_)
    configurations_.erase(configurations_.begin() + 1, configurations_.end());
}

void raft_log::drop_head(log_index to, log_index covered) {
  EXPECTS(to > base_index_ && to <= covered && covered <= last_index());
  auto term = term_at(to);
  entries_.erase(entries_.begin(),
                 entries_.begin() + static_cast<std::ptrdiff_t>(to.value - base_index_.value));
  base_index_ = to;
  base_term_ = term;
  // Nothing behind the snapshot is ever truncated.
  while (configurations_.size() > 1 && configurations_[1].first <= covered &&
         !mutated(mutant::rollback_past_compaction))
    configurations_.erase(configurations_.begin());
}

bool raft_log::is_covered_by(log_index other_last_index, raft_term other_last_term) const {
  auto own_term = last_term();
  auto own_index = last_index();
  return std::tie(other_last_term, other_last_index) >= std::tie(own_term, own_index);
}

log_index raft_log::last_possible_match(log_index from, raft_term term) const {
  if (from < base_index_) return from;
  auto bound = std::min(from, last_index());
  // Terms never fall along the log.
  auto end = entries_.begin() + static_cast<std::ptrdiff_t>(bound.value - base_index_.value);
  auto above = std::upper_bound(entries_.begin(), end, term,
                                [](raft_term t, const entry& e) { return t < e.term; });
  if (above == entries_.begin() && base_index_ && base_term_ > term)
    return log_index{base_index_.value - 1};
  return log_index{base_index_.value + static_cast<std::uint64_t>(above - entries_.begin())};
}

const configuration& raft_log::members() const {
  static const configuration nobody;
  return configurations_.empty() ? nobody : configurations_.back().second;
}

const configuration& raft_log::members_at(log_index index) const {
  auto above = std::upper_bound(configurations_.begin(), configurations_.end(), index,
                                [](log_index i, const auto& c) { return i < c.first; });
  EXPECTS(above != configurations_.begin());
  return std::prev(above)->second;
}

log_index raft_log::members_index() const {
  return configurations_.empty() ? log_index{} : configurations_.back().first;
}

} // namespace ringleader::consensus
