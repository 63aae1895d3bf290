// SPDX-License-Identifier: BSD-3-Clause
/// log_mirror: a log reduced to one number an entry, its term and the hash of all up to it.
///
/// Two logs with the same chain at an index hold the same entries up to there, so a checker
/// compares whole prefixes by comparing one number.
#pragma once

#include <ringleader/base/hash.hpp>
#include <ringleader/base/ports/log_store.hpp>

#include <cstddef>
#include <vector>

namespace ringleader::testkit {

struct log_link {
  raft_term term;
  std::uint64_t chain = 0; // of this entry and all before it

  friend bool operator==(log_link a, log_link b) { return a.term == b.term && a.chain == b.chain; }
  friend bool operator!=(log_link a, log_link b) { return !(a == b); }
};

/// The link of a record that follows the link `before`.
inline log_link link_after(log_link before, raft_term term, std::uint8_t kind,
                           const shared_bytes& data) {
  auto seed = (before.chain ^ (term.value << 8 | kind)) * 0x9e3779b97f4a7c15ULL;
  return {term, stable_hash(as_view(data), seed ^ seed >> 32)};
}

inline log_link link_after(log_link before, const log_record& record) {
  return link_after(before, record.term, record.kind, record.data);
}

class log_mirror {
public:
  log_index last_index() const { return log_index{links_.size()}; }

  /// The link at `index`; an empty one for index 0 and past the end.
  log_link at(log_index index) const {
    return index && index <= last_index() ? links_[index.value - 1] : log_link{};
  }

  log_link last() const { return at(last_index()); }

  void truncate_from(log_index index) {
    if (index && index <= last_index()) links_.resize(index.value - 1);
  }

  void push(log_link link) { links_.push_back(link); }

  /// Everything up to `index` is as in `other`, which reaches as far; what was there before goes.
  void replace_by(const log_mirror& other, log_index index) {
    links_.assign(other.links_.begin(),
                  other.links_.begin() + static_cast<std::ptrdiff_t>(index.value));
  }

  void clear() { links_.clear(); }

private:
  std::vector<log_link> links_; // the first is that of index 1
};

} // namespace ringleader::testkit
