// SPDX-License-Identifier: BSD-3-Clause
/// What the servers of a Raft group say to each other.
///
/// Every message carries the group and the cluster, so that a frame of another one is dropped, and
/// the *sender's own* term: in refusals too, so that a server that is behind, or a leader whose
/// term was passed while one voter was away, learns the greater term from any answer. A vote
/// request names the term that is asked for in `asked`; for a pre-vote that is one more than the
/// sender's own, and nobody changes its term because of it.
///
///   bytes frame = encode_message(m);
///   result<message> m = decode_message(frame);
///
/// Fields are only ever appended to a struct, structs only ever appended to the variant.
#pragma once

#include <ringleader/consensus/types.hpp>

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ringleader::consensus {

struct vote_request {
  group_id group;
  cluster_id cluster;
  raft_term term;  // the sender's own
  raft_term asked; // the term to vote in: `term`, or the next one for a pre-vote
  bool pre_vote = false;
  log_index last_index;
  raft_term last_term;
  bool transfer = false; // the leader of the term before wants it: overrides stickiness
  store_id leader{};     // with transfer: which leader that is
};

struct vote_reply {
  group_id group;
  cluster_id cluster;
  raft_term term;  // the voter's own
  raft_term asked; // echo
  bool pre_vote = false;
  bool granted = false;
  // With a granted vote, never with a pre-vote: how long ago, in ms, the voter was told of each key
  // (see mark), and the age of all that it does not list.
  std::vector<std::pair<std::uint64_t, std::uint32_t>> ages{};
  std::uint32_t unknown_age = 0;
};

struct append_request {
  group_id group;
  cluster_id cluster;
  raft_term term;
  log_index prev_index; // the entry before the first of `entries`, zero before the log's first
  raft_term prev_term;
  std::vector<entry> entries; // none in a heartbeat
  log_index commit;
  std::uint64_t round = 0; // the heartbeat round last begun when this was sent
  // Keys to remember as heard from now; with them the voter has all marks up to marks_upto.
  std::vector<std::uint64_t> marks{};
  std::uint64_t marks_upto = 0; // 0: this message says nothing of marks
  store_id handing{};           // who was told to campaign and take over; none most of the time
};

/// Granted: the sender's log is durably equal to the leader's up to match_index, which may lie
/// below what it matched in memory. Refused: the log does not match at `prev_index`; at
/// conflict_index it has an entry of conflict_term, the last one that could still be in the
/// leader's log.
struct append_reply {
  group_id group;
  cluster_id cluster;
  raft_term term;
  bool granted = false;
  log_index prev_index; // echo
  log_index match_index;
  log_index conflict_index;
  raft_term conflict_term;
  std::uint64_t round = 0;      // echo
  std::uint64_t marks_upto = 0; // echo
};

/// From a leader to a voter that holds its whole log: campaign now, without a pre-vote.
struct timeout_now {
  group_id group;
  cluster_id cluster;
  raft_term term;
};

/// A piece of a snapshot, for a server that needs entries which are dropped; a heartbeat too. What
/// is sent is the encoded configuration, members_size bytes, then the data. It is one snapshot for
/// as long as index, last_term, total and digest are the same, whoever sends it. When it is whole
/// and durable it is answered with an append_reply at `index`.
struct install_request {
  group_id group;
  cluster_id cluster;
  raft_term term;
  log_index index;
  raft_term last_term; // of the entry at index
  std::uint64_t total = 0;
  std::uint64_t members_size = 0;
  std::uint64_t digest = 0; // of all `total` bytes
  std::uint64_t offset = 0;
  bytes chunk;
  std::uint64_t round = 0;
  std::vector<std::uint64_t> marks{}; // as in append_request, all three
  std::uint64_t marks_upto = 0;
  store_id handing{};
};

struct install_reply {
  group_id group;
  cluster_id cluster;
  raft_term term;
  log_index index;              // echo
  std::uint64_t offset = 0;     // of the next byte that it lacks
  std::uint64_t round = 0;      // echo
  std::uint64_t marks_upto = 0; // echo
};

using message = std::variant<vote_request, vote_reply, append_request, append_reply, timeout_now,
                             install_request, install_reply>;

template <class Inspector> typename Inspector::result_type inspect(Inspector& f, vote_request& x) {
  return f(x.group, x.cluster, x.term, x.asked, x.pre_vote, x.last_index, x.last_term, x.transfer,
           x.leader);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, vote_reply& x) {
  return f(x.group, x.cluster, x.term, x.asked, x.pre_vote, x.granted, x.ages, x.unknown_age);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, append_request& x) {
  return f(x.group, x.cluster, x.term, x.prev_index, x.prev_term, x.entries, x.commit, x.round,
           x.marks, x.marks_upto, x.handing);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, append_reply& x) {
  return f(x.group, x.cluster, x.term, x.granted, x.prev_index, x.match_index, x.conflict_index,
           x.conflict_term, x.round, x.marks_upto);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, timeout_now& x) {
  return f(x.group, x.cluster, x.term);
}
template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, install_request& x) {
  return f(x.group, x.cluster, x.term, x.index, x.last_term, x.total, x.members_size, x.digest,
           x.offset, x.chunk, x.round, x.marks, x.marks_upto, x.handing);
}
template <class Inspector> typename Inspector::result_type inspect(Inspector& f, install_reply& x) {
  return f(x.group, x.cluster, x.term, x.index, x.offset, x.round, x.marks_upto);
}

bool operator==(const vote_request& a, const vote_request& b);
bool operator==(const vote_reply& a, const vote_reply& b);
bool operator==(const append_request& a, const append_request& b);
bool operator==(const append_reply& a, const append_reply& b);
bool operator==(const timeout_now& a, const timeout_now& b);
bool operator==(const install_request& a, const install_request& b);
bool operator==(const install_reply& a, const install_reply& b);

bytes encode_message(const message& m);
result<message> decode_message(const bytes& frame);

group_id group_of(const message& m);
cluster_id cluster_of(const message& m);
raft_term term_of(const message& m);

/// Marks in one message: with the entries that it may carry it fits into a frame of 64 KiB.
inline constexpr std::size_t marks_in_message_max = 256;

/// Bytes that an entry takes in an append request, an upper bound.
std::size_t wire_size(const entry& e);
std::size_t wire_size_of(const shared_bytes& data);

std::string to_string(const message& m);

} // namespace ringleader::consensus
