// SPDX-License-Identifier: BSD-3-Clause
#include "clerk_record.hpp"

#include "temp_directory.hpp"

#include <algorithm>
#include <map>
#include <sstream>

namespace ringleader {

using testkit::lock_operation;
using testkit::operation;

namespace {

// A session that a fault has ended ends at the latest so long after it.
constexpr long long session_end_ns = 15'000'000'000;

instant at(long long nanoseconds) { return instant{} + duration{nanoseconds}; }

/// When this holder's node may have lost its session, if the lock may have ended by that.
std::optional<long long> may_lapse(const clerk_request& acquired,
                                   const std::vector<node_fault>& faults) {
  std::optional<long long> first;
  for (auto& f : faults) {
    if (f.node != acquired.node || acquired.called > f.until + session_end_ns) continue;
    auto from = std::max(f.from, acquired.called);
    if (!first || from < *first) first = from;
  }
  return first;
}

lock_operation result_of(const clerk_request& r, std::uint64_t holder) {
  if (r.what == "release") return lock_operation::release(holder, r.result == "released");
  if (r.result == "granted") return lock_operation::granted(holder, fencing_token{r.token});
  return lock_operation::acquire(holder);
}

} // namespace

std::vector<clerk_request> read_clerks(const std::string& path) {
  std::map<std::uint64_t, clerk_request> all;
  std::istringstream in{read_text(path)};
  for (std::string line; std::getline(in, line);) {
    std::istringstream words{line};
    std::uint64_t id = 0;
    std::string kind;
    words >> id >> kind;
    auto& r = all[id];
    r.id = id;
    if (kind == "call") {
      words >> r.called >> r.node >> r.what >> r.on;
      if (r.what == "add") words >> r.amount;
    } else {
      words >> r.answered >> r.result;
      if (r.result == "granted") words >> r.token;
    }
  }
  std::vector<clerk_request> requests;
  for (auto& entry : all) requests.push_back(entry.second);
  return requests;
}

std::size_t agreed_since(const std::vector<clerk_request>& all, long long nanoseconds) {
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [&](auto& r) {
    return r.called >= nanoseconds &&
           (r.result == "granted" || r.result == "released" || r.result == "done");
  }));
}

std::vector<operation<lock_operation>> lock_history(const std::vector<clerk_request>& all,
                                                    const std::vector<node_fault>& faults) {
  std::vector<operation<lock_operation>> history;
  std::map<std::uint64_t, std::string> lock_of;
  std::map<std::uint64_t, long long> released; // when that was answered
  for (auto& r : all) {
    if (r.what == "acquire") lock_of[r.id] = r.on;
    if (r.what == "release" && r.known()) released[std::stoull(r.on)] = r.answered;
  }
  for (auto& r : all) {
    if (r.what == "add" || r.result == "nothing") continue;
    auto holder = r.what == "acquire" ? r.id : std::stoull(r.on);
    auto& lock = lock_of.at(holder);
    operation<lock_operation> o{lock, result_of(r, holder), at(r.called), {}};
    if (r.known()) o.answer = at(r.answered);
    history.push_back(o);
    if (r.what != "acquire" || r.result == "busy") continue;
    auto lapse = r.known() ? may_lapse(r, faults) : std::optional{r.called};
    auto ended = released.find(holder);
    if (lapse && ended != released.end() && ended->second < *lapse) lapse.reset();
    if (lapse) history.push_back({lock, lock_operation::lapse(holder), at(*lapse), {}});
  }
  return history;
}

reckoning reckon(const std::vector<clerk_request>& all, const std::vector<ledger_line>& ledger) {
  std::map<std::pair<std::string, std::int64_t>, std::size_t> times;
  for (auto& line : ledger) ++times[{line.key, line.amount}];
  reckoning sums;
  for (auto& r : all) {
    if (r.what != "add") continue;
    auto found = times.find({r.on, r.amount});
    auto applied = found == times.end() ? std::size_t{0} : found->second;
    if (applied > 1) ++sums.doubled;
    if (r.result == "done") {
      ++sums.acknowledged;
      if (applied == 0) ++sums.lost;
    } else if (r.result == "nothing") {
      if (applied > 0) ++sums.unwanted;
    } else {
      ++sums.unknown;
    }
  }
  return sums;
}

} // namespace ringleader
