// SPDX-License-Identifier: BSD-3-Clause
/// The ids that more than one folder of the house speaks. Zero is "none" in each of them, except
/// for partition_id, where it is the first partition.
#pragma once

#include <ringleader/base/strong_id.hpp>

namespace ringleader {

/// Raft's logical period; at most one control leader each.
using raft_term = strong_id<struct raft_term_tag>;
/// Position in a replicated log; the first entry has 1.
using log_index = strong_id<struct log_index_tag>;
/// One Raft group of several in a process; the control log is group 1.
using group_id = strong_id<struct group_id_tag, std::uint32_t>;
/// Random per formatted data directory; a Raft server is its store id, never its name.
using store_id = strong_id<struct store_id_tag>;
/// Random per founded cluster.
using cluster_id = strong_id<struct cluster_id_tag>;
/// Random per process.
using boot_id = strong_id<struct boot_id_tag>;
/// The registry's count of a member's starts.
using incarnation = strong_id<struct incarnation_tag>;
/// A node's liveness with the registry; never used twice.
using session_id = strong_id<struct session_id_tag>;
/// One start of one proposer within a session.
using stream_id = strong_id<struct stream_id_tag>;
/// Number of a command within its stream; the first is 1.
using sequence = strong_id<struct sequence_tag>;
/// Raised by one for every grant of any kind; a resource refuses smaller ones.
using fencing_token = strong_id<struct fencing_token_tag>;
/// A slice of the key space: hash of the key modulo the partition count. Zero is a partition.
using partition_id = strong_id<struct partition_id_tag, std::uint32_t>;
/// Raised at each change of owner; drawn from the token counter.
using partition_epoch = strong_id<struct partition_epoch_tag>;
/// Number of the partition table as a whole.
using table_version = strong_id<struct table_version_tag>;
/// Number of the set of members as a whole.
using view_version = strong_id<struct view_version_tag>;
/// Fencing token of one win of a registry election.
using election_term = strong_id<struct election_term_tag>;
/// One lock holder within a session.
using holder_id = strong_id<struct holder_id_tag>;
/// Count of the starts of an entity at one owner in one epoch.
using activation_number = strong_id<struct activation_number_tag>;
/// Number of a write handed to a log store; completions come back in its order.
using ticket = strong_id<struct ticket_tag>;

} // namespace ringleader
