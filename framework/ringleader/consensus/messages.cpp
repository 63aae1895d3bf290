// SPDX-License-Identifier: BSD-3-Clause
#include <ringleader/consensus/messages.hpp>

#include <ringleader/base/codec/decoder.hpp>
#include <ringleader/base/codec/encoder.hpp>
#include <ringleader/base/match.hpp>

#include <tuple>

namespace ringleader::consensus {

bool operator==(const vote_request& a, const vote_request& b) {
  return std::tie(a.group, a.cluster, a.term, a.asked, a.pre_vote, a.last_index, a.last_term,
                  a.transfer, a.leader) == std::tie(b.group, b.cluster, b.term, b.asked, b.pre_vote,
                                                    b.last_index, b.last_term, b.transfer,
                                                    b.leader);
}

bool operator==(const vote_reply& a, const vote_reply& b) {
  return std::tie(a.group, a.cluster, a.term, a.asked, a.pre_vote, a.granted, a.ages,
                  a.unknown_age) == std::tie(b.group, b.cluster, b.term, b.asked, b.pre_vote,
                                             b.granted, b.ages, b.unknown_age);
}

bool operator==(const append_request& a, const append_request& b) {
  return std::tie(a.group, a.cluster, a.term, a.prev_index, a.prev_term, a.entries, a.commit,
                  a.round, a.marks, a.marks_upto, a.handing) ==
         std::tie(b.group, b.cluster, b.term, b.prev_index, b.prev_term, b.entries, b.commit,
                  b.round, b.marks, b.marks_upto, b.handing);
}

bool operator==(const append_reply& a, const append_reply& b) {
  return std::tie(a.group, a.cluster, a.term, a.granted, a.prev_index, a.match_index,
                  a.conflict_index, a.conflict_term, a.round, a.marks_upto) ==
         std::tie(b.group, b.cluster, b.term, b.granted, b.prev_index, b.match_index,
                  b.conflict_index, b.conflict_term, b.round, b.marks_upto);
}

bool operator==(const timeout_now& a, const timeout_now& b) {
  return std::tie(a.group, a.cluster, a.term) == std::tie(b.group, b.cluster, b.term);
}

bool operator==(const install_request& a, const install_request& b) {
  return std::tie(a.group, a.cluster, a.term, a.index, a.last_term, a.total, a.members_size,
                  a.digest, a.offset, a.chunk, a.round, a.marks, a.marks_upto, a.handing) ==
         std::tie(b.group, b.cluster, b.term, b.index, b.last_term, b.total, b.members_size,
                  b.digest, b.offset, b.chunk, b.round, b.marks, b.marks_upto, b.handing);
}

bool operator==(const install_reply& a, const install_reply& b) {
  return std::tie(a.group, a.cluster, a.term, a.index, a.offset, a.round, a.marks_upto) ==
         std::tie(b.group, b.cluster, b.term, b.index, b.offset, b.round, b.marks_upto);
}

bytes encode_message(const message& m) { return encode(m); }

result<message> decode_message(const bytes& frame) { return decode<message>(frame); }

group_id group_of(const message& m) {
  return std::visit([](auto& held) { return held.group; }, m);
}

cluster_id cluster_of(const message& m) {
  return std::visit([](auto& held) { return held.cluster; }, m);
}

raft_term term_of(const message& m) {
  return std::visit([](auto& held) { return held.term; }, m);
}

std::size_t wire_size(const entry& e) { return wire_size_of(e.data); }

std::size_t wire_size_of(const shared_bytes& data) {
  // Length of the struct, index, term, kind, count of the bytes, the bytes.
  return 4 + 8 + 8 + 1 + 4 + data.size();
}

namespace {

std::string position(log_index index, raft_term term) {
  return to_string(index) + "@" + to_string(term);
}

std::string span(const std::vector<entry>& entries) {
  if (entries.empty()) return "none";
  auto& first = entries.front();
  auto& last = entries.back();
  auto text = position(first.index, first.term);
  return entries.size() == 1 ? text : text + ".." + position(last.index, last.term);
}

std::string listed(const std::vector<std::uint64_t>& marks) {
  std::string text;
  for (auto key : marks) text += (text.empty() ? " marks=" : ",") + std::to_string(key);
  return text;
}

std::string marked_upto(std::uint64_t number) {
  return number == 0 ? "" : " marks_upto=" + std::to_string(number);
}

std::string listed(const std::vector<std::pair<std::uint64_t, std::uint32_t>>& ages) {
  std::string text;
  for (auto& [key, age] : ages)
    text +=
      (text.empty() ? " ages=" : ",") + std::to_string(key) + ":" + std::to_string(age) + "ms";
  return text;
}

} // namespace

std::string to_string(const message& m) {
  return match(
    m,
    [](const vote_request& x) {
      return std::string(x.pre_vote ? "pre_vote_request" : "vote_request") +
             " term=" + to_string(x.term) + " asked=" + to_string(x.asked) +
             " last=" + position(x.last_index, x.last_term) + (x.transfer ? " transfer" : "");
    },
    [](const vote_reply& x) {
      return std::string(x.pre_vote ? "pre_vote_reply" : "vote_reply") +
             " term=" + to_string(x.term) + " asked=" + to_string(x.asked) +
             (x.granted ? " granted" : " refused") + listed(x.ages);
    },
    [](const append_request& x) {
      return "append_request term=" + to_string(x.term) +
             " prev=" + position(x.prev_index, x.prev_term) + " entries=" + span(x.entries) +
             " commit=" + to_string(x.commit) + " round=" + std::to_string(x.round) +
             listed(x.marks) + marked_upto(x.marks_upto) +
             (x.handing ? " handing=" + to_string(x.handing) : "");
    },
    [](const append_reply& x) {
      auto text = "append_reply term=" + to_string(x.term);
      text += x.granted ? " match=" + to_string(x.match_index)
                        : " refused prev=" + to_string(x.prev_index) +
                            " conflict=" + position(x.conflict_index, x.conflict_term);
      return text + " round=" + std::to_string(x.round) + marked_upto(x.marks_upto);
    },
    [](const timeout_now& x) { return "timeout_now term=" + to_string(x.term); },
    [](const install_request& x) {
      return "install_request term=" + to_string(x.term) +
             " snapshot=" + position(x.index, x.last_term) + " bytes=" + std::to_string(x.offset) +
             "+" + std::to_string(x.chunk.size()) + "/" + std::to_string(x.total) +
             " round=" + std::to_string(x.round) + listed(x.marks) + marked_upto(x.marks_upto) +
             (x.handing ? " handing=" + to_string(x.handing) : "");
    },
    [](const install_reply& x) {
      return "install_reply term=" + to_string(x.term) + " snapshot=" + to_string(x.index) +
             " offset=" + std::to_string(x.offset) + " round=" + std::to_string(x.round) +
             marked_upto(x.marks_upto);
    });
}

} // namespace ringleader::consensus
