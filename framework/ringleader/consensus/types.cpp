// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/consensus/types.hpp>

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>

#include <algorithm>

namespace ringleader::consensus {

namespace {

bool is_strictly_ascending(const std::vector<store_id>& stores) {
  for (std::size_t i = 0; i < stores.size(); ++i)
    if (!stores[i] || (i > 0 && !(stores[i - 1] < stores[i]))) return false;
  return true;
}

std::string joined(const std::vector<store_id>& stores) {
  std::string text;
  for (auto store : stores) text += " " + to_string(store);
  return text.empty() ? " none" : text;
}

} // namespace

bool configuration::is_voter(store_id store) const {
  return std::binary_search(voters.begin(), voters.end(), store);
}

bool configuration::is_learner(store_id store) const {
  return std::binary_search(learners.begin(), learners.end(), store);
}

entry founding_entry(const configuration& members) {
  return {log_index{1}, raft_term{1}, entry_kind::configuration, encode(members)};
}

hard_state founding_state() { return {raft_term{1}, store_id{}}; }

result<configuration> decode_configuration(const shared_bytes& data) {
  auto members = decode<configuration>(data);
  if (!members) return members;
  if (members->voters.empty() || members->voters.size() > configuration::voters_max ||
      !is_strictly_ascending(members->voters) || !is_strictly_ascending(members->learners))
    return {errc::malformed, "configuration without voters, with too many or with unsorted stores"};
  for (auto store : members->learners)
    if (members->is_voter(store)) return {errc::malformed, "a store is both voter and learner"};
  return members;
}

result<configuration> configuration_of(const entry& e) {
  if (e.kind != entry_kind::configuration) return {errc::malformed, "entry holds no configuration"};
  return decode_configuration(e.data);
}

log_record to_record(const entry& e) {
  return {e.index, e.term, static_cast<std::uint8_t>(e.kind), e.data};
}

result<entry> to_entry(const log_record& r) {
  if (r.kind > static_cast<std::uint8_t>(entry_kind::configuration))
    return {errc::newer_format, "log entry " + to_string(r.index) + " is of unknown kind " +
                                  std::to_string(r.kind) + ": start the release that wrote it"};
  return entry{r.index, r.term, static_cast<entry_kind>(r.kind), r.data};
}

stored_snapshot to_stored(const snapshot& s) {
  return {s.index, s.term, encode(s.members), s.data};
}

result<snapshot> to_snapshot(const stored_snapshot& s) {
  auto members = decode_configuration(s.configuration);
  if (!members) return members.error();
  return snapshot{s.index, s.term, std::move(*members), s.data};
}

std::string to_string(entry_kind kind) {
  switch (kind) {
  case entry_kind::command: return "command";
  case entry_kind::noop: return "noop";
  case entry_kind::configuration: return "configuration";
  }
  return "unknown";
}

std::string to_string(role r) {
  switch (r) {
  case role::follower: return "follower";
  case role::pre_candidate: return "pre_candidate";
  case role::candidate: return "candidate";
  case role::leader: return "leader";
  }
  return "unknown";
}

std::string to_string(const entry& e) {
  auto text = to_string(e.index) + "@" + to_string(e.term) + " " + to_string(e.kind);
  if (e.kind == entry_kind::command) text += " " + std::to_string(e.data.size()) + "B";
  return text;
}

std::string to_string(const configuration& c) {
  return "voters" + joined(c.voters) + (c.learners.empty() ? "" : " learners" + joined(c.learners));
}

std::string to_string(const hard_state& h) {
  return "term " + to_string(h.term) + " vote " + (h.vote ? to_string(h.vote) : "none");
}

std::string to_string(const snapshot& s) {
  return to_string(s.index) + "@" + to_string(s.term) + " " + std::to_string(s.data.size()) + "B";
}

} // namespace ringleader::consensus
